"""Layer L1, presented (PROTOCOL.md section 2)."""

from __future__ import annotations

import json
from typing import Final

from workbench.protocol.identity import Identity
from workbench.protocol.layers import Layer
from workbench.protocol.limits import IDENTITY_SECTION
from workbench.protocol.presenter.page import LayerPage, Loaded, MessageMark, ShownBytes, ShownMessage
from workbench.protocol.presenter.words import counted
from workbench.protocol.wasm import Section

BYTES_MAX: Final = 192
"""Bytes of the section, or around a problem, that are shown."""
_AROUND: Final = 48
"""Bytes before and behind a problem that are shown."""


def identity_page(loaded: Loaded) -> LayerPage:
    """Return the page of L1."""
    result = loaded.result(Layer.IDENTITY)
    identity, section = loaded.identity, _section(loaded)
    if identity is None or section is None:
        return _failed(loaded, section)
    what = (
        f"Before any code runs, the host walks through the {counted(loaded.module_map.sections_total, 'section')} of "
        f"the file and finds one that is named {IDENTITY_SECTION}: its {section.payload_size:,} bytes of JSON at "
        f"offset {section.payload_offset:,} (0x{section.payload_offset:x}) say that this is {identity.plugin_name}, "
        f"version {identity.plugin_version}."
    )
    why = (
        "So the host knows whose plugin it holds while the file cannot do anything yet; a file without this section "
        "is no plugin, and goes no further."
    )
    text = _text(loaded, section)
    marks = (
        MessageMark("magic", "eight fixed bytes: a plugin of this protocol"),
        MessageMark("plugin_name", "under this name the host files it"),
        MessageMark("plugin_version", "and this version"),
    )
    return LayerPage(
        Layer.IDENTITY, result.verdict, what, why, (*_bytes(loaded, section, identity), *_message(text, marks))
    )


def _failed(loaded: Loaded, section: Section | None) -> LayerPage:
    result = loaded.result(Layer.IDENTITY)
    what = (
        "Before any code runs, the host walks through the sections of the file and looks for the one that is named "
        f"{IDENTITY_SECTION}; the first problem on the way ends the layer, and here that is "
        f"{loaded.failure(Layer.IDENTITY)}."
    )
    why = (
        "A host runs nothing of which it does not know whose it is; so it refuses this file, none of its code has "
        "run, and an earlier build goes on serving."
    )
    shown = _problem(loaded) or (() if section is None else _message(_text(loaded, section), ()))
    return LayerPage(Layer.IDENTITY, result.verdict, what, why, shown, result.error)


def _section(loaded: Loaded) -> Section | None:
    found = (one for one in loaded.module_map.sections if one.is_custom and one.name == IDENTITY_SECTION)
    return next(found, None)


def _text(loaded: Loaded, section: Section) -> str:
    return loaded.module[section.payload_offset : section.end].decode("utf-8", "replace")


def _message(text: str, marks: tuple[MessageMark, ...]) -> tuple[ShownMessage, ...]:
    return (ShownMessage("The same bytes as JSON", text, marks),) if text else ()


def _bytes(loaded: Loaded, section: Section, identity: Identity) -> tuple[ShownBytes, ...]:
    """Return the section as it stands in the file, with name and version marked where they stand as they are."""
    if not loaded.module:
        return ()
    end = min(section.end, section.payload_offset + BYTES_MAX)
    content = loaded.module[section.payload_offset : end]
    marks = []
    for text in (identity.plugin_name, identity.plugin_version):
        # With its quotes, so that the name of a field is not taken for it.
        quoted = json.dumps(text, ensure_ascii=False).encode("utf-8", "replace")
        at = content.find(b":" + quoted)
        if at >= 0:
            start = section.payload_offset + at + 2
            marks.append((start, start + len(quoted) - 2))
    title = f"In the file, from offset 0x{section.payload_offset:x}"
    return (ShownBytes(title, section.payload_offset, end, tuple(marks)),)


def _problem(loaded: Loaded) -> tuple[ShownBytes, ...]:
    """Return the bytes around the problem; nothing where it stands in no place of the file."""
    error = loaded.result(Layer.IDENTITY).error
    offset = getattr(error, "second_offset", getattr(error, "offset", None))
    if not isinstance(offset, int) or not loaded.module:
        return ()
    section = _section(loaded)
    if error is not None and error.kind == "MalformedPayload" and section is not None:
        # It counts from the start of the section.
        offset += section.payload_offset
    start = max(min(offset, len(loaded.module)) // 16 * 16 - _AROUND, 0)
    end = min(start + 2 * _AROUND + 16, len(loaded.module))
    return (ShownBytes(f"Around offset 0x{offset:x}", start, end, ((offset, offset + 1),)),)
