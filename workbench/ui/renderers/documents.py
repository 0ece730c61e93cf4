"""Payload documents as lines and rows: which one stands in the editor, which are open, which are saved. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content

from workbench.session.values.payload import PayloadDocument
from workbench.session.values.saved_payload import SavedHits, SavedName
from workbench.ui.drawing import styles
from workbench.ui.drawing.styles import grey, say
from workbench.ui.drawing.table import Column, Row
from workbench.visible import visible

COLUMNS = (
    Column("function", stretches=True, least=6),
    Column("payload", stretches=True, least=12),
    Column("state", stretches=True, least=8),
)
OPEN_PREFIX, FILE_PREFIX, TEMPLATE_PREFIX = "open:", "file:", "template:"
"""Of the rows' keys."""


def document_line(document: PayloadDocument | None, place: tuple[int, int], width: int) -> Content:
    """Return which document stands in the editor, in one line of `width` cells; what matters least gives way first."""
    if document is None:
        return Content()
    at, count = place
    parts = [
        say((visible(document.title, limit=60), styles.STRONG if document.name else styles.GREY)),
        say((state_words(document), styles.WARN)) if state_words(document) else Content(),
        grey(f"{at} of {count}") if count > 1 else Content(),
        grey("edited since sent") if document.is_edited_since_sent else Content(),
    ]
    parts = [part for part in parts if part]
    while len(parts) > 1 and styles.joined(parts, "  ").cell_length > width:
        parts.pop()
    return styles.joined(parts, "  ").truncate(max(width, 1), ellipsis=True)


def state_words(document: PayloadDocument) -> str:
    """Return what is to be known of a document and its file; empty when they are alike, or it has none."""
    if document.is_changed_on_disk:
        gone = document.disk is not None and not document.disk.sha256
        return "! file deleted" if gone else "! file changed"
    return "● not saved" if document.is_edited_since_saved else ""


def jump_name(document: PayloadDocument) -> str:
    """Return what an open document is called among those of all functions."""
    state = f"  {state_words(document)}" if state_words(document) else ""
    return f"{document.function}/{visible(document.title, limit=60)}{state}"


def rows(
    opened: Sequence[PayloadDocument], hits: SavedHits, text: str, templates: Iterable[tuple[str, str]] = ()
) -> list[Row]:
    """Return the open documents that hold each word of a text, and the saved ones and templates that were found."""
    words = text.casefold().split()
    found = [one for one in opened if all(word in f"{one.function}/{one.title}".casefold() for word in words)]
    shown = {one.at for one in opened}
    # Hits may still be those of the text before.
    saved = [at for at in hits.rows if at not in shown and all(word in str(at).casefold() for word in words)]
    return [*map(_open_row, found), *map(_saved_row, saved), *(_template_row(*one) for one in templates)]


def _open_row(document: PayloadDocument) -> Row:
    state = state_words(document) or ("open" if document.name else "open, no file")
    style = styles.WARN if state_words(document) else styles.ACCENT
    cells = (
        grey(document.function),
        say((visible(document.title, limit=200), styles.STRONG if document.name else styles.PLAIN)),
        say((state, style)),
    )
    return Row(f"{OPEN_PREFIX}{document.number}", cells)


def _saved_row(at: SavedName) -> Row:
    return Row(f"{FILE_PREFIX}{at}", (grey(at.function), Content(visible(at.name, limit=200)), grey("saved")))


def _template_row(function: str, name: str) -> Row:
    return Row(f"{TEMPLATE_PREFIX}{function}/{name}", (grey(function), Content(name), grey("template")))


def template_of(key: str | None) -> tuple[str, str] | None:
    """Return function and name of the template that a row stands for; None: it is none."""
    if key is None or not key.startswith(TEMPLATE_PREFIX):
        return None
    function, _, name = key.removeprefix(TEMPLATE_PREFIX).partition("/")
    return function, name


def saved_of(key: str | None) -> SavedName | None:
    """Return which saved payload a row stands for; None: it is another one."""
    if key is None or not key.startswith(FILE_PREFIX):
        return None
    function, _, name = key.removeprefix(FILE_PREFIX).partition("/")
    return SavedName(function, name)


def number_of(key: str | None) -> int | None:
    """Return the number of the open document that a row stands for; None: it is another one."""
    return int(key.removeprefix(OPEN_PREFIX)) if key is not None and key.startswith(OPEN_PREFIX) else None


def summary(hits: SavedHits) -> Content:
    """Return how many payloads there are and were found, and what in the folder is in the way."""
    found = f"{hits.total:,} of {hits.of_all:,} saved" if hits.total != hits.of_all else f"{hits.of_all:,} saved"
    more = ", type more to see the others" if len(hits.rows) < hits.total else ""
    parts = [grey(f"{found}{more}")]
    parts += [say((f"! {visible(str(problem), limit=160)}", styles.WARN)) for problem in hits.problems[:1]]
    if len(hits.problems) > 1:
        parts.append(say((f"and {len(hits.problems) - 1:,} more", styles.WARN)))
    return styles.joined(parts)
