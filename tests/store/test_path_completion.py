"""Paths that are typed, and how they go on."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.session.values.path_completion import PathCompletion
from workbench.store import path_completion
from workbench.store.path_completion import complete_path


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("signer.wasm", "sign_two.wasm", "notes.txt", ".hidden.wasm", "target/deep.wasm", "bad\x1b.wasm"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "completion"),
    [
        ("t", PathCompletion("target/")),
        ("target/", PathCompletion("target/deep.wasm")),
        ("./target/d", PathCompletion("./target/deep.wasm")),
        ("~", PathCompletion("~/", ("sign_two.wasm", "signer.wasm", "target/"))),
        ("~/target/", PathCompletion("~/target/deep.wasm")),
        ("", PathCompletion("", ("sign_two.wasm", "signer.wasm", "target/"))),
        ("s", PathCompletion("sign", ("sign_two.wasm", "signer.wasm"))),
        ("signer", PathCompletion("signer.wasm")),
        (".", PathCompletion(".hidden.wasm")),
        ("notes", PathCompletion("notes")),
        ("missing/", PathCompletion("missing/")),
        ("signer.wasm/", PathCompletion("signer.wasm/")),
        ("a\0b/", PathCompletion("a\0b/")),
    ],
)
def test_a_path_goes_on_as_far_as_all_names_of_its_kind_have_in_common(typed: str, completion: PathCompletion) -> None:
    assert complete_path(typed, (".wasm",)) == completion


def test_every_name_counts_where_any_suffix_does() -> None:
    assert complete_path("n", ("",)) == PathCompletion("notes.txt")


def test_of_many_names_the_first_are_shown_and_the_others_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(path_completion, "NAMES_MAX", 1)
    assert complete_path("s", (".wasm",)) == PathCompletion("sign", ("sign_two.wasm",), 1)
