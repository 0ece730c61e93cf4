"""What becomes of the answer of `filter`: which candidates go on (PROTOCOL.md section 8a). Linear in its size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from workbench.protocol.host_effect.effect import AnswerEffect, Effect, Reason, Rule, pointer
from workbench.protocol.host_effect.payload_parts import object_list, text_part
from workbench.protocol.host_effect.results import DroppedCandidate, KeptCandidates
from workbench.protocol.host_effect.uuid_text import canonical_uuid
from workbench.protocol.profiles import Profile

ACCEPT: Final = "accept"
REJECT: Final = "reject"
_RESULTS: Final = "results"
_KEPT: Final = "kept_upstream_ids"
_REASONS: Final = "per_candidate_reasons"
_SHOWN_MAX: Final = 60


def offered_ids(payload: Any) -> tuple[str, ...]:
    """Return the candidates' ids of a request of `filter`, in order: hyphenated in lower case, or as they stand."""
    ids = (text_part(candidate, "upstream_id") for _, candidate in object_list(payload, "candidates"))
    return tuple(canonical_uuid(text) or text for text in ids)


def filter_effect(offered: Sequence[str], profile: Profile, response: dict[str, Any]) -> AnswerEffect:
    """Return what the host does with the answer of `filter`.

    Args:
        offered: The ids of the candidates that this filter was asked about, as `offered_ids` gives them.
        profile: Decides the form of the answer.
        response: The decoded answer.
    """
    verdicts = _verdicts_v0_1(response) if profile is Profile.V0_1 else _verdicts_v0_3(response)
    problems = verdicts.unreadable or [*_problems_of_kept(verdicts, offered)]
    if problems:
        return AnswerEffect(Effect.IGNORED, tuple(problems), all_kept(offered))
    kept = {one.upstream_id for one in verdicts.kept}
    dropped = tuple(
        DroppedCandidate(one, verdicts.why.get(one, "the answer does not name it"))
        for one in offered
        if one not in kept
    )
    not_named = tuple(
        Reason(verdicts.list_path, Rule.NOT_NAMED, f"no entry for {one.upstream_id}")
        for one in dropped
        if one.upstream_id not in verdicts.why
    )
    cut = tuple(_reasons_count(response, len(offered))) if profile is Profile.V0_3 else ()
    result = KeptCandidates(tuple(one for one in offered if one in kept), dropped)
    return AnswerEffect(Effect.USED_IN_PART if cut else Effect.USED, (*verdicts.reasons, *not_named, *cut), result)


def all_kept(offered: Sequence[str]) -> KeptCandidates:
    """Return what goes on when a filter's answer is ignored: every candidate."""
    return KeptCandidates(tuple(offered))


@dataclass(frozen=True, slots=True)
class _Kept:
    upstream_id: str
    path: str


@dataclass(frozen=True, slots=True)
class _Verdicts:
    """What an answer says, in whichever form."""

    list_path: str
    """The list in which candidates are kept."""
    kept: list[_Kept]
    why: dict[str, str]
    """Of each candidate that is named and not kept, why."""
    reasons: list[Reason]
    """Of words that reject silently."""
    unreadable: list[Reason]
    """Of ids that are none."""


def _verdicts_v0_1(response: dict[str, Any]) -> _Verdicts:
    verdicts = _Verdicts(pointer(_RESULTS), [], {}, [], [])
    for index, one in enumerate(response[_RESULTS]):
        path = pointer(_RESULTS, index, "upstream_id")
        upstream_id = canonical_uuid(one["upstream_id"])
        if upstream_id is None:
            verdicts.unreadable.append(
                Reason(path, Rule.UPSTREAM_ID, f"{_quoted(one['upstream_id'])}, which is no UUID")
            )
        elif one["decision"] == ACCEPT:
            verdicts.kept.append(_Kept(upstream_id, path))
        else:
            word = one["decision"]
            verdicts.why.setdefault(upstream_id, one["reason"] or f"the decision is {_quoted(word)}")
            if word != REJECT:
                found = f"{_quoted(word)}, which rejects {upstream_id}"
                verdicts.reasons.append(Reason(pointer(_RESULTS, index, "decision"), Rule.DECISION, found))
    return verdicts


def _verdicts_v0_3(response: dict[str, Any]) -> _Verdicts:
    kept = [_Kept(one, pointer(_KEPT, index)) for index, one in enumerate(response[_KEPT])]
    why = {one["upstream_id"]: one["reason"] or "the answer does not keep it" for one in response[_REASONS]}
    return _Verdicts(pointer(_KEPT), kept, why, [], [])


def _problems_of_kept(verdicts: _Verdicts, offered: Sequence[str]) -> Iterable[Reason]:
    """Yield what makes the host ignore a whole answer."""
    seen: set[str] = set()
    for one in verdicts.kept:
        if one.upstream_id in seen:
            yield Reason(one.path, Rule.KEPT_TWICE, f"{one.upstream_id} again")
        seen.add(one.upstream_id)
    known = frozenset(offered)
    for one in verdicts.kept:
        if one.upstream_id not in known:
            yield Reason(one.path, Rule.KEPT_NOT_OFFERED, f"{one.upstream_id}, which is no candidate")
    if len(verdicts.kept) > len(offered):
        found = f"{len(verdicts.kept):,} kept, and {len(offered):,} offered"
        yield Reason(verdicts.list_path, Rule.KEPT_TOO_MANY, found)


def _reasons_count(response: dict[str, Any], offered: int) -> Iterable[Reason]:
    """Yield what is cut and noted: reasons that are given, but not one for each candidate."""
    given = len(response[_REASONS])
    if given and given != offered:
        yield Reason(pointer(_REASONS), Rule.REASONS_COUNT, f"{given:,} reasons for {offered:,} candidates")


def _quoted(text: str) -> str:
    return repr(text if len(text) <= _SHOWN_MAX else text[:_SHOWN_MAX] + "…")
