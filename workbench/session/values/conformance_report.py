"""What the conformance cases of a plugin gave."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.errors import WorkbenchError
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
        """True when no case failed and a host uses every answer; also when there was none to run."""
        return all(result.passed and result.is_usable is not False for result in self.results)

    @property
    def passed_as_reference(self) -> bool:
        """True when no case failed that the reference's suite has too."""
        return all(result.passed for result in self.results if result.is_of_reference)


@dataclass(frozen=True, slots=True)
class ConformanceState:
    """The cases of one build on the screen, running or over."""

    generation: int
    report: ConformanceReport | None = None
    """None: they run, or could not be run."""
    error: WorkbenchError | None = None
    """Why they could not be run."""

    @property
    def is_running(self) -> bool:
        """Whether they still run."""
        return self.report is None and self.error is None
