"""What came of one plugin of many. Small: a run over thousands keeps one of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

PASSED: Final = 0
FAILED: Final = 1
UNREADABLE: Final = 3
NO_VERDICT: Final = 4
WORST_FIRST: Final = (NO_VERDICT, UNREADABLE, FAILED, PASSED)
"""The exit codes that a plugin may have, as the README lists them."""


@dataclass(frozen=True, slots=True)
class PluginVerdict:
    """One plugin of many, in a line."""

    path: str
    """As it was named or found; may hold any bytes."""
    exit_code: int
    """What `check` of this plugin alone would exit with; one of `WORST_FIRST`."""
    reason: str = ""
    """What failed first, in one line; empty: nothing did. Untrusted text."""
    size_bytes: int | None = None
    """None: it could not be read."""
    wall_us: int = 0
    """Microseconds that checking it took."""
    fuel_share: float | None = None
    """The largest share of the budget that a dispatch used, 0.0 to 1.0; None: not measured."""

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong with it."""
        return self.exit_code == PASSED


@dataclass(frozen=True, slots=True)
class ManyVerdicts:
    """A run over several plugins."""

    verdicts: tuple[PluginVerdict, ...]
    """Of those that were checked, by path."""
    not_checked: int = 0
    """Plugins that a failure before them has left out (`--fail-fast`)."""
    wall_us: int = 0
    """Microseconds from the first plugin's start to the last one's end."""
    jobs: int = 1
    """Workers that ran."""
    shard: str = ""
    """`2/3`: only this share of the plugins was meant; empty: all were."""

    @property
    def exit_code(self) -> int:
        """The worst of all, or `PASSED`."""
        return min((one.exit_code for one in self.verdicts), key=WORST_FIRST.index, default=PASSED)

    @property
    def worst_first(self) -> tuple[PluginVerdict, ...]:
        """By exit code, then by path."""
        return tuple(sorted(self.verdicts, key=lambda one: (WORST_FIRST.index(one.exit_code), one.path)))

    def count(self, exit_code: int) -> int:
        """Return how many ended so."""
        return count(self.verdicts, exit_code)


def count(verdicts: Sequence[PluginVerdict], exit_code: int) -> int:
    """Return how many of some plugins ended so."""
    return sum(one.exit_code == exit_code for one in verdicts)
