"""The storage of plugins becomes a file and comes back from it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors.operator import FileDamaged
from workbench.session.host.storage_text import of_plugin, read_storage_text, storage_text
from workbench.session.values.host_view import Storage

ENTRIES = st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), st.binary() | st.text().map(str.encode))
"""A guest's keys are UTF-8."""


@given(ENTRIES)
def test_entries_of_one_plugin_come_back(entries: dict[str, bytes]) -> None:
    assert read_storage_text(storage_text({"": entries}).encode(), "f") == {"": entries}


@pytest.mark.scenario
@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), ENTRIES))
def test_entries_of_several_plugins_come_back(storage: dict[str, dict[str, bytes]]) -> None:
    assert read_storage_text(storage_text(storage).encode(), "f") == storage


def test_text_stands_as_text_and_bytes_as_base64() -> None:
    written = storage_text({"": {"b": b"\x00\xff", "a": "방문".encode(), "esc": b"\x1b[31m"}})
    assert '"a": "방문"' in written
    assert json.loads(written) == {"a": "방문", "b": {"base64": "AP8="}, "esc": {"base64": "G1szMW0="}}
    assert "\x9b" not in storage_text({"": {"\x9b": b"1"}})


def test_a_file_that_names_no_plugin_is_of_whichever_it_is_for() -> None:
    assert of_plugin(read_storage_text(b'{"k": "v"}', "f"), "sample") == {"sample": {"k": b"v"}}
    named: Storage = read_storage_text(b'{"storage_of": {"other": {"k": "v"}}}', "f")
    assert of_plugin(named, "sample") == {"other": {"k": b"v"}}


def test_a_key_may_be_called_as_the_mark_of_several() -> None:
    assert read_storage_text(b'{"storage_of": "v"}', "f") == {"": {"storage_of": b"v"}}
    assert read_storage_text(b'{"storage_of": {"base64": "AA=="}}', "f") == {"": {"storage_of": b"\0"}}
    assert read_storage_text(b'{"storage_of": {"base64": {"k": "v"}}}', "f") == {"base64": {"k": b"v"}}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[]", "f: expected a JSON object of texts, or of .* found an array"),
        (b'{\n"k": 1,\n}', "line 3, byte "),
        (b'{"k": 1}', "f, key k: .* found "),
        (b'{"k": {"base64": "?"}}', "f, key k: expected standard base64 .* found '\\?'"),
        (b'{"k": {"base64": "", "x": 1}}', "f, key k: "),
        (b'{"storage_of": {"a": 1}}', "f, plugin a: "),
        (b'{"storage_of": {"a": {"k": null}}}', "f, plugin a, key k: "),
        (b"\xff", "f: "),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_its_place(content: bytes, said: str) -> None:
    with pytest.raises(FileDamaged, match=said):
        read_storage_text(content, "f")
