"""`keys` for people: a table for each place, in words or in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from textwrap import wrap
from typing import Final

from workbench.key_table import ChangedKeys, KeyAction, key_for_people, keys_under
from workbench.reports.text.page import Page
from workbench.visible import visible, width

_KEYS_WIDTH: Final = 22
_ID_WIDTH: Final = 26
_WIDE: Final = 120
"""From this width on, in cells, what an action does stands beside its id; else below it."""
_BELOW: Final = 26
"""Cells before what stands below."""


def write_keys(page: Page, actions: Sequence[KeyAction], changed: ChangedKeys, columns: int | None = None) -> None:
    """Write each action with its keys and id, and what it does beside or, in a narrow terminal, below them.

    Args:
        page: Where to.
        actions: In their order.
        changed: The keys that are a person's own, by id.
        columns: Of the terminal; None: there is none.
    """
    for place, group in groupby(actions, key=lambda one: one.place):
        page.title(place)
        for one in group:
            keys = shown_keys(keys_under(one, changed))
            room = " " * max(_KEYS_WIDTH - width(keys), 0)
            what = f"{one.title}: {one.help}" if one.help else one.title
            own = f"  yours; by default {shown_keys(one.keys) or 'none'}" if one.id in changed else ""
            head = f"  {page.paint(keys, 'warn')}{room}  {one.id:<{_ID_WIDTH}}"
            if columns is None or columns >= _WIDE:
                page.line(f"{head}  {what}{page.paint(own, 'accent')}")
                continue
            page.line(f"{head}{page.paint(own, 'accent')}".rstrip())
            for line in wrap(what, columns - _BELOW, break_long_words=False):
                page.line(f"{' ' * _BELOW}{page.paint(line, 'quiet')}")


def keys_markdown(actions: Sequence[KeyAction], changed: ChangedKeys) -> str:
    """Return the same as a table in Markdown for each place."""
    return "\n".join(_markdown_lines(actions, changed))


def shown_keys(keys: Sequence[str]) -> str:
    """Return keys as people write them, in one line."""
    return visible("  ".join(map(key_for_people, keys)), limit=200)


def _markdown_lines(actions: Sequence[KeyAction], changed: ChangedKeys) -> Iterator[str]:
    for place, group in groupby(actions, key=lambda one: one.place):
        yield f"## {place}\n"
        yield "| key | action | id |"
        yield "|---|---|---|"
        for one in group:
            keys = ", ".join(f"`{_in_code(key_for_people(key))}`" for key in keys_under(one, changed))
            what = f"**{one.title}**. {one.help}" if one.help else f"**{one.title}**"
            yield f"| {keys} | {_in_cell(what)} | `{one.id}` |"
        yield ""


def _in_code(key: str) -> str:
    """Return a key as code in a cell: the bar ends cells, and a backtick ends code."""
    return {"|": "\\|", "`": "backtick"}.get(key, visible(key, limit=60))


def _in_cell(text: str) -> str:
    return text.replace("|", "\\|")
