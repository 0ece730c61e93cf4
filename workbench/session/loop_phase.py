"""Where the loop stands, as one word, why, and what comes next.

Pure: it follows from what is under way and from what was found.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from workbench.errors import OperatorError, WorkbenchError
from workbench.errors.operator import EngineUnavailable, PluginUnreadable
from workbench.protocol.layers import Layer
from workbench.session.values.generation import Generation
from workbench.session.values.state import LoopPhase, SessionState

_AFTERWARDS: Final = {LoopPhase.BUILDING: "then loads it", LoopPhase.COMPILING: "then checks it"}


@dataclass(frozen=True, slots=True)
class LoopInputs:
    """What the session knows beside its state."""

    under_way: LoopPhase | None = None
    """What goes on with the artifact at present; None: nothing does."""
    detail: str = ""
    """Of what is under way."""
    instance_error: WorkbenchError | None = None
    """Why the build that answers has no instance; None: it has one, or was not asked for one."""


def phase_of(state: SessionState, inputs: LoopInputs) -> tuple[LoopPhase, str]:
    """Return the phase and its detail. What is under way goes before what was found."""
    if inputs.under_way is LoopPhase.READY:
        # The verdict is there, and the instance is still being built.
        if state.build.running or _is_outdated(state):
            inputs = replace(inputs, under_way=None)
        elif not _newest_answers(state):
            return LoopPhase.CHECKING, inputs.detail
    if inputs.under_way not in (None, LoopPhase.BUILDING):
        return inputs.under_way, inputs.detail
    if state.build.running:
        return LoopPhase.BUILDING, state.build.command or ""
    if inputs.under_way is LoopPhase.BUILDING:
        return LoopPhase.BUILDING, inputs.detail
    return _at_rest(state, inputs)


def _at_rest(state: SessionState, inputs: LoopInputs) -> tuple[LoopPhase, str]:
    newest, serving = state.newest, state.serving
    is_current = _newest_answers(state)
    instance_error = inputs.instance_error if is_current else None
    if is_current and instance_error is None and not _is_outdated(state):
        return (LoopPhase.PAUSED, "what changes is left alone") if state.paused else (LoopPhase.READY, "")
    detail = _why(state, instance_error, newest)
    if serving is not None and inputs.instance_error is None:
        return LoopPhase.STALE, detail
    if newest is None and not detail and state.paused:
        return LoopPhase.PAUSED, "what changes is left alone"
    return (LoopPhase.REJECTED if newest is not None and newest.complete else LoopPhase.WATCHING), detail


def _newest_answers(state: SessionState) -> bool:
    newest, serving = state.newest, state.serving
    return newest is not None and serving is not None and serving.number == newest.number


def _is_outdated(state: SessionState) -> bool:
    """Say whether sources or artifact are ahead of the newest build."""
    return isinstance(state.error, OperatorError) or state.build.failed or bool(state.build.deferred)


def next_of(state: SessionState, phase: LoopPhase) -> str:
    """Return what will happen next by itself, in one clause; what it waits for where it waits."""
    if phase is LoopPhase.CHECKING:
        return "then sends the last payload again" if state.last and state.settings.redispatch else "then answers"
    if phase in _AFTERWARDS:
        return _AFTERWARDS[phase]
    if state.paused:
        return "nothing until resumed"
    return "until a build passes" if state.gone_back else _awaited(state, phase)


def _awaited(state: SessionState, phase: LoopPhase) -> str:
    untrusted = state.project.untrusted
    if untrusted is not None and untrusted.command is not None:
        return "the build waits for your trust"
    if state.build.command is not None:
        return "builds again by itself" if state.build.deferred else "builds on change"
    if phase is LoopPhase.READY and state.newest is not None:
        return f"watching {state.newest.file_name}"
    if isinstance(state.error, EngineUnavailable):
        return "next call tries again"
    if isinstance(state.error, OperatorError) or state.newest is None:
        return "awaits the file"
    is_by_offer = state.settings.offer is not None and state.newest.layer(Layer.HANDSHAKE).error is not None
    return "awaits a build or another offer" if is_by_offer else "awaits a build"


def _is_unbuilt(state: SessionState, error: WorkbenchError) -> bool:
    """Say whether there is no file yet, where a build command would write one."""
    requests = state.project.untrusted
    has_command = state.build.command is not None or (requests is not None and requests.command is not None)
    return has_command and state.newest is None and isinstance(error, PluginUnreadable) and error.is_absent


def _why(state: SessionState, instance_error: WorkbenchError | None, newest: Generation | None) -> str:
    error = state.error or instance_error
    # Where there is no file since its build failed, the build is what somebody can mend.
    if error is not None and not (state.build.failed and isinstance(error, PluginUnreadable)):
        return "not built yet" if _is_unbuilt(state, error) else error.brief
    if state.build.failed:
        # The first line has little room: how long it took, and what it wrote, stand below.
        return f"build {state.build.sentence.partition(' after ')[0]}"
    if state.build.deferred:
        return state.build.deferred
    # A good build whose last dispatch failed would answer: where somebody went back, that is not why it does not.
    is_left_out = state.gone_back and newest is not None and newest.is_good
    failed = newest.failed_layer if newest is not None and not is_left_out else None
    if failed is not None:
        return f"{failed.layer.title}: {failed.error.brief if failed.error else failed.detail}"
    if state.gone_back and state.serving is not None:
        return f"generation {state.serving.number} answers because it was asked for"
    return ""
