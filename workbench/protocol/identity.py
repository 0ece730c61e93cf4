"""Layer L1: the identity section of a module, judged where it stands (PROTOCOL.md section 2).

Owns the order of the layer's errors. Knows nothing of the engine: nothing is instantiated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from workbench.errors.identity import (
    DuplicateCustomSection,
    MagicMismatch,
    MalformedPayload,
    MissingCustomSection,
    PluginNameEmpty,
    PluginNameInvalid,
    PluginVersionEmpty,
    PluginVersionTooLong,
    SectionTooLarge,
    WasmParseError,
)
from workbench.protocol.limits import (
    CUSTOM_SECTION_MAX_SIZE,
    IDENTITY_MAGIC,
    IDENTITY_SECTION,
    PLUGIN_NAME_MAX_BYTES,
    PLUGIN_NAME_PATTERN,
    PLUGIN_VERSION_MAX_BYTES,
)
from workbench.protocol.wasm.module_map import ModuleMap, Section
from workbench.protocol.wasm.reader import ModuleBytes, byte_view
from workbench.protocol.wasm.walker import walk_leniently
from workbench.protocol.wire.decode import DecodeError, Mode, from_text
from workbench.protocol.wire.encode import canonical
from workbench.protocol.wire.layer_messages import IDENTITY

PLUGIN_NAME: Final = re.compile(PLUGIN_NAME_PATTERN.removesuffix("$") + r"\Z")
"""The pattern of plugin names for the whole string: a newline at its end does not pass."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a plugin says of itself. May break the rules until `check_identity` has passed it."""

    magic: bytes
    """Eight bytes."""

    abi_envelope: int
    """1 in this protocol line; not checked by L1."""

    plugin_name: str
    plugin_version: str

    @classmethod
    def from_decoded(cls, value: Mapping[str, Any]) -> Identity:
        """Return the identity of a decoded message."""
        return cls(bytes(value["magic"]), value["abi_envelope"], value["plugin_name"], value["plugin_version"])

    def value(self) -> dict[str, Any]:
        """Return the identity as a JSON value, fields in the order of the wire."""
        return {
            "magic": list(self.magic),
            "abi_envelope": self.abi_envelope,
            "plugin_name": self.plugin_name,
            "plugin_version": self.plugin_version,
        }

    def canonical(self) -> str:
        """Return the JSON text that the reference would write for it."""
        return canonical(IDENTITY, self.value())


def read_identity(module: ModuleBytes) -> Identity:
    """Return the identity that the module carries.

    The whole module is walked, and the first problem in file order counts: the first section's own errors, a second
    section, damage; that there is no section shows only at the end.

    Raises:
        SectionTooLarge, MalformedPayload, MagicMismatch, PluginNameEmpty, PluginNameInvalid, PluginVersionEmpty,
            PluginVersionTooLong: The first identity section breaks a rule.
        DuplicateCustomSection: A second one is met.
        WasmParseError: The bytes are not a well-formed sequence of sections.
        MissingCustomSection: There is none in the whole module.
    """
    module_map, damage = walk_leniently(module)
    return identity_of(module, module_map, damage)


def identity_of(module: ModuleBytes, module_map: ModuleMap, damage: WasmParseError | None) -> Identity:
    """Return the identity of a module that was walked already.

    `module_map` and `damage` are what `walk_leniently` gave for these bytes. Raises as `read_identity` does.
    """
    sections = module_map.custom_sections(IDENTITY_SECTION)
    identity: Identity | None = None
    if sections:
        first = sections[0]
        identity = judge_payload(section_payload(module, first), size=first.payload_size, offset=first.payload_offset)
        if len(sections) > 1:
            raise DuplicateCustomSection(IDENTITY_SECTION, first.payload_offset, sections[1].payload_offset)
    if damage is not None:
        raise damage
    if identity is None:
        raise MissingCustomSection(IDENTITY_SECTION)
    return identity


def section_payload(module: ModuleBytes, section: Section) -> bytes:
    """Return an identity section's payload; of one above the limit only the beginning, one byte above the limit."""
    with byte_view(module) as view:
        start = section.payload_offset
        return bytes(view[start : min(section.end, start + CUSTOM_SECTION_MAX_SIZE + 1)])


def judge_payload(payload: bytes, *, size: int | None = None, offset: int = 0) -> Identity:
    """Judge the payload of an identity section.

    `size` is that of the whole payload when only its beginning was read; `offset` is where it starts in the file.

    Raises:
        SectionTooLarge, MalformedPayload, MagicMismatch, PluginNameEmpty, PluginNameInvalid, PluginVersionEmpty,
            PluginVersionTooLong: The first in this order.
    """
    size = len(payload) if size is None else size
    if size > CUSTOM_SECTION_MAX_SIZE:
        raise SectionTooLarge(size, CUSTOM_SECTION_MAX_SIZE, offset)
    identity = decode_identity(payload)
    check_identity(identity)
    return identity


def decode_identity(text: bytes | str) -> Identity:
    """Return the identity that a JSON text holds; its rules are checked by `check_identity`.

    Raises:
        MalformedPayload: The text is no JSON, or does not have the four fields with their types.
    """
    try:
        return Identity.from_decoded(from_text(IDENTITY, text, Mode.DIRECT))
    except DecodeError as error:
        malformed = MalformedPayload(error.path, error.expected, error.found, error.offset)
    raise malformed


def check_identity(identity: Identity) -> None:
    """Hold an identity against its rules; `abi_envelope` is not one of them.

    Raises:
        MagicMismatch, PluginNameEmpty, PluginNameInvalid, PluginVersionEmpty, PluginVersionTooLong: The first in
            this order.
    """
    if identity.magic != IDENTITY_MAGIC:
        raise MagicMismatch(IDENTITY_MAGIC, identity.magic)
    name, version = identity.plugin_name, identity.plugin_version
    if not name:
        raise PluginNameEmpty
    name_bytes = size_bytes_of(name)
    if name_bytes > PLUGIN_NAME_MAX_BYTES or not PLUGIN_NAME.match(name):
        raise PluginNameInvalid(name, name_bytes, PLUGIN_NAME_PATTERN, PLUGIN_NAME_MAX_BYTES)
    if not version:
        raise PluginVersionEmpty
    version_bytes = size_bytes_of(version)
    if version_bytes > PLUGIN_VERSION_MAX_BYTES:
        raise PluginVersionTooLong(version, version_bytes, PLUGIN_VERSION_MAX_BYTES)


def size_bytes_of(text: str) -> int:
    """Return the bytes of a text in UTF-8: what the limits count."""
    return len(text.encode("utf-8", "surrogatepass"))
