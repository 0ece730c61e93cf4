"""Names of functions: as they are written in the source, without what a compiler adds for the linker."""

from __future__ import annotations

import pytest

from tests.builders import custom_section, wasm_module
from workbench.protocol.debug_info.names import names_by_index, readable
from workbench.protocol.wasm.module_map import Export, ExternalKind, Import
from workbench.protocol.wasm.walker import walk_leniently


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("_ZN4core6option15Option$LT$T$GT$6unwrap17h0c8a256a8bbd4ba7E", "core::option::Option<T>::unwrap"),
        (
            "_ZN3std9panicking19begin_panic_handler28_$u7b$$u7b$closure$u7d$$u7d$17h106d97be21bfe094E",
            "std::panicking::begin_panic_handler::{{closure}}",
        ),
        (
            "_ZN58_$LT$alloc..string..String$u20$as$u20$core..fmt..Write$GT$9write_str17h0123456789abcdefE",
            "<alloc::string::String as core::fmt::Write>::write_str",
        ),
        ("p::deep::h795910f5832a18ca", "p::deep"),
        ("t", "t"),
        ("debug.defaultPanic", "debug.defaultPanic"),
        ("_ZN3foo3barEv", None),
        ("_RNvC4plug4deep", None),
        ("_ZN99999x17h0123456789abcdefE", None),
        ("_ZN9abc17h0123456789abcdefE", None),
    ],
)
def test_a_name_is_shown_as_the_source_has_it(name: str, expected: str | None) -> None:
    """One that is mangled in another way is left to the engine's reading."""
    assert readable(name) == expected


def test_functions_without_a_name_section_are_called_as_they_are_exported_or_imported() -> None:
    imports = (Import("env", "memory", ExternalKind.MEMORY), Import("extism:host/env", "alloc", ExternalKind.FUNCTION))
    exports = (Export("shape", ExternalKind.FUNCTION, 1), Export("memory", ExternalKind.MEMORY, 0))
    assert names_by_index(b"", (), imports, exports) == {0: "extism:host/env alloc", 1: "shape"}


def test_a_name_section_is_read_as_far_as_it_can_be() -> None:
    rows: list[tuple[str, bytes, dict[int, str]]] = [
        ("empty", b"", {}),
        ("names of other things", b"\0\2\1m\2\1\0", {}),
        ("behind another subsection", b"\0\2\1m\1\4\1\5\1a", {5: "a"}),
        ("fewer names than counted", b"\1\4\7\0\1a\2\3\0\1b", {0: "a"}),
        ("cut off within a name", b"\1\x20\2\0\1a\1\x09b", {0: "a"}),
        ("a name that is no text", b"\1\7\2\0\1a\1\1\xff", {0: "a"}),
    ]
    for what, payload, expected in rows:
        module = wasm_module([custom_section("name", payload)])
        sections = walk_leniently(module)[0].custom_sections("name")
        assert (what, names_by_index(module, sections, (), ())) == (what, expected)
