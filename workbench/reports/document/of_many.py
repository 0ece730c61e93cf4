"""Several plugins as a document: all in one table, the worst first, and what failed of each that did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from workbench.reports.document.blocks import Chapter, Paragraph, ReportDocument, TableBlock, Tone, Words
from workbench.reports.junit import ReportCase
from workbench.reports.text.many import WORDS, count_line
from workbench.session.values.plugin_verdict import FAILED, NO_VERDICT, PASSED, UNREADABLE, ManyVerdicts, PluginVerdict
from workbench.visible import duration, size

ROWS_MAX: Final = 1_000
"""Plugins in the table."""
CHAPTERS_MAX: Final = 50
"""Plugins that failed whose failures are listed."""
_TONES: Final = {PASSED: Tone.GOOD, FAILED: Tone.BAD, UNREADABLE: Tone.BAD, NO_VERDICT: Tone.WARN}
_HEADS: Final = ("verdict", "plugin", "size", "time", "what failed first")


def many_document(
    run: ManyVerdicts, failed: Mapping[str, Sequence[ReportCase]], versions: Mapping[str, str]
) -> ReportDocument:
    """Return the report of a run over several plugins.

    Args:
        run: All verdicts.
        failed: What failed of each plugin that did, by path; of some plugins it may be left out.
        versions: Of the workbench and its engine, by name.
    """
    rows = run.worst_first
    table = TableBlock(
        _HEADS, tuple(map(_row, rows[:ROWS_MAX])), frozenset({2, 3}), left_out=max(len(rows) - ROWS_MAX, 0)
    )
    bad = [one for one in rows if not one.passed and failed.get(one.path)]
    chapters = [Chapter("Plugins", None, (table,)), *(_chapter(one, failed[one.path]) for one in bad[:CHAPTERS_MAX])]
    if len(bad) > CHAPTERS_MAX:
        more = f"What failed of {len(bad) - CHAPTERS_MAX:,} more plugins is left out here."
        chapters.append(Chapter("More", None, (Paragraph(Words(more, Tone.QUIET)),)))
    passed = run.exit_code == PASSED
    return ReportDocument(
        title=f"{len(run.verdicts):,} plugins",
        subject="check",
        verdict=Words("passed", Tone.GOOD) if passed else Words("failed", Tone.BAD),
        summary=f"{count_line(run)}.",
        facts=(
            *((("shard", Words(run.shard)),) if run.shard else ()),
            ("made by", Words(", ".join(f"{name} {version}" for name, version in versions.items()))),
        ),
        rail=(),
        chapters=tuple(chapters),
    )


def _row(one: PluginVerdict) -> tuple[Words, ...]:
    return (
        Words(WORDS[one.exit_code], _TONES[one.exit_code]),
        Words(one.path, is_code=True),
        Words("–" if one.size_bytes is None else size(one.size_bytes)),
        Words(duration(one.wall_us) if one.wall_us else "–"),
        Words(one.reason),
    )


def _chapter(one: PluginVerdict, cases: Sequence[ReportCase]) -> Chapter:
    heads = ("group", "case", "found", "what to do")[: 4 if any(case.hint for case in cases) else 3]
    rows = tuple(
        (Words(case.group), Words(case.name, is_code=True), Words(case.detail), Words(case.hint))[: len(heads)]
        for case in cases
    )
    words = Words(WORDS[one.exit_code], _TONES[one.exit_code])
    return Chapter(one.path, words, (TableBlock(heads, rows),))
