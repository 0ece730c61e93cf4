"""What became of a dispatch that was repeated: same, changed, newly failing or fixed. Pure.

Two ends of one dispatch are compared by structure, strictly by type and by JSON pointer. The pointers lead into the
response; beside it stand `/@stage` and `/@cause` of a failure, `/@effect` for what a host does with the answer,
`/@stored/KEY` for what the plugin stored, `/@counters/NAME` for what it counted and `/@log/N` for the lines that it
wrote, counted from 0. Bodies and header
values in base64 are compared as the text that they hold, and further within when that is JSON: `/body_base64/model`.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from workbench.protocol.json import parsing
from workbench.session.compare.json_diff import compare
from workbench.session.values.json_difference import JsonChange, JsonDifference
from workbench.session.values.kept_outcome import KeptOutcome
from workbench.session.values.replay_verdict import (
    NO_RULES,
    Asked,
    CallComparison,
    CallEffect,
    ReplayRules,
    ReplayVerdict,
)


def compare_effects(
    before: CallEffect, after: CallEffect, rules: ReplayRules = NO_RULES, asked: Asked | None = None
) -> CallComparison:
    """Compare two ends of one dispatch.

    `asked` is what they answer: a change of the host's effect is a difference too. None: effects are not compared.
    """
    if before.outcome.ok != after.outcome.ok:
        failing = before.outcome.ok
        change = JsonChange.ADDED if failing else JsonChange.REMOVED
        failed = after.outcome if failing else before.outcome
        differences = tuple(
            JsonDifference(f"/@{name}", change, None if failing else fact, fact if failing else None)
            for name, fact in (("stage", failed.stage), ("cause", failed.cause))
        )
        return CallComparison(ReplayVerdict.NEWLY_FAILING if failing else ReplayVerdict.FIXED, differences)
    if _is_plainly_same(before, after):
        return CallComparison(ReplayVerdict.SAME)
    documents = _documents(before, after)
    effects = _host_effects(before, after, asked)
    if effects:
        documents = [{"@effect": effect, **one} for effect, one in zip(effects, documents, strict=True)]
    compared = compare(*documents)
    kept = tuple(part for one in compared.differences for part in _within_base64(one) if not _is_ignored(part, rules))
    verdict = ReplayVerdict.CHANGED if kept or compared.cut_off else ReplayVerdict.SAME
    return CallComparison(verdict, kept, compared.cut_off)


def _is_plainly_same(before: CallEffect, after: CallEffect) -> bool:
    """Say whether nothing needs to be looked into: both texts were written in the same way."""
    old, new = before.outcome, after.outcome
    return (
        old.response_text == new.response_text
        and old.stage == new.stage
        and old.cause == new.cause
        and before.counters == after.counters
        and (before.stored == after.stored or before.stored is None or after.stored is None)
        and (before.logs == after.logs or before.logs is None or after.logs is None)
    )


def _documents(before: CallEffect, after: CallEffect) -> list[dict[str, Any]]:
    """Return both ends as JSON values; what one of them does not know stands in neither."""
    both = (before, after)
    documents = [_ending(one.outcome) for one in both]
    if all(one.stored is not None for one in both) and any(one.stored for one in both):
        for document, one in zip(documents, both, strict=True):
            document["@stored"] = {
                f"{key}_base64": base64.b64encode(value).decode() for key, value in sorted((one.stored or {}).items())
            }
    if any(one.counters for one in both):
        for document, one in zip(documents, both, strict=True):
            document["@counters"] = dict(one.counters)
    if all(one.logs is not None for one in both) and any(one.logs for one in both):
        for document, one in zip(documents, both, strict=True):
            document["@log"] = list(one.logs or ())
    return documents


def _host_effects(before: CallEffect, after: CallEffect, asked: Asked | None) -> tuple[str, ...]:
    """Return what a host does with two answers that decoded; nothing where that is not known of both."""
    if asked is None or not before.outcome.ok:
        return ()
    from workbench.protocol.host_effect.of_dispatch import effect_of_texts  # noqa: PLC0415 - most answers are the same

    ends = ((asked.before, before), (asked.after, after))
    found = [
        effect_of_texts(asked.function, profile, asked.payload, end.outcome.response_text or "null")
        for profile, end in ends
    ]
    effects = tuple(one.effect.value for one in found if one is not None)
    return effects if len(effects) == len(ends) else ()


def _ending(outcome: KeptOutcome) -> dict[str, Any]:
    if not outcome.ok:
        return {"@stage": outcome.stage, "@cause": outcome.cause}
    response = _parsed(outcome.response_text or "null")
    return dict(response) if isinstance(response, Mapping) else {"": response}


def _parsed(text: str) -> Any:
    try:
        return parsing.parse(text)
    except parsing.JsonTextError:
        return text


def _within_base64(difference: JsonDifference) -> Iterator[JsonDifference]:
    """Return what differs in the texts that two values in base64 hold."""
    stored = difference.pointer.startswith("/@stored/")
    pointer = difference.pointer.removesuffix("_base64") if stored else difference.pointer
    before, after = _decoded(difference.before), _decoded(difference.after)
    if not difference.pointer.endswith("_base64") or (before is None and after is None):
        yield replace(difference, pointer=pointer)
        return
    if before is not None and after is not None:
        old, new = _parsed(before), _parsed(after)
        inner = compare(old, new).differences if isinstance(old, (dict, list)) and type(old) is type(new) else ()
        if inner:
            yield from (replace(one, pointer=pointer + one.pointer) for one in inner)
            return
    yield replace(
        difference,
        pointer=pointer,
        before=difference.before if before is None else before,
        after=difference.after if after is None else after,
    )


def _decoded(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    try:
        return base64.b64decode(value, validate=True).decode()
    except (binascii.Error, ValueError):
        return None


def _is_ignored(difference: JsonDifference, rules: ReplayRules) -> bool:
    parts = difference.pointer.split("/")
    if any(_leads_to(pattern, parts) for pattern in rules.ignore):
        return True
    if difference.change is not JsonChange.CHANGED:
        return False
    before, after = difference.before, difference.after
    if any(isinstance(one, bool) or not isinstance(one, (int, float)) for one in (before, after)):
        return False
    allowed = (
        amount
        for pattern, amount in rules.tolerances.items()
        if len(pattern.split("/")) == len(parts) and _leads_to(pattern, parts)
    )
    return any(abs(before - after) <= amount for amount in allowed)


def _leads_to(pattern: str, parts: Sequence[str]) -> bool:
    wanted = pattern.split("/")
    return len(wanted) <= len(parts) and all(want in ("*", found) for want, found in zip(wanted, parts, strict=False))


# ---- many dispatches on many builds ---------------------------------------------------------------------------------
