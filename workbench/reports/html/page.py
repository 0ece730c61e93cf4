"""A document as HTML: head, rail, chapters. `blocks` writes what stands in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from workbench.reports.document.blocks import Chapter, RailStop, ReportDocument, Tone, Words
from workbench.reports.html.blocks import block_html, words_html
from workbench.reports.html.escaping import escaped
from workbench.reports.html.style import POLICY, STYLE

SIGNS: Final = {Tone.GOOD: "✓ ", Tone.BAD: "✕ ", Tone.WARN: "! ", Tone.QUIET: "– ", Tone.PLAIN: ""}


def html_page(document: ReportDocument) -> bytes:
    """Return the page, in UTF-8."""
    return "\n".join(_lines(document)).encode() + b"\n"


def _lines(document: ReportDocument) -> Iterator[str]:
    title = f"{document.title} – {document.verdict.text}"
    yield "<!doctype html>"
    yield '<html lang="en">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{escaped(POLICY)}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer">'
    yield f"<title>{escaped(title)}</title>"
    # As it stands: the policy names its hash.
    yield f"<style>{STYLE}</style>"
    yield "</head>"
    yield "<body>"
    yield "<main>"
    yield f'<p class="kind">workbench {escaped(document.subject)}</p>'
    yield f'<div class="head"><h1>{escaped(document.title)}</h1>{badge(document.verdict)}</div>'
    yield f'<p class="lead">{escaped(document.summary)}</p>'
    for note in document.notes:
        yield f'<p class="warn">! {escaped(note)}</p>'
    if document.rail:
        yield '<ol class="rail">'
        yield from map(_stop, document.rail)
        yield "</ol>"
    if document.cause is not None:
        title, error = document.cause
        yield f"<section><h2>{escaped(title)}</h2>"
        yield from block_html(error)
        yield "</section>"
    yield '<div class="facts"><dl>'
    for name, words in document.facts:
        yield f"<dt>{escaped(name)}</dt><dd>{words_html(words)}</dd>"
    yield "</dl></div>"
    for chapter in document.chapters:
        yield from _chapter(chapter)
    yield "</main>"
    yield "</body>"
    yield "</html>"


def badge(words: Words) -> str:
    """Return a verdict with its sign, so that it needs no colour."""
    return f'<span class="badge {words.tone.value}">{SIGNS[words.tone]}{escaped(words.text)}</span>'


def _stop(stop: RailStop) -> str:
    time = f' <span class="label">{escaped(stop.time)}</span>' if stop.time else ""
    return (
        f'<li class="{stop.verdict.tone.value}"><div class="label">{escaped(stop.label)}</div>'
        f'<div class="name">{escaped(stop.name)}</div><div class="line">{badge(stop.verdict)}{time}</div>'
        f'<div class="detail">{escaped(stop.detail)}</div></li>'
    )


def _chapter(chapter: Chapter) -> Iterator[str]:
    verdict = badge(chapter.verdict) if chapter.verdict is not None else ""
    yield f'<section><div class="head"><h2>{escaped(chapter.title)}</h2>{verdict}</div>'
    for block in chapter.blocks:
        yield from block_html(block)
    yield "</section>"
