"""Several filters in a row, each asked about the survivors of the one before (PROTOCOL.md section 8a)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.protocol.host_effect.effect import AnswerEffect, Effect
from workbench.protocol.host_effect.filtering import all_kept, filter_effect
from workbench.protocol.host_effect.results import KeptCandidates
from workbench.protocol.profiles import Profile


@dataclass(frozen=True, slots=True)
class FilterAnswer:
    """What one filter of a chain answered."""

    profile: Profile
    response: dict[str, Any] | None
    """The decoded answer; None: the dispatch fell back, so that all candidates are kept."""


@dataclass(frozen=True, slots=True)
class FilterLink:
    """One filter of a chain, and what it came to."""

    offered: tuple[str, ...]
    """The candidates that it was asked about."""
    effect: AnswerEffect
    survivors: tuple[str, ...]
    """The candidates that the next one is asked about."""


def run_chain(offered: Sequence[str], answers: Iterable[FilterAnswer]) -> tuple[FilterLink, ...]:
    """Return what each filter of a chain came to; the survivors of the last go on.

    Args:
        offered: The candidates of the request, as `filtering.offered_ids` gives them.
        answers: One for each filter, in the order of the chain. A filter that nothing is left for is asked too.
    """
    links: list[FilterLink] = []
    left = tuple(offered)
    for answer in answers:
        if answer.response is None:
            link = FilterLink(left, AnswerEffect(Effect.IGNORED, (), all_kept(left)), left)
        else:
            effect = filter_effect(left, answer.profile, answer.response)
            assert isinstance(effect.result, KeptCandidates)
            link = FilterLink(left, effect, effect.result.kept_upstream_ids)
        links.append(link)
        left = link.survivors
    return tuple(links)
