"""Every payload that can be sent, by function: what stands in the editor, what is kept of it, and what replaces it.

Text that a person typed is replaced by nothing but their own act: not by a reload, a plugin of another name, another
window, or the end of the process. Owns when drafts are written. Knows no screen, and no form of a file.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.session.values.payload import Origin, OriginKind, OtherDraft, PayloadDocument

if TYPE_CHECKING:
    from workbench.session.ports import DraftStore

FIRST_FUNCTION = next(iter(WIRE_FUNCTIONS))


class Payloads:
    """The payload documents of one screen. Belongs to one thread, but for `keep_now`."""

    def __init__(
        self,
        drafts: DraftStore,
        sample: Callable[[str], str],
        aside: Callable[[Callable[[], object]], None],
        note: Callable[[str], None],
    ) -> None:
        """Know no plugin yet, and show no document.

        Args:
            drafts: Where drafts are kept.
            sample: Returns the dry-run sample of a function.
            aside: Runs a job that may block for a moment, in turn, on whatever thread.
            note: Says what is to be known of drafts, from that thread; an empty text takes back what was said.
        """
        self._drafts = drafts
        self._sample = sample
        self._aside = aside
        self._note = note
        self._plugin = ""
        self._documents: dict[str, PayloadDocument] = {}
        """By function."""
        self._function = ""
        self._to_keep: dict[tuple[str, str], str] = {}
        """Drafts that are not written yet, by plugin and function."""
        self._keeping = threading.RLock()
        self._writing = threading.RLock()
        """Held while drafts are written, so that an older one is never written last."""
        self._noted = ""

    @property
    def current(self) -> PayloadDocument | None:
        """The document in the editor; None before the first."""
        return self._documents.get(self._function)

    def plugin_came(self, plugin: str, negotiated: Sequence[str] = ()) -> PayloadDocument | None:
        """Take note of the plugin that answers, and of its functions; return what is to be shown in place of the text.

        None: the text stays. A person's own text stays under whatever name the plugin has, and is kept under it unless
        there is a draft of that name already.

        Args:
            plugin: Its name; empty: not known yet.
            negotiated: The wire functions that it may be called by, the one to be shown first in front.
        """
        if self._function and plugin in ("", self._plugin):
            return None
        was, self._plugin = self._plugin, plugin
        self._documents = {name: one for name, one in self._documents.items() if one.is_own}
        for function, document in self._documents.items():
            if not was or self._drafts.draft(plugin, function) is None:
                self._keep(function, document.text)
        if self.current is not None:
            return None
        wanted = next((name for name in negotiated if name in WIRE_FUNCTIONS), self._function or FIRST_FUNCTION)
        return self.turn_to(wanted)

    def turn_to(self, function: str) -> PayloadDocument:
        """Return the document of a function, which is the current one from now on."""
        self._function = function
        document = self._documents.get(function)
        if document is None:
            draft = self._drafts.draft(self._plugin, function) if self._plugin else None
            kind = OriginKind.SAMPLE if draft is None else OriginKind.DRAFT
            text = self._sample(function) if draft is None else draft
            document = self._documents[function] = PayloadDocument(function, text, "", Origin(kind), text)
        return document

    def typed(self, text: str, *, draft: str | None = None) -> None:
        """Take note of what stands in the editor now, and keep it soon.

        Args:
            text: The whole text.
            draft: What is to be remembered in its place, as of a broken variant what it was made of; None: the text.
        """
        document = self.current
        if document is None or document.text == text:
            return
        self._documents[self._function] = replace(document, text=text)
        self._keep(self._function, text if draft is None else draft)

    def fetched(self, text: str, origin: Origin, name: str = "") -> None:
        """Take note that a person put a text from elsewhere into the editor, in place of the current one."""
        document = PayloadDocument(self._function, text, name, origin, text)
        self._documents[self._function] = document
        self._keep(self._function, text)

    def sent(self) -> None:
        """Take note that the current text was sent."""
        if (document := self.current) is not None:
            self._documents[self._function] = replace(document, sent=document.text)

    def saved(self, name: str) -> None:
        """Take note that the current text was saved under a name."""
        if (document := self.current) is not None:
            self._documents[self._function] = replace(document, name=name, saved=document.text)

    def others(self) -> tuple[OtherDraft, ...]:
        """Return what other windows kept for the current function, the newest first."""
        return self._drafts.other_drafts(self._plugin, self._function) if self._plugin else ()

    def keep_now(self) -> bool:
        """Write what is not kept yet, before returning; any thread may call it.

        Returns False when the current text is a person's own and no plugin is known to keep it for.
        """
        self._write()
        document = self.current
        return bool(self._plugin) or document is None or not document.is_own

    def _keep(self, function: str, text: str) -> None:
        if not self._plugin:
            return
        with self._keeping:
            is_first = not self._to_keep
            self._to_keep[self._plugin, function] = text
        if is_first:
            self._aside(self._write)

    def _write(self) -> None:
        with self._writing:
            with self._keeping:
                waiting, self._to_keep = self._to_keep, {}
            found = [key for key, text in waiting.items() if self._drafts.keep_draft(*key, text)]
        if found:
            functions = " and ".join(function for _, function in found)
            self._note(f"another window typed another payload for {functions}: both are kept, `other draft` shows it")
            self._noted = ""
            return
        error = "" if self._drafts.error is None else str(self._drafts.error)
        if error != self._noted:
            self._noted = error
            self._note(error)
