"""How the answers of two builds to one payload differ. Pure, and bounded: long answers are compared in part."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from textual.content import Content

from workbench.session.state import DispatchRecord
from workbench.ui import ink
from workbench.ui.ink import grey, say
from workbench.ui.json_layout import lay_out
from workbench.ui.lines import BLANK, Line
from workbench.visible import visible

COMPARED_MAX = 16_384
"""Characters of each answer that are compared line by line."""
LINES_MAX = 400


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one generation's answer to another's."""

    former_generation: int
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


def compare(former: DispatchRecord | None, last: DispatchRecord | None) -> Difference | None:
    """Return what changed; None when there is nothing to compare with."""
    if former is None or last is None:
        return None
    before, after = answer_text(former), answer_text(last)
    found = Difference(former.generation, last.generation)
    if before == after:
        return found
    rows = tuple(_changed(_lines(before), _lines(after)))
    whole = max(len(before), len(after)) <= COMPARED_MAX
    return Difference(found.former_generation, found.generation, rows, whole)


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


def difference_lines(difference: Difference | None) -> list[Line]:
    """Return the changed lines, each with its sign, and what stands around them."""
    if difference is None:
        return [BLANK, Line(grey("Nothing to compare with: no earlier build was sent this payload."))]
    title = f"gen {difference.former_generation} {ink.HINT} gen {difference.generation}"
    if difference.same:
        return [BLANK, Line(say((f"{ink.OK} the same answer", ink.GOOD), (f"   {title}", ink.GREY)))]
    lines = [Line(grey(title))]
    styles = {"-": ink.BAD, "+": ink.GOOD}
    for sign, text in difference.rows:
        line = say((f"{sign} {visible(text, limit=2_000)}", styles.get(sign, ink.GREY)))
        lines.append(Line(line, hang=len(text) - len(text.lstrip(" ")) + 4))
    if not difference.whole:
        lines.append(Line(Content.styled("… only the start was compared", ink.GREY)))
    return lines
