"""Saved payloads as a screen uses them."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from workbench.errors.documents import DocumentChanged, DocumentExists, DocumentNameInvalid, DocumentUnknown
from workbench.errors.operator import FileDamaged, PlaceUnwritable
from workbench.session.payloads.saved_payloads import SavedPayloads
from workbench.session.values.saved_payload import PayloadListing, SavedName
from workbench.store import writing
from workbench.store.payload_files import PayloadFiles

LOGIN = SavedName("shape", "login")


@pytest.fixture
def saved(tmp_path: Path) -> SavedPayloads:
    return SavedPayloads(lambda: PayloadFiles(tmp_path))


def put(folder: Path, at: SavedName, text: str = "{}") -> Path:
    path = folder / at.function / f"{at.name}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


def names(saved: SavedPayloads, text: str) -> list[str]:
    return [str(at) for at in saved.search(text, rows_max=10).rows]


def test_a_folder_that_is_not_there_holds_no_payload(saved: SavedPayloads) -> None:
    hits = saved.search("", rows_max=10)
    assert (hits.rows, hits.total, hits.of_all, hits.problems) == ((), 0, 0, ())


def test_each_word_must_be_found_and_names_that_begin_with_it_come_first(saved: SavedPayloads, tmp_path: Path) -> None:
    for at in (SavedName("shape", "my login"), LOGIN, SavedName("sign", "Login"), SavedName("sign", "other")):
        put(tmp_path, at)
    assert names(saved, "LOGIN") == ["shape/login", "sign/Login", "shape/my login"]
    assert names(saved, "sign log") == ["sign/Login"]


def test_of_functions_too_the_one_that_begins_with_a_word_comes_first(saved: SavedPayloads, tmp_path: Path) -> None:
    for at in (SavedName("build_signer", "team"), SavedName("sign", "team"), SavedName("build_signer", "signed")):
        put(tmp_path, at)
    assert names(saved, "sign") == ["build_signer/signed", "sign/team", "build_signer/team"]
    assert names(saved, "sign team") == ["sign/team", "build_signer/team"]


def test_a_payload_that_somebody_adds_is_found_at_the_next_search(saved: SavedPayloads, tmp_path: Path) -> None:
    put(tmp_path, LOGIN)
    assert names(saved, "") == ["shape/login"]
    os.utime(tmp_path / "shape", ns=(1, 1))
    put(tmp_path, SavedName("shape", "later"))
    assert names(saved, "") == ["shape/later", "shape/login"]


class Counted(PayloadFiles):
    """Counts how often the folder is listed."""

    listed = 0

    def list(self) -> PayloadListing:
        self.listed += 1
        return super().list()

    def signature(self) -> object:
        return 0


def test_the_folder_is_not_listed_anew_for_each_letter(tmp_path: Path) -> None:
    files = Counted(tmp_path)
    saved = SavedPayloads(lambda: files)
    for text in ("", "l", "lo", "log"):
        saved.search(text, rows_max=10)
    assert files.listed == 1


class Many(PayloadFiles):
    """A hundred thousand payloads."""

    def list(self) -> PayloadListing:
        return PayloadListing(tuple(SavedName("shape", f"payload {at:06}") for at in range(100_000)))


@pytest.mark.scenario
def test_of_a_hundred_thousand_payloads_all_are_counted_and_some_are_shown(tmp_path: Path) -> None:
    saved = SavedPayloads(lambda: Many(tmp_path))
    hits = saved.search("99999", rows_max=500)
    assert (hits.total, hits.of_all) == (1, 100_000)
    assert len(saved.search("", rows_max=500).rows) == 500


def test_a_new_payload_is_never_written_over_one_that_is_there(saved: SavedPayloads, tmp_path: Path) -> None:
    path = put(tmp_path, LOGIN, "theirs")
    result = saved.save(LOGIN, "mine", None)
    assert isinstance(result.conflict, DocumentExists)
    assert (result.version, path.read_text()) == (None, "theirs")
    assert saved.save(LOGIN, "mine", None, in_place=True).version is not None
    assert path.read_text() == "mine"


def test_a_payload_that_somebody_changed_since_is_not_written_over(saved: SavedPayloads, tmp_path: Path) -> None:
    first = saved.save(LOGIN, "mine", None)
    path = put(tmp_path, LOGIN, "theirs!")
    assert isinstance(saved.save(LOGIN, "mine 2", first.version).conflict, DocumentChanged)
    assert path.read_text() == "theirs!"


def test_versions_tell_what_files_hold_now_and_an_empty_one_that_there_is_none(
    saved: SavedPayloads, tmp_path: Path
) -> None:
    version = saved.save(LOGIN, "mine", None).version
    assert saved.versions([LOGIN]) == {LOGIN: version}
    put(tmp_path, LOGIN, "theirs, longer")
    assert saved.versions([LOGIN])[LOGIN] != version
    (tmp_path / "shape" / "login.json").unlink()
    assert saved.versions([LOGIN])[LOGIN].sha256 == ""


def test_deleted_payloads_are_put_back_the_last_one_first(saved: SavedPayloads, tmp_path: Path) -> None:
    other = SavedName("sign", "other")
    for at in (LOGIN, other):
        put(tmp_path, at, str(at))
        saved.delete(at)
    assert [saved.put_back(), saved.put_back(), saved.put_back()] == [other, LOGIN, None]
    assert saved.read(LOGIN).text == "shape/login"


def test_a_payload_that_cannot_be_put_back_can_be_tried_again(saved: SavedPayloads, tmp_path: Path) -> None:
    put(tmp_path, LOGIN, "mine")
    saved.delete(LOGIN)
    path = put(tmp_path, LOGIN, "theirs")
    with pytest.raises(DocumentExists):
        saved.put_back()
    path.unlink()
    assert saved.put_back() == LOGIN


def test_a_full_disk_is_named_and_the_file_stays_as_it_was(
    saved: SavedPayloads, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int, *_: object, **__: object) -> None:
        os.close(descriptor)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = put(tmp_path, LOGIN, "before")
    seen = saved.read(LOGIN).version
    monkeypatch.setattr(writing, "_fill", full)
    with pytest.raises(PlaceUnwritable, match="no space left"):
        saved.save(LOGIN, "after", seen)
    assert path.read_text() == "before"


def test_a_link_is_written_through(saved: SavedPayloads, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere.json"
    target.write_text("before")
    (tmp_path / "shape").mkdir()
    (tmp_path / "shape" / "login.json").symlink_to(target)
    seen = saved.read(LOGIN).version
    saved.save(LOGIN, "after", seen)
    assert (target.read_text(), (tmp_path / "shape" / "login.json").is_symlink()) == ("after", True)


@pytest.mark.parametrize("content", [b"\xff", b"\xef\xbb\xbf{}", b"\xff\xfe{\x00"])
def test_a_damaged_payload_is_named(saved: SavedPayloads, tmp_path: Path, content: bytes) -> None:
    put(tmp_path, LOGIN).write_bytes(content)
    with pytest.raises(FileDamaged, match=r"login\.json"):
        saved.read(LOGIN)


def test_names_that_no_file_can_have_and_payloads_that_are_not_there_are_named(saved: SavedPayloads) -> None:
    with pytest.raises(DocumentNameInvalid):
        saved.save(SavedName("shape", "../etc"), "{}", None)
    with pytest.raises(DocumentUnknown):
        saved.read(LOGIN)
