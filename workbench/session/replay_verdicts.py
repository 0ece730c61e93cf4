"""What became of a dispatch that was repeated: same, changed, newly failing or fixed. Pure.

Two ends of one dispatch are compared by structure, strictly by type and by JSON pointer. The pointers lead into the
response; beside it stand `/@stage` and `/@cause` of a failure, `/@stored/KEY` for what the plugin stored and
`/@counters/NAME` for what it counted. Bodies and header values in base64 are compared as the text that they hold, and
further within when that is JSON: `/body_base64/model`.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from workbench.protocol import jsontext
from workbench.session.comparison import Change, Difference, compare
from workbench.session.kept_outcome import KeptOutcome


class ReplayVerdict(Enum):
    """What became of a dispatch."""

    SAME = "same"
    CHANGED = "changed"
    """It answers, or fails, otherwise than before."""
    NEWLY_FAILING = "newly failing"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class CallEffect:
    """What one dispatch did: how it ended, and what it left with the host."""

    outcome: KeptOutcome
    stored: Mapping[str, bytes] | None = field(default_factory=dict)
    """The entries of the plugin's storage that it made or changed; None: not known, and not compared."""
    counters: Mapping[str, int] = field(default_factory=dict)
    """What it added to each counter."""


@dataclass(frozen=True, slots=True)
class ReplayRules:
    """Which differences do not count."""

    ignore: tuple[str, ...] = ()
    """JSON pointers; a part that is `*` stands for any one part, and everything beneath is ignored too."""
    tolerances: Mapping[str, float] = field(default_factory=dict)
    """By such a pointer, how far two numbers may be apart."""

    def joined(self, other: ReplayRules) -> ReplayRules:
        """Return the rules of both; of tolerances for one pointer that of `other` holds."""
        return ReplayRules(tuple(dict.fromkeys((*self.ignore, *other.ignore))), {**self.tolerances, **other.tolerances})


NO_RULES = ReplayRules()


@dataclass(frozen=True, slots=True)
class CallComparison:
    """A verdict and what it rests on."""

    verdict: ReplayVerdict
    differences: tuple[Difference, ...] = ()
    """Without those that the rules ignore."""
    cut_off: bool = False
    """True: there may be more than were looked for."""


def compare_effects(before: CallEffect, after: CallEffect, rules: ReplayRules = NO_RULES) -> CallComparison:
    """Compare two ends of one dispatch."""
    if before.outcome.ok != after.outcome.ok:
        failing = before.outcome.ok
        change = Change.ADDED if failing else Change.REMOVED
        failed = after.outcome if failing else before.outcome
        differences = tuple(
            Difference(f"/@{name}", change, None if failing else fact, fact if failing else None)
            for name, fact in (("stage", failed.stage), ("cause", failed.cause))
        )
        return CallComparison(ReplayVerdict.NEWLY_FAILING if failing else ReplayVerdict.FIXED, differences)
    if _is_plainly_same(before, after):
        return CallComparison(ReplayVerdict.SAME)
    both = (before, after)
    stored = all(one.stored is not None for one in both) and any(one.stored for one in both)
    counted = any(one.counters for one in both)
    compared = compare(*(_document(one, stored=stored, counted=counted) for one in both))
    kept = tuple(part for one in compared.differences for part in _within_base64(one) if not _is_ignored(part, rules))
    verdict = ReplayVerdict.CHANGED if kept or compared.cut_off else ReplayVerdict.SAME
    return CallComparison(verdict, kept, compared.cut_off)


def _is_plainly_same(before: CallEffect, after: CallEffect) -> bool:
    """Say whether nothing needs to be looked into: both texts were written in the same way."""
    old, new = before.outcome, after.outcome
    return (
        (old.stage, old.cause, old.response_text) == (new.stage, new.cause, new.response_text)
        and before.stored == after.stored
        and before.counters == after.counters
    )


def check_pointer(pointer: str) -> bool:
    """Say whether a text is a JSON pointer: empty, or with a slash before each part."""
    return pointer == "" or pointer.startswith("/")


def _document(effect: CallEffect, *, stored: bool, counted: bool) -> dict[str, Any]:
    outcome = effect.outcome
    document: dict[str, Any] = {}
    if outcome.ok:
        response = _parsed(outcome.response_text or "null")
        document = dict(response) if isinstance(response, Mapping) else {"": response}
    else:
        document = {"@stage": outcome.stage, "@cause": outcome.cause}
    if stored:
        document["@stored"] = {
            f"{key}_base64": base64.b64encode(value).decode() for key, value in sorted((effect.stored or {}).items())
        }
    if counted:
        document["@counters"] = dict(effect.counters)
    return document


def _parsed(text: str) -> Any:
    try:
        return jsontext.parse(text)
    except jsontext.JsonTextError:
        return text


def _within_base64(difference: Difference) -> Iterator[Difference]:
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


def _is_ignored(difference: Difference, rules: ReplayRules) -> bool:
    parts = difference.pointer.split("/")
    if any(_leads_to(pattern, parts) for pattern in rules.ignore):
        return True
    if difference.change is not Change.CHANGED:
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


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One dispatch across generations."""

    number: int
    """The entry of the history, or the place in the recording from 1."""
    function: str
    cells: tuple[CallComparison | None, ...]
    """One for each generation, in the order that was asked for; None: it was not repeated there."""

    @property
    def worst(self) -> ReplayVerdict | None:
        """The verdict that needs most attention; None: it was repeated nowhere."""
        found = {cell.verdict for cell in self.cells if cell is not None}
        order = (ReplayVerdict.NEWLY_FAILING, ReplayVerdict.CHANGED, ReplayVerdict.FIXED, ReplayVerdict.SAME)
        return next((verdict for verdict in order if verdict in found), None)


@dataclass(frozen=True, slots=True)
class MatrixEntry:
    """One dispatch as it was made at first."""

    number: int
    function: str
    effect: CallEffect


def replay_matrix(
    entries: Iterable[MatrixEntry],
    generations: Sequence[Mapping[int, CallEffect]],
    rules: ReplayRules = NO_RULES,
) -> tuple[MatrixRow, ...]:
    """Compare each dispatch with what came of it on each generation.

    Args:
        entries: The dispatches as they were made at first.
        generations: For each generation, what came of the repeated dispatches, by number.
        rules: Which differences do not count.
    """
    return tuple(
        MatrixRow(
            entry.number,
            entry.function,
            tuple(
                compare_effects(entry.effect, effects[entry.number], rules) if entry.number in effects else None
                for effects in generations
            ),
        )
        for entry in entries
    )


def count_verdicts(comparisons: Iterable[CallComparison]) -> dict[ReplayVerdict, int]:
    """Return how often each verdict was given, all four of them."""
    counts = dict.fromkeys(ReplayVerdict, 0)
    for comparison in comparisons:
        counts[comparison.verdict] += 1
    return counts
