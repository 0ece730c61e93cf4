"""Layer L1: the identity section, its rules and the order of its errors."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import (
    ABSENT,
    COMPONENT_PREAMBLE,
    PREAMBLE,
    custom_section,
    identity_fields,
    identity_payload,
    identity_section,
    plugin_module,
    section,
    wasm_module,
)
from workbench.errors.identity import (
    DuplicateCustomSection,
    IdentityError,
    MagicMismatch,
    MalformedPayload,
    PluginNameInvalid,
    SectionTooLarge,
)
from workbench.protocol.identity import Identity, decode_identity, judge_payload, read_identity

DAMAGE = b"\x01\x7f"
OTHER_MAGIC = [0xCC, 0x1B, 0x70, 0x10, 0, 2, 0, 0]
GOOD = Identity(bytes.fromhex("cc1b701000010000"), 1, "sample", "0.1.0")


def kind_of(module: bytes) -> str:
    """Return the name of the error, or `ok`."""
    try:
        read_identity(module)
    except IdentityError as error:
        assert str(error)
        return error.kind
    return "ok"


def test_good_identity_is_read() -> None:
    assert read_identity(plugin_module()) == GOOD
    assert GOOD.canonical() == (
        '{"magic":[204,27,112,16,0,1,0,0],"abi_envelope":1,"plugin_name":"sample","plugin_version":"0.1.0"}'
    )


@pytest.mark.parametrize(
    ("sections", "kind"),
    [
        ([], "MissingCustomSection"),
        ([custom_section("cc_lb.plugin.v2")], "MissingCustomSection"),
        ([section(0x0E, identity_section())], "MissingCustomSection"),
        ([DAMAGE], "WasmParseError"),
        ([identity_section(), DAMAGE], "WasmParseError"),
        ([DAMAGE, identity_section()], "WasmParseError"),
        ([identity_section(b"{"), DAMAGE], "MalformedPayload"),
        ([identity_section(), identity_section(b"{")], "DuplicateCustomSection"),
        ([identity_section(), identity_section(), DAMAGE], "DuplicateCustomSection"),
        ([identity_section(), DAMAGE, identity_section()], "WasmParseError"),
        ([identity_section(b"{"), identity_section()], "MalformedPayload"),
        ([identity_section(plugin_name=""), identity_section()], "PluginNameEmpty"),
        ([identity_section(), section(10, b"\1")], "WasmParseError"),
        ([identity_section(), section(7, b"\xff")], "WasmParseError"),
        ([identity_section(), section(7, b"\1\xff")], "ok"),
    ],
)
def test_first_problem_in_file_order_counts(sections: list[bytes], kind: str) -> None:
    assert kind_of(wasm_module(sections)) == kind


@pytest.mark.parametrize(
    ("overrides", "kind"),
    [
        ({"magic": OTHER_MAGIC, "plugin_name": ""}, "MagicMismatch"),
        ({"magic": OTHER_MAGIC[:7]}, "MalformedPayload"),
        ({"magic": [*OTHER_MAGIC, 0]}, "MalformedPayload"),
        ({"magic": [256, *OTHER_MAGIC[1:]]}, "MalformedPayload"),
        ({"plugin_name": "", "plugin_version": ""}, "PluginNameEmpty"),
        ({"plugin_name": "Sample", "plugin_version": ""}, "PluginNameInvalid"),
        ({"plugin_name": "a" * 64}, "ok"),
        ({"plugin_name": "a" * 65}, "PluginNameInvalid"),
        ({"plugin_name": "sample\n"}, "PluginNameInvalid"),
        ({"plugin_name": "9lives"}, "PluginNameInvalid"),
        ({"plugin_name": "é"}, "PluginNameInvalid"),
        ({"plugin_version": ""}, "PluginVersionEmpty"),
        ({"plugin_version": "é" * 16}, "ok"),
        ({"plugin_version": "é" * 16 + "x"}, "PluginVersionTooLong"),
        ({"abi_envelope": 2**32 - 1}, "ok"),
        ({"abi_envelope": 2**32}, "MalformedPayload"),
        ({"abi_envelope": ABSENT}, "MalformedPayload"),
        ({"extra": 1}, "MalformedPayload"),
    ],
)
def test_rules_are_checked_in_their_order(overrides: dict[str, Any], kind: str) -> None:
    assert kind_of(wasm_module([identity_section(**overrides)])) == kind


def test_size_is_judged_before_the_text_and_without_the_name() -> None:
    exact = identity_payload().ljust(65_536)
    assert kind_of(wasm_module([identity_section(exact)])) == "ok"
    with pytest.raises(SectionTooLarge) as caught:
        read_identity(wasm_module([identity_section(b"{" * 65_537)]))
    assert (caught.value.size, caught.value.max, caught.value.offset) == (65_537, 65_536, 28)
    with pytest.raises(SectionTooLarge):
        judge_payload(exact + b" ")


def test_errors_say_where_and_what() -> None:
    module = wasm_module([identity_section(), identity_section()])
    with pytest.raises(DuplicateCustomSection) as duplicate:
        read_identity(module)
    assert module[duplicate.value.second_offset :] == identity_payload()
    with pytest.raises(MagicMismatch) as mismatch:
        judge_payload(identity_payload(magic=OTHER_MAGIC))
    assert mismatch.value.found == bytes(OTHER_MAGIC)
    with pytest.raises(MalformedPayload) as malformed:
        judge_payload(identity_payload(plugin_name=7))
    assert (malformed.value.path, malformed.value.offset) == ("$.plugin_name", 64)
    with pytest.raises(PluginNameInvalid) as invalid:
        judge_payload(identity_payload(plugin_name="ü" * 33))
    assert invalid.value.size == 66


def test_array_in_the_fields_order_is_an_identity_too() -> None:
    assert judge_payload(json.dumps(list(identity_fields().values())).encode()) == GOOD


def test_identity_of_a_component_is_read_wherever_it_stands() -> None:
    module = wasm_module([section(1, wasm_module([identity_section()]))], preamble=COMPONENT_PREAMBLE)
    assert read_identity(module) == GOOD
    assert kind_of(module + identity_section()) == "DuplicateCustomSection"


@given(st.binary(max_size=60))
def test_arbitrary_payloads_raise_nothing_else(payload: bytes) -> None:
    assert kind_of(wasm_module([identity_section(payload)])) == "MalformedPayload"


@given(st.data())
def test_a_module_with_one_byte_changed_raises_nothing_else(data: st.DataObject) -> None:
    module = bytearray(PREAMBLE + identity_section())
    module[data.draw(st.integers(0, len(module) - 1))] = data.draw(st.integers(0, 255))
    kind_of(bytes(module))


def test_decoding_alone_checks_no_rule() -> None:
    assert decode_identity(identity_payload(plugin_name="", magic=OTHER_MAGIC)).plugin_name == ""
