"""The nine static checks of a module (PROTOCOL.md section 2): each gives an answer, whatever is wrong with the module.

Owns their order and their sentences. Starts no engine: what one said of the module comes in as a value.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from workbench.errors.identity import WasmParseError
from workbench.protocol.identity import PLUGIN_NAME, section_payload, size_bytes_of
from workbench.protocol.json.parsing import JsonTextError, JsonValue, kind_of, parse_keeping_repeated
from workbench.protocol.limits import (
    ABI_ENVELOPE,
    CUSTOM_SECTION_FIELD_COUNT,
    CUSTOM_SECTION_MAX_SIZE,
    HANDSHAKE_EXPORT,
    IDENTITY_MAGIC,
    IDENTITY_SECTION,
    PLUGIN_NAME_MAX_BYTES,
    PLUGIN_NAME_PATTERN,
    PLUGIN_VERSION_MAX_BYTES,
    SELF_CHECK_EXPORT,
)
from workbench.protocol.wasm.contents import EXPORT_SECTION, IMPORT_SECTION
from workbench.protocol.wasm.core_sections import NAMES as CORE_NAMES
from workbench.protocol.wasm.module_map import Encoding, ExternalKind, ModuleMap, Section
from workbench.protocol.wasm.reader import ModuleBytes, counted

WASI_MODULES: Final = frozenset({"wasi_snapshot_preview1", "wasi_snapshot_preview2", "wasi_unstable"})
WASI_PREFIX: Final = "wasi:"

_SHOWN_MAX: Final = 5
"""Names in one sentence."""

_SHOWN_CHARACTERS_MAX: Final = 80


@dataclass(frozen=True, slots=True)
class StaticCheck:
    """One check and its answer."""

    check: str
    """Its name in PROTOCOL.md section 2."""

    passed: bool | None
    """None: it was not run, or what it needs could not be read."""

    detail: str
    """A sentence with expected, found and numbers. Holds untrusted text."""


@dataclass(frozen=True, slots=True)
class EngineAnswer:
    """Whether the engine can build an instance of the module."""

    rejection: str | None
    """Why it cannot; None: it can."""

    budget: str = "strict"
    unasked: str = ""
    """Why the engine was not asked; empty: it was."""


def static_checks(
    module: ModuleBytes,
    module_map: ModuleMap,
    error: WasmParseError | None,
    engine_answer: EngineAnswer | None = None,
) -> tuple[StaticCheck, ...]:
    """Run all checks, in their order.

    `module_map` and `error` are what `walk_leniently` gave for these bytes. Without an engine's answer
    `ExtismCanInstantiate` is left out. A check that needs what could not be read does not pass: it is not run, or it
    has failed where what was read is enough to say so. Never raises for what the bytes hold.
    """
    sections = module_map.custom_sections(IDENTITY_SECTION)
    payload = _Payload(module, sections[0] if sections else None, error)
    return (
        _exactly_once(module_map, sections, error),
        payload.size_within_limit(),
        payload.exactly_four_fields(),
        payload.fields_well_formed(),
        payload.name_compliant(),
        payload.version_compliant(),
        _required_exports(module_map, error),
        *(() if engine_answer is None else (_can_instantiate(engine_answer),)),
        _no_wasi(module_map, error),
    )


def _exactly_once(module_map: ModuleMap, sections: tuple[Section, ...], error: WasmParseError | None) -> StaticCheck:
    count = module_map.identity_sections
    places = ", ".join(f"0x{section.payload_offset:x}" for section in sections[:_SHOWN_MAX])
    found = f"found {count:,} (payload at {places})" if sections else "found none"
    passed: bool | None = count == 1
    if error is not None:
        found += f" before {_damage(error)}"
        passed = False if count > 1 else None
    return StaticCheck("CustomSectionExactlyOnce", passed, f"expected one custom section {IDENTITY_SECTION}, {found}")


def _damage(error: WasmParseError) -> str:
    return f"the module breaks off at byte {error.offset:,} (0x{error.offset:x})"


class _Payload:
    """The first identity section's payload, read as a JSON value; of a repeated field the last one counts."""

    def __init__(self, module: ModuleBytes, section: Section | None, error: WasmParseError | None) -> None:
        self.section = section
        self.absent = None if error is not None and section is None else False
        """What a check is that finds no section: not run where one may stand behind damage."""
        self.fields: dict[str, JsonValue] | None = None
        """None: the payload is no JSON object, and `found` says what it is."""
        self.found = "no identity section" + ("" if error is None else f" before {_damage(error)}")
        if section is None:
            return
        if section.payload_size > CUSTOM_SECTION_MAX_SIZE:
            self.found = f"{section.payload_size:,} bytes, which are not read"
            return
        try:
            # As the identity is read: so the same reader serves both.
            value = parse_keeping_repeated(section_payload(module, section))
        except JsonTextError as rejected:
            self.found = f"no JSON: at byte {rejected.offset:,} of the payload {rejected.found}"
            return
        if isinstance(value, dict):
            self.fields = value
        else:
            self.found = kind_of(value)

    def size_within_limit(self) -> StaticCheck:
        """Judge the size."""
        expected = f"expected at most {CUSTOM_SECTION_MAX_SIZE:,} bytes of payload"
        if self.section is None:
            return StaticCheck("CustomSectionSizeWithinLimit", self.absent, f"{expected}, found {self.found}")
        size = self.section.payload_size
        passed = size <= CUSTOM_SECTION_MAX_SIZE
        return StaticCheck("CustomSectionSizeWithinLimit", passed, f"{expected}, found {size:,}")

    def exactly_four_fields(self) -> StaticCheck:
        """Count the fields."""
        expected = f"expected a JSON object of {CUSTOM_SECTION_FIELD_COUNT} fields"
        if self.fields is None:
            return StaticCheck("JsonFieldsExactlyFour", self.absent, f"{expected}, found {self.found}")
        count = len(self.fields)
        names = f" ({_listed(self.fields)})" if self.fields else ""
        return StaticCheck(
            "JsonFieldsExactlyFour", count == CUSTOM_SECTION_FIELD_COUNT, f"{expected}, found {count:,}{names}"
        )

    def fields_well_formed(self) -> StaticCheck:
        """Judge each field; all errors are joined."""
        check = "IdentityFieldsWellFormed"
        if self.fields is None:
            return StaticCheck(check, self.absent, f"expected a JSON object, found {self.found}")
        errors = []
        magic = list(IDENTITY_MAGIC)
        if "magic" not in self.fields:
            errors.append(f"magic: expected {IDENTITY_MAGIC.hex(' ')}, found no such field")
        elif not _same_numbers(self.fields["magic"], magic):
            found = _shown(self.fields["magic"])
            errors.append(f"magic: expected {magic} ({IDENTITY_MAGIC.hex(' ')}), found {found}")
        if "abi_envelope" not in self.fields:
            errors.append(f"abi_envelope: expected {ABI_ENVELOPE}, found no such field")
        elif not _same_numbers([self.fields["abi_envelope"]], [ABI_ENVELOPE]):
            errors.append(f"abi_envelope: expected {ABI_ENVELOPE}, found {_shown(self.fields['abi_envelope'])}")
        for name in ("plugin_name", "plugin_version"):
            if not isinstance(self.fields.get(name), str):
                found = _shown(self.fields[name]) if name in self.fields else "no such field"
                errors.append(f"{name}: expected a string, found {found}")
        detail = "; ".join(errors) or "magic, abi_envelope 1, plugin_name and plugin_version are as they must be"
        return StaticCheck(check, not errors, detail)

    def name_compliant(self) -> StaticCheck:
        """Hold the name against its pattern."""
        check, expected = "PluginNameRegexCompliant", f"expected plugin_name to match {PLUGIN_NAME_PATTERN}"
        name = self._string("plugin_name")
        if name is None:
            return StaticCheck(check, self.absent, f"{expected}, found {self._instead_of('plugin_name')}")
        size = size_bytes_of(name)
        long = f"; but its {size:,} bytes are above the limit of {PLUGIN_NAME_MAX_BYTES}"
        detail = f"{expected}, found {_shown(name)}{long if size > PLUGIN_NAME_MAX_BYTES else ''}"
        return StaticCheck(check, PLUGIN_NAME.match(name) is not None, detail)

    def version_compliant(self) -> StaticCheck:
        """Measure the version."""
        check = "PluginVersionLengthCompliant"
        expected = f"expected plugin_version of 1 to {PLUGIN_VERSION_MAX_BYTES} bytes"
        version = self._string("plugin_version")
        if version is None:
            return StaticCheck(check, self.absent, f"{expected}, found {self._instead_of('plugin_version')}")
        size = size_bytes_of(version)
        return StaticCheck(
            check, 1 <= size <= PLUGIN_VERSION_MAX_BYTES, f"{expected}, found {size:,}: {_shown(version)}"
        )

    def _string(self, name: str) -> str | None:
        value = None if self.fields is None else self.fields.get(name)
        return value if isinstance(value, str) else None

    def _instead_of(self, name: str) -> str:
        if self.fields is None:
            return self.found
        return _shown(self.fields[name]) if name in self.fields else "no such field"


def _required_exports(module_map: ModuleMap, error: WasmParseError | None) -> StaticCheck:
    required = (HANDSHAKE_EXPORT, SELF_CHECK_EXPORT)
    notes = []
    passed: bool | None = True
    for name in required:
        export = module_map.export(name)
        if export is None or export.kind is not ExternalKind.FUNCTION:
            passed = False
            notes.append(f"{name}: {module_map.export_found(name)}")
        elif not export.is_callable:
            typed = "a function of unknown type" if export.type is None else str(export.type)
            notes.append(f"{name}: {typed}, which a host cannot call; it calls () -> i32")
    found = "; ".join(notes) or "both"
    unread = _unread(module_map, EXPORT_SECTION, error)
    detail = f"expected the function exports {' and '.join(required)}, found {found}{unread}"
    return StaticCheck("AllRequiredExportsPresent", None if unread else passed, detail)


def _can_instantiate(answer: EngineAnswer) -> StaticCheck:
    expected = f"expected an instance under the {answer.budget} budget"
    if answer.unasked:
        return StaticCheck("ExtismCanInstantiate", None, f"{expected}, not run: {answer.unasked}")
    found = "found one" if answer.rejection is None else f"found: {answer.rejection}"
    detail = f"{expected}, {found}"
    return StaticCheck("ExtismCanInstantiate", answer.rejection is None, detail)


def _no_wasi(module_map: ModuleMap, error: WasmParseError | None) -> StaticCheck:
    wasi = [one for one in module_map.imports if one.module in WASI_MODULES or one.module.startswith(WASI_PREFIX)]
    unread = _unread(module_map, IMPORT_SECTION, error)
    if wasi:
        named = _listed(f"{one.module} {one.name}" for one in wasi)
        at_least = "at least " if module_map.imports_total > len(module_map.imports) else ""
        found = f"found {at_least}{len(wasi):,}: {named}"
    else:
        found = f"found none among {counted(module_map.imports_total, 'import')}"
    passed = False if wasi else None if unread else True
    return StaticCheck("NoWasiImports", passed, f"expected no import of WASI, {found}{unread}")


def _unread(module_map: ModuleMap, section_id: int, error: WasmParseError | None) -> str:
    """Say why what was read of a section may not be all; empty when it is all."""
    name = CORE_NAMES[section_id]
    for one in module_map.unread:
        if one.section == name:
            return f"; the section {name} is not readable from byte {one.offset:,} (0x{one.offset:x}) on: {one.reason}"
    if error is not None and (module_map.encoding is not Encoding.MODULE or module_map.section(section_id) is None):
        return f"; {_damage(error)}"
    return ""


def _same_numbers(value: JsonValue, expected: list[int]) -> bool:
    """Compare without taking true for 1, or 1.0 for 1."""
    return isinstance(value, list) and value == expected and all(type(item) is int for item in value)


def _shown(value: JsonValue) -> str:
    """Return a value of the payload as short text."""
    if isinstance(value, (dict, list)) and len(value) > 16:
        return f"{kind_of(value)} of {len(value):,}"
    text = repr(value)
    return text if len(text) <= _SHOWN_CHARACTERS_MAX else text[:_SHOWN_CHARACTERS_MAX] + "…"


def _listed(names: Iterable[str]) -> str:
    every = list(names)
    shown = [_cut(name) for name in every[:_SHOWN_MAX]]
    more = [f"and {len(every) - _SHOWN_MAX:,} more"] if len(every) > _SHOWN_MAX else []
    return ", ".join(shown + more)


def _cut(name: str) -> str:
    return name if len(name) <= _SHOWN_CHARACTERS_MAX else name[:_SHOWN_CHARACTERS_MAX] + "…"
