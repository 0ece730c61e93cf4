"""Our own files: written whole or not at all, remembered, and never a reason to fail."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from workbench.errors.operator import FileDamaged, PlaceUnwritable
from workbench.store import drafts as draft_files
from workbench.store.places import places
from workbench.store.preferences import FilePreferences
from workbench.store.writing import write_atomically


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_write_replaces_the_whole_file_and_makes_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "file"
    write_atomically(path, b"a long content")
    write_atomically(path, b"short")

    assert path.read_bytes() == b"short"
    assert files(tmp_path) == ["a/b/file"]


def test_what_is_written_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "file"
    write_atomically(path, b"x")

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    write_atomically(path, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(path, b"new")

    assert path.read_bytes() == b"old"
    assert files(tmp_path) == ["file"]


def test_the_places_are_those_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable))

    found = places()

    assert found.config == tmp_path / "XDG_CONFIG_HOME" / "cc-lb-workbench"
    assert found.state == tmp_path / "XDG_STATE_HOME" / "cc-lb-workbench"
    assert found.cache == tmp_path / "XDG_CACHE_HOME" / "cc-lb-workbench"


def test_nothing_is_remembered_at_first(tmp_path: Path) -> None:
    preferences = FilePreferences(tmp_path / "state")

    assert (preferences.theme(), preferences.draft("p", "shape"), preferences.error) == (None, None, None)
    assert files(tmp_path) == []


def test_splits_are_remembered_beside_the_theme(tmp_path: Path) -> None:
    preferences = FilePreferences(tmp_path)
    preferences.keep_theme("paper")
    preferences.keep_splits({"halves": 60})
    again = FilePreferences(tmp_path)
    assert (again.theme(), again.splits()) == ("paper", {"halves": 60})


def test_line_numbers_are_remembered_beside_the_rest_and_are_off_at_first(tmp_path: Path) -> None:
    preferences = FilePreferences(tmp_path)
    assert not preferences.line_numbers()
    preferences.keep_theme("paper")
    preferences.keep_line_numbers(True)
    again = FilePreferences(tmp_path)
    assert (again.theme(), again.line_numbers()) == ("paper", True)


def test_splits_that_are_no_object_are_none(tmp_path: Path) -> None:
    (tmp_path / "preferences.json").write_bytes(b'{"splits": 3}')
    assert FilePreferences(tmp_path).splits() == {}


def test_a_theme_is_remembered_from_run_to_run(tmp_path: Path) -> None:
    FilePreferences(tmp_path).keep_theme("paper")

    assert FilePreferences(tmp_path).theme() == "paper"


@pytest.mark.parametrize("payload", ["", '{"a": "ü\U0001f600"}', "no JSON\r\n\0", "a lone \ud800 surrogate"])
def test_a_draft_is_remembered_as_it_was_typed(tmp_path: Path, payload: str) -> None:
    FilePreferences(tmp_path).keep_draft("p", "shape", payload)

    assert FilePreferences(tmp_path).draft("p", "shape") == payload


def test_drafts_are_kept_apart_by_plugin_and_function(tmp_path: Path) -> None:
    preferences = FilePreferences(tmp_path)
    for plugin, function in (("a", "shape"), ("a", "sign"), ("b", "shape"), ("ashape", "")):
        preferences.keep_draft(plugin, function, f"{plugin}/{function}")

    assert preferences.draft("a", "shape") == "a/shape"
    assert preferences.draft("ashape", "") == "ashape/"


@pytest.mark.parametrize("name", ["../../escape", "/etc/passwd", "a\0b", "x" * 5_000, "..", "\ud800"])
def test_a_plugin_s_name_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    preferences = FilePreferences(tmp_path / "state")
    preferences.keep_draft(name, name, "{}")

    assert preferences.draft(name, name) == "{}"
    (kept,) = files(tmp_path)
    assert Path(kept).parent == Path("state/drafts")


def test_the_oldest_drafts_are_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draft_files, "DRAFTS_MAX", 2)
    preferences = FilePreferences(tmp_path)
    for number in range(4):
        preferences.keep_draft("p", str(number), "{}")
        for path in (tmp_path / "drafts").iterdir():
            earlier = path.stat().st_mtime_ns - 1_000_000_000
            os.utime(path, ns=(earlier, earlier))

    assert [preferences.draft("p", str(number)) for number in range(4)] == [None, None, "{}", "{}"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"[" * 100_000, b" " * 70_000], ids=repr)
def test_a_damaged_file_is_set_aside_and_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "preferences.json").write_bytes(content)
    preferences = FilePreferences(tmp_path)

    assert preferences.theme() is None
    assert isinstance(preferences.error, FileDamaged)
    assert preferences.error.path == str(tmp_path / "preferences.json.damaged")
    assert (tmp_path / "preferences.json.damaged").read_bytes() == content
    preferences.keep_theme("paper")
    assert preferences.theme() == "paper"


def test_values_of_other_types_count_as_not_chosen(tmp_path: Path) -> None:
    (tmp_path / "preferences.json").write_bytes(b'{"theme": 3, "of_a_later_version": [1]}')
    preferences = FilePreferences(tmp_path)

    assert preferences.theme() is None
    preferences.keep_theme("paper")
    assert b"of_a_later_version" in (tmp_path / "preferences.json").read_bytes()


def test_a_place_that_cannot_be_written_is_a_note(tmp_path: Path) -> None:
    (tmp_path / "state").write_bytes(b"a file where the folder belongs")
    preferences = FilePreferences(tmp_path / "state")
    preferences.keep_theme("paper")
    preferences.keep_draft("p", "shape", "{}")

    assert isinstance(preferences.error, (PlaceUnwritable, FileDamaged))
    assert preferences.theme() is None


def test_a_note_ends_when_the_place_can_be_written_again(tmp_path: Path) -> None:
    (tmp_path / "drafts").write_bytes(b"a file where the folder belongs")
    preferences = FilePreferences(tmp_path)
    preferences.keep_draft("p", "shape", "{}")
    assert isinstance(preferences.error, PlaceUnwritable)
    (tmp_path / "drafts").unlink()
    preferences.keep_draft("p", "shape", "{}")

    assert preferences.error is None


def test_a_draft_above_the_limit_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draft_files, "DRAFT_MAX_BYTES", 100)
    preferences = FilePreferences(tmp_path)
    preferences.keep_draft("p", "shape", "x" * 100)

    assert isinstance(preferences.error, PlaceUnwritable)
    assert preferences.draft("p", "shape") is None


def test_what_two_windows_typed_for_one_function_is_both_kept(tmp_path: Path) -> None:
    one, other = FilePreferences(tmp_path), FilePreferences(tmp_path)
    assert (one.draft("p", "shape"), other.draft("p", "shape")) == (None, None)
    assert not one.keep_draft("p", "shape", "first")
    assert other.keep_draft("p", "shape", "second")
    assert one.keep_draft("p", "shape", "first, longer")

    again = FilePreferences(tmp_path)
    assert again.draft("p", "shape") == "first, longer"
    assert [draft.text for draft in again.other_drafts("p", "shape")] == ["second", "first"]


def test_a_draft_of_an_earlier_run_is_no_other_window_s(tmp_path: Path) -> None:
    FilePreferences(tmp_path).keep_draft("p", "shape", "of yesterday")
    later = FilePreferences(tmp_path)
    assert later.draft("p", "shape") == "of yesterday"
    assert not later.keep_draft("p", "shape", "of today")
    assert later.other_drafts("p", "shape") == ()


def test_other_windows_texts_stay_while_one_types_on_and_go_when_they_are_taken_over(tmp_path: Path) -> None:
    one, other = FilePreferences(tmp_path), FilePreferences(tmp_path)
    one.keep_draft("p", "shape", "mine")
    other.keep_draft("p", "shape", "theirs")
    for text in ("theirs, too", "theirs, at last"):
        other.keep_draft("p", "shape", text)
        assert [draft.text for draft in other.other_drafts("p", "shape")] == ["mine"]
    other.keep_draft("p", "shape", "mine")
    assert other.other_drafts("p", "shape") == ()


def test_only_the_newest_texts_of_other_windows_are_kept(tmp_path: Path) -> None:
    mine = FilePreferences(tmp_path)
    mine.keep_draft("p", "shape", "mine")
    for number in range(12):
        FilePreferences(tmp_path).keep_draft("p", "shape", f"theirs {number}")
        mine.keep_draft("p", "shape", f"mine {number}")

    others = [draft.text for draft in mine.other_drafts("p", "shape")]
    assert (others[0], len(others)) == ("theirs 11", draft_files.OTHERS_MAX)


@pytest.mark.parametrize("others", ["x", [1], [{"payload": 3, "at": 1}], [{"payload": "x", "at": "y"}]], ids=repr)
def test_what_is_no_text_of_another_window_is_passed_over(tmp_path: Path, others: object) -> None:
    FilePreferences(tmp_path).keep_draft("p", "shape", "{}")
    (path,) = (tmp_path / "drafts").iterdir()
    path.write_text(json.dumps({"payload": "{}", "others": others}))
    assert FilePreferences(tmp_path).other_drafts("p", "shape") == ()


def test_a_link_is_written_through(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    link, target = tmp_path / "link", tmp_path / "elsewhere" / "target"
    target.write_bytes(b"old")
    link.symlink_to(Path("elsewhere") / "target")
    write_atomically(link, b"new")

    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert files(tmp_path) == ["elsewhere/target", "link"]


def test_a_link_to_a_file_that_is_not_there_yet_makes_it(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "new folder" / "target")
    write_atomically(link, b"new")

    assert link.is_symlink()
    assert (tmp_path / "new folder" / "target").read_bytes() == b"new"


def test_a_link_that_leads_back_to_itself_is_an_error(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(link)
    with pytest.raises(OSError, match="symbolic links"):
        write_atomically(link, b"new")

    assert link.is_symlink()
