"""The files that settings stand in: found upwards, read as TOML in UTF-8, named when they are something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.errors.operator import FileDamaged
from workbench.store.settings_files import PROJECT_FILE, find_project_file, read_settings_file


def test_the_nearest_project_file_upwards_from_the_plugin_holds(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "a"):
        folder.mkdir(exist_ok=True)
        (folder / PROJECT_FILE).write_text("")
    assert find_project_file(str(tmp_path / "a/b/plugin.wasm")) == tmp_path / "a" / PROJECT_FILE


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"\xef\xbb\xbfprofile = '0.3'", "found a byte order mark"),
        ("profile = '0.3'".encode("utf-16"), "found UTF-16 with a byte order mark"),
        (b"# \xe9\nprofile = '0.3'", "expected TOML in UTF-8, found the byte 0xe9 at byte 2"),
        (b"profile =", "expected TOML, found"),
    ],
)
def test_what_is_no_toml_in_utf_8_is_named(content: bytes, found: str, tmp_path: Path) -> None:
    file = tmp_path / PROJECT_FILE
    file.write_bytes(content)
    with pytest.raises(FileDamaged, match=found):
        read_settings_file(file)
