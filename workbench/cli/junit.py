"""A JUnit report: one `<testcase>` for each layer, static check and conformance case."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.errors.operator import FileDamaged, SettingInvalid
from workbench.protocol.layers import Verdict
from workbench.visible import visible

if TYPE_CHECKING:
    from workbench.session.values.conformance_report import ConformanceReport
    from workbench.session.values.generation import Generation


@dataclass(frozen=True, slots=True)
class ReportCase:
    """One line of the report."""

    group: str
    name: str
    passed: bool | None
    """None: not run."""
    detail: str
    wall_ms: float = 0.0


def write_reports(reports: Iterable[str], suite: str, cases: Iterable[ReportCase]) -> None:
    """Write the reports that `--report FORMAT=FILE` asked for.

    Raises:
        SettingInvalid: The format is not `junit`.
        FileDamaged: The file cannot be written.
    """
    cases = tuple(cases)
    for report in reports:
        kind, _, file = report.partition("=")
        if kind != "junit" or not file:
            raise SettingInvalid("report", report, "junit=FILE", "option")
        try:
            Path(file).write_bytes(junit_xml(suite, cases))
        except OSError as error:
            raise FileDamaged(file, "a file that can be written", error.strerror or str(error)) from error


def junit_xml(suite: str, cases: tuple[ReportCase, ...]) -> bytes:
    """Return the report as XML; text from a plugin has its control characters made visible."""
    root = ET.Element(
        "testsuite",
        name=visible(suite),
        tests=str(len(cases)),
        failures=str(sum(case.passed is False for case in cases)),
        skipped=str(sum(case.passed is None for case in cases)),
        errors="0",
    )
    for case in cases:
        element = ET.SubElement(
            root, "testcase", classname=case.group, name=visible(case.name), time=f"{case.wall_ms / 1_000:.6f}"
        )
        if case.passed is False:
            ET.SubElement(element, "failure", message=visible(case.detail))
        elif case.passed is None:
            ET.SubElement(element, "skipped", message=visible(case.detail))
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def check_cases(generation: Generation, conformance: ConformanceReport | None) -> list[ReportCase]:
    """Return a case for each layer of `check`, each static check and each conformance case."""
    layers = [
        ReportCase(
            "layers",
            result.layer.value,
            {Verdict.PASSED: True, Verdict.FAILED: False}.get(result.verdict),
            str(result.error or result.detail),
            result.cost.wall_us / 1_000,
        )
        for result in generation.layers[:3]
    ]
    checks = [
        ReportCase("static_checks", check.check, check.passed, check.detail) for check in generation.static_checks
    ]
    cases = [
        ReportCase("conformance", case.layer, case.passed, str(case.error or case.detail))
        for case in (conformance.results if conformance else ())
    ]
    return layers + checks + cases
