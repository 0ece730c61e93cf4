"""The files that settings stand in: found upwards, read as TOML in UTF-8, named when they are something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.errors.operator import FileDamaged
from workbench.store import settings_files
from workbench.store.settings_files import PROJECT_FILE, find_project_file, read_settings_file


def test_the_nearest_project_file_upwards_from_the_plugin_holds(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "a"):
        folder.mkdir(exist_ok=True)
        (folder / PROJECT_FILE).write_text("")
    assert find_project_file(str(tmp_path / "a/b/plugin.wasm")) == tmp_path / "a" / PROJECT_FILE


@pytest.mark.parametrize("sign", [".git", ".hg", ".jj"])
def test_the_search_ends_at_the_root_of_a_repository_and_looks_into_it(sign: str, tmp_path: Path) -> None:
    root = tmp_path / "repository"
    (root / "src").mkdir(parents=True)
    (root / sign).touch()
    (tmp_path / PROJECT_FILE).touch()
    assert find_project_file(str(root / "src/plugin.wasm")) is None
    (root / PROJECT_FILE).touch()
    assert find_project_file(str(root / "src/plugin.wasm")) == root / PROJECT_FILE


def test_the_search_ends_at_the_home_folder_whatever_link_leads_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home/a").mkdir(parents=True)
    (tmp_path / "link").symlink_to("home")
    (tmp_path / PROJECT_FILE).touch()
    monkeypatch.setenv("HOME", str(tmp_path / "link"))
    assert find_project_file(str(tmp_path / "home/a/plugin.wasm")) is None
    (tmp_path / "home" / PROJECT_FILE).touch()
    assert find_project_file(str(tmp_path / "home/a/plugin.wasm")) == tmp_path / "home" / PROJECT_FILE


def test_the_search_ends_where_another_file_system_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mount/a").mkdir(parents=True)
    (tmp_path / PROJECT_FILE).touch()
    identity = settings_files._identity

    def mounted(folder: Path) -> tuple[int, int] | None:
        found = identity(folder)
        return (-1, found[1]) if found is not None and folder.is_relative_to(tmp_path / "mount") else found

    monkeypatch.setattr(settings_files, "_identity", mounted)
    assert find_project_file(str(tmp_path / "mount/a/plugin.wasm")) is None
    (tmp_path / "mount" / PROJECT_FILE).touch()
    assert find_project_file(str(tmp_path / "mount/a/plugin.wasm")) == tmp_path / "mount" / PROJECT_FILE


def test_dots_in_the_path_of_a_plugin_lead_to_no_folder_twice(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / PROJECT_FILE).touch()
    assert find_project_file(str(tmp_path / "a/../plugin.wasm")) is None


def test_whatever_has_the_name_is_found_and_a_path_that_cannot_be_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / PROJECT_FILE).mkdir()
    assert find_project_file(str(tmp_path / "plugin.wasm")) == tmp_path / PROJECT_FILE
    assert find_project_file("/a\0/plugin.wasm") is None
    assert find_project_file(f"/{'a' * 5_000}/plugin.wasm") is None


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"\xef\xbb\xbfprofile = '0.3'", "found a byte order mark"),
        ("profile = '0.3'".encode("utf-16"), "found UTF-16 with a byte order mark"),
        (b"# \xe9\nprofile = '0.3'", "expected TOML in UTF-8, found the byte 0xe9 at byte 2, line 1"),
        (b"profile =", "expected TOML, found"),
    ],
)
def test_what_is_no_toml_in_utf_8_is_named(content: bytes, found: str, tmp_path: Path) -> None:
    file = tmp_path / PROJECT_FILE
    file.write_bytes(content)
    with pytest.raises(FileDamaged, match=found):
        read_settings_file(file)
