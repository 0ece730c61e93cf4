"""Says how a dispatch ended, so that endings with one cause are alike. Pure."""

from __future__ import annotations

import re
from typing import Final

from workbench.errors.dispatch import DispatchError
from workbench.protocol.calls import FailureKind
from workbench.protocol.dispatch import DispatchOutcome
from workbench.protocol.host_effect.effect import AnswerEffect
from workbench.session.values.fuzz_report import Ending

_FRAME: Final = re.compile(r"^\s*0:\s+(0x[0-9a-f]+) - (.*)$", re.MULTILINE)
_QUOTED: Final = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`")
_NUMBER: Final = re.compile(r"(?<![A-Za-z_0-9])(?:0x[0-9a-fA-F]+|\d[\d,.]*)")
_WASM_TRAP: Final = "wasm trap: "
_CAUSE_MAX: Final = 160
_REFUSALS: Final = frozenset({FailureKind.ERROR_TEXT, FailureKind.EXIT_CODE})


def ending_of(outcome: DispatchOutcome, effect: AnswerEffect) -> Ending:
    """Return how a dispatch ended."""
    if outcome.error is None:
        rules = dict.fromkeys(f"{_NUMBER.sub('#', reason.path)}: {reason.rule.value}" for reason in effect.reasons)
        return Ending(None, effect.effect, ", ".join(rules)[:_CAUSE_MAX])
    stage = outcome.stage.value if outcome.stage else None
    failure = outcome.call.failure if outcome.call else None
    if failure is None:
        return Ending(stage, effect.effect, _cause_in_answer(outcome))
    frame = _FRAME.search(failure.reason)
    if frame is not None or failure.kind is FailureKind.TRAP:
        # A trap's own text is the engine's; what is quoted in it is an instruction, not a payload.
        trap = (failure.cause or failure.reason).removeprefix(_WASM_TRAP)
        place = f"{frame[2].strip()} ({frame[1]})" if frame is not None else None
        return Ending(stage, effect.effect, _NUMBER.sub("#", _one_line(trap)), place)
    cause = _without_data(failure.cause or failure.reason)
    return Ending(stage, effect.effect, cause, is_refusal=failure.kind in _REFUSALS)


def _cause_in_answer(outcome: DispatchOutcome) -> str:
    error = outcome.error
    if not isinstance(error, DispatchError):
        return _without_data(str(error))
    return _without_data(f"{error.path}: expected {error.expected}" if error.path else f"expected {error.expected}")


def _without_data(text: str) -> str:
    return _NUMBER.sub("#", _QUOTED.sub("…", _one_line(text)))


def _one_line(text: str) -> str:
    return " ".join(text[: _CAUSE_MAX * 4].split())[:_CAUSE_MAX]
