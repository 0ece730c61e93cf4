"""Figures beside their limits, as a chapter."""

from __future__ import annotations

from workbench.reports.document.blocks import Block, Chapter, TableBlock, Tone, Words
from workbench.reports.document.of_errors import error_block
from workbench.reports.document.of_module import verdict_words
from workbench.reports.text.thresholds import figure_text
from workbench.session.values.thresholds import ThresholdResult


def thresholds_chapter(results: tuple[ThresholdResult, ...]) -> Chapter | None:
    """Return the figures that were given a limit; None: none was."""
    if not results:
        return None
    rows = tuple(
        (verdict_words(one.passed), Words(f"--{one.threshold}", is_code=True), Words(figure_text(one)))
        for one in results
    )
    failed = [one.error for one in results if one.error is not None]
    blocks: list[Block] = [TableBlock(("verdict", "threshold", "found"), rows), *map(error_block, failed)]
    words = Words(f"{len(failed)} exceeded", Tone.BAD) if failed else Words("within all", Tone.GOOD)
    return Chapter("Thresholds", words, tuple(blocks))
