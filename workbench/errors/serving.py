"""Errors of `workbench serve`: what the person who starts it must change."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.errors.base import OperatorError


@dataclass(eq=False)
class ExtraMissing(OperatorError):
    """A command needs a package that is installed only when it is asked for."""

    command: str
    package: str
    extra: str
    """What brings it: the name in brackets behind the name of ours."""

    @property
    def hint(self) -> str:  # type: ignore[override]
        """How to install it."""
        return (
            f"In a clone: pip install -e '.[{self.extra}]'; of a release: pip install 'cc-lb-workbench[{self.extra}]'"
        )

    def __str__(self) -> str:
        return f"workbench {self.command}: expected the package {self.package}, found none"


@dataclass(eq=False)
class AddressUnusable(OperatorError):
    """A server cannot listen where it was told to."""

    host: str
    port: int
    reason: str
    """What stood in the way: `address already in use`."""

    @property
    def hint(self) -> str:  # type: ignore[override]
        """What to do about it."""
        if "in use" in self.reason:
            return "Name another port with --port; --port 0 takes any that is free."
        if "ermission" in self.reason:
            return "Ports below 1,024 are the system's: name a higher one with --port."
        return "Name an address of this machine with --host; without it only this machine itself is served."

    def __str__(self) -> str:
        return f"{self.host}, port {self.port}: expected an address to listen on, found: {self.reason}"
