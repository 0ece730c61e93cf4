"""The host's effect of a dispatch, and what else to know of it, for people. Texts of plugins pass `visible`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from workbench.protocol.host_effect.effect import AnswerEffect, Effect
from workbench.protocol.host_effect.warnings import PayloadWarning
from workbench.reports.text.page import Page
from workbench.visible import visible

SHOWN_MAX: Final = 10
"""Reasons and warnings that are listed; of the others only how many there are."""
_COLOURS: Final = {
    Effect.USED: "good",
    Effect.USED_IN_PART: "warn",
    Effect.IGNORED: "bad",
    Effect.FAILS_REQUEST: "bad",
}


def write_effect(page: Page, effect: AnswerEffect) -> None:
    """Note what a host does with an answer, and each reason with its place."""
    word = page.paint(effect.effect.value, _COLOURS[effect.effect])
    page.note(f"  host effect: {word}  {effect.effect.sentence}")
    for reason in effect.reasons[:SHOWN_MAX]:
        page.note(f"    {visible(str(reason))}")
    _note_rest(page, len(effect.reasons), "reasons")


def write_warnings(page: Page, warnings: tuple[PayloadWarning, ...]) -> None:
    """Note what else to know of payload and answer."""
    for warning in warnings[:SHOWN_MAX]:
        page.note(f"  {page.paint('warning', 'warn')}  {visible(str(warning))}")
    _note_rest(page, len(warnings), "warnings")


def line_warnings(page: Page, warnings: Iterable[tuple[str, PayloadWarning]]) -> None:
    """Write warnings as lines of a report, each with the case that it belongs to."""
    shown = list(warnings)
    for case, warning in shown[:SHOWN_MAX]:
        page.line(f"  {page.paint('warning', 'warn')}  {case}, {visible(str(warning))}")
    if len(shown) > SHOWN_MAX:
        page.line(f"    and {len(shown) - SHOWN_MAX:,} more warnings")


def _note_rest(page: Page, count: int, what: str) -> None:
    if count > SHOWN_MAX:
        page.note(f"    and {count - SHOWN_MAX:,} more {what}")
