"""A new plugin is called as a host takes it; what is wrong with another name is said."""

from __future__ import annotations

import json

import pytest

from workbench.errors.identity import PluginNameEmpty, PluginNameInvalid
from workbench.errors.projects import ProjectNameInvalid
from workbench.protocol.identity import Identity, check_identity, decode_identity
from workbench.scaffold.names import NAME_MAX_BYTES, check_plugin_name

GOOD = ["a", "my-plugin", "x_1", "plugin2", "a" * NAME_MAX_BYTES, "test-2"]
BAD = {
    "": "found an empty name",
    "My-Plugin": "found 'M' as the first one",
    "2fast": "found '2' as the first one",
    "my plugin": "found ' ' as character 3",
    "naïve": "found 'ï' as character 3",
    "a\n": r"found '\n' as character 2",
    "a" * 65: "found 65 characters",
}


def identity(name: str) -> Identity:
    fields = {"magic": [204, 27, 112, 16, 0, 1, 0, 0], "abi_envelope": 1, "plugin_name": name, "plugin_version": "1"}
    return decode_identity(json.dumps(fields))


@pytest.mark.parametrize("name", GOOD)
def test_what_is_taken_is_what_a_host_takes(name: str) -> None:
    check_plugin_name(name, "rust")
    check_identity(identity(name))


@pytest.mark.parametrize("name", BAD)
def test_what_no_host_takes_is_refused_with_the_place(name: str) -> None:
    with pytest.raises(ProjectNameInvalid) as refused:
        check_plugin_name(name, "zig")
    with pytest.raises((PluginNameEmpty, PluginNameInvalid)):
        check_identity(identity(name))
    assert BAD[name] in str(refused.value)
    assert "a to z, 0 to 9, - and _" in str(refused.value)


def test_a_byte_that_is_no_text_is_shown_as_the_byte_that_was_typed() -> None:
    with pytest.raises(ProjectNameInvalid, match=r"found '\\xff' as the first one$"):
        check_plugin_name("\udcff", "zig")


@pytest.mark.parametrize("name", ["match", "serde", "serde-json", "core", "test", "deps"])
def test_names_that_no_crate_can_have_are_refused_in_rust_alone(name: str) -> None:
    check_plugin_name(name, "zig")
    with pytest.raises(ProjectNameInvalid, match="one that Rust uses itself"):
        check_plugin_name(name, "rust")
