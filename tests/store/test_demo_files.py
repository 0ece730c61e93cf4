"""Demo scripts in files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from workbench.assets import asset_folder, sample_plugins
from workbench.errors.demo import DemoScriptInvalid
from workbench.errors.operator import FileDamaged, FileUnreadable
from workbench.session.demo.script import DemoScript
from workbench.store.demo_files import SCRIPT_MAX_BYTES, read_demo

SAMPLES = {one.name: one.path for one in sample_plugins()}
STEP = "\n[[step]]\nsay = 'a'\n"


def read(folder: Path, content: bytes | str) -> DemoScript:
    file = folder / "show.toml"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_demo(str(file), SAMPLES)


def fault(folder: Path, content: bytes | str) -> DemoScriptInvalid:
    with pytest.raises(DemoScriptInvalid) as raised:
        read(folder, content)
    return raised.value


def test_a_plugin_is_a_sample_or_stands_at_its_path_from_the_folder_of_the_script(tmp_path: Path) -> None:
    (tmp_path / "own.wasm").write_bytes(b"\0asm")
    script = read(tmp_path, f"plugin = 'own.wasm'{STEP}plugin = 'dialect'\n")
    assert script.plugin.path == os.path.realpath(tmp_path / "own.wasm")
    (swap,) = script.steps[0].actions
    assert swap.path == os.path.realpath(SAMPLES["dialect"])  # type: ignore[union-attr]


def test_a_plugin_that_is_gone_is_told_before_anything_starts(tmp_path: Path) -> None:
    (tmp_path / "mine.wasm").write_bytes(b"\0asm")
    error = fault(tmp_path, f"plugin = 'mina.wasm'{STEP}")
    assert (error.line, error.place, error.nearest) == (1, "plugin", "mine.wasm")
    assert "no file" in error.found
    assert fault(tmp_path, f"plugin = 'none/mine.wasm'{STEP}").nearest is None


def test_what_is_neither_a_sample_nor_a_module_is_told_with_the_nearest_sample(tmp_path: Path) -> None:
    error = fault(tmp_path, f"plugin = 'dialekt'{STEP}")
    assert error.nearest == "dialect"
    assert "a sample (dialect, " in error.expected
    assert fault(tmp_path, 'plugin = "a\\u0000.wasm"' + STEP).line == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"plugin = ", "line 1"),
        (b"\xef\xbb\xbfplugin = 'dialect'", "byte order mark"),
        (b"plugin = 'dialect'\ntitle = '\xff'", "line 2"),
    ],
)
def test_a_text_that_is_no_toml_is_told_with_file_and_line(tmp_path: Path, content: bytes, words: str) -> None:
    text = str(fault(tmp_path, content))
    assert text.startswith(str(tmp_path / "show.toml"))
    assert words in text


def test_a_file_that_is_missing_or_too_large_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable):
        read_demo(str(tmp_path / "none.toml"), SAMPLES)
    with pytest.raises(FileDamaged):
        read(tmp_path, b"#" * (SCRIPT_MAX_BYTES + 1))


@pytest.mark.parametrize("file", sorted(asset_folder("demos").glob("*.toml")), ids=lambda file: file.stem)
def test_every_script_that_ships_can_be_played(file: Path) -> None:
    assert read_demo(str(file), SAMPLES).stops
