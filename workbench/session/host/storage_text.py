"""The storage of plugins as a file: JSON for people and for git. Pure; where files stand is not known here.

A file holds the entries of one plugin, whichever it is:

    {"visits": "7", "raw": {"base64": "AAH/"}}

or those of several by name:

    {"storage_of": {"host_tour": {"visits": "7"}, "observer": {}}}

The two cannot be mistaken for each other: a value of the first form is a text or an object of one text.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any, Final

from workbench.errors.operator import FileDamaged
from workbench.protocol.json import parsing
from workbench.session.values.host_view import Storage

SEVERAL: Final = "storage_of"
_BYTES: Final = "base64"
_EXPECTED: Final = 'a JSON object of texts, or of {"base64": TEXT} for bytes'


def storage_text(storage: Storage) -> str:
    """Return the text of a file: of the first form where the only name is empty, else of the second."""
    several = {name: _entries_value(storage[name]) for name in sorted(storage)}
    value = several[""] if list(several) == [""] else {SEVERAL: several}
    text = json.dumps(value, indent=2, ensure_ascii=False)
    # Signs that a terminal obeys, or that turn the direction of a line, would show another text than stands there.
    shows_itself = all(sign.isprintable() or sign == "\n" for sign in text)
    return (text if shows_itself else json.dumps(value, indent=2)) + "\n"


def _entries_value(entries: Mapping[str, bytes]) -> dict[str, Any]:
    return {key: _value(entries[key]) for key in sorted(entries)}


def _value(entry: bytes) -> Any:
    try:
        text = entry.decode()
    except UnicodeDecodeError:
        text = ""
    if text.encode() == entry and all(sign.isprintable() or sign in "\n\t" for sign in text):
        return text
    return {_BYTES: base64.b64encode(entry).decode()}


def read_storage_text(content: bytes, path: str) -> Storage:
    """Return what a file holds.

    Args:
        content: All of it.
        path: Where it stands, for errors.

    Raises:
        FileDamaged: It is of neither form; the text names the place.
    """
    try:
        value = parsing.parse(content)
    except parsing.JsonTextError as error:
        line = content.count(b"\n", 0, error.offset) + 1
        place = f"line {line:,}, byte {error.offset:,}"
        raise FileDamaged(path, _EXPECTED, f"{error.found} at {place}, expected {error.expected}") from error
    if not isinstance(value, dict):
        raise FileDamaged(path, _EXPECTED, parsing.kind_of(value))
    several = value.get(SEVERAL)
    if len(value) > 1 or not isinstance(several, dict) or isinstance(several.get(_BYTES), str):
        return {"": _entries(value, path)}
    return {name: _entries(entries, f"{path}, plugin {name}") for name, entries in several.items()}


def of_plugin(storage: Storage, plugin: str) -> Storage:
    """Return the storage with the name of the plugin whose entries it holds where it names none."""
    return {name or plugin: entries for name, entries in storage.items()}


def _entries(value: Any, place: str) -> dict[str, bytes]:
    if not isinstance(value, dict):
        raise FileDamaged(place, _EXPECTED, parsing.kind_of(value))
    return {key: _entry(f"{place}, key {key}", entry) for key, entry in value.items()}


def _entry(place: str, entry: Any) -> bytes:
    if isinstance(entry, str):
        return entry.encode()
    if isinstance(entry, dict) and isinstance(entry.get(_BYTES), str) and len(entry) == 1:
        try:
            return base64.b64decode(entry[_BYTES], validate=True)
        except (binascii.Error, ValueError) as error:
            raise FileDamaged(place, "standard base64 with padding", repr(entry[_BYTES][:40])) from error
    raise FileDamaged(place, _EXPECTED, parsing.kind_of(entry))
