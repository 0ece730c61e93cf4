"""What is kept of how a dispatch ended, so that it can be read later and compared with another end.

Values only. Texts come from plugins and are untrusted.
"""

from __future__ import annotations

from typing import Final

from workbench.errors import WorkbenchError
from workbench.errors.dispatch import DispatchError
from workbench.protocol.dispatch import DispatchOutcome
from workbench.session.values.kept_outcome import KeptOutcome

OUTPUT_KEPT_MAX_BYTES: Final = 64 * 1024
"""How much is kept of an output that could not be decoded."""
MESSAGE_MAX_CHARACTERS: Final = 4_096


def kept_outcome(outcome: DispatchOutcome) -> KeptOutcome:
    """Return what is kept of an outcome."""
    if outcome.error is None:
        return KeptOutcome(None, outcome.response_text)
    call = outcome.call
    output = call.output[:OUTPUT_KEPT_MAX_BYTES] if call is not None and call.failure is None else b""
    return KeptOutcome(
        outcome.stage.value if outcome.stage else outcome.error.kind,
        error_kind=outcome.error.kind,
        message=str(outcome.error)[:MESSAGE_MAX_CHARACTERS],
        cause=stable_cause(outcome.error),
        output_text=output.decode("utf-8", "replace"),
    )


def stable_cause(error: WorkbenchError) -> str:
    """Return what of an error can be compared between builds.

    A back trace names functions by number, so each build has another one: of a failed call the cause behind it counts,
    else the first line of what was found.
    """
    if not isinstance(error, DispatchError):
        return (str(error).splitlines() or [""])[0][:MESSAGE_MAX_CHARACTERS]
    found = error.cause or (error.found.splitlines() or [""])[0]
    place = f"{error.path}: " if error.path else ""
    return f"{place}expected {error.expected}, found {found}"[:MESSAGE_MAX_CHARACTERS]
