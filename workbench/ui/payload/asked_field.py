"""The field that somebody asks about: at the cursor, or of a problem. No widgets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.errors.operator import NameUnknown
from workbench.ui.payload.payload_problems import PayloadProblem

if TYPE_CHECKING:
    from workbench.protocol.explanations.messages import MessageField


@dataclass(frozen=True, slots=True)
class AskedField:
    """What is to be said of a field."""

    field: MessageField
    problem: PayloadProblem | None
    """What is wrong there; None: nothing is."""


def field_of_problem(function: str, problem: PayloadProblem, text: str, cursor: int) -> AskedField:
    """Return the field that a problem is about; of an unknown key the object that it stands in.

    Args:
        function: The wire function.
        problem: What is wrong.
        text: The payload.
        cursor: Where the problem begins, in characters.
    """
    from workbench.protocol.completion.field_at import steps_at  # noqa: PLC0415
    from workbench.protocol.explanations.messages import message_field  # noqa: PLC0415 - the catalogue is large

    steps = problem.steps if problem.meant is None else (*problem.steps, problem.meant)
    if not steps:
        steps = steps_at(text, cursor)
    while True:
        try:
            return AskedField(message_field(f"{function}_request", steps), problem)
        except NameUnknown:
            steps = steps[:-1]


def field_at(function: str, text: str, cursor: int) -> AskedField | None:
    """Return the field at a cursor; None: there is none that the protocol knows."""
    from workbench.protocol.completion.field_at import steps_at  # noqa: PLC0415
    from workbench.protocol.explanations.messages import message_field  # noqa: PLC0415

    try:
        return AskedField(message_field(f"{function}_request", steps_at(text, cursor)), None)
    except NameUnknown:
        return None
