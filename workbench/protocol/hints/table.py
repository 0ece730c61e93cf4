"""The table: one row for each cause that is recognised, in the order in which hints are given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from workbench.protocol.hints import exports, files, identity, imports, limits, proposals
from workbench.protocol.hints.evidence import Evidence, Hint

_UNREADABLE: Final = frozenset({"WasmParseError"})
_UNIDENTIFIED: Final = frozenset({"MissingCustomSection"})
_MALFORMED: Final = frozenset({"MalformedPayload"})
_BUILDING: Final = frozenset({"Instantiate"})
_CALLING: Final = frozenset({"Call", "Timeout", "plugin_call"})
_NOT_OFFERED: Final = frozenset({"ImplementedUnknownFunction", "SupportedUnknownFunction"})
_LOOKING_UP: Final = frozenset({"MissingHandshakeExport", "MissingSelfCheckExport", "DeclaredFunctionMissing"})


@dataclass(frozen=True, slots=True)
class CauseRow:
    """One cause: which errors it is behind, and how it is recognised."""

    cause: str
    kinds: frozenset[str]
    """Kinds of errors."""
    recognise: Callable[[Evidence], str | None]
    """Return the text of the hint; None: this is not the cause."""
    said: str = ""
    """What must stand in the words of the engine; empty: the module alone decides."""
    is_static: bool = False
    """Whether the module alone shows that a host will reject it, before any layer has failed."""
    is_last_resort: bool = False
    """Whether it counts only where no other row did."""


ROWS: Final = (
    CauseRow("not_a_module", _UNREADABLE, files.not_a_module),
    CauseRow("crlf", _UNREADABLE | _MALFORMED | _UNIDENTIFIED | _BUILDING, files.crlf),
    CauseRow("cut_off", _UNREADABLE, files.cut_off),
    CauseRow("two_modules", _UNREADABLE, files.two_modules),
    CauseRow("damaged", _UNREADABLE, files.damaged, is_last_resort=True),
    CauseRow("component", _UNIDENTIFIED | _BUILDING | _LOOKING_UP, files.component, is_static=True),
    CauseRow("merged_identity", _MALFORMED, identity.merged),
    CauseRow("padded_identity", _MALFORMED, identity.padded),
    CauseRow("byte_order_mark", _MALFORMED, identity.byte_order_mark),
    CauseRow("object_file", _UNIDENTIFIED | _BUILDING | _LOOKING_UP, imports.object_file, is_static=True),
    CauseRow("identity_renamed", _UNIDENTIFIED, identity.other_name),
    CauseRow("identity_in_data", _UNIDENTIFIED, identity.in_data),
    CauseRow("identity_stripped", _UNIDENTIFIED, identity.stripped),
    CauseRow("identity_dropped", _UNIDENTIFIED, identity.dropped, is_last_resort=True),
    CauseRow("invalid_section", _BUILDING, files.invalid),
    CauseRow("old_pdk", _BUILDING, imports.old_pdk, "import", is_static=True),
    CauseRow("wasm_bindgen", _BUILDING, imports.wasm_bindgen, "import", is_static=True),
    CauseRow("assemblyscript_abort", _BUILDING, imports.assemblyscript_abort, "import", is_static=True),
    CauseRow("imported_memory", _BUILDING, imports.imported_memory, "import", is_static=True),
    CauseRow("shared_memory", _BUILDING, imports.shared_memory, is_static=True),
    CauseRow("exception_tag", _BUILDING, imports.exception_tag, "import", is_static=True),
    CauseRow("wasi", _BUILDING, imports.wasi, "import", is_static=True),
    CauseRow("import_type", _BUILDING, imports.import_type, is_static=True),
    CauseRow("unknown_host_function", _BUILDING, imports.unknown_host_function, "import", is_static=True),
    CauseRow("host_function", _BUILDING, imports.host_function, "import", is_static=True),
    CauseRow("newer_pdk", _BUILDING, imports.newer_pdk, "import"),
    CauseRow("proposal", _BUILDING, proposals.proposal),
    CauseRow("command_and_reactor", _BUILDING | _CALLING, exports.command_and_reactor),
    CauseRow("initialize_fails", _BUILDING, exports.initialize_fails),
    CauseRow("start_fails", _BUILDING, exports.start_fails),
    CauseRow("command_module", _CALLING, exports.command_module),
    CauseRow("other_type", _LOOKING_UP, exports.other_type, is_static=True),
    CauseRow("export_kind", _LOOKING_UP, exports.other_kind, is_static=True),
    CauseRow("mangled_export", _LOOKING_UP, exports.mangled, is_static=True),
    CauseRow("not_exported", _LOOKING_UP, exports.not_exported),
    CauseRow("capability", frozenset({"RequiredCapabilityUnavailable", "Call"}), limits.capability),
    CauseRow("function_not_offered", _NOT_OFFERED, limits.function_not_offered),
    CauseRow("declared_memory", _CALLING | _BUILDING, limits.declared_memory, "memory", is_static=True),
    CauseRow("payload_too_large", frozenset({"plugin_call"}), limits.payload_too_large, "memory"),
    CauseRow("undefined_import", _BUILDING, imports.undefined_import, "import", is_last_resort=True),
)


def hints_for(evidence: Evidence) -> tuple[Hint, ...]:
    """Return what is known of the causes of an error, or of what a host will reject; empty: no cause was recognised."""
    found: list[Hint] = []
    for row in ROWS:
        if not _is_asked(row, evidence) or (row.is_last_resort and found):
            continue
        text = row.recognise(evidence)
        if text is not None:
            found.append(Hint(row.cause, text))
    return tuple(found)


def _is_asked(row: CauseRow, evidence: Evidence) -> bool:
    if evidence.error is None:
        return row.is_static
    return evidence.kind in row.kinds and row.said in evidence.words.lower()
