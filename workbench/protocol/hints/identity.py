"""Causes of an identity section that is missing, or that does not hold one JSON object."""

from __future__ import annotations

import json
from typing import Final

from workbench.protocol.hints.evidence import Evidence, listed
from workbench.protocol.hints.imports import object_file
from workbench.protocol.identity import section_payload
from workbench.protocol.limits import IDENTITY_SECTION
from workbench.protocol.wasm.module_map import Encoding
from workbench.protocol.wasm.reader import byte_view, counted

_PADDING: Final = b"\0\xff \t\r\n"
_DATA_SECTION: Final = 11
_FIELD: Final = b'"plugin_name"'
_SEARCHED_MAX_BYTES: Final = 4_194_304
"""Of a data section: the text of a static stands near its beginning."""
_PREFIX: Final = "cc_lb"
_ENGINE_NEUTRAL: Final = ("name", "producers")


def _payload(evidence: Evidence) -> bytes:
    sections = evidence.module_map.custom_sections(IDENTITY_SECTION) if evidence.module else ()
    return section_payload(evidence.module, sections[0]) if sections else b""


def _objects(payload: bytes) -> tuple[list[dict[str, object]], bytes]:
    """Return the JSON objects that stand one behind the other, padding between them left out, and what is behind."""
    decoder = json.JSONDecoder()
    objects: list[dict[str, object]] = []
    text = payload.decode("utf-8", "surrogateescape")
    padding = _PADDING.decode("utf-8", "surrogateescape")
    at = last_end = 0
    while True:
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        if not isinstance(value, dict):
            break
        objects.append(value)
        at = end + len(text[end:]) - len(text[end:].lstrip(padding))
        last_end = end
    return objects, text[last_end:].encode("utf-8", "surrogateescape")


def merged(evidence: Evidence) -> str | None:
    """Recognise the identities of two crates in one section."""
    objects, _ = _objects(_payload(evidence))
    if len(objects) < 2:
        return None
    names = [str(one.get("plugin_name", "no name")) for one in objects]
    whose = listed(names) if len(set(names)) > 1 else f"all of {names[0]}"
    return (
        f"The section holds {len(objects)} identities ({whose}): "
        "the linker joins sections of one name. Two crates of the build bring one each: put the static behind a "
        "feature, "
        "and turn it on in the plugin's own crate only."
    )


def padded(evidence: Evidence) -> str | None:
    """Recognise a NUL or other padding behind the JSON."""
    objects, behind = _objects(_payload(evidence))
    if len(objects) != 1 or not behind or behind.strip(_PADDING):
        return None
    nuls = behind.count(b"\0")
    what = f"{counted(nuls, 'NUL byte')}" if nuls else f"{counted(len(behind), 'byte')} of padding"
    return (
        f"The JSON is followed by {what}. The array is longer than the "
        "text: make its length the text's own (in C: sizeof text - 1, or an array without the closing NUL)."
    )


def byte_order_mark(evidence: Evidence) -> str | None:
    """Recognise a text that an editor saved with a byte order mark."""
    if not _payload(evidence).startswith(b"\xef\xbb\xbf"):
        return None
    return "The text starts with a byte order mark. Save the file that is included as UTF-8 without one."


def in_data(evidence: Evidence) -> str | None:
    """Recognise an identity that was compiled in as plain data."""
    section = evidence.module_map.section(_DATA_SECTION)
    if section is None or not evidence.module:
        return None
    with byte_view(evidence.module) as view:
        is_there = _FIELD in bytes(view[section.offset : min(section.end, section.offset + _SEARCHED_MAX_BYTES)])
    if not is_there:
        return None
    return (
        "The identity's text stands in the data section, not in a section of its own. In Rust the static must be an "
        "array "
        f'of bytes, not a &str or a slice: #[link_section = "{IDENTITY_SECTION}"] #[used] static ID: [u8; N] = *b"…".'
    )


def other_name(evidence: Evidence) -> str | None:
    """Recognise an identity under another name."""
    found = [one.name for one in evidence.module_map.sections if one.is_custom and one.name.startswith(_PREFIX)]
    if not found:
        return None
    return (
        f"The module has the custom section {listed(found)}; a host looks for {IDENTITY_SECTION}, spelled exactly so."
    )


def stripped(evidence: Evidence) -> str | None:
    """Recognise a module of which a tool has removed all custom sections."""
    module_map = evidence.module_map
    if module_map.encoding is not Encoding.MODULE or not module_map.sections:
        return None
    if any(one.is_custom for one in module_map.sections):
        return None
    return (
        "The module has no custom section at all, not even names or producers: a tool has removed them. Look for "
        'wasm-strip, wasm-opt --strip, llvm-strip, or strip = true in the Cargo profile; use strip = "debuginfo", or '
        "add "
        "the section after stripping."
    )


def dropped(evidence: Evidence) -> str | None:
    """Recognise a module with other custom sections: nothing was stripped, so the linker got no identity."""
    kept = [one.name for one in evidence.module_map.sections if one.is_custom]
    if not any(name in _ENGINE_NEUTRAL for name in kept) or object_file(evidence) or other_name(evidence):
        return None
    return (
        f"Other custom sections are there ({listed(kept)}), so nothing was stripped as a whole: the identity never "
        "reached the module. In Rust the static needs #[used] and #[link_section], in a crate that is linked in; "
        "link-time optimisation drops what nothing uses. wasm-opt keeps custom sections that it does not know."
    )
