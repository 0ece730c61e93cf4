"""What a demo can wait for, as facts of a state; and whether they can still come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from workbench.session.values.state import SessionState


@dataclass(frozen=True, slots=True)
class Since:
    """What there was when something was begun: what comes of it is newer."""

    generation: int = 0
    dispatch: int = 0

    @classmethod
    def of(cls, state: SessionState | None) -> Since:
        """Return what there is in a state."""
        if state is None:
            return cls()
        return cls(state.newest.number if state.newest else 0, state.last.number if state.last else 0)


@dataclass(frozen=True, slots=True)
class DemoFact:
    """Something that is true of a state, or not."""

    is_true: Callable[[SessionState, Since], bool]
    is_settled: Callable[[SessionState, Since], bool]
    """Nothing is going on that could still make it true."""


def is_loaded(state: SessionState, since: Since) -> bool:
    """Say whether a build was loaded to its end since then."""
    return state.newest is not None and state.newest.complete and state.newest.number > since.generation


def _is_complete(state: SessionState, _: Since) -> bool:
    return state.newest is not None and state.newest.complete


def _is_good(state: SessionState, since: Since) -> bool:
    return _is_complete(state, since) and state.newest is not None and state.newest.is_good


def _is_rejected(state: SessionState, since: Since) -> bool:
    return _is_complete(state, since) and not _is_good(state, since)


def is_answered(state: SessionState, since: Since) -> bool:
    """Say whether a dispatch came to its end since then."""
    return state.running is None and state.last is not None and state.last.number > since.dispatch


def _is_idle(state: SessionState, _: Since) -> bool:
    return state.running is None


def _is_ok(state: SessionState, _: Since) -> bool:
    return state.running is None and state.last is not None and state.last.outcome.ok


def _is_fallback(state: SessionState, _: Since) -> bool:
    return state.running is None and state.last is not None and not state.last.outcome.ok


def is_journey_over(state: SessionState, _: Since) -> bool:
    """Say whether a journey came to its end."""
    return state.journey is not None and state.journey.running is None


def _is_swept(state: SessionState, _: Since) -> bool:
    return state.sweep is not None and state.sweep.step is None


def _never(_: SessionState, __: Since) -> bool:
    return False


FACTS: Final[dict[str, DemoFact]] = {
    "ready": DemoFact(_is_good, _is_complete),
    "rejected": DemoFact(_is_rejected, _is_complete),
    "answer": DemoFact(is_answered, _never),
    "ok": DemoFact(_is_ok, _is_idle),
    "fallback": DemoFact(_is_fallback, _is_idle),
    "journey": DemoFact(is_journey_over, _never),
    "sweep": DemoFact(_is_swept, _never),
}
"""By the word in a script. `ok` and `fallback` are how the last dispatch ended."""


def found(state: SessionState | None) -> str:
    """Return what there is in place of what was waited for, in a clause. May quote the plugin: untrusted text."""
    if state is None or state.newest is None:
        return "no plugin that was loaded"
    ended = state.newest.failed_layer
    if ended is not None and ended.error is not None and not state.newest.is_good:
        return f"{state.newest.title}, rejected at {ended.layer.label} by {ended.error.kind}"
    if state.last is not None:
        error = state.last.outcome.error
        return "a dispatch that is ok" if error is None else f"a dispatch that failed at {error.kind}"
    return f"{state.newest.title}, {state.loop.phase.value}"
