"""What a host does with the last answer: one line under the outcome, and all reasons and warnings. Pure."""

from __future__ import annotations

from typing import Final

from textual.content import Content

from workbench.protocol.host_effect.effect import AnswerEffect, Effect
from workbench.session.values.dispatch_record import DispatchRecord
from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import Line
from workbench.ui.drawing.styles import grey, say
from workbench.visible import visible

LISTED_MAX: Final = 20
"""Reasons and warnings that are listed; of the others only how many there are."""
_SIGNS: Final = {
    Effect.USED: (styles.OK, styles.GREY),
    Effect.USED_IN_PART: (styles.HINT, styles.WARN),
    Effect.IGNORED: (styles.FAILED, styles.BAD),
    Effect.FAILS_REQUEST: (styles.FAILED, styles.BAD),
}


def effect_line(record: DispatchRecord | None) -> Content:
    """Return what a host does with an answer, and the first place that matters; empty where nothing is known."""
    if record is None or record.effect is None:
        return Content()
    told = [visible(str(reason), limit=300) for reason in record.effect.reasons]
    told += [visible(str(warning), limit=300) for warning in record.warnings]
    head = effect_text(record.effect)
    if not told:
        return head
    more = f"  and {len(told) - 1:,} more" if len(told) > 1 else ""
    return say(head, "  ", (told[0], styles.GREY), (more, styles.GREY))


def effect_text(effect: AnswerEffect) -> Content:
    """Return an effect in a word, with its sign."""
    sign, style = _SIGNS[effect.effect]
    return say((f"{sign} host: {effect.effect.value}", style))


def effect_lines(record: DispatchRecord) -> list[Line]:
    """Return every reason of an effect and every warning of a dispatch; empty when there is none."""
    lines = _reason_lines(record.effect)
    warned = record.warnings[:LISTED_MAX]
    lines += [Line(say((f"warning  {visible(str(one), limit=500)}", styles.WARN)), hang=9) for one in warned]
    return lines + _rest(len(record.warnings), "warnings")


def effect_lines_of(effect: AnswerEffect | None) -> list[Line]:
    """Return an effect in a word and every reason of it; empty when it is not known."""
    return [] if effect is None else [Line(effect_text(effect)), *_reason_lines(effect)]


def _reason_lines(effect: AnswerEffect | None) -> list[Line]:
    if effect is None:
        return []
    style = _SIGNS[effect.effect][1]
    lines = [Line(say((visible(str(one), limit=500), style)), hang=2) for one in effect.reasons[:LISTED_MAX]]
    return lines + _rest(len(effect.reasons), "reasons")


def _rest(count: int, what: str) -> list[Line]:
    return [Line(grey(f"and {count - LISTED_MAX:,} more {what}"))] if count > LISTED_MAX else []
