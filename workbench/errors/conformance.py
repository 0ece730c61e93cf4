"""Errors that only a conformance run can find, and the groups in which it counts errors (PROTOCOL.md section 12)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from workbench.errors.base import PluginError
from workbench.errors.grouped import GroupedError
from workbench.errors.host_rules import MENDED_BY

_BY_REFERENCE: Final = "The reference's suite does not look at this: with --reference, its verdict alone counts."


@dataclass(eq=False)
class FunctionMissing(GroupedError):
    """The plugin does not speak the function that its kind needs."""

    name: str
    wanted_by: str
    """The kind: `router`, `shape`, ..."""

    @property
    def group(self) -> dict[str, Any]:
        """The group is the error itself."""
        return {"group": "FunctionMissing", "name": self.name}

    def __str__(self) -> str:
        return f"kind {self.wanted_by}: expected {self.name!r} among the chosen versions, found it left out"


@dataclass(eq=False)
class UnexpectedResponse(PluginError):
    """The response decodes, but cannot be the answer to this payload."""

    case: str
    path: str
    """Where in the response: `$.results`."""

    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.case}, {self.path}: expected {self.expected}, found {self.found}"


@dataclass(eq=False)
class HostEffect(PluginError):
    """The response decodes and passes, but the host cannot use it (PROTOCOL.md section 8a)."""

    case: str
    effect: str
    """`ignored` or `fails_request`."""

    path: str
    """Where in the response, as a JSON pointer."""

    rule: str
    """The id of section 8a."""

    found: str

    @property
    def hint(self) -> str:  # type: ignore[override]
        """What to mend, by the rule; then how the reference's suite judges."""
        known = MENDED_BY.get(self.rule)
        mend = f"{known} `workbench explain {self.rule}` says why. " if known is not None else ""
        return mend + _BY_REFERENCE

    def __str__(self) -> str:
        found = f"{self.found} (rule {self.rule}: {self.effect})"
        return f"{self.case}, {self.path}: expected an answer that the host uses, found {found}"


def conformance_group(error: PluginError) -> dict[str, Any]:
    """Return the group of an error under `group`, and beside it what the group says (PROTOCOL.md sections 4 and 12).

    A call error that says "required capability 'X' not available in host capabilities" counts as
    `MissingCapability`. Empty for an error that has no group.
    """
    return error.group if isinstance(error, GroupedError) else {}
