"""What stands in the chapters of a page, block by block."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.reports.document.blocks import (
    Block,
    ErrorBlock,
    FactList,
    Foldout,
    Listing,
    ModuleStrip,
    Paragraph,
    SequenceDiagram,
    StepList,
    TableBlock,
    Tone,
    Words,
)
from workbench.reports.html.escaping import escaped, escaped_lines
from workbench.reports.html.sequence import sequence_html
from workbench.reports.html.strip import strip_html

_WORD_MAX_CHARACTERS = 32
"""A cell of so few characters is not broken over lines."""


def block_html(block: Block) -> Iterator[str]:
    """Give the lines of one block."""
    if isinstance(block, Paragraph):
        yield f"<p>{words_html(block.words)}</p>"
    elif isinstance(block, FactList):
        rows = "".join(f"<dt>{escaped(name)}</dt><dd>{words_html(words)}</dd>" for name, words in block.rows)
        yield f"<dl>{rows}</dl>"
    elif isinstance(block, TableBlock):
        yield from _table(block)
    elif isinstance(block, Listing):
        yield f"<h3>{escaped(block.title)}</h3><pre>{escaped_lines(block.text)}</pre>"
    elif isinstance(block, Foldout):
        yield f"<details><summary>{escaped(block.title)}</summary>"
        for inner in block.blocks:
            yield from block_html(inner)
        yield "</details>"
    elif isinstance(block, ErrorBlock):
        yield from _error(block)
    elif isinstance(block, ModuleStrip):
        yield from strip_html(block)
    elif isinstance(block, SequenceDiagram):
        yield from sequence_html(block)
    else:
        yield from _steps(block)


def words_html(words: Words) -> str:
    """Return a short text in its tone, above a bar where it is a share of a limit."""
    text = escaped(words.text)
    if words.is_code:
        text = f"<code>{text}</code>"
    if words.tone is not Tone.PLAIN:
        text = f'<span class="{words.tone.value}">{text}</span>'
    if words.share is None:
        return text
    over = " bad" if words.share > 1 else ""
    width = f"{min(max(words.share, 0.0), 1.0):.2%}"
    return (
        f'{text}<svg class="meter{over}" aria-hidden="true"><rect width="100%" height="4" rx="2"/>'
        f'<rect width="{width}" height="4" rx="2"/></svg>'
    )


def _table(block: TableBlock) -> Iterator[str]:
    if block.title:
        yield f"<h3>{escaped(block.title)}</h3>"
    yield '<div class="wide"><table><thead><tr>'
    yield "".join(
        f"<th{_class('number' if column in block.numeric else '')}>{escaped(head)}</th>"
        for column, head in enumerate(block.heads)
    )
    yield "</tr></thead><tbody>"
    for row in block.rows:
        yield f"<tr>{''.join(_cell(words, column in block.numeric) for column, words in enumerate(row))}</tr>"
    yield "</tbody></table></div>"
    if block.left_out:
        yield f'<p class="quiet">… and {block.left_out:,} more</p>'


def _cell(words: Words, is_number: bool) -> str:
    name = "number" if is_number else "word" if len(words.text) <= _WORD_MAX_CHARACTERS else ""
    return f"<td{_class(name)}>{words_html(words)}</td>"


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


def _error(block: ErrorBlock) -> Iterator[str]:
    yield f'<div class="error"><p class="name">{escaped(block.kind)}</p><p>{escaped_lines(block.text)}</p>'
    if block.panic is not None:
        yield f"<p>The guest says: <code>{escaped_lines(block.panic)}</code></p>"
    if block.frames:
        lines = (
            f"<li{_class('first' if is_first else '')}><code>{escaped(line)}</code></li>"
            for line, is_first in block.frames
        )
        yield f'<ol class="frames">{"".join(lines)}</ol>'
    for hint in block.hints:
        yield f'<p class="hint"><b>What to do:</b> {escaped(hint)}</p>'
    yield "</div>"


def _steps(block: StepList) -> Iterator[str]:
    yield '<ol class="steps">'
    for row in block.rows:
        yield (
            f'<li><span class="at">{row.number}</span><span>{escaped(row.title)}</span>{words_html(row.verdict)}'
            f'<span class="compared">{escaped(row.compared)}</span></li>'
        )
    yield "</ol>"
