"""A document as Markdown: verdict, a table of the layers, what failed, and the rest folded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from workbench.reports.document.blocks import (
    Block,
    Chapter,
    ErrorBlock,
    FactList,
    Foldout,
    Listing,
    ModuleStrip,
    Paragraph,
    ReportDocument,
    SequenceDiagram,
    StepList,
    TableBlock,
    Tone,
    Words,
)
from workbench.reports.markdown.escaping import code, inline, listing, within_html

SIGNS: Final = {Tone.GOOD: "✅", Tone.BAD: "❌", Tone.WARN: "⚠️", Tone.QUIET: "➖", Tone.PLAIN: ""}
PAGE_MAX_CHARACTERS: Final = 60_000
"""A comment on a forge may have 65,536."""
_ROWS_MAX: Final = 40


def markdown_page(document: ReportDocument) -> bytes:
    """Return the page, in UTF-8; of a long one the last details are left out, which it says."""
    head = "\n".join(_head(document))
    pieces, left_out, length = [head], [], len(head)
    for chapter in document.chapters:
        text = "\n".join(_chapter(chapter))
        if length + len(text) > PAGE_MAX_CHARACTERS:
            left_out.append(chapter.title)
            continue
        pieces.append(text)
        length += len(text)
    if left_out:
        pieces.append(f"Left out for their length: {inline(', '.join(left_out))}. The HTML report has them.\n")
    return "\n".join(pieces).encode()


def _head(document: ReportDocument) -> Iterator[str]:
    yield f"## {_verdict(document.verdict)} {inline(document.title)}: {inline(document.verdict.text)}"
    yield ""
    yield inline(document.summary)
    yield ""
    for note in document.notes:
        yield f"{SIGNS[Tone.WARN]} {inline(note)}"
        yield ""
    if document.rail:
        yield "| | layer | verdict | found | time |"
        yield "|---|---|---|---|---:|"
        for stop in document.rail:
            yield (
                f"| {_verdict(stop.verdict)} | {inline(f'{stop.label} {stop.name}')} | {inline(stop.verdict.text)} "
                f"| {inline(stop.detail)} | {inline(stop.time)} |"
            )
        yield ""
    if document.cause is not None:
        title, error = document.cause
        yield f"### {inline(title)}"
        yield ""
        yield from _error(error)
    yield from _fold("Facts", [FactList(document.facts)])


def _verdict(words: Words) -> str:
    return SIGNS[words.tone]


def _chapter(chapter: Chapter) -> Iterator[str]:
    title = chapter.title
    if chapter.verdict is not None:
        title = f"{chapter.title}: {chapter.verdict.text}"
    sign = f"{_verdict(chapter.verdict)} " if chapter.verdict is not None else ""
    if chapter.blocks:
        yield from _fold(title, list(chapter.blocks), sign)


def _fold(title: str, blocks: list[Block], sign: str = "") -> Iterator[str]:
    yield f"<details><summary>{sign}{within_html(title)}</summary>"
    yield ""
    for block in blocks:
        yield from _block(block)
    yield "</details>"
    yield ""


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield _words(block.words)
        yield ""
    elif isinstance(block, FactList):
        yield "| | |"
        yield "|---|---|"
        for name, words in block.rows:
            yield f"| {inline(name)} | {_words(words)} |"
        yield ""
    elif isinstance(block, TableBlock):
        yield from _table(block)
    elif isinstance(block, Listing):
        yield f"{inline(block.title)}:"
        yield ""
        yield f"<pre>{listing(block.text)}</pre>"
        yield ""
    elif isinstance(block, Foldout):
        yield from _fold(block.title, list(block.blocks))
    elif isinstance(block, ErrorBlock):
        yield from _error(block)
    elif isinstance(block, StepList):
        yield "| | step | verdict | compared |"
        yield "|---:|---|---|---|"
        for row in block.rows:
            yield f"| {row.number} | {inline(row.title)} | {_words(row.verdict)} | {inline(row.compared)} |"
        yield ""
    elif isinstance(block, SequenceDiagram):
        yield from _sequence(block)
    else:
        assert isinstance(block, ModuleStrip), "each kind of block is written"


def _sequence(block: SequenceDiagram) -> Iterator[str]:
    yield inline(block.caption)
    yield ""
    yield "| | from | to | | |"
    yield "|---:|---|---|---|---|"
    for arrow in block.arrows[:_ROWS_MAX]:
        ends = (block.lifelines[arrow.source], block.lifelines[arrow.target])
        cells = [*map(inline, ends), _words(Words(arrow.name, arrow.tone)), inline(arrow.said)]
        yield f"| {'' if arrow.number is None else arrow.number} | {' | '.join(cells)} |"
    yield ""
    left = block.left_out + max(0, len(block.arrows) - _ROWS_MAX)
    if left:
        yield f"… and {left:,} more"
        yield ""


def _table(block: TableBlock) -> Iterator[str]:
    yield f"| {' | '.join(map(inline, block.heads))} |"
    yield f"|{'|'.join('---:' if column in block.numeric else '---' for column in range(len(block.heads)))}|"
    for row in block.rows[:_ROWS_MAX]:
        yield f"| {' | '.join(map(_words, row))} |"
    yield ""
    left = block.left_out + max(0, len(block.rows) - _ROWS_MAX)
    if left:
        yield f"… and {left:,} more"
        yield ""


def _words(words: Words) -> str:
    text = code(words.text) if words.is_code else inline(words.text)
    sign = SIGNS[words.tone] if words.tone in (Tone.GOOD, Tone.BAD, Tone.WARN) else ""
    return f"{sign} {text}".strip()


def _error(block: ErrorBlock) -> Iterator[str]:
    yield f"{SIGNS[Tone.BAD]} {code(block.kind)}: {inline(block.text)}"
    yield ""
    if block.panic is not None:
        yield f"The guest says: {code(block.panic)}"
        yield ""
    if block.frames:
        lines = "\n".join(f"{'> ' if is_first else '  '}{line}" for line, is_first in block.frames)
        yield f"<pre>{listing(lines)}</pre>"
        yield ""
    for hint in block.hints:
        yield f"**What to do:** {inline(hint)}"
        yield ""
