"""Modules that layer 1 or the static checks decide: how `check` and `inspect` end, and what they say."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.builders import leb128, name, section
from tests.lent_engine import LentEngine
from workbench.cli import engine_at_work
from workbench.cli.main import main
from workbench.engine.client.engine_client import EngineClient
from workbench.protocol.wasm import walk
from workbench.session.inspection import inspect_module

MODULES: Final = Path(__file__).parent / "modules"

L1_CHECKS: Final = (
    "CustomSectionExactlyOnce", "CustomSectionSizeWithinLimit", "JsonFieldsExactlyFour", "IdentityFieldsWellFormed",
    "PluginNameRegexCompliant", "PluginVersionLengthCompliant", "AllRequiredExportsPresent", "ExtismCanInstantiate",
    "NoWasiImports",
)  # fmt: skip

VECTORS: Final = Path(__file__).parents[1] / "vectors" / "l1.jsonl"

ROWS: Final = [
    ("good", 0, None, None, ""),
    ("b03_component", 1, "handshake", "Instantiate", "component"),
    ("b03b_component_nested", 1, "handshake", "Instantiate", "component"),
    ("b10_elf", 3, "identity", "WasmParseError", "ELF"),
    ("b10_empty", 3, "identity", "WasmParseError", "found an empty file"),
    ("b10_html", 3, "identity", "WasmParseError", "HTML"),
    ("b10_lfs_pointer", 3, "identity", "WasmParseError", "LFS"),
    ("b10_text", 3, "identity", "WasmParseError", "the WebAssembly text format"),
    ("b11_truncated", 3, "identity", "WasmParseError", "until the end of the file"),
    ("b13_mangled", 1, "handshake", "MissingHandshakeExport", "found nothing"),
    ("b14_name_section_junk", 0, None, None, ""),
    ("b15_many_custom", 0, None, None, ""),
    ("b17_ident_abi2", 1, None, None, "abi_envelope: expected 1, found 2"),
    ("b17_ident_abistr", 1, "identity", "MalformedPayload", "$.abi_envelope"),
    ("b17_ident_bom", 1, "identity", "MalformedPayload", ""),
    ("b17_ident_hexmagic", 1, "identity", "MalformedPayload", "$.magic"),
    ("b17_ident_negmagic", 1, "identity", "MalformedPayload", "$.magic"),
    ("b17_ident_nul", 1, "identity", "MalformedPayload", "NUL"),
    ("b17_ident_pretty", 0, None, None, ""),
    ("b17_ident_semver", 1, "identity", "PluginVersionTooLong", "at most 32 bytes"),
    ("r_component", 1, "identity", "MissingCustomSection", "component"),
    ("r_datacount_mismatch", 3, "identity", "WasmParseError", "as the data_count section says"),
    ("r_exportkind9", 1, "handshake", "Instantiate", "the section export is not readable from byte 132 (0x84)"),
    ("r_order_before_bad_identity", 3, "identity", "WasmParseError", "section before the"),
    ("r_type_count_badleb", 3, "identity", "WasmParseError", "section type: expected the number of entries"),
    ("r_type_section_empty", 3, "identity", "WasmParseError", "section type: expected the number of entries"),
]
"""Module, exit code, the first layer that fails, its kind, and what the text holds."""


@pytest.fixture(scope="module")
def engine() -> Iterator[EngineClient]:
    started = EngineClient()
    started.start()
    yield started
    started.shutdown()


@pytest.fixture(autouse=True)
def lent(engine: EngineClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_at_work, "start_engine", lambda *_, **__: LentEngine(engine))


def report_of(capsys: pytest.CaptureFixture[str], command: str, module: str) -> tuple[int, Any]:
    code = main([command, str(MODULES / f"{module}.wasm"), "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


def checks_of(report: Any) -> dict[str, bool | None]:
    return {one["check"]: one["passed"] for one in report["static_checks"]}


@pytest.mark.parametrize(("module", "exit_code", "layer", "kind", "phrase"), ROWS, ids=[row[0] for row in ROWS])
def test_check_ends_as_the_reference_would(
    module: str, exit_code: int, layer: str | None, kind: str | None, phrase: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, report = report_of(capsys, "check", module)
    failed = [(one["layer"], one["error"]["kind"]) for one in report["layers"] if one["error"]]
    assert (code, failed[:1]) == (exit_code, [] if layer is None else [(layer, kind)])
    assert tuple(checks_of(report)) == L1_CHECKS
    assert (code == 0) == all(checks_of(report).values())
    main(["check", str(MODULES / f"{module}.wasm")])
    assert phrase in capsys.readouterr().out


OF_L1: Final = [row for row in ROWS if row[2] == "identity"]


@pytest.mark.parametrize(("module", "exit_code", "layer", "kind", "phrase"), OF_L1, ids=[row[0] for row in OF_L1])
def test_inspect_ends_as_check_does_where_layer_one_fails(
    module: str, exit_code: int, layer: str, kind: str, phrase: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, report = report_of(capsys, "inspect", module)
    assert (code, report["error"]["kind"]) == (exit_code, kind)
    assert tuple(checks_of(report)) == tuple(one for one in L1_CHECKS if one != "ExtismCanInstantiate")
    assert main(["inspect", str(MODULES / f"{module}.wasm")]) == exit_code
    assert phrase in capsys.readouterr().out


@pytest.mark.parametrize("module", [row[0] for row in ROWS if row[0].startswith("b10_")])
def test_what_is_no_module_has_nothing_to_check(module: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, report = report_of(capsys, "check", module)
    assert checks_of(report) == dict.fromkeys(L1_CHECKS)


@pytest.mark.parametrize("module", [row[0] for row in OF_L1])
def test_no_instance_is_built_when_layer_one_fails(module: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, report = report_of(capsys, "check", module)
    assert checks_of(report)["ExtismCanInstantiate"] is None


def test_a_check_whose_section_is_unreadable_is_not_run(capsys: pytest.CaptureFixture[str]) -> None:
    _, report = report_of(capsys, "check", "r_exportkind9")
    assert checks_of(report)["AllRequiredExportsPresent"] is None
    assert checks_of(report)["NoWasiImports"] is True
    _, report = report_of(capsys, "check", "r_order_before_bad_identity")
    assert True not in checks_of(report).values()


def test_imports_and_exports_of_modules_in_a_component_count(capsys: pytest.CaptureFixture[str]) -> None:
    _, report = report_of(capsys, "check", "r_component")
    assert checks_of(report)["AllRequiredExportsPresent"] is True
    assert checks_of(report)["NoWasiImports"] is False


def _with_exports(count: int, folder: Path) -> str:
    """Write the good plugin with so many exports before its own, and return its path."""
    module = (MODULES / "good.wasm").read_bytes()
    exports = next(one for one in walk(module).sections if one.name == "export")
    own = module[exports.offset + 1 : exports.end]
    added = b"".join(name(f"export_{number}") + b"\0" + leb128(10) for number in range(count))
    contents = leb128(count + module[exports.offset]) + added + own
    file = folder / "many.wasm"
    file.write_bytes(module[: exports.header_offset] + section(7, contents) + module[exports.end :])
    return str(file)


@pytest.mark.scenario
def test_counts_are_true_however_many_there_are(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    plugin = _with_exports(25_000, tmp_path)
    assert main(["inspect", plugin, "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["exports_total"] == 25_004
    assert len(report["exports"]) < 21_000
    assert report["imports_total"] == len(report["imports"])
    main(["inspect", plugin])
    assert f"exports ({len(report['exports']):,} of 25,004 listed)" in capsys.readouterr().out


@pytest.mark.slow
def test_a_plugin_of_very_many_exports_passes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Its own exports stand behind more of them than are listed, or were ever read."""
    plugin = _with_exports(120_000, tmp_path)
    assert main(["check", plugin]) == 0
    assert "found both" in capsys.readouterr().out


def test_inspect_tells_sections_of_nested_modules_apart(capsys: pytest.CaptureFixture[str]) -> None:
    code, report = report_of(capsys, "inspect", "b03b_component_nested")
    assert (code, report["encoding"]) == (0, "component")
    depths = [(one["name"], one.get("depth", 0)) for one in report["sections"]]
    assert depths[:3] == [("core_module", 0), ("type", 1), ("import", 1)]
    assert depths[-1] == ("cc_lb.plugin.v1", 1)
    main(["inspect", str(MODULES / "b03b_component_nested.wasm")])
    text = capsys.readouterr().out
    assert "\n    1  core_module " in text
    assert "\n    1    type " in text
    assert "A component, not a core module" in text


def vector(wanted: str) -> tuple[bytes, dict[str, Any]]:
    """Return the module of a recorded verdict, and the verdict."""
    found = next(one for one in map(json.loads, VECTORS.read_text().splitlines()) if one["id"] == wanted)
    return base64.b64decode(found["module_base64"]), found


def test_a_module_with_converted_line_ends_fails_where_recorded_verdicts_say() -> None:
    """An import section behind an export section ends the walk: at byte 301 here, and so in l1-0709.

    Were that passed over, two more would stand out of order: a second data section, and a type section behind it. No
    reading of the bytes lets layer 1 pass without contradicting recorded verdicts.
    """
    damaged = (MODULES / "c14b_crlf.wasm").read_bytes()
    assert damaged.replace(b"\r\n", b"\n") == (MODULES / "good.wasm").read_bytes()
    assert [damaged[at] for at in (290, 299, 465, 479, 985)] == [7, 2, 11, 11, 1]
    module, verdict = vector("l1-0709")
    assert [module[at] for at in (43, 53)] == [7, 2]
    said = verdict["error_kind"], verdict["cause"], verdict["offset"]
    assert said == ("WasmParseError", "section out of order", 55)


@pytest.mark.scenario
@pytest.mark.parametrize("name", ["c14b_crlf", "c14_byte_dropped", "b11_truncated"])
def test_of_a_damaged_module_only_the_damage_is_hinted_at(name: str) -> None:
    hints = inspect_module((MODULES / f"{name}.wasm").read_bytes()).hints
    assert {hint.cause for hint in hints} <= {"crlf", "cut_off", "damaged"}
