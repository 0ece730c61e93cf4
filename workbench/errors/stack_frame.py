"""The call stack of a guest at its failure, as errors carry it, and the errors that do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self

from workbench.errors.base import WorkbenchError
from workbench.errors.trap_cause import cause_words


@dataclass(frozen=True, slots=True)
class StackFrame:
    """A function that had not returned when a call failed. All text comes from the module and is untrusted."""

    function: str | None = None
    """As it is written in the source, where that is known; None: nothing names it."""
    offset: int | None = None
    """Of the instruction, in bytes from the start of the module; None: the engine does not say."""
    file: str | None = None
    """The source; None: the module has no debug information on it."""
    line: int | None = None
    """From 1."""
    column: int | None = None
    """From 1."""
    inlined: bool = False
    """True: its code stands in that of the next frame that is not inlined."""


@dataclass(frozen=True, slots=True)
class GuestTrace:
    """Where a guest was when its call failed."""

    frames: tuple[StackFrame, ...]
    """The function that failed first, then the one that called it, and so on; the engine gives at most 20."""
    panic: str | None = None
    """The guest's own words about it; None: it left none. Untrusted."""
    fault_address: int | None = None
    """Where in the guest's memory an access failed; None: none did, or the engine does not say."""


class TracedError(WorkbenchError):
    """An error that may know where in the guest it came about."""

    trace: GuestTrace | None
    """None: not known."""

    def traced(self, trace: GuestTrace) -> Self:
        """Return the error with the place where it came about."""
        changed: Any = self
        found: Self = replace(changed, trace=trace)
        return found

    @property
    def details(self) -> dict[str, Any]:
        """The data of the error: the cause in the words of the field, `frames` and `panic` where the stack is known."""
        facts = super().details
        trace: dict[str, Any] | None = facts.pop("trace", None)
        if trace is None:
            return facts
        return {**facts, **trace, "cause": cause_words(facts.get("cause"), trace["fault_address"]) or None}
