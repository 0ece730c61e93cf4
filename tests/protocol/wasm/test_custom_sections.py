"""Custom sections as lines to read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import custom_section, identity_payload, leb128, name, vector, wasm_module
from workbench.protocol.wasm import walk
from workbench.protocol.wasm.custom_sections import LINES_MAX, custom_section_text


def text_of(section_name: str, payload: bytes) -> list[str]:
    module = wasm_module((custom_section(section_name, payload),))
    return ["  " * line.depth + line.text for line in custom_section_text(module, walk(module).sections[0])]


def part(part_id: int, contents: bytes) -> bytes:
    return bytes((part_id,)) + leb128(len(contents)) + contents


def test_names_show_the_module_and_the_first_functions() -> None:
    functions = vector(leb128(index) + name(f"f{index}") for index in range(23))
    lines = text_of("name", part(0, name("sample")) + part(1, functions) + part(2, vector([b""] * 4)) + part(40, b"\0"))
    assert lines[:3] == ["module sample", "functions: 23 named", "  0 f0"]
    assert lines[-4:] == ["  19 f19", "  and 3 more", "locals: 4 named", "subsection 40: 0 named"]


def test_names_of_few_functions_are_shown_all() -> None:
    assert text_of("name", part(1, vector([b"\0" + name("f")])) + part(0, name("m"))) == [
        "functions: 1 named", "  0 f", "module m",
    ]  # fmt: skip


def test_producers_show_each_field_with_its_values() -> None:
    values = vector([name("Rust") + name("2021"), name("C") + name("")])
    assert text_of("producers", vector([name("language") + values])) == ["language", "  Rust 2021", "  C"]


def test_target_features_show_what_the_sign_means() -> None:
    features = vector([b"+" + name("simd128"), b"-" + name("atomics"), b"=" + name("x"), b"?" + name("y")])
    assert text_of("target_features", features) == [
        "simd128: used", "atomics: not allowed", "x: required", "y: sign 0x3f",
    ]  # fmt: skip


def test_any_payload_that_is_json_is_laid_out() -> None:
    assert text_of("cc_lb.schema.shape", '{"a":["ü",{}]}'.encode()) == [
        "{",
        '  "a": [',
        '    "ü",',
        "    {}",
        "  ]",
        "}",
    ]
    assert text_of("cc_lb.plugin.v1", identity_payload())[-2] == '  "plugin_version": "0.1.0"'


@pytest.mark.parametrize(
    "payload", [b"", b"\xff", b"text", b"[" * 100_000, b"1" * 10_000, b'"' + b"x" * 300_000 + b'"'], ids=len
)
def test_payload_that_is_no_json_shows_nothing(payload: bytes) -> None:
    assert text_of("other", payload) == []


def test_lines_are_bounded_and_say_so() -> None:
    lines = text_of("other", b"[" + b"1," * 5_000 + b"1]")
    assert len(lines) == LINES_MAX + 1
    assert "left out" in lines[-1]


def test_damage_is_said_behind_what_was_read() -> None:
    lines = text_of("producers", b"\xff\xff\xff\xff\x0f" + name("language") + b"\1" + name("Zig"))
    assert lines == [
        "language",
        "(not readable at byte 39 (0x27): expected the length of a version, found the end of the section)",
    ]


@given(st.binary(max_size=30), st.sampled_from(["name", "producers", "target_features", "json"]))
def test_arbitrary_payloads_are_shown_without_an_error(payload: bytes, section_name: str) -> None:
    assert len(text_of(section_name, payload)) <= LINES_MAX + 1
