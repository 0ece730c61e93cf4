"""The one way from a text to the page."""

from __future__ import annotations

import html

from workbench.visible import visible

TEXT_MAX_CHARACTERS = 4_000
LISTING_MAX_CHARACTERS = 100_000


def escaped(text: str) -> str:
    """Return a text of any kind for a page: no markup, no entity and no character that is not shown is left in it."""
    return html.escape(visible(text, limit=TEXT_MAX_CHARACTERS), quote=True)


def escaped_lines(text: str) -> str:
    """Return a text over several lines in the same way; its line feeds and tabs stay."""
    return html.escape(visible(text, limit=LISTING_MAX_CHARACTERS, multiline=True), quote=True)
