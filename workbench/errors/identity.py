"""Errors of layer L1: the module's bytes and its identity section (PROTOCOL.md section 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from workbench.errors.grouped import GroupedError


@dataclass(eq=False)
class IdentityError(GroupedError):
    """The module cannot be identified."""

    @property
    def group(self) -> dict[str, Any]:
        """A conformance report counts it as an error of the handshake, and names the part that is wrong."""
        return {"group": "InvalidIdentity", "field": _WRONG_PART[type(self)]}


@dataclass(eq=False)
class WasmParseError(IdentityError):
    """The bytes are not a well-formed sequence of wasm sections."""

    offset: int
    """Where the error is: bytes from the start of the file."""

    expected: str
    found: str
    section: str = ""
    """The section that the error is in, as the walk names it (`code`, `custom`); empty: it is in none."""

    hint: ClassVar[str] = "Check that the build finished and that the file is a WebAssembly core module."

    def __str__(self) -> str:
        section = f", section {self.section}" if self.section else ""
        return f"at byte {self.offset:,} (0x{self.offset:x}){section}: expected {self.expected}, found {self.found}"


@dataclass(eq=False)
class MissingCustomSection(IdentityError):
    """No identity section stands in the whole module."""

    section: str

    hint: ClassVar[str] = "Check that the linker keeps the section: a static that nothing uses may be dropped."

    def __str__(self) -> str:
        return f"expected one custom section {self.section!r}, found none in the whole file"


@dataclass(eq=False)
class DuplicateCustomSection(IdentityError):
    """A second identity section was met."""

    section: str
    first_offset: int
    """Start of the first one's payload: bytes from the start of the file."""

    second_offset: int

    hint: ClassVar[str] = "Emit the section once: two crates or objects of this build each bring one."

    def __str__(self) -> str:
        return (
            f"expected one custom section {self.section!r}, found a second at byte {self.second_offset:,} "
            f"(0x{self.second_offset:x}); the first is at byte {self.first_offset:,}"
        )


@dataclass(eq=False)
class SectionTooLarge(IdentityError):
    """The identity section's payload is above its limit."""

    size: int
    """Bytes of payload."""

    max: int
    offset: int

    hint: ClassVar[str] = "The payload holds four short fields; nothing else belongs into it."

    def __str__(self) -> str:
        return (
            f"expected at most {self.max:,} bytes of identity payload, found {self.size:,} "
            f"at byte {self.offset:,} (0x{self.offset:x})"
        )


@dataclass(eq=False)
class MalformedPayload(IdentityError):
    """The identity section's payload is not the JSON object that the protocol asks for."""

    path: str
    """Where in the JSON: `$`, `$.magic[3]`."""

    expected: str
    found: str
    offset: int | None = None
    """Bytes from the start of the payload, or None when the error has no single place."""

    hint: ClassVar[str] = (
        "The payload is one JSON object with magic (8 numbers), abi_envelope, plugin_name and plugin_version."
    )

    def __str__(self) -> str:
        at = "" if self.offset is None else f" at byte {self.offset:,} of the payload"
        return f"identity payload, {self.path}{at}: expected {self.expected}, found {self.found}"


@dataclass(eq=False)
class MagicMismatch(IdentityError):
    """The magic has eight bytes, but other ones."""

    expected: bytes
    found: bytes

    hint: ClassVar[str] = "The last four bytes name the protocol line: 00 01 00 00 is the one spoken here."

    def __str__(self) -> str:
        return f"expected magic {self.expected.hex(' ')}, found {self.found.hex(' ')}"


@dataclass(eq=False)
class PluginNameEmpty(IdentityError):
    """`plugin_name` is the empty string."""

    hint: ClassVar[str] = "Give plugin_name 1 to 64 bytes that match ^[a-z][a-z0-9_-]*$."

    def __str__(self) -> str:
        return "plugin_name: expected 1 to 64 bytes, found the empty string"


@dataclass(eq=False)
class PluginNameInvalid(IdentityError):
    """`plugin_name` is too long or does not match its pattern."""

    name: str
    size: int
    """Bytes of UTF-8."""

    pattern: str
    max: int

    hint: ClassVar[str] = "Use lower-case ASCII letters, digits, _ and -, a letter first."

    def __str__(self) -> str:
        shown = self.name if len(self.name) <= 80 else self.name[:80] + "…"
        if self.size > self.max:
            return f"plugin_name: expected at most {self.max} bytes, found {self.size}: {shown!r}"
        return f"plugin_name: expected a match of {self.pattern}, found {shown!r}"


@dataclass(eq=False)
class PluginVersionEmpty(IdentityError):
    """`plugin_version` is the empty string."""

    hint: ClassVar[str] = "Give plugin_version 1 to 32 bytes."

    def __str__(self) -> str:
        return "plugin_version: expected 1 to 32 bytes, found the empty string"


@dataclass(eq=False)
class PluginVersionTooLong(IdentityError):
    """`plugin_version` is above its limit."""

    version: str
    size: int
    """Bytes of UTF-8."""

    max: int

    hint: ClassVar[str] = "Shorten plugin_version to 32 bytes: 1.2.3-rc.1 fits, a full commit hash does not."

    def __str__(self) -> str:
        shown = self.version if len(self.version) <= 80 else self.version[:80] + "…"
        return f"plugin_version: expected at most {self.max} bytes, found {self.size}: {shown!r}"


_WRONG_PART: dict[type[IdentityError], str] = {
    WasmParseError: "wasm",
    MissingCustomSection: "custom_section",
    DuplicateCustomSection: "custom_section",
    SectionTooLarge: "custom_section",
    MalformedPayload: "payload",
    MagicMismatch: "magic",
    PluginNameEmpty: "name",
    PluginNameInvalid: "name",
    PluginVersionEmpty: "version",
    PluginVersionTooLong: "version",
}
