"""What `journey`, `decode` and `registry` judged, as cases of a report. Texts of plugins stay as they came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from workbench.protocol.registry import Admission
from workbench.reports.junit import ReportCase
from workbench.session.registry.records import Added, Recheck, RecheckReport
from workbench.session.values.journey_report import JourneyReport

if TYPE_CHECKING:
    from workbench.errors import WorkbenchError
    from workbench.protocol.admin_upload import UploadAnswer
    from workbench.protocol.registry import RegistryRecord
    from workbench.protocol.verdicts import TextVerdict
    from workbench.protocol.wire.problems import Problem
    from workbench.session.registry.start import StartReport

ADDED: Final = frozenset({Admission.CREATED, Admission.RENEWED, Admission.UNCHANGED})
"""How an addition ends that leaves the plugin in the registry."""
_RECHECKED: Final = {Recheck.PASSED: True, Recheck.BROKEN: False}


def journey_cases(report: JourneyReport) -> list[ReportCase]:
    """Return a case for each plugin, which fails where no host serves it, and one for each step, which does not.

    A journey judges no step: what a plugin cannot do is what the host falls back to.
    """
    plugins = [
        ReportCase("plugins", one.generation.title, one.error is None, _said(one.error) or ", ".join(one.functions))
        for one in report.plugins
    ]
    steps = [
        ReportCase(
            "journey",
            step.name,
            None if step.outcome is None else True,
            f"{step.word}: {step.came}",
            step.wall_us / 1_000,
        )
        for step in report.steps
    ]
    return plugins + steps


def decode_cases(type_name: str, verdict: TextVerdict, found: Sequence[Problem]) -> list[ReportCase]:
    """Return the case of the text; its detail has every problem with its place."""
    return [ReportCase("decode", type_name, verdict.ok, "; ".join(map(str, found)) or str(verdict.error or "accepted"))]


def added_cases(added: Added, path: str) -> list[ReportCase]:
    """Return the case of the plugin at a path."""
    return [ReportCase("registry", path, added.admission in ADDED, _said(added.error) or added.admission.value)]


def recheck_cases(report: RecheckReport) -> list[ReportCase]:
    """Return a case for each record; one that is fresh, or whose turn did not come, was not run."""
    return [
        ReportCase("registry", _name(one.record), _RECHECKED.get(one.outcome), _said(one.error) or one.outcome.value)
        for one in report.results
    ]


def start_cases(report: StartReport) -> list[ReportCase]:
    """Return a case for each record, which fails where the start disabled it."""
    from workbench.session.registry.start import StartOutcome  # noqa: PLC0415 - few start a host

    ran = {StartOutcome.RENEWED: True, StartOutcome.DISABLED: False}
    return [
        ReportCase("registry", _name(one.record), ran.get(one.outcome), _said(one.error) or one.outcome.value)
        for one in report.results
    ]


def upload_cases(answer: UploadAnswer, path: str) -> list[ReportCase]:
    """Return the case of the upload of the plugin at a path."""
    detail = _said(answer.error) or f"{answer.code or 'stored'} {answer.found}".rstrip()
    return [ReportCase("registry", path, answer.is_stored, f"{answer.status}: {detail}")]


def _name(record: RegistryRecord) -> str:
    return f"{record.plugin_name} {record.plugin_version} {record.sha256[:12]}"


def _said(error: WorkbenchError | None) -> str:
    return "" if error is None else f"{error.kind}: {error}"
