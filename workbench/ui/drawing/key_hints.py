"""Keys that stand in texts: as they are declared, unless the person has set others. Knows no command."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextvars import ContextVar

_shown: ContextVar[Mapping[str, str] | None] = ContextVar("shown", default=None)
"""What is written in place of a declared key. It belongs to the running app, as Textual's own does."""


def show_instead(replaced: Mapping[str, str]) -> None:
    """From now on, in this app, write other keys; both as people write them: `^j`, `ctrl+j`, `f5`."""
    _shown.set(dict(replaced))


def key_hint(key: str) -> str:
    """Return how a key that stands alone is written."""
    return (_shown.get() or {}).get(key, key)


def with_keys(text: str) -> str:
    """Return a text of ours with the keys in it as they are now; those that are plain letters stay, as words would."""
    replaced = {key: other for key, other in (_shown.get() or {}).items() if len(key) > 1}
    if not replaced:
        return text
    keys = "|".join(re.escape(key) for key in sorted(replaced, key=len, reverse=True))
    return re.sub(rf"(?<![\w+^])(?:{keys})(?![\w+])", lambda found: replaced[found.group()], text)
