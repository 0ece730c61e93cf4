"""The child's report of its confinement, which our process does not trust to be one."""

from __future__ import annotations

import pytest

from workbench.engine.wire.confinement import (
    REASON_MAX_CHARACTERS,
    ConfinementReport,
    Feature,
    read_report,
    report_header,
)
from workbench.engine.wire.frames import FrameError

REPORT = ConfinementReport(frozenset(Feature) - {Feature.FILES}, ((Feature.FILES, "no Landlock"),))


def test_a_report_comes_back_as_it_was() -> None:
    assert read_report(report_header(REPORT)) == REPORT


def test_a_long_reason_is_cut() -> None:
    header = report_header(REPORT)
    header["lacking"]["FILES"] = "x" * 1_000
    assert read_report(header).lacking == ((Feature.FILES, "x" * REASON_MAX_CHARACTERS),)


@pytest.mark.parametrize(
    "header",
    [
        None,
        [],
        {},
        {"in_force": [], "lacking": {}},
        {"in_force": [feature.name for feature in Feature], "lacking": {"FILES": "twice"}},
        {"in_force": [*(feature.name for feature in Feature if feature is not Feature.FILES), "OTHER"], "lacking": {}},
        {"in_force": [feature.name for feature in Feature if feature is not Feature.FILES], "lacking": {"FILES": 7}},
        {"in_force": "all", "lacking": {}},
        {"in_force": [[]], "lacking": {}},
    ],
)
def test_what_is_no_report_is_refused(header: object) -> None:
    with pytest.raises(FrameError):
        read_report(header)
