"""The report over several plugins stays readable: bounded in rows and chapters."""

from __future__ import annotations

from dataclasses import replace

from workbench.reports.document.blocks import TableBlock
from workbench.reports.document.of_many import CHAPTERS_MAX, ROWS_MAX, many_document
from workbench.reports.junit import ReportCase
from workbench.session.values.plugin_verdict import ManyVerdicts, PluginVerdict

FAILED = ReportCase("layers", "handshake", False, "no")


def test_each_plugin_that_failed_has_a_chapter_and_those_that_passed_none() -> None:
    run = ManyVerdicts((PluginVerdict("a", 0), PluginVerdict("b", 1, "no")))
    document = many_document(run, {"b": [FAILED]}, {"workbench": "1"})
    assert [chapter.title for chapter in document.chapters] == ["Plugins", "b"]
    assert document.verdict.text == "failed"


def test_of_thousands_the_worst_are_shown_and_the_rest_counted() -> None:
    run = ManyVerdicts(tuple(PluginVerdict(f"{number:05}", 1) for number in range(ROWS_MAX + 5)))
    document = many_document(run, {one.path: [FAILED] for one in run.verdicts}, {})
    (table,) = document.chapters[0].blocks
    assert isinstance(table, TableBlock)
    assert (len(table.rows), table.left_out) == (ROWS_MAX, 5)
    assert len(document.chapters) == CHAPTERS_MAX + 2
    assert f"{ROWS_MAX + 5 - CHAPTERS_MAX:,} more plugins" in str(document.chapters[-1].blocks)


def test_what_to_do_stands_beside_what_failed() -> None:
    run = ManyVerdicts((PluginVerdict("b", 1, "no"),))
    document = many_document(run, {"b": [FAILED, replace(FAILED, hint="Offer it.")]}, {})
    (table,) = document.chapters[1].blocks
    assert isinstance(table, TableBlock)
    assert table.heads[-1] == "what to do"
    assert [row[-1].text for row in table.rows] == ["", "Offer it."]
