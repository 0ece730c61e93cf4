"""What the conformance cases of a plugin gave."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.protocol.conformance import CaseResult, Extra, Kind


@dataclass(frozen=True, slots=True)
class ConformanceReport:
    """What came of the cases of one plugin."""

    kinds: tuple[Kind, ...]
    """What the plugin was held against. Empty: it is of no kind."""
    results: tuple[CaseResult, ...]
    extras: tuple[Extra, ...]

    @property
    def passed(self) -> bool:
        """True when no case failed; also when there was none to run."""
        return all(result.passed for result in self.results)
