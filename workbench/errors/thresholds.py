"""A plugin is correct, but larger, slower or dearer than whoever checks it allows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from workbench.errors.base import PluginError

_REMEDIES: Final = {
    "size": "Build with --release, strip debug information, and look for what is large: `workbench inspect PLUGIN`.",
    "wall": "Find the slow call with `workbench bench PLUGIN FUNCTION`; on a busy machine, allow more.",
    "fuel": "Find what the call spends: `workbench call PLUGIN FUNCTION --fuel`; copy and parse the body once only.",
}
_GROWTH: Final = "max-growth"
_ACCEPT: Final = " If the growth is meant, accept it: --update."


@dataclass(eq=False)
class ThresholdExceeded(PluginError):
    """A figure of the plugin is above a limit that `check` was given."""

    threshold: str
    """The option: `max-size`, `max-wall`, `max-fuel`, `max-growth`."""
    figure: str
    """`size`, `wall` or `fuel`."""
    found: int
    limit: int
    unit: str
    """`bytes`, `µs` or `units of fuel`."""
    where: str
    """In which call; empty: it is a figure of the whole plugin."""
    means: str
    """What the limit is a share of: `80 % of the budget`; empty: it was given as it is."""

    @property
    def over(self) -> int:
        """By how much it is above."""
        return self.found - self.limit

    @property
    def details(self) -> dict[str, Any]:
        """Its data, and by how much the figure is above the limit."""
        return super().details | {"over": self.over}

    @property
    def hint(self) -> str:  # type: ignore[override]
        """What to do about it."""
        return _REMEDIES[self.figure] + (_ACCEPT if self.threshold == _GROWTH else "")

    def __str__(self) -> str:
        means = f", {self.means}" if self.means else ""
        where = f" in {self.where}" if self.where else ""
        share = f" ({self.over / self.limit:.1%})" if self.limit else ""
        return (
            f"{self.figure}: expected at most {self.limit:,} {self.unit}{means} (--{self.threshold}), "
            f"found {self.found:,}{where}: {self.over:,} too much{share}"
        )


@dataclass(eq=False)
class ThresholdUnmeasured(PluginError):
    """A limit was given for a figure that could not be found out."""

    threshold: str
    figure: str
    reason: str
    """Untrusted text."""

    def __str__(self) -> str:
        return f"{self.figure}: expected a figure to hold against --{self.threshold}, found none: {self.reason}"
