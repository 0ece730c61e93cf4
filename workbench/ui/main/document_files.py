"""The files of payload documents, as a person asks for them: saved, renamed, deleted, read again.

Nothing that was typed, and nothing that somebody else wrote, is written over before the person was asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from workbench.ui.bridge.payload_requests import (
    PayloadDeleteRequested,
    PayloadPutBackRequested,
    PayloadReadRequested,
    PayloadRenameRequested,
    PayloadSaveRequested,
    PayloadVersionsRequested,
)
from workbench.ui.drawing.key_hints import with_keys
from workbench.ui.screens.ask_screen import Reply
from workbench.ui.widgets.notifying import Notifying
from workbench.visible import visible

if TYPE_CHECKING:
    from workbench.session.values.payload import PayloadDocument
    from workbench.session.values.saved_payload import FileVersion, SavedName, SavedPayload, SaveResult
    from workbench.ui.bridge.request import Ask
    from workbench.ui.main.document_opening import DocumentOpening
    from workbench.ui.main.overlays import ScreenOverlays
    from workbench.ui.main.payload_keeper import PayloadKeeper

LOOK_S: Final = 2.0
"""Seconds between two looks at the files of open documents."""

_CHANGED: Final = ("changed", "`Read the file again` takes the file's, ^s asks before it writes.")
_DELETED: Final = ("deleted", "^s writes it again.")


class DocumentFiles:
    """What a person does with the files of documents; they are touched on the session's side, nothing here waits."""

    def __init__(
        self, keeper: PayloadKeeper, opening: DocumentOpening, ask: Ask, overlays: ScreenOverlays, notify: Notifying
    ) -> None:
        """Do nothing yet."""
        self._keeper = keeper
        self._opening = opening
        self._ask = ask
        self._overlays = overlays
        self._notify = notify
        self._looking = False

    # ---- save -----------------------------------------------------------------------------------------------------

    def save(self, then: Callable[[], object] | None = None) -> None:
        """Save the document under its name; one that has none asks for it."""
        document = self._keeper.current
        if document is None:
            return
        if document.name:
            self._save(document, document.name, document.version, then)
        else:
            self.save_as(then)

    def save_as(self, then: Callable[[], object] | None = None) -> None:
        """Ask for a name, and save the document under it."""
        document = self._keeper.current
        if document is None:
            return

        def take(name: str) -> None:
            seen = document.version if name == document.name else None
            self._save(document, name.removesuffix(".json"), seen, then)

        self._overlays.line(f"save this payload of {document.function} as", document.name, take)

    def _save(
        self,
        document: PayloadDocument,
        name: str,
        seen: FileVersion | None,
        then: Callable[[], object] | None,
        *,
        in_place: bool = False,
    ) -> None:
        from workbench.session.values.saved_payload import SavedName  # noqa: PLC0415 - the first frame saves nothing

        request = PayloadSaveRequested(SavedName(document.function, name), document.text, seen, in_place)
        self._ask(request, partial(self._take_saved, document, then))

    def _take_saved(self, document: PayloadDocument, then: Callable[[], object] | None, result: SaveResult) -> None:
        if result.version is None:
            self._ask_about(document, then, result)
            return
        self._keeper.documents.saved(document.number, result.at.name, document.text, result.version)
        self._keeper.say_document()
        self._notify(f"Saved {result.path}.", timeout=3, markup=False)
        if then is not None:
            then()

    def _ask_about(self, document: PayloadDocument, then: Callable[[], object] | None, result: SaveResult) -> None:
        over = partial(self._save, document, result.at.name, None, then, in_place=True)
        choices = {"o": Reply("save over it", over), "n": Reply("another name", lambda: self.save_as(then))}
        from workbench.errors.documents import DocumentChanged  # noqa: PLC0415 - as in `_save`

        if isinstance(result.conflict, DocumentChanged):
            choices["r"] = Reply("read it, ^z undoes", partial(self.read_again, document.number))
        self._overlays.question(str(result.conflict), choices)

    # ---- rename, delete -------------------------------------------------------------------------------------------

    def rename(self) -> None:
        """Ask for another name of the document's file."""
        document = self._keeper.current
        if document is None:
            return
        if document.at is None:
            self.save_as()
            return
        at = document.at

        def renamed(now: SavedName) -> None:
            self._opening.renamed(at, now)
            self._notify(f"{at} is {now} now.", timeout=3, markup=False)

        self._overlays.line(
            f"rename {at} to", at.name, lambda name: self._ask(PayloadRenameRequested(at, name), renamed)
        )

    def delete(self) -> None:
        """Delete the document's file; its text stays open."""
        document = self._keeper.current
        if document is None or document.at is None:
            self._notify("This payload has no file; `Close the payload` closes it.", timeout=3)
        else:
            self._ask(PayloadDeleteRequested(document.at), self._opening.deleted)

    def put_back(self) -> None:
        """Put back the file that was deleted last, and open it."""

        def done(at: SavedName | None) -> None:
            if at is None:
                self._notify("No payload was deleted.", timeout=2)
            else:
                self._notify(f"Put back {at}.", timeout=3, markup=False)
                self._opening.open(at)

        self._ask(PayloadPutBackRequested(), done)

    # ---- what others do to the files ------------------------------------------------------------------------------

    def read_again(self, number: int | None = None) -> None:
        """Put what the file holds in the place of the text, as one edit that can be undone."""
        document = self._keeper.current if number is None else self._keeper.documents.show(number)
        if document is None or document.at is None:
            self._notify("This payload has no file.", timeout=2)
            return
        self._ask(PayloadReadRequested(document.at), partial(self._take_again, document.number))

    def _take_again(self, number: int, saved: SavedPayload) -> None:
        self._opening.show(number)
        self._keeper.put(saved.text)
        self._keeper.documents.saved(number, saved.at.name, saved.text, saved.version)
        self._keeper.take_edit()
        self._notify(f"Read {saved.path}; ^z gives the text before back.", timeout=4, markup=False)

    def look(self) -> None:
        """Find out whether somebody else changed the files of open documents."""
        wanted = [one.at for one in self._keeper.documents.open.all() if one.at is not None]
        if wanted and not self._looking:
            self._looking = True
            self._ask(PayloadVersionsRequested(wanted), self._take_versions)

    def _take_versions(self, versions: Mapping[SavedName, FileVersion]) -> None:
        self._looking = False
        documents = self._keeper.documents
        for at, version in versions.items():
            document = documents.open.saved_as(at)
            if document is None or version == (document.disk or document.version):
                continue
            is_as_known = version == document.version
            changed = documents.change(document.number, disk=None if is_as_known else version)
            if changed is not None and changed.is_changed_on_disk:
                changed_how, to_do = _CHANGED if version.sha256 else _DELETED
                self._notify(
                    f"The file of {visible(str(at), limit=80)} was {changed_how} by somebody else; "
                    f"the text here stays. {with_keys(to_do)}",
                    severity="warning",
                    markup=False,
                )
        self._keeper.say_document()
