"""What `check` found of one build."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.protocol.calls import FuelMeasured
from workbench.protocol.hosting.audit import Audit
from workbench.session.values.conformance_report import ConformanceReport
from workbench.session.values.generation import Generation
from workbench.session.values.settings import Settings


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Layers, static checks, conformance cases and audit of one build."""

    settings: Settings
    """What it was judged under."""
    generation: Generation
    conformance: ConformanceReport | None
    """None: the plugin cannot be dispatched."""
    audit: Audit
    fuel: Mapping[str, FuelMeasured]
    """By the layer's name; empty when it was not asked for."""
    versions: Mapping[str, str]
    """Of the engine, to which the prices of fuel belong; empty when no fuel was asked for."""

    @property
    def passed(self) -> bool:
        """Whether a host would serve the plugin, and it passed every check and case."""
        return (
            self.generation.is_good
            and all(check.passed for check in self.generation.static_checks)
            and self.conformance is not None
            and self.conformance.passed
        )
