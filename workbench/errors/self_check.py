"""Errors of layer L3: the request, the call and the answer of the self-check (PROTOCOL.md section 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from workbench.errors.base import OperatorError
from workbench.errors.grouped import GroupedError


@dataclass(eq=False)
class EmptyRequest(OperatorError):
    """The host's own request names no function."""

    def __str__(self) -> str:
        return "functions_to_test: expected at least one function, found none"


@dataclass(eq=False)
class SelfCheckError(GroupedError):
    """The plugin does not pass its own check."""

    @property
    def group(self) -> dict[str, Any]:
        """What a conformance report counts it as: as `Output`, unless a class says otherwise."""
        return {"group": "Output"}


@dataclass(eq=False)
class MissingSelfCheckExport(SelfCheckError):
    """The module has no callable export `cc_lb_self_check`."""

    export: str
    found: str
    """What stands under that name instead: `nothing`, `a memory`, `a function of other type`."""

    hint: ClassVar[str] = "Export a function without parameters that returns one i32."

    @property
    def group(self) -> dict[str, Any]:
        """It has a group of its own."""
        return {"group": "MissingExport", "name": self.export}

    def __str__(self) -> str:
        return f"expected the export {self.export!r}, () -> i32, found {self.found}"


@dataclass(eq=False)
class DecodeResponse(SelfCheckError):
    """The answer is not a self-check response."""

    path: str
    expected: str
    found: str
    offset: int | None = None
    """Bytes from the start of the answer, or None when the error has no single place."""

    hint: ClassVar[str] = "The response has status, failures and completed_at, and no other field."

    def __str__(self) -> str:
        at = "" if self.offset is None else f" at byte {self.offset:,}"
        return f"self-check response, {self.path}{at}: expected {self.expected}, found {self.found}"


@dataclass(eq=False)
class InvalidTimestamp(GroupedError):
    """A time stamp is not a positive number of unix seconds (layers L3 and L4)."""

    field: str
    found: int

    @property
    def group(self) -> dict[str, Any]:
        """What a conformance report of layer L3 counts it as."""
        return {"group": "Output"}

    def __str__(self) -> str:
        return f"{self.field}: expected unix seconds above 0, found {self.found}"


@dataclass(eq=False)
class TooManyFunctions(SelfCheckError):
    """The request names, or the answer holds, more entries than the limit."""

    field: str
    count: int
    max: int

    def __str__(self) -> str:
        return f"{self.field}: expected at most {self.max}, found {self.count}"


@dataclass(eq=False)
class SuccessWithFailures(SelfCheckError):
    """The status says success, but failures are listed."""

    count: int

    def __str__(self) -> str:
        return f"status success: expected no failures, found {self.count}"


@dataclass(eq=False)
class FailureWithoutFailures(SelfCheckError):
    """The status says failure, but no failure is listed."""

    def __str__(self) -> str:
        return "status failure: expected at least one failure, found none"


@dataclass(eq=False)
class FailureStatus(SelfCheckError):
    """The plugin says that its own check failed."""

    failures: tuple[Mapping[str, str], ...]
    """Each `{stage, message}`, all of them, in the plugin's order."""

    hint: ClassVar[str] = "The production host shows none of these messages; fix them in the plugin."

    @property
    def group(self) -> dict[str, Any]:
        """It has a group of its own."""
        return {"group": "FailureStatus"}

    def __str__(self) -> str:
        said = "; ".join(f"{failure['stage']}: {failure['message']}" for failure in self.failures)
        return f"expected status success, found {len(self.failures)} failure(s): {said}"
