"""What the editor knows of the variables in its text. No widgets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.ui.payload.payload_problems import Check, PayloadProblem

if TYPE_CHECKING:
    from workbench.session.values.variable_values import KnownVariables


class VariablesHere:
    """What variables can become, as far as it is known, and what that says of a text."""

    def __init__(self, check: Check) -> None:
        """Know nothing yet; `check` finds problems in a text without variables."""
        self.known: KnownVariables | None = None
        """None: not known yet."""
        self._check = check

    @staticmethod
    def may_be_in(text: str) -> bool:
        """Say whether a text may have a variable."""
        return "${" in text or "\\u" in text

    def checked(self, function: str, text: str) -> Sequence[PayloadProblem]:
        """Return what is wrong with a payload, in the order of its text."""
        if self.known is None or not self.may_be_in(text):
            return self._check(function, text)
        from workbench.ui.payload.variables import checked  # noqa: PLC0415 - most payloads have none

        return checked(self._check, function, text, self.known)
