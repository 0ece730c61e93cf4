"""JUnit reports: one `<testcase>` for each layer, static check, conformance case or recorded call."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from workbench.protocol.layers import Verdict
from workbench.reports.text.differences import difference_text, expected_text
from workbench.session.values.replay_verdict import ReplayVerdict
from workbench.visible import visible

if TYPE_CHECKING:
    from workbench.errors import WorkbenchError
    from workbench.protocol.hints.evidence import Hint
    from workbench.session.inspection import Inspection
    from workbench.session.values.check_report import CheckReport
    from workbench.session.values.fuzz_report import FuzzReport
    from workbench.session.values.replay_report import ReplayReport
    from workbench.session.values.run_report import RunReport

_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class ReportCase:
    """One line of the report."""

    group: str
    name: str
    passed: bool | None
    """None: not run."""
    detail: str
    wall_ms: float = 0.0
    hint: str = ""
    """What to do; empty: nothing is known. JUnit has no place for it."""
    file: str = ""
    """What to look at, as a path from the working folder; empty: no file."""


def junit_xml(suite: str, cases: Sequence[ReportCase]) -> bytes:
    """Return the report as XML; text from a plugin has its control characters made visible."""
    return bytes(ET.tostring(_suite(suite, cases), encoding="utf-8", xml_declaration=True)) + b"\n"


def suite_xml(suite: str, cases: Sequence[ReportCase]) -> bytes:
    """Return one of several suites, for `suites_xml`."""
    return bytes(ET.tostring(_suite(suite, cases), encoding="utf-8")) + b"\n"


def suites_xml(suites: Iterable[bytes]) -> bytes:
    """Return a report of several suites as XML."""
    return b"".join([b"<?xml version='1.0' encoding='utf-8'?>\n<testsuites>\n", *suites, b"</testsuites>\n"])


def _suite(suite: str, cases: Sequence[ReportCase]) -> ET.Element:
    root = ET.Element(
        "testsuite",
        name=_text(suite),
        tests=str(len(cases)),
        failures=str(sum(case.passed is False for case in cases)),
        skipped=str(sum(case.passed is None for case in cases)),
        errors="0",
    )
    for case in cases:
        element = ET.SubElement(
            root, "testcase", classname=case.group, name=_text(case.name), time=f"{case.wall_ms / 1_000:.6f}"
        )
        if case.passed is False:
            ET.SubElement(element, "failure", message=_text(case.detail))
        elif case.passed is None:
            ET.SubElement(element, "skipped", message=_text(case.detail))
    return root


def _text(text: str) -> str:
    """Return a text as XML can hold it."""
    return _NOT_IN_XML.sub(lambda match: f"⟨U+{ord(match.group()):04X}⟩", visible(text))


def check_cases(report: CheckReport) -> list[ReportCase]:
    """Return a case for each layer of `check`, each static check and each conformance case."""
    layers = [
        ReportCase(
            "layers",
            result.layer.value,
            {Verdict.PASSED: True, Verdict.FAILED: False}.get(result.verdict),
            str(result.error or result.detail),
            result.cost.wall_us / 1_000,
            _to_do(result.error, report.generation.hints),
        )
        for result in report.generation.layers[:3]
    ]
    checks = [
        ReportCase("static_checks", check.check, check.passed, check.detail)
        for check in report.generation.static_checks
    ]
    drift = [
        ReportCase(
            "drift",
            one.function,
            not any(found.cause.is_hidden for found in one.found),
            ", ".join(found.cause.value for found in one.found),
        )
        for one in (report.drift.functions if report.drift is not None else ())
    ]
    return layers + checks + _conformance_cases(report) + drift + _threshold_cases(report)


def _conformance_cases(report: CheckReport) -> list[ReportCase]:
    return [
        ReportCase(
            "conformance",
            case.layer,
            report.counts_as_passed(case),
            str(case.error or case.detail),
            hint=_to_do(case.error),
        )
        for case in (report.conformance.results if report.conformance else ())
    ]


def _threshold_cases(report: CheckReport) -> list[ReportCase]:
    return [
        ReportCase(
            "thresholds",
            f"{one.threshold} {one.figure}",
            one.passed,
            str(one.error or one.remark),
            hint=_to_do(one.error),
        )
        for one in report.thresholds
    ]


def _to_do(error: WorkbenchError | None, hints: Iterable[Hint] = ()) -> str:
    """Return what a document says to do about an error, in one line."""
    from workbench.reports.document.of_errors import error_block  # noqa: PLC0415 - few ask for a report

    return "" if error is None else " ".join(error_block(error, hints).hints)


def inspect_cases(found: Inspection) -> list[ReportCase]:
    """Return a case for each static check."""
    return [ReportCase("static_checks", check.check, check.passed, check.detail) for check in found.checks]


def replay_cases(report: ReplayReport) -> list[ReportCase]:
    """Return a case for each recorded call."""
    return [
        ReportCase(
            "replay",
            f"{call.number} {call.recorded.function}",
            call.comparison.verdict is ReplayVerdict.SAME,
            f"{call.comparison.verdict.value}: {'; '.join(map(difference_text, call.comparison.differences))}",
            call.outcome.call.wall_us / 1_000 if call.outcome.call else 0.0,
        )
        for call in report.calls
    ]


def run_cases(report: RunReport) -> list[ReportCase]:
    """Return a case for each saved payload that was sent."""
    return [
        ReportCase(
            f"run.{case.document.at.function}",
            case.document.at.name,
            case.passed,
            "; ".join(
                [*map(expected_text, case.differences), *([str(case.error)] if case.error and not case.passed else [])]
            ),
            case.wall_us / 1_000,
            "" if case.passed else _to_do(case.error),
            case.document.saved.path,
        )
        for case in report.cases
    ]


def fuzz_cases(report: FuzzReport) -> list[ReportCase]:
    """Return a case for each failure that `fuzz` found; of a function without any one that passed."""
    cases = []
    for fuzzed in report.functions:
        group, wall_ms = f"fuzz.{fuzzed.function}", fuzzed.wall_us / 1_000
        if fuzzed.passed or fuzzed.error is not None:
            cases.append(
                ReportCase(group, f"{fuzzed.runs:,} payloads", fuzzed.passed, str(fuzzed.error or ""), wall_ms)
            )
        for failure in fuzzed.failures:
            ending = failure.ending
            where = f" in {ending.place}" if ending.place else ""
            detail = f"{ending.stage or ending.effect.value}: {ending.cause}{where}; payload: {failure.shrunk}"
            cases.append(ReportCase(group, f"payload {failure.number:,}", False, detail))
    return cases
