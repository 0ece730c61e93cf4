"""Keys and mouse from a terminal's bytes, with pastes taken as a whole instead of character by character."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from textual import events
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.message import Message

from workbench.ui.terminal.sent import note_sent

_ALT: Final = {
    f"\x1b{sign}": name for sign, name in zip("b1234567890-=", [*"b1234567890", "minus", "equals_sign"], strict=True)
}
"""Keys with alt that Textual reads as what some terminal of macOS means by them: a word left, signs of its keyboard."""
_WITH_ALT: Final = "\b\t\r\x1b"
"""Signs that keys of their own send with alt: backspace, tab, enter, escape."""
_HELD: Final = len(BRACKETED_PASTE_END) - 1


class PasteParser(XTermParser):
    """Textual's parser, which needs a second for a paste of 1 MB, with a way past it for bracketed pastes."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._pieces: list[str] | None = None
        """What came of a paste so far; None outside of one."""

    def feed(self, data: str) -> Iterable[Message]:
        """Yield what the characters mean; an empty text ends the input."""
        if not data:
            yield from super().feed(data)
        while data and (self._pieces is not None or BRACKETED_PASTE_START in data):
            if self._pieces is None:
                if self._timeout_time is not None:
                    # A lone escape stands before it: only Textual's parser knows what that means.
                    break
                before, _, data = data.partition(BRACKETED_PASTE_START)
                if before:
                    yield from super().feed(before)
                self._pieces = []
            # The end may have been cut in two.
            held = self._pieces.pop() if self._pieces else ""
            piece, end, data = (held + data).partition(BRACKETED_PASTE_END)
            if not end:
                self._pieces += [piece[:-_HELD], piece[-_HELD:]]
                return
            pasted, self._pieces = "".join([*self._pieces, piece]), None
            yield events.Paste(pasted.replace("\x00", ""))
        if data:
            yield from super().feed(data)

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        sent = f"\x1b{sequence}" if alt else sequence
        return (note_sent(key, sent) for key in self._keys_of(sequence, alt=alt))

    def _keys_of(self, sequence: str, *, alt: bool) -> Iterable[events.Key]:
        name = _ALT.get(sequence)
        if name is not None:
            yield events.Key(f"alt+{name}", sequence[-1])
        elif alt and len(sequence) == 1 and sequence.isprintable() and not sequence.isalnum():
            # Textual drops that alt was held, so that a comma would be typed.
            yield from (events.Key(f"alt+{key.key}", sequence) for key in super()._sequence_to_key_events(sequence))
        elif alt and sequence < " " and sequence not in _WITH_ALT:
            # Nothing is bound to alt with ctrl: escape was pressed, and both came at once, as over a slow line.
            yield events.Key("escape", "\x1b")
            yield from super()._sequence_to_key_events(sequence)
        else:
            yield from super()._sequence_to_key_events(sequence, alt)
