"""Saved payloads on disk: nothing is lost, and what is in the way is named."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from workbench.errors import OperatorError
from workbench.errors.documents import DocumentChanged, DocumentExists, DocumentNameInvalid, DocumentUnknown
from workbench.errors.operator import FileDamaged, FileUnreadable, NameUnknown, PlaceUnwritable
from workbench.session.values.saved_payload import FileVersion, SavedName
from workbench.store import payload_files
from workbench.store.bounded_files import BoundedFiles
from workbench.store.payload_files import PayloadFiles, payloads_under, read_payload

AT = SavedName("shape", "a")
TEXT = '{ "é": 1.00,\r\n\t"\u2028": "x" }'


@pytest.fixture
def files(tmp_path: Path) -> PayloadFiles:
    return PayloadFiles(tmp_path / "payloads")


def put(files: PayloadFiles, place: str, content: bytes = b"{}") -> Path:
    path = files.folder / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def names(files: PayloadFiles) -> list[str]:
    return [str(at) for at in files.list().names]


def test_what_is_saved_is_kept_byte_for_byte_and_read_again(files: PayloadFiles) -> None:
    version = files.save(AT, TEXT, None)
    assert files.place(AT).read_bytes() == TEXT.encode()
    found = files.read(AT)
    assert (found.at, found.text, found.version, found.expectation) == (AT, TEXT, version, None)


@pytest.mark.parametrize("text", ["", "{", "no json", "\0"])
def test_a_text_that_is_not_fit_to_be_sent_is_saved_too(files: PayloadFiles, text: str) -> None:
    files.save(AT, text, None)
    assert files.read(AT).text == text


def test_a_text_that_no_file_can_hold_is_named_and_nothing_is_written(files: PayloadFiles) -> None:
    with pytest.raises(PlaceUnwritable, match=r"U\+D800"):
        files.save(AT, '"\ud800"', None)
    assert names(files) == []


def test_payloads_are_listed_by_function_and_name_without_what_is_beside_them(files: PayloadFiles) -> None:
    for place in ("sign/b.json", "sign/a.json", "shape/c.json", "shape/c.expect.json", "shape/.d.json", "shape/e.txt"):
        put(files, place)
    put(files, ".env")
    listing = files.list()
    assert [str(at) for at in listing.names] == ["shape/c", "sign/a", "sign/b"]
    assert listing.problems == ()


def test_a_folder_that_is_not_there_holds_no_payloads(files: PayloadFiles) -> None:
    assert (files.list().names, files.list().problems, files.env()) == ((), (), None)


def test_a_misspelled_folder_and_an_expectation_alone_are_problems(files: PayloadFiles) -> None:
    put(files, "shap/a.json")
    put(files, "sign/gone.expect.json")
    put(files, "notes/readme.txt")
    orphan, stranger = files.list().problems
    assert isinstance(orphan, FileDamaged)
    assert "gone.expect.json" in str(orphan)
    assert isinstance(stranger, NameUnknown)
    assert stranger.nearest == "shape"


@pytest.mark.slow
def test_ten_thousand_payloads_are_listed_without_reading_one(
    files: PayloadFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = files.folder / "shape"
    folder.mkdir(parents=True)
    for number in range(10_000):
        (folder / f"{number:05}.json").touch()

    def never(self: BoundedFiles, path: Path, what: str, max_bytes: int) -> bytes:
        raise AssertionError(path)

    monkeypatch.setattr(BoundedFiles, "read", never)
    started = time.process_time()
    assert len(files.list().names) == 10_000
    assert time.process_time() - started < 30


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"\xff{}", "the byte 0xff at byte 0"),
        (b"\xef\xbb\xbf{}", "byte order mark"),
        ("{}".encode("utf-16"), "byte order mark"),
    ],
)
def test_a_file_that_is_no_utf_8_is_named(files: PayloadFiles, content: bytes, found: str) -> None:
    put(files, "shape/a.json", content)
    with pytest.raises(FileDamaged, match=found):
        files.read(AT)


def test_a_file_that_is_too_large_is_named(files: PayloadFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(payload_files, "PAYLOAD_MAX_BYTES", 8)
    put(files, "shape/a.json", b"123456789")
    with pytest.raises(FileDamaged, match="at most 8 bytes"):
        files.read(AT)
    with pytest.raises(PlaceUnwritable, match="at most 8"):
        files.save(SavedName("shape", "b"), "123456789", None)


def test_what_is_no_file_is_named_and_never_waited_for(files: PayloadFiles) -> None:
    (files.folder / "shape").mkdir(parents=True)
    os.mkfifo(files.folder / "shape" / "a.json")
    (files.folder / "shape" / "b.json").mkdir()
    (files.folder / "shape" / "c.json").symlink_to("nowhere")
    for name, found in (("a", "a pipe or device"), ("b", "a folder"), ("c", "a link to a file that does not exist")):
        with pytest.raises(FileUnreadable, match=found):
            files.read(SavedName("shape", name))


def test_a_payload_that_is_not_there_is_named_with_the_nearest(files: PayloadFiles) -> None:
    put(files, "shape/messages.json")
    with pytest.raises(DocumentUnknown, match="did you mean 'messages'"):
        files.read(SavedName("shape", "mesages"))
    with pytest.raises(NameUnknown, match="did you mean 'shape'"):
        files.read(SavedName("shap", "a"))


@pytest.mark.parametrize("name", ["../a", "a/b", "a.expect", "..", "a\n"])
def test_no_name_leads_out_of_the_folder_or_to_an_expectation(files: PayloadFiles, name: str) -> None:
    for use in (
        lambda: files.read(SavedName("shape", name)),
        lambda: files.save(SavedName("shape", name), "{}", None),
        lambda: files.rename(AT, name),
    ):
        with pytest.raises(DocumentNameInvalid):
            use()
    assert not files.folder.exists()


def test_a_newer_change_is_never_written_over_unless_it_is_meant(files: PayloadFiles) -> None:
    seen = files.save(AT, "1", None)
    path = put(files, "shape/a.json", b"theirs")
    with pytest.raises(DocumentChanged):
        files.save(AT, "2", seen)
    assert path.read_bytes() == b"theirs"
    files.save(AT, "2", seen, in_place=True)
    assert path.read_bytes() == b"2"


def test_a_change_within_the_same_second_and_of_the_same_size_is_noticed(files: PayloadFiles) -> None:
    seen = files.save(AT, "1", None)
    path = files.place(AT)
    stat = path.stat()
    path.write_bytes(b"9")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    with pytest.raises(DocumentChanged):
        files.save(AT, "2", seen)


def test_a_new_payload_takes_no_name_that_is_in_use(files: PayloadFiles) -> None:
    files.save(AT, "1", None)
    with pytest.raises(DocumentExists):
        files.save(AT, "2", None)
    assert files.read(AT).text == "1"
    assert files.save(AT, "1", None) == files.read(AT).version


def test_a_payload_that_was_deleted_since_is_written_again(files: PayloadFiles) -> None:
    seen = files.save(AT, "1", None)
    files.place(AT).unlink()
    files.save(AT, "2", seen)
    assert files.read(AT).text == "2"


def test_a_link_is_written_through_and_stays_one(files: PayloadFiles, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere.json"
    target.write_text("1")
    (files.folder / "shape").mkdir(parents=True)
    files.place(AT).symlink_to(target)
    files.save(AT, "2", files.read(AT).version)
    assert files.place(AT).is_symlink()
    assert target.read_text() == "2"


def test_on_a_full_disk_the_text_that_was_there_stays(files: PayloadFiles) -> None:
    seen = files.save(AT, "1", None)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4, hard))
    try:
        with pytest.raises(PlaceUnwritable, match="file too large"):
            files.save(AT, "2" * 10, seen)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert files.read(AT).text == "1"
    assert [one.name for one in files.place(AT).parent.iterdir()] == ["a.json"]


@pytest.mark.parametrize("in_the_way", ["shape", ""])
def test_a_place_that_cannot_be_written_is_named(files: PayloadFiles, tmp_path: Path, in_the_way: str) -> None:
    (tmp_path / "payloads" if not in_the_way else put(files, "x").parent / in_the_way).write_text("a file")
    with pytest.raises(PlaceUnwritable):
        files.save(AT, "{}", None)


def test_a_payload_is_renamed_with_what_is_expected_of_it(files: PayloadFiles) -> None:
    files.save(AT, "1", None)
    files.save_expectation(AT, b'{"notes":"n"}')
    assert files.rename(AT, "b") == SavedName("shape", "b")
    found = files.read(SavedName("shape", "b"))
    assert (found.text, found.expectation) == ("1", b'{"notes":"n"}')
    assert names(files) == ["shape/b"]
    assert files.list().problems == ()


def test_a_payload_is_copied_with_what_is_expected_of_it(files: PayloadFiles) -> None:
    files.save(AT, "1", None)
    files.save_expectation(AT, b"{}")
    files.duplicate(AT, "b")
    assert names(files) == ["shape/a", "shape/b"]
    assert files.read(SavedName("shape", "b")).expectation == b"{}"


def test_neither_a_rename_nor_a_copy_takes_a_name_that_is_in_use(files: PayloadFiles) -> None:
    files.save(AT, "1", None)
    put(files, "shape/b.json", b"2")
    put(files, "shape/c.expect.json", b"{}")
    for name in ("b", "c", "a"):
        for use in (files.rename, files.duplicate):
            with pytest.raises(DocumentExists):
                use(AT, name)
    assert files.read(SavedName("shape", "b")).text == "2"
    for use in (files.rename, files.duplicate):
        with pytest.raises(DocumentUnknown):
            use(SavedName("sign", "a"), "z")


def test_what_was_deleted_can_be_put_back(files: PayloadFiles) -> None:
    files.save(AT, TEXT, None)
    files.save_expectation(AT, b"{}")
    deleted = files.delete(AT)
    assert names(files) == []
    files.restore(deleted)
    assert (files.read(AT).text, files.read(AT).expectation) == (TEXT, b"{}")
    with pytest.raises(DocumentExists):
        files.restore(deleted)
    with pytest.raises(DocumentUnknown):
        files.delete(SavedName("shape", "z"))


def test_of_a_link_the_link_alone_is_deleted_and_put_back(files: PayloadFiles, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere.json"
    target.write_text("1")
    (files.folder / "shape").mkdir(parents=True)
    files.place(AT).symlink_to(target)
    deleted = files.delete(AT)
    assert target.read_text() == "1"
    files.restore(deleted)
    assert files.place(AT).readlink() == target


def test_payloads_below_any_folder_are_found_by_the_folder_of_their_function(files: PayloadFiles) -> None:
    for place in ("deep/er/shape/a.json", "sign/b.json", "sign/b.expect.json", ".git/sign/c.json", "d.json"):
        put(files, place)
    found = [str(path.relative_to(files.folder)) for path in payloads_under(files.folder)]
    assert sorted(found) == ["deep/er/shape/a.json", "sign/b.json"]


def test_a_payload_outside_a_folder_of_a_function_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}")
    with pytest.raises(OperatorError, match="wire function"):
        read_payload(tmp_path / "a.json", BoundedFiles())


def test_the_file_of_variables_is_read_with_its_path(files: PayloadFiles) -> None:
    path = put(files, ".env", b"A=b")
    assert files.env() == (b"A=b", str(path))


def test_a_version_tells_the_content_and_nothing_else(files: PayloadFiles) -> None:
    first = files.save(AT, "1", None)
    assert files.save(SavedName("sign", "b"), "1", None) == first != FileVersion()


@pytest.mark.parametrize("link", ["shape/a.json", "shape/a.expect.json", "shape", ".env"])
def test_no_link_leads_out_of_the_bounds(tmp_path: Path, link: str) -> None:
    """What a cloned project leads elsewhere is neither read nor written through."""
    home, project = tmp_path / "home", tmp_path / "project"
    home.mkdir()
    (home / "secret").write_text("A=secret")
    place = project / "payloads" / link
    place.parent.mkdir(parents=True)
    place.symlink_to(home if link == "shape" else home / "secret")
    files = PayloadFiles(project / "payloads", bounds=project)
    at = SavedName("shape", "a")
    doings: list[Callable[[], object]] = [lambda: files.read(at), lambda: files.save(at, "{}", None, in_place=True)]
    doings += [lambda: files.save_expectation(at, b"{}"), lambda: files.delete(at)]
    for doing in [files.env] if link == ".env" else doings:
        with pytest.raises(FileDamaged, match="trust-project"):
            doing()
    assert (home / "secret").read_text() == "A=secret"
    assert [one.name for one in home.iterdir()] == ["secret"]
    inner = PayloadFiles(project / "payloads", bounds=tmp_path)
    assert inner.env() is not None if link == ".env" else inner.place(at)
