"""A JUnit report is XML, whatever a plugin says."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET

import pytest

from workbench.reports.junit import ReportCase, junit_xml


@pytest.mark.scenario
def test_a_report_holds_only_what_xml_can_hold() -> None:
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    for start in range(0, len(everything), 3_000):
        text = everything[start : start + 3_000]
        ET.fromstring(junit_xml(text, [ReportCase("group", text, False, text), ReportCase("group", text, None, text)]))


def test_what_xml_cannot_hold_is_written_as_its_number() -> None:
    root = ET.fromstring(junit_xml("check", [ReportCase("group", "a\ufffe\uffff", False, "b\ufffe")]))
    assert (root[0].attrib["name"], root[0][0].attrib["message"]) == ("a⟨U+FFFE⟩⟨U+FFFF⟩", "b⟨U+FFFE⟩")


def test_counts_tell_failures_from_what_was_not_run() -> None:
    cases = [ReportCase("g", name, passed, "") for name, passed in (("a", True), ("b", False), ("c", None))]
    attributes = ET.fromstring(junit_xml("check", cases)).attrib
    assert (attributes["tests"], attributes["failures"], attributes["skipped"]) == ("3", "1", "1")


def test_a_report_ends_with_its_line() -> None:
    """So that what follows it on a terminal, or in one stream, begins a line of its own."""
    assert junit_xml("check", []).endswith(b">\n")
