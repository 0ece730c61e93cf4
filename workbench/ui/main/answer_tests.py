"""The answer that is shown becomes what is expected from now on: a file beside the payload, which `run` judges."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.ui.bridge.payload_requests import ExpectationSaveRequested, PayloadReadRequested
from workbench.ui.drawing.key_hints import with_keys
from workbench.ui.screens.ask_screen import Reply
from workbench.ui.widgets.notifying import Notifying

if TYPE_CHECKING:
    from workbench.session.values.dispatch_record import DispatchRecord
    from workbench.session.values.saved_payload import SavedName, SavedPayload
    from workbench.ui.bridge.request import Ask
    from workbench.ui.main.document_files import DocumentFiles
    from workbench.ui.main.overlays import ScreenOverlays
    from workbench.ui.main.payload_keeper import PayloadKeeper
    from workbench.ui.panes.response import Response


class AnswerTests:
    """Saves answers as tests."""

    def __init__(
        self,
        keeper: PayloadKeeper,
        files: DocumentFiles,
        response: Response,
        ask: Ask,
        overlays: ScreenOverlays,
        notify: Notifying,
    ) -> None:
        """Save nothing yet."""
        self._keeper, self._files, self._response = keeper, files, response
        self._ask, self._overlays, self._notify = ask, overlays, notify

    def save(self) -> None:
        """Save the payload where that is not done, and expect the answer that is shown from now on."""
        document, record = self._keeper.current, self._response.shown_record
        if document is None or record is None:
            self._notify(with_keys("There is no answer yet: ^j sends the payload."), timeout=3)
        elif (record.outcome.function, record.typed) != (document.function, document.text):
            self._notify(
                with_keys("The answer shown is not one to this payload: ^j sends it."), severity="warning", timeout=4
            )
        elif document.at is None or document.is_edited_since_saved:
            self._files.save(lambda: self._look(record))
        else:
            self._look(record)

    def _look(self, record: DispatchRecord) -> None:
        document = self._keeper.current
        if document is not None and document.at is not None:
            self._ask(PayloadReadRequested(document.at), partial(self._write_beside, record))

    def _write_beside(self, record: DispatchRecord, saved: SavedPayload) -> None:
        # Few answers are saved.
        from workbench.session.payloads.answer_expected import expectation_of, is_expectation  # noqa: PLC0415

        content = expectation_of(record, saved.expectation)
        write = partial(self._write, saved.at, content)
        if saved.expectation in (None, content):
            write()
        elif is_expectation(saved.expectation or b""):
            question = f"{saved.expectation_path} expects something else. Its other keys, such as notes, stay."
            self._overlays.question(question, {"o": Reply("write this answer over it", write)})
        else:
            question = f"{saved.expectation_path} holds something else already."
            self._overlays.question(question, {"o": Reply("write this answer over it", write)})

    def _write(self, at: SavedName, content: bytes) -> None:
        self._ask(ExpectationSaveRequested(at, content), self._say)

    def _say(self, path: Path) -> None:
        self._notify(f"Saved {path}: `workbench run` judges it.", timeout=5, markup=False)
