"""How the answers of two builds to one payload differ. Pure, and bounded: long answers are compared in part."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from textual.content import Content

from workbench.session.values.dispatch_record import DispatchRecord
from workbench.session.values.json_difference import Comparison, JsonChange
from workbench.session.values.replay_verdict import CallComparison, ReplayVerdict
from workbench.session.values.state import SessionState
from workbench.ui.drawing import styles
from workbench.ui.drawing.json_layout import lay_out, token_starts
from workbench.ui.drawing.lines import BLANK, Line
from workbench.ui.drawing.styles import grey, say
from workbench.visible import visible

COMPARED_MAX = 16_384
"""Characters of each answer that are compared line by line."""
LINES_MAX = 400

VERDICTS = {
    ReplayVerdict.SAME: (styles.OK, styles.GREY),
    ReplayVerdict.CHANGED: ("±", styles.WARN),
    ReplayVerdict.NEWLY_FAILING: (styles.FAILED, styles.BAD),
    ReplayVerdict.FIXED: (styles.OK, styles.GOOD),
}
"""Sign and style of each verdict; its word stands beside it."""
SIGN_STYLES = {"-": f"{styles.BAD} on $error-muted", "+": f"{styles.GOOD} on $success-muted"}


@dataclass(frozen=True, slots=True)
class AnswerDifference:
    """What changed from one generation's answer to another's."""

    previous_generation: int
    generation: int
    rows: tuple[tuple[str, str], ...] = ()
    """Sign (`-`, `+`, or a blank for what stayed) and line. Empty: nothing changed."""
    whole: bool = True
    """False: only the start was compared."""

    @property
    def same(self) -> bool:
        """True when both said the same."""
        return not self.rows

    @property
    def removed(self) -> int:
        """Lines that went."""
        return sum(sign == "-" for sign, _ in self.rows)

    @property
    def added(self) -> int:
        """Lines that came."""
        return sum(sign == "+" for sign, _ in self.rows)


def compare(previous: DispatchRecord | None, last: DispatchRecord | None) -> AnswerDifference | None:
    """Return what changed; None when there is nothing to compare with."""
    if previous is None or last is None:
        return None
    before, after = answer_text(previous), answer_text(last)
    found = AnswerDifference(previous.generation, last.generation)
    if before == after:
        return found
    rows = tuple(_changed(_lines(before), _lines(after)))
    whole = max(len(before), len(after)) <= COMPARED_MAX
    return AnswerDifference(found.previous_generation, found.generation, rows, whole)


def _changed(left: list[str], right: list[str]) -> Iterator[tuple[str, str]]:
    """Yield sign and line of both texts; lines that went stand before those that came in their place."""
    for what, first, last, start, end in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if what == "equal":
            yield from ((" ", line) for line in left[first:last])
        else:
            yield from (("-", line) for line in left[first:last])
            yield from (("+", line) for line in right[start:end])


def answer_text(record: DispatchRecord) -> str:
    """Return an answer as one text: the response, or kind and text of the failure."""
    outcome = record.outcome
    if outcome.error is None:
        return outcome.response_text or ""
    return f"fallback at {outcome.stage.value if outcome.stage else 'no stage'}\n{outcome.error}"


def _lines(text: str) -> list[str]:
    cut = text[:COMPARED_MAX]
    layout = lay_out(cut, read_max=COMPARED_MAX, lines_max=LINES_MAX)
    return (layout.text if layout else cut).split("\n")[:LINES_MAX]


def versus(state: SessionState) -> Content:
    """Return which builds are compared, and what came of it; empty when there is nothing to compare with."""
    if state.last is None or state.previous is None or state.difference is None:
        return Content()
    generations = f"gen {state.last.generation} vs {state.previous.generation}  "
    return say((generations, styles.GREY), verdict_text(state.difference))


def verdict_text(comparison: CallComparison) -> Content:
    """Return a verdict in a word, with its sign."""
    sign, style = VERDICTS[comparison.verdict]
    if comparison.verdict is not ReplayVerdict.CHANGED:
        return say((f"{sign} {comparison.verdict.value}", style))
    more = "+" if comparison.cut_off else ""
    return say((f"{sign} {len(comparison.differences)}{more} changed", style))


def difference_lines(difference: AnswerDifference | None, comparison: CallComparison | None = None) -> list[Line]:
    """Return what differs: place by place with the old and the new value, or line by line where only texts differ."""
    if difference is None:
        return [BLANK, Line(grey("Nothing to compare with: no earlier build was sent this payload."))]
    title = f"gen {difference.previous_generation} {styles.HINT} gen {difference.generation}"
    if comparison is None:
        return [Line(grey(title)), *inline_lines(difference)]
    if comparison.verdict is ReplayVerdict.SAME:
        return [BLANK, Line(say((f"{styles.OK} the same answer", styles.GOOD), (f"   {title}", styles.GREY)))]
    return [Line(say((f"{title}   ", styles.GREY), verdict_text(comparison))), *comparison_lines(comparison)]


def comparison_lines(comparison: CallComparison | Comparison) -> list[Line]:
    """Return each place that differs, with the old and the new value."""
    lines: list[Line] = []
    for one in comparison.differences:
        lines += [BLANK, Line(_place(one.pointer), hang=2)]
        if one.change is not JsonChange.ADDED:
            lines.append(_signed("-", _value(one.before)))
        if one.change is not JsonChange.REMOVED:
            lines.append(_signed("+", _value(one.after)))
    if comparison.cut_off:
        lines += [BLANK, Line(grey("… there may be more"))]
    return lines


def inline_lines(difference: AnswerDifference) -> list[Line]:
    """Return the newer answer with the lines that went and came where they stand."""
    lines = []
    tokens = 0
    for sign, text in difference.rows:
        if sign == " ":
            hang = len(text) - len(text.lstrip(" ")) + 2
            lines.append(Line(Content(visible(text)), hang=hang, is_json=True, tokens_before=tokens))
        else:
            before = tokens if sign == "+" else None
            lines.append(replace(_signed(sign, text.removeprefix("  ")), tokens_before=before))
        tokens += len(token_starts(text)) if sign != "-" else 0
    if not difference.whole:
        lines.append(Line(Content.styled("… only the start was compared", styles.GREY)))
    return lines


def _signed(sign: str, text: str) -> Line:
    indent = len(text) - len(text.lstrip(" "))
    return Line(say((f"{sign} {visible(text, limit=2_000)}", SIGN_STYLES[sign])), hang=indent + 2)


def _place(pointer: str) -> Content:
    """Return a JSON pointer; what stands beside the response is named in words."""
    if pointer.startswith("/@"):
        name, _, rest = pointer[2:].partition("/")
        return say((name, styles.ACCENT), (f" {visible(rest, limit=200)}" if rest else "", styles.STRONG))
    return say((visible(pointer or "/", limit=300), styles.ACCENT))


def _value(value: Any) -> str:
    text = value if isinstance(value, str) and "\n" in value else json.dumps(value, ensure_ascii=False, default=str)
    return text[:2_000].encode("utf-8", "replace").decode()
