"""Every payload that can be sent, by function: what stands in the editor, what is kept of it, and what replaces it.

Text that a person typed is replaced by nothing but their own act: not by a reload, a plugin of another name, another
window, a changed file, or the end of the process. Owns when drafts are written. Knows no screen, and no form of a file.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.session.payloads.draft_keeper import LIST_KEY, DraftKeeper
from workbench.session.payloads.open_documents import OpenDocuments
from workbench.session.payloads.open_list import documents_of, draft_key, list_text
from workbench.session.values.payload import Origin, OriginKind, OtherDraft, PayloadDocument
from workbench.session.values.saved_payload import FileVersion

if TYPE_CHECKING:
    from workbench.session.payload_ports import DraftStore

FIRST_FUNCTION = next(iter(WIRE_FUNCTIONS))


class Payloads:
    """The payload documents of one screen, of which each function has one at least. Belongs to one thread."""

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
        self._keeper = DraftKeeper(drafts, aside, note)
        self._plugin = ""
        self.open = OpenDocuments()
        """What is open, to be looked at; it is changed by the methods here."""
        self._function = ""
        self._numbers = itertools.count(1)
        self._closed: list[PayloadDocument] = []
        self._is_listed = False

    # ---- what is open ---------------------------------------------------------------------------------------------

    @property
    def current(self) -> PayloadDocument | None:
        """The document in the editor; None before the first."""
        return self.open.shown(self._function)

    @property
    def place(self) -> tuple[int, int]:
        """Which of its function's documents the current one is, from 1, and how many there are."""
        return self.open.at(self._function) + 1, len(self.open.of(self._function))

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
        self.open.keep_own()
        for one in self.open.all():
            if not was or self._drafts.draft(plugin, draft_key(one.function, one.slot)) is None:
                self._keep(one)
        if self.current is not None:
            return None
        wanted = next((name for name in negotiated if name in WIRE_FUNCTIONS), self._function or FIRST_FUNCTION)
        return self.turn_to(wanted)

    def turn_to(self, function: str) -> PayloadDocument:
        """Return the document of a function that was shown last, which is the current one from now on."""
        self._function = function
        if not self.open.of(function):
            listed = self._drafts.draft(self._plugin, LIST_KEY) if self._plugin else None
            self._is_listed = self._is_listed or listed is not None
            draft = lambda key: self._drafts.draft(self._plugin, key)  # noqa: E731
            found = list(documents_of(listed, function, draft, lambda: next(self._numbers)))
            self.open.put(function, found or [self._first(function)])
        current = self.current
        assert current is not None, "each function that was turned to has a document"
        return current

    def step(self, step: int) -> PayloadDocument | None:
        """Turn to the next (1) or previous (-1) document of the function, round the end; None: there is no other."""
        found = self.open.of(self._function)
        if len(found) < 2:
            return None
        return self.show(found[(self.open.at(self._function) + step) % len(found)].number)

    def show(self, number: int) -> PayloadDocument | None:
        """Turn to a document by its number; None: it is not open."""
        document = self.open.numbered(number)
        if document is None:
            return None
        self.open.show(document)
        return self.turn_to(document.function)

    def add(
        self, function: str, text: str, origin: Origin, name: str = "", version: FileVersion | None = None
    ) -> PayloadDocument:
        """Open a document, which is the current one from now on; a sample that nobody touched gives it its place.

        Args:
            function: The wire function.
            text: The payload.
            origin: Where it came from.
            name: Under which it is saved; empty: it is not.
            version: What its file holds; None: it has none.
        """
        self.turn_to(function)
        saved = None if version is None else text
        document = PayloadDocument(function, text, name, origin, text, saved=saved, version=version)
        return self._insert(replace(document, number=next(self._numbers)))

    def close(self, number: int) -> PayloadDocument:
        """Close a document, and return what is shown in its place; `reopen` brings it back."""
        document = self.open.numbered(number)
        if document is not None:
            self._closed.append(document)
            self.open.remove(document, lambda: self._first(document.function, is_fresh=True))
            self._keep_list()
        return self.turn_to(self._function)

    def reopen(self) -> PayloadDocument | None:
        """Open what was closed last again; None: nothing was."""
        if not self._closed:
            return None
        document = self._closed.pop()
        self.turn_to(document.function)
        return self._insert(document)

    # ---- what becomes of a document -------------------------------------------------------------------------------

    def typed(self, text: str, *, draft: str | None = None) -> None:
        """Take note of what stands in the editor now, and keep it soon.

        Args:
            text: The whole text.
            draft: What is to be remembered in its place, as of a broken variant what it was made of; None: the text.
        """
        document = self.current
        if document is None or document.text == text:
            return
        changed = self.change(document.number, text=text)
        if changed is not None:
            self._keep(changed, text if draft is None else draft)
            if changed.is_own != document.is_own:
                # Only what is somebody's own is remembered as open.
                self._keep_list()

    def sent(self) -> None:
        """Take note that the current text was sent."""
        if (document := self.current) is not None:
            self.change(document.number, sent=document.text)

    def saved(self, number: int, name: str, text: str, version: FileVersion) -> None:
        """Take note that this text of a document stands in a file now."""
        changed = self.change(number, name=name, saved=text, version=version, disk=None)
        if changed is not None:
            self._keep(changed)

    def change(self, number: int, **changes: Any) -> PayloadDocument | None:
        """Change what is known of a document, field by field, and return it; None: it is not open."""
        changed = self.open.change(number, **changes)
        if changed is not None and "name" in changes:
            self._keep_list()
        return changed

    # ---- what is kept ---------------------------------------------------------------------------------------------

    def others(self) -> tuple[OtherDraft, ...]:
        """Return what other windows kept for the current document, the newest first."""
        document = self.current
        if document is None or not self._plugin:
            return ()
        return self._drafts.other_drafts(self._plugin, draft_key(document.function, document.slot))

    def keep_now(self) -> bool:
        """Write what is not kept yet, before returning; any thread may call it.

        Returns False when the current text is a person's own, and no plugin is known to keep it for, or it cannot be
        written.
        """
        self._keeper.write()
        document = self.current
        if document is None or not document.is_own:
            return True
        if self._keeper.has_failed:
            # Once more: by now there may be room.
            self._keep(document)
            self._keeper.write()
        return bool(self._plugin) and not self._keeper.has_failed

    def _keep(self, document: PayloadDocument, text: str | None = None) -> None:
        if self._plugin:
            key = draft_key(document.function, document.slot)
            self._keeper.keep(self._plugin, key, document.text if text is None else text)

    def _keep_list(self) -> None:
        """Remember what is open, as soon as it is more than one text for each function."""
        documents = [one for one in self.open.all() if one.is_own]
        if self._plugin and (self._is_listed or any(one.slot or one.name for one in documents)):
            self._is_listed = True
            self._keeper.keep(self._plugin, LIST_KEY, list_text(documents))

    # ---- within ---------------------------------------------------------------------------------------------------

    def _insert(self, document: PayloadDocument) -> PayloadDocument:
        """Open a document, and remember it."""
        document = self.open.insert(document)
        self._keep(document)
        self._keep_list()
        return document

    def _first(self, function: str, *, is_fresh: bool = False) -> PayloadDocument:
        """Return what a function's editor shows at first: what was typed for it in an earlier run, else its sample."""
        draft = self._drafts.draft(self._plugin, function) if self._plugin and not is_fresh else None
        kind = OriginKind.SAMPLE if draft is None else OriginKind.DRAFT
        text = self._sample(function) if draft is None else draft
        return PayloadDocument(function, text, "", Origin(kind), text, number=next(self._numbers))
