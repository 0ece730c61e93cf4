"""What `check` found of one build."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.errors.base import PluginError
from workbench.protocol.calls import FuelMeasured
from workbench.protocol.conformance import CaseResult, Kind, ReferenceRun, reference_run
from workbench.protocol.hosting.audit import Audit
from workbench.protocol.layers import Layer
from workbench.session.values.conformance_report import ConformanceReport
from workbench.session.values.drift_report import DriftReport
from workbench.session.values.generation import Generation
from workbench.session.values.settings import Settings

if TYPE_CHECKING:
    # Few checks measure anything.
    from workbench.session.values.thresholds import Figures, ThresholdResult


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
    kind: Kind | None = None
    """The kind of plugin that it had to be; None: whatever it is."""
    drift: DriftReport | None = None
    """What answers depend on beside their payload; None: nobody asked, or nothing was negotiated."""
    figures: Figures | None = None
    """What the plugin uses; None: nobody asked."""
    thresholds: tuple[ThresholdResult, ...] = ()
    """Those of the figures that were given a limit."""
    judged_by_reference: bool = False
    """True: only what the reference's suite looks at counts."""

    @property
    def passed(self) -> bool:
        """Whether a host would serve the plugin, it passed every check and case, and a host uses its answers."""
        if not self.generation.is_good or self.conformance is None:
            return False
        if self.drift is not None and not self.drift.passed:
            return False
        if any(one.passed is False for one in self.thresholds):
            return False
        cases = self.conformance.passed_as_reference if self.judged_by_reference else self.conformance.passed
        return cases and all(check.passed for check in self.generation.static_checks)

    @property
    def failed_names(self) -> tuple[str, ...]:
        """What failed beside the layers, by name: static checks, cases, hidden state, thresholds."""
        names = [check.check for check in self.generation.static_checks if not check.passed]
        cases = self.conformance.results if self.conformance is not None else ()
        names += [case.layer for case in cases if not self.counts_as_passed(case)]
        if self.drift is not None and not self.drift.passed:
            names.append("hidden state")
        names += [f"--{one.threshold} ({one.figure})" for one in self.thresholds if one.passed is False]
        return tuple(names)

    def counts_as_passed(self, case: CaseResult) -> bool:
        """Whether a case passed, and a host uses its answer where that counts."""
        return case.passed and (self.judged_by_reference or case.is_usable is not False)

    @property
    def reference_runs(self) -> tuple[ReferenceRun, ...]:
        """How far the reference's own suite would have come, once for each kind that it has a suite for."""
        generation = self.generation
        negotiation, checked = generation.negotiation, generation.self_check
        kinds: tuple[Kind | None, ...] = self.conformance.kinds if self.conformance else (self.kind,)
        identity_error = generation.layer(Layer.IDENTITY).error
        runs = (
            reference_run(
                kind,
                identity_error=identity_error if isinstance(identity_error, PluginError) else None,
                handshake_error=negotiation.error if negotiation else None,
                self_check_error=checked.error if checked else None,
                chosen=negotiation.accept.chosen_versions if negotiation and negotiation.accept else {},
                results=self.conformance.results if self.conformance else (),
            )
            for kind in kinds
        )
        return tuple(run for run in runs if run is not None)
