"""Each cause is recognised from a real module, and from no module that has another cause."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
import wasmtime

from tests.builders import custom_section, identity_payload, identity_section, leb128, name, section, wasm_module
from tests.builders import plugin_module as good_module
from workbench.errors import WorkbenchError
from workbench.errors.dispatch import DispatchError
from workbench.errors.handshake import (
    Call,
    DeclaredFunctionMissing,
    ImplementedUnknownFunction,
    Instantiate,
    MissingHandshakeExport,
    RequiredCapabilityUnavailable,
    SupportedUnknownFunction,
)
from workbench.errors.identity import IdentityError, MissingCustomSection
from workbench.errors.self_check import FailureWithoutFailures
from workbench.protocol.hints.evidence import Evidence, listed
from workbench.protocol.hints.table import ROWS, hints_for
from workbench.protocol.identity import identity_of
from workbench.protocol.wasm import walk_leniently

MODULES = Path(__file__).parents[2] / "cases/modules"

EXPORTS = (
    '(func (export "cc_lb_handshake") (result i32) (i32.const 0)) '
    '(func (export "cc_lb_self_check") (result i32) (i32.const 0)) (memory (export "memory") 1)'
)
UNKNOWN = "unknown import: `{}` has not been defined"
TRAPPED = "wasm trap: wasm `unreachable` instruction executed"


def case(file: str) -> bytes:
    return (MODULES / f"{file}.wasm").read_bytes()


def assembled(text: str) -> bytes:
    """A module in text form, with an identity behind it."""
    return bytes(wasmtime.wat2wasm(f"(module {text})")) + identity_section()


def importing(module: str, field: str, what: str = "(func)") -> bytes:
    return assembled(f'(import "{module}" "{field}" {what}) {EXPORTS}')


def identity_error(module: bytes) -> WorkbenchError | None:
    """What layer L1 says."""
    module_map, damage = walk_leniently(module)
    try:
        identity_of(module, module_map, damage)
    except IdentityError as error:
        return error
    return None


def causes(module: bytes, error: WorkbenchError | None = None) -> list[str]:
    """The causes that are recognised; in layer L1 unless another error is given."""
    module_map, _ = walk_leniently(module)
    return [hint.cause for hint in hints_for(Evidence(module_map, module, error or identity_error(module)))]


def text_of(module: bytes, error: WorkbenchError | None = None) -> str:
    """All hints as one text."""
    module_map, _ = walk_leniently(module)
    return " ".join(hint.text for hint in hints_for(Evidence(module_map, module, error or identity_error(module))))


def unbuilt(reason: str = UNKNOWN, budget: str = "strict") -> Instantiate:
    """The error of a module that cannot be built."""
    return Instantiate(reason, budget)


def without_custom(text: str) -> bytes:
    """A module in text form without any custom section."""
    return bytes(wasmtime.wat2wasm(f"(module {text})"))


PRODUCERS = custom_section("producers", b"\1" + name("language") + b"\1" + name("Rust") + name("1.90"))

CAPABILITY_MISSING = "required capability 'kv' not available in host capabilities"
ROWS_OF_CAUSES: list[tuple[str, bytes, WorkbenchError | None, str]] = [
    ("not_a_module", case("b10_elf"), None, "not the machine you work on"),
    ("not_a_module", case("b10_empty"), None, "look at its exit code"),
    ("not_a_module", case("b10_html"), None, "a page in place of the file"),
    ("not_a_module", case("b10_lfs_pointer"), None, "git lfs pull"),
    ("not_a_module", case("b10_text"), None, "wat2wasm"),
    ("not_a_module", gzip.compress(case("good")), None, "gunzip"),
    ("not_a_module", b"!<arch>\n" + bytes(60), None, "cdylib"),
    ("crlf", case("c14b_crlf"), None, "*.wasm binary in .gitattributes"),
    ("cut_off", case("b11_truncated"), None, "copy the file whole"),
    ("two_modules", case("good") * 2, None, "appended to"),
    ("damaged", case("c14_byte_dropped"), None, "at byte 818"),
    ("component", case("r_component"), None, "wasm32-wasip1, not for wasm32-wasip2"),
    ("component", case("b03_component"), unbuilt("expected a module but was given a component"), "a component"),
    ("merged_identity", case("b05_merged_section"), None, "2 identities (dep_plugin and bugplug)"),
    (
        "merged_identity",
        wasm_module([identity_section(identity_payload() + b"\0" + identity_payload())]),
        None,
        "all of",
    ),
    ("padded_identity", case("b17_ident_nul"), None, "1 NUL byte"),
    ("padded_identity", wasm_module([identity_section(identity_payload() + b"\xff\xff")]), None, "2 bytes of padding"),
    ("byte_order_mark", case("b17_ident_bom"), None, "as UTF-8 without one"),
    ("object_file", wasm_module([custom_section("linking", b"\2")]), None, "Link it with wasm-ld"),
    (
        "object_file",
        importing("env", "__linear_memory", "(memory 0)"),
        unbuilt(UNKNOWN.format("env::__linear_memory")),
        "was not linked",
    ),
    ("identity_renamed", wasm_module([custom_section("cc_lb.plugin.v2", b"{}")]), None, "looks for cc_lb.plugin.v1"),
    ("identity_in_data", without_custom('(memory 1) (data (i32.const 0) "{\\"plugin_name\\":1}")'), None, "not a &str"),
    ("identity_stripped", without_custom(EXPORTS), None, "wasm-strip"),
    ("identity_dropped", case("b04_no_section"), None, "#[used]"),
    ("identity_dropped", without_custom(EXPORTS) + PRODUCERS, None, "(producers)"),
    ("invalid_section", case("r_exportkind9"), unbuilt("malformed export kind"), "The section export is not valid"),
    ("old_pdk", case("b01_old_env_namespace"), unbuilt(), "before 1.0"),
    ("wasm_bindgen", case("b02_wbindgen"), unbuilt(), "cargo tree -i wasm-bindgen"),
    ("assemblyscript_abort", case("b06_as_abort"), unbuilt(), "--use abort="),
    ("imported_memory", case("b08_imported_memory"), unbuilt(), "--import-memory"),
    ("shared_memory", assembled("(memory 1 1 shared)"), unbuilt("shared memory support is disabled"), "-pthread"),
    ("shared_memory", importing("env", "memory", "(memory 1 1 shared)"), unbuilt(), "atomics"),
    ("exception_tag", case("p18_tag_import"), unbuilt(), "-fno-exceptions"),
    ("wasi", case("b07_wasi_unstable"), unbuilt(), "before 2020"),
    ("wasi", case("c12_wasi_exit0"), unbuilt(), "proc_exit"),
    ("wasi", importing("wasi_snapshot_preview1", "fd_write") + PRODUCERS, unbuilt(), "--target wasm32-unknown-unknown"),
    ("import_type", case("c06_host_wrong_type"), unbuilt(), "the host gives (i64, i64) -> ()"),
    (
        "import_type",
        case("c06_host_wrong_type"),
        unbuilt("types incompatible"),
        "the plugin declares (i32, i32, i32, i32)",
    ),
    (
        "import_type",
        importing("extism:host/env", "alloc", "(func (param i32) (result i32))"),
        unbuilt("types incompatible"),
        "the host gives (i64) -> i64",
    ),
    ("unknown_host_function", case("c07_host_unknown"), unbuilt(), "No host has cc_lb_storage_delete"),
    (
        "host_function",
        importing("extism:host/user", "cc_lb_log", "(func (param i64 i64))"),
        unbuilt(),
        "--imports trap",
    ),
    (
        "newer_pdk",
        case("c08_kernel_unknown"),
        unbuilt("Invalid function import from extism:host/env: something_new (type)"),
        "no function something_new",
    ),
    (
        "proposal",
        case("p17_stack_switching"),
        unbuilt("cannot define continuation types when stack switching is disabled (at offset 0xe)"),
        "stack switching",
    ),
    (
        "proposal",
        assembled("(memory 1 (pagesize 1))"),
        unbuilt("the custom page sizes proposal must be enabled to customize a memory's page size"),
        "custom page sizes",
    ),
    (
        "proposal",
        assembled("(tag $e) (func try nop catch $e end)"),
        unbuilt("legacy_exceptions feature required for try instruction"),
        "legacy exception handling",
    ),
    (
        "command_and_reactor",
        assembled(f'(func (export "_start")) (func (export "_initialize")) {EXPORTS}'),
        unbuilt("Program cannot be both a Command and a Reactor"),
        "both _start and _initialize",
    ),
    ("initialize_fails", assembled('(func (export "_initialize") unreachable)'), unbuilt(TRAPPED), "_initialize"),
    ("start_fails", case("p23_start_traps"), unbuilt(TRAPPED), "names function 14"),
    ("command_module", case("c10_go_not_started"), Call("cc_lb_handshake", TRAPPED), "a host never calls it"),
    ("other_type", case("b12_sig_ptr_len"), DeclaredFunctionMissing("shape", "x"), "shape as (i32, i32) -> i32"),
    ("export_kind", case("b12_export_is_global"), DeclaredFunctionMissing("shape", "a global"), "shape as a global"),
    ("mangled_export", case("b13_mangled"), MissingHandshakeExport("cc_lb_handshake", "nothing"), "#[no_mangle]"),
    (
        "not_exported",
        assembled('(func (export "add") (result i32) (i32.const 0))'),
        MissingHandshakeExport("cc_lb_handshake", "nothing"),
        "only add",
    ),
    (
        "not_exported",
        assembled("(memory 1)"),
        MissingHandshakeExport("cc_lb_handshake", "nothing"),
        "no function at all",
    ),
    ("capability", case("good"), RequiredCapabilityUnavailable("kv", ("KV",)), "spell it as the host does"),
    ("capability", case("good"), RequiredCapabilityUnavailable("kv", ("http",)), "--capability kv"),
    ("capability", case("good"), Call("cc_lb_handshake", CAPABILITY_MISSING), "--capability kv"),
    ("function_not_offered", case("good"), ImplementedUnknownFunction("sign"), "let the plugin name only"),
    ("function_not_offered", case("good"), SupportedUnknownFunction("filter"), "this host does not offer it"),
    (
        "declared_memory",
        case("p21_initial_17mb"),
        DispatchError("plugin_call", "shape", "", "", "memory minimum size of 272 pages exceeds memory limits"),
        "272 pages",
    ),
    ("undefined_import", importing("env", "my_helper"), unbuilt(UNKNOWN.format("env::my_helper")), "--allow-undefined"),
]
"""Cause, module, error (None: that of layer L1), and what the hints must say."""


@pytest.mark.parametrize(
    ("cause", "module", "error", "said"),
    ROWS_OF_CAUSES,
    ids=[f"{row[0]}-{at}" for at, row in enumerate(ROWS_OF_CAUSES)],
)
def test_a_cause_is_recognised(cause: str, module: bytes, error: WorkbenchError | None, said: str) -> None:
    assert cause in causes(module, error)
    assert said in text_of(module, error)


def test_a_function_that_is_no_wire_function_may_be_misspelled() -> None:
    assert causes(case("good"), ImplementedUnknownFunction("shpae")) == []


def test_each_row_of_the_table_has_a_module() -> None:
    assert {row.cause for row in ROWS} - {"payload_too_large"} == {cause for cause, *_ in ROWS_OF_CAUSES}


@pytest.mark.parametrize(
    ("found", "sent_bytes", "max_pages", "said"),
    [
        ("failed to allocate extism memory", 3_000_000, 32, "has no room for it"),
        ("a memory was to grow above its limit", 1_000_000, 32, "no longer fits"),
        ("a memory was to grow above its limit", 262_144, 32, "no longer fits"),
        ("a memory was to grow above its limit", 262_143, 32, None),
        ("a memory was to grow above its limit", 3_000_000, None, None),
        ("wasm trap: integer divide by zero", 3_000_000, 32, None),
    ],
)
def test_a_request_that_fills_the_memory_of_a_dispatch_is_recognised(
    found: str, sent_bytes: int, max_pages: int | None, said: str | None
) -> None:
    module = case("good")
    error = DispatchError("plugin_call", "shape", "", "a return of 0", found)
    evidence = Evidence(walk_leniently(module)[0], module, error, sent_bytes, max_pages)
    hints = hints_for(evidence)
    assert [one.cause for one in hints] == ([] if said is None else ["payload_too_large"])
    assert said is None or said in hints[0].text


def test_causes_are_named_once() -> None:
    assert len({row.cause for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize(
    ("module", "error", "expected"),
    [
        (case("b01_old_env_namespace"), unbuilt(), ["old_pdk"]),
        (case("b02_wbindgen"), unbuilt(), ["wasm_bindgen"]),
        (case("b08_imported_memory"), unbuilt(), ["imported_memory"]),
        (case("p18_tag_import"), unbuilt(), ["exception_tag"]),
        (case("c14b_crlf"), None, ["crlf"]),
        (case("b11_truncated"), None, ["cut_off"]),
        (case("p17_stack_switching"), unbuilt("stack switching is disabled"), ["proposal"]),
        (case("b04_no_section"), None, ["identity_dropped"]),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_module_with_one_cause_has_one_hint(module: bytes, error: WorkbenchError | None, expected: list[str]) -> None:
    assert causes(module, error) == expected


@pytest.mark.parametrize(
    ("module", "error"),
    [
        (case("good"), FailureWithoutFailures()),
        (case("good"), Call("cc_lb_handshake", TRAPPED)),
        (case("good"), unbuilt("timeout")),
        (case("good"), unbuilt(UNKNOWN)),
        (case("good"), MissingHandshakeExport("cc_lb_handshake", "nothing")),
        (case("c11_reactor"), unbuilt("not a trap")),
        (case("p23_start_traps"), unbuilt("out of address space")),
        (wasm_module([identity_section(b"[]")]), None),
        (wasm_module([identity_section(b"\xff")]), None),
        (wasm_module([identity_section(identity_payload() + b"x")]), None),
        (wasm_module([identity_section(identity_payload() + b"1")]), None),
        (wasm_module([custom_section("other")]), None),
        (case("good"), unbuilt("gadgets are disabled")),
        (b"\x01\x02\x03\x04", None),
        (b"\0asm\x09\0\0\0", None),
        (importing("wasi_snapshot_preview1", "fd_write"), unbuilt(TRAPPED)),
        (good_module(), None),
    ],
)
def test_nothing_is_said_where_no_cause_is_known(module: bytes, error: WorkbenchError | None) -> None:
    assert causes(module, error) == []


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        (case("good"), []),
        (case("c12_wasi_exit0"), ["wasi"]),
        (case("r_component"), ["component", "wasi"]),
        (case("p21_initial_17mb"), ["declared_memory"]),
        (case("b13_mangled"), ["mangled_export"]),
        (case("c06_host_wrong_type"), ["import_type", "host_function"]),
    ],
    ids=["good", "wasi", "component", "memory", "mangled", "type"],
)
def test_what_the_module_alone_shows_is_said_before_anything_failed(module: bytes, expected: list[str]) -> None:
    module_map, _ = walk_leniently(module)
    assert [hint.cause for hint in hints_for(Evidence(module_map, module))] == expected


def test_wasi_is_no_cause_where_it_is_linked() -> None:
    module = importing("wasi_snapshot_preview1", "fd_write")
    assert causes(module, unbuilt("unknown import", "serving")) == ["undefined_import"]


@pytest.mark.parametrize(
    ("language", "target"),
    [
        ("TinyGo", "-target=wasm-unknown"),
        ("Zig", "wasm32-freestanding"),
        ("C_plus_plus_14", "without wasi-libc"),
        ("Ada", "for a target without WASI"),
    ],
)
def test_the_target_without_wasi_is_that_of_the_language(language: str, target: str) -> None:
    producers = custom_section("producers", b"\1" + name("language") + b"\1" + name(language) + name(""))
    assert target in text_of(importing("wasi_snapshot_preview1", "no_such_use") + producers, unbuilt())


def test_bytes_that_are_not_kept_any_more_are_not_looked_at() -> None:
    for file in ("b17_ident_nul", "c12_wasi_exit0", "b10_elf", "b04_no_section"):
        module = case(file)
        module_map, _ = walk_leniently(module)
        kept = hints_for(Evidence(module_map, b"", identity_error(module)))
        assert not {hint.cause for hint in kept} & {"padded_identity", "not_a_module", "identity_in_data"}


def test_a_carriage_return_at_the_border_of_two_pieces_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.protocol.hints.files._CHUNK_BYTES", 7)
    assert causes(case("c14b_crlf")) == ["crlf"]
    assert causes(case("c14_byte_dropped")) == ["damaged"]


def test_few_line_feeds_may_be_chance() -> None:
    damaged = good_module() + b"\x7f\r\n"
    assert causes(damaged.replace(b"\n", b"\r\n", 0)) != ["crlf"]
    assert "crlf" not in causes(wasm_module([section(0, name("x") + b"\r\n\r\n\r\n")]) + leb128(300))


def test_names_are_listed_once_and_cut() -> None:
    assert listed(["a", "b", "a"]) == "a and b"
    assert listed("abcdefg") == "a, b, c, d, e and 2 more"
    assert listed(["x" * 100]) == "x" * 80 + "…"


def test_a_hint_is_an_object_of_cause_and_text() -> None:
    module = case("b17_ident_bom")
    module_map, _ = walk_leniently(module)
    (hint,) = hints_for(Evidence(module_map, module, identity_error(module)))
    value: Any = hint.value()
    assert value == {"cause": "byte_order_mark", "text": hint.text}


def test_a_module_without_an_identity_section_may_have_many_causes_and_says_the_nearest() -> None:
    assert causes(wasm_module([PRODUCERS]), MissingCustomSection("cc_lb.plugin.v1")) == ["identity_dropped"]
