"""Writes drafts soon after they were typed, each once, the last one last. Knows no document."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from workbench.errors.base import with_hint
from workbench.errors.operator import PlaceUnwritable

if TYPE_CHECKING:
    from workbench.errors import WorkbenchError
    from workbench.session.payload_ports import DraftStore

LIST_KEY = "@open"
"""Under it stands, in the place of a function's text, which documents are open."""


class DraftKeeper:
    """Drafts that wait to be written. `write` may be called from any thread."""

    def __init__(
        self, drafts: DraftStore, aside: Callable[[Callable[[], object]], None], note: Callable[[str], None]
    ) -> None:
        """Keep nothing yet.

        Args:
            drafts: Where drafts are kept.
            aside: Runs a job that may block for a moment, in turn, on whatever thread.
            note: Says what is to be known of drafts, from that thread; an empty text takes back what was said.
        """
        self._drafts = drafts
        self._aside = aside
        self._note = note
        self._waiting: dict[tuple[str, str], str] = {}
        """By plugin and key."""
        self._keeping = threading.RLock()
        self._writing = threading.RLock()
        """Held while drafts are written, so that an older one is never written last."""
        self._noted = ""

    @property
    def has_failed(self) -> bool:
        """What was to be written last could not be."""
        return self._drafts.error is not None

    def keep(self, plugin: str, key: str, text: str) -> None:
        """Have a draft written soon, in place of one that waits."""
        with self._keeping:
            is_first = not self._waiting
            self._waiting[plugin, key] = text
        if is_first:
            self._aside(self.write)

    def write(self) -> None:
        """Write what waits, before returning."""
        with self._writing:
            with self._keeping:
                waiting, self._waiting = self._waiting, {}
            found = [key for key, text in waiting.items() if self._drafts.keep_draft(*key, text)]
        functions = sorted({key.partition("#")[0] for _, key in found if key != LIST_KEY})
        if functions:
            self._note(
                f"another window typed another payload for {' and '.join(functions)}: both are kept, "
                "`other draft` shows it"
            )
            self._noted = ""
            return
        error = "" if self._drafts.error is None else _said(self._drafts.error)
        if error != self._noted:
            self._noted = error
            self._note(error)


def _said(error: WorkbenchError) -> str:
    """Return what is said of an error, and how a payload is kept all the same of which no draft can be."""
    saved = " ctrl+s saves the payload as a file of the project." if isinstance(error, PlaceUnwritable) else ""
    said = with_hint(error)
    return f"{said if said.endswith('.') or not saved else said + '.'}{saved}"
