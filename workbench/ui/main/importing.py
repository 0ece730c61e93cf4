"""A request that was pasted into the editor, a curl command, HAR entry or Messages request, becomes a payload."""

from __future__ import annotations

import asyncio
import json
import re
from bisect import bisect_left
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Final

from workbench.session.values.payload import Origin, OriginKind
from workbench.ui.widgets.notifying import Notifying
from workbench.visible import visible

if TYPE_CHECKING:
    from workbench.protocol.payload_import.request import ImportedPayload
    from workbench.ui.main.document_opening import DocumentOpening
    from workbench.ui.main.payload_keeper import PayloadKeeper
    from workbench.ui.panes.payload import Payload

PASTED_MIN: Final = 12
"""Characters that come at once are pasted; nobody types so many between two looks."""
FUNCTIONS: Final = ("shape", "filter")
"""Those whose payload holds a request."""
_COMMAND: Final = re.compile(r"\s*(\$\s+)?curl(\.exe)?\s|\s*[A-Z]+ \S+ HTTP/")
_JSON_SIGNS: Final = ('"messages"', '"entries"', '"httpVersion"')
_PAYLOAD_SIGN: Final = '"body_base64"'


def looks_pasted(text: str) -> bool:
    """Say whether a text may be a request from elsewhere, at a glance."""
    if _COMMAND.match(text):
        return True
    is_object = text.lstrip()[:1] == "{" and _PAYLOAD_SIGN not in text
    return is_object and any(sign in text for sign in _JSON_SIGNS)


class Importing:
    """Looks at what was pasted. The paste itself can be had back by undoing."""

    def __init__(
        self,
        payload: Payload,
        keeper: PayloadKeeper,
        opening: DocumentOpening,
        notify: Notifying,
        run: Callable[[Coroutine[Any, Any, None]], object],
    ) -> None:
        """Import nothing yet; `run` runs something beside the screen."""
        self._payload, self._keeper, self._opening = payload, keeper, opening
        self._notify, self._run = notify, run
        self._before = ""
        self._looked_at = ""
        """What was imported last: who undoes that wants it as it is."""

    def consider(self) -> None:
        """Import what stands in the editor, if it was pasted a moment ago and is a request."""
        text = self._payload.text
        before, self._before = self._before, text
        if text != self._looked_at and looks_pasted(text) and _inserted(before, text) >= PASTED_MIN:
            self._run(self._import(text, is_asked=False))

    def do(self) -> None:
        """Import what stands in the editor, and say why not if it cannot be done."""
        self._run(self._import(self._payload.text, is_asked=True))

    async def _import(self, text: str, *, is_asked: bool) -> None:
        from workbench.errors.documents import ImportUnreadable  # noqa: PLC0415 - the first frame imports nothing

        function = self._payload.function if self._payload.function in FUNCTIONS else FUNCTIONS[0]
        try:
            found = await asyncio.to_thread(_imported, text, function)
        except ImportUnreadable as error:
            if is_asked or _COMMAND.match(text):
                self._notify(str(error), severity="warning", markup=False)
            return
        if self._payload.text == text:
            self._looked_at = text
            self._put(function, found)

    def _put(self, function: str, found: ImportedPayload) -> None:
        from workbench.ui.drawing.json_layout import lay_out  # noqa: PLC0415 - few texts are imported

        text = json.dumps(found.payload, ensure_ascii=False)
        layout = lay_out(text, width=self._payload.line_width)
        text = layout.text if layout is not None else text
        if self._payload.function == function:
            self._keeper.put(text)
            back = "; ^z gives back what was pasted"
        else:
            self._opening.open_text(function, text, Origin(OriginKind.IMPORT))
            back = f", as a payload of {function}"
        self._before = text
        removed = ", ".join(f"{visible(name, limit=60)} ({reason})" for name, reason in found.removed)
        told = f"\nRemoved: {removed}." if removed else ""
        self._notify(f"Read as: {found.found_as}{back}.{told}", timeout=8, markup=False)


def _inserted(before: str, text: str) -> int:
    """Return how many characters came at one place, from one text to the next."""
    most = min(len(before), len(text))
    start = _alike(most, lambda count: before[:count] == text[:count])
    end = _alike(most - start, lambda count: before[len(before) - count :] == text[len(text) - count :])
    return len(text) - start - end


def _alike(most: int, is_alike: Callable[[int], bool]) -> int:
    """Return the largest count, at most `most`, up to which two texts are alike; by halving."""
    return bisect_left(range(1, most + 1), True, key=lambda count: not is_alike(count))


def _imported(text: str, function: str) -> ImportedPayload:
    from workbench.protocol.payload_import.read import read_request  # noqa: PLC0415 - few texts are imported
    from workbench.protocol.payload_import.request import imported  # noqa: PLC0415 - as above

    return imported(read_request(text.encode(errors="surrogateescape")), function)
