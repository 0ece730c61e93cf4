"""The nine static checks: which pass, and what they say, for good and for broken modules."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import (
    ABSENT,
    COMPONENT_PREAMBLE,
    TYPES,
    code,
    identity_section,
    leb128,
    name,
    plugin_module,
    section,
    vector,
    wasm_module,
)
from workbench.protocol.static_checks import EngineAnswer, StaticCheck, static_checks
from workbench.protocol.wasm import walk_leniently

ALL = (
    "CustomSectionExactlyOnce",
    "CustomSectionSizeWithinLimit",
    "JsonFieldsExactlyFour",
    "IdentityFieldsWellFormed",
    "PluginNameRegexCompliant",
    "PluginVersionLengthCompliant",
    "AllRequiredExportsPresent",
    "ExtismCanInstantiate",
    "NoWasiImports",
)
OF_THE_PAYLOAD = ALL[1:6]


def checks_of(module: bytes, answer: EngineAnswer | None = None) -> dict[str, StaticCheck]:
    return {check.check: check for check in static_checks(module, *walk_leniently(module), answer)}


def failed_of(module: bytes) -> list[str]:
    return [check.check for check in checks_of(module).values() if not check.passed]


def test_all_nine_are_given_in_their_order() -> None:
    good = EngineAnswer(None)
    checks = checks_of(plugin_module(), good)
    assert tuple(checks) == ALL
    assert all(check.passed for check in checks.values())
    assert tuple(checks_of(b"", good)) == ALL


def test_without_an_engine_its_check_is_left_out() -> None:
    assert tuple(checks_of(plugin_module())) == tuple(one for one in ALL if one != "ExtismCanInstantiate")


def test_rejection_of_the_engine_is_said() -> None:
    check = checks_of(plugin_module(), EngineAnswer("unknown import"))["ExtismCanInstantiate"]
    assert not check.passed
    assert check.detail == "expected an instance under the strict budget, found: unknown import"


def test_only_the_payloads_checks_and_the_first_fail_without_a_section() -> None:
    assert failed_of(plugin_module(identity=b"")) == ["CustomSectionExactlyOnce", *OF_THE_PAYLOAD]


def test_no_check_is_run_on_bytes_that_are_no_module() -> None:
    checks = checks_of(b"(module)")
    assert {check.passed for check in checks.values()} == {None}
    assert "breaks off at byte 0 (0x0)" in checks["NoWasiImports"].detail


def test_instance_that_was_not_asked_for_is_not_run() -> None:
    check = checks_of(plugin_module(), EngineAnswer(None, unasked="no instance was built"))["ExtismCanInstantiate"]
    assert check.passed is None
    assert check.detail == "expected an instance under the strict budget, not run: no instance was built"


def test_second_section_fails_the_first_check_only() -> None:
    module = plugin_module(after=identity_section(b"{"))
    assert failed_of(module) == ["CustomSectionExactlyOnce"]
    assert "found 2 (payload at" in checks_of(module)["CustomSectionExactlyOnce"].detail


def test_damage_behind_everything_leaves_what_was_read() -> None:
    """What damage may hide is not run: a second section, imports."""
    checks = checks_of(plugin_module(after=b"\x01\x09"))
    assert [name for name, check in checks.items() if check.passed is None] == [
        "CustomSectionExactlyOnce", "NoWasiImports",
    ]  # fmt: skip
    assert all(check.passed is not False for check in checks.values())
    assert "found 1 (payload at" in checks["CustomSectionExactlyOnce"].detail


def test_damage_before_everything_leaves_nothing_to_check() -> None:
    checks = checks_of(plugin_module(before=section(1) + section(2, b"\0")))
    assert {check.passed for check in checks.values()} == {None}
    assert "before the module breaks off at byte 10 (0xa)" in checks["JsonFieldsExactlyFour"].detail


def test_what_is_certain_before_damage_has_failed() -> None:
    """Two identity sections stay two, and an import of WASI stays one, whatever comes."""
    wasi = section(2, vector([name("wasi_unstable") + name("f") + b"\0\0"]))
    module = wasm_module([identity_section(), identity_section(), TYPES, wasi, section(1)])
    checks = checks_of(module)
    assert checks["CustomSectionExactlyOnce"].passed is False
    assert checks["NoWasiImports"].passed is False
    assert checks["AllRequiredExportsPresent"].passed is None


def test_many_identity_sections_are_counted_all() -> None:
    module = plugin_module(after=identity_section(b"{") * 30)
    assert "found 31 (payload at" in checks_of(module)["CustomSectionExactlyOnce"].detail


def test_exports_that_cannot_be_read_to_their_end_do_not_pass() -> None:
    """Nor where both are there: nobody could build an instance of it."""
    names = ("cc_lb_handshake", "cc_lb_self_check")
    exports = section(7, leb128(3) + b"".join(name(one) + b"\0\0" for one in names) + b"\1a\x09\0")
    check = checks_of(wasm_module([TYPES, section(3, b"\1\0"), exports, code([b"\x41\0"])]))[
        "AllRequiredExportsPresent"
    ]
    assert check.passed is None
    assert "the section export is not readable from byte" in check.detail


def test_imports_and_exports_of_all_modules_in_a_component_count() -> None:
    inner = [
        wasm_module([TYPES, imports(module), section(7, vector([name(export) + b"\0\0"]))])
        for module, export in (("env", "cc_lb_handshake"), ("wasi:io/error", "cc_lb_self_check"))
    ]
    checks = checks_of(wasm_module((section(1, one) for one in inner), preamble=COMPONENT_PREAMBLE))
    assert checks["AllRequiredExportsPresent"].passed is True
    assert checks["NoWasiImports"].detail.endswith("found 1: wasi:io/error f")
    broken = wasm_module([section(1, one) for one in (inner[0], inner[0][:-1])], preamble=COMPONENT_PREAMBLE)
    checks = checks_of(broken)
    assert checks["AllRequiredExportsPresent"].passed is None
    assert checks["NoWasiImports"].passed is None


def test_count_of_wasi_imports_above_what_is_listed_is_a_least_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.protocol.wasm.contents.LISTED_MAX", 20)
    many = ["env"] * 20 + ["wasi:io"] * 1_100
    assert "found at least 1,000: " in checks_of(wasm_module([TYPES, imports(*many)]))["NoWasiImports"].detail


@pytest.mark.parametrize(
    ("payload", "failed", "said"),
    [
        (b" " * 65_537, OF_THE_PAYLOAD, "found 65,537"),
        (b"", OF_THE_PAYLOAD[1:], "found no JSON: at byte 0"),
        (b"{'magic'", OF_THE_PAYLOAD[1:], "found no JSON: at byte 1"),
        (b"\xff", OF_THE_PAYLOAD[1:], "found no JSON: at byte 0"),
        (b"[1,2,3,4]", OF_THE_PAYLOAD[1:], "expected a JSON object of 4 fields, found an array"),
        (b"{}", OF_THE_PAYLOAD[1:], "expected a JSON object of 4 fields, found 0"),
    ],
)
def test_payload_that_cannot_be_read_fails_its_checks(payload: bytes, failed: tuple[str, ...], said: str) -> None:
    module = plugin_module(identity=identity_section(payload))
    assert failed_of(module) == list(failed)
    assert said in " ".join(check.detail for check in checks_of(module).values())


@pytest.mark.parametrize(
    ("overrides", "failed", "said"),
    [
        ({"extra": 1}, "JsonFieldsExactlyFour", "found 5 (magic, abi_envelope, plugin_name, plugin_version, extra)"),
        ({"magic": [1] * 8}, "IdentityFieldsWellFormed", "magic: expected [204, 27, 112, 16, 0, 1, 0, 0]"),
        (
            {"magic": [204, 27, 112, 16, False, True, 0, 0]},
            "IdentityFieldsWellFormed",
            "found [204, 27, 112, 16, False",
        ),
        ({"magic": [0] * 500}, "IdentityFieldsWellFormed", "found an array of 500"),
        ({"abi_envelope": 2}, "IdentityFieldsWellFormed", "abi_envelope: expected 1, found 2"),
        ({"abi_envelope": 1.0}, "IdentityFieldsWellFormed", "abi_envelope: expected 1, found 1.0"),
        ({"plugin_name": "Sample"}, "PluginNameRegexCompliant", "^[a-z][a-z0-9_-]*$, found 'Sample'"),
        ({"plugin_name": "sample\n"}, "PluginNameRegexCompliant", "found 'sample\\n'"),
        ({"plugin_name": ""}, "PluginNameRegexCompliant", "found ''"),
        ({"plugin_version": ""}, "PluginVersionLengthCompliant", "1 to 32 bytes, found 0"),
        ({"plugin_version": "é" * 17}, "PluginVersionLengthCompliant", "found 34"),
        ({"plugin_name": "a" * 65}, None, "its 65 bytes are above the limit of 64"),
    ],
)
def test_each_error_fails_its_own_check(overrides: dict[str, Any], failed: str | None, said: str) -> None:
    module = plugin_module(identity=identity_section(**overrides))
    assert failed_of(module) == ([failed] if failed else [])
    assert said in " ".join(check.detail for check in checks_of(module).values())


def test_all_errors_of_the_fields_are_joined() -> None:
    module = plugin_module(
        identity=identity_section(magic="x", abi_envelope=ABSENT, plugin_name=1, plugin_version=None)
    )
    detail = checks_of(module)["IdentityFieldsWellFormed"].detail
    assert [error.partition(":")[0] for error in detail.split("; ")] == [
        "magic", "abi_envelope", "plugin_name", "plugin_version",
    ]  # fmt: skip
    assert "plugin_name: expected a string, found 1" in detail
    assert "abi_envelope: expected 1, found no such field" in detail


def test_missing_exports_are_named_with_what_stands_there() -> None:
    exports = section(7, vector([name("cc_lb_handshake") + b"\2\0"]))
    check = checks_of(wasm_module([section(5, b"\1\0\1"), exports]))["AllRequiredExportsPresent"]
    assert not check.passed
    assert "found cc_lb_handshake: a memory; cc_lb_self_check: nothing" in check.detail


def test_function_of_other_type_is_a_function_export_but_said() -> None:
    exports = section(7, vector(name(one) + b"\0\0" for one in ("cc_lb_handshake", "cc_lb_self_check")))
    check = checks_of(wasm_module([TYPES, section(3, b"\1\2"), exports]))["AllRequiredExportsPresent"]
    assert check.passed
    assert "cc_lb_handshake: (i64) -> i64, which a host cannot call" in check.detail


def imports(*modules: str) -> bytes:
    return section(2, vector(name(module) + name("f") + b"\0\0" for module in modules))


@pytest.mark.parametrize(
    ("modules", "passed"),
    [
        ([], True),
        (["env", "wasi", "wasi_snapshot_preview3", "extism:host/env"], True),
        (["wasi_snapshot_preview1"], False),
        (["env", "wasi_snapshot_preview2"], False),
        (["wasi_unstable"], False),
        (["wasi:"], False),
        (["wasi:io/streams@0.2.0"], False),
    ],
)
def test_wasi_is_recognised_by_the_import_module(modules: list[str], passed: bool) -> None:
    check = checks_of(wasm_module([TYPES, imports(*modules)]))["NoWasiImports"]
    assert check.passed is passed


def test_imports_that_cannot_be_read_do_not_pass_as_free_of_wasi() -> None:
    check = checks_of(wasm_module([TYPES, section(2, b"\2" + name("env") + name("f") + b"\0\0")]))["NoWasiImports"]
    assert check.passed is None
    assert "found none among 2 imports; the section import is not readable" in check.detail


def test_long_lists_are_cut() -> None:
    detail = checks_of(wasm_module([TYPES, imports(*["wasi:" + "x" * 500] * 9)]))["NoWasiImports"].detail
    assert "found 9: " in detail
    assert "and 4 more" in detail
    assert len(detail) < 800


@given(st.data())
def test_every_module_gets_all_answers(data: st.DataObject) -> None:
    module = bytearray(plugin_module(exports=["shape"]))
    for _ in range(3):
        module[data.draw(st.integers(0, len(module) - 1))] = data.draw(st.integers(0, 255))
    checks = checks_of(bytes(module[: data.draw(st.integers(0, len(module)))]))
    assert len(checks) == 8
    assert all(check.detail for check in checks.values())
