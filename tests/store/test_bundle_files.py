"""A bundle is written the same each time, and one from elsewhere is refused or bounded, with one clear line."""

from __future__ import annotations

import io
import stat
import struct
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors.operator import FileDamaged, FileUnreadable, SettingInvalid
from workbench.reports.bundle.names import is_member
from workbench.session.values.bundle import BundleMember
from workbench.store import bundle_files
from workbench.store.bundle_files import archive, members_of, read_bundle

GOOD = archive([BundleMember("bundle.json", b"{}", ""), BundleMember("payloads/shape/grüße.json", b"1" * 90, "")])


def zipped(
    *members: tuple[str, bytes], change: Callable[[zipfile.ZipInfo], None] = lambda _: None, **options: Any
) -> bytes:
    """Return a zip file as anybody may make it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", **options) as written, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, content in members:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = options.get("compression", zipfile.ZIP_STORED)
            change(entry)
            written.writestr(entry, content)
    return stream.getvalue()


def read(content: bytes) -> dict[str, bytes]:
    return members_of(content, "x.zip", is_member)


def refused(content: bytes) -> str:
    with pytest.raises(FileDamaged) as caught:
        read(content)
    text = str(caught.value)
    assert text.startswith("x.zip: expected ")
    assert "\n" not in text
    return text


def test_what_was_written_is_read() -> None:
    assert read(GOOD) == {"bundle.json": b"{}", "payloads/shape/grüße.json": b"1" * 90}


def test_the_same_members_make_the_same_bytes() -> None:
    members = [BundleMember("bundle.json", b"{}", "one"), BundleMember("plugin.wasm", b"\0" * 5_000_000, "")]
    assert archive(members) == archive(members)


def test_a_module_that_compresses_well_is_not_taken_for_a_bomb() -> None:
    members = [BundleMember("plugin.wasm", b"\0" * 5_000_000, "")]
    assert len(read(archive(members))["plugin.wasm"]) == 5_000_000


@pytest.mark.parametrize(
    "name",
    [
        "../bundle.json", "/etc/passwd", "payloads/../../x.json", "C:\\x", "payloads\\shape\\a.json", "..", "", ".",
        "payloads/shape/..", "payloads/shape/../x.json", "payloads/nothing/a.json", "payloads/shape/.env",
        "payloads/shape/a.json/b.json", "recordings/../a.jsonl", "recordings/a\0.jsonl", "recordings/.jsonl",
        "workbench.toml", ".bashrc", "payloads/.env", "bundle.json/", "BUNDLE.JSON", "bundle.json ", "recordings/",
        "payloads/shape/\u202egpj.json", "//bundle.json", "./bundle.json", "recordings/con:a.jsonl", "x" * 5_000,
    ],
)  # fmt: skip
def test_a_name_that_is_none_of_a_member_is_refused(name: str) -> None:
    assert "names of members" in refused(zipped((name, b"x")))


@given(st.text(st.sampled_from("./\\abjsonp:*\0\n \u202e"), max_size=30))
def test_no_name_that_passes_leads_out_of_a_folder(name: str) -> None:
    if is_member(name):
        parts = name.split("/")
        assert all(part.strip(" .") and "\\" not in part and "\0" not in part for part in parts)


def test_a_name_that_is_not_utf_8_is_refused() -> None:
    content = GOOD.replace("grüße".encode(), b"gr\xff\xfe\xfde1"[:7])
    assert "whole" in refused(content)
    assert "names of members" in refused(zipped(("recordings/aXb.jsonl", b"")).replace(b"aXb", b"a\xfcb"))


def test_a_name_is_taken_as_it_is_written() -> None:
    """Python ends names at NUL, and makes what other systems have between folders into `/`."""
    content = zipped(("bundle.jsonX", b"x")).replace(b"bundle.jsonX", b"bundle.json\0")
    assert "names of members" in refused(content)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK, stat.S_IFDIR])
def test_links_devices_and_pipes_are_refused(kind: int) -> None:
    def change(entry: zipfile.ZipInfo) -> None:
        entry.create_system, entry.external_attr = 3, (kind | 0o777) << 16

    assert "link, folder or device" in refused(zipped(("plugin.wasm", b"/etc/passwd"), change=change))


@pytest.mark.parametrize("again", ["bundle.json", "payloads/shape/A.json"])
def test_a_name_that_stands_there_twice_is_refused(again: str) -> None:
    content = zipped(("bundle.json", b"1"), ("payloads/shape/a.json", b"1"), (again, b"2"))
    assert "each member once" in refused(content)


def test_a_bomb_is_refused_before_anything_of_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    content = zipped(("plugin.wasm", bytes(40_000_000)), compression=zipfile.ZIP_DEFLATED)
    monkeypatch.setattr(bundle_files, "_content", None)
    assert f"40,000,000 bytes in a file of {len(content):,}" in refused(content)


def test_members_that_are_too_large_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle_files, "TOTAL_MAX_BYTES", 100)
    assert "at most 100 bytes" in refused(zipped(("bundle.json", b"1" * 60), ("plugin.wasm", b"1" * 60)))


def test_too_many_members_are_refused_before_they_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    content = zipped(*((f"recordings/{number}.jsonl", b"") for number in range(2_001)))
    monkeypatch.setattr("workbench.store.bundle_files.zipfile.ZipFile", None)
    assert "at most 2,000 members" in refused(content)


def test_members_that_share_their_bytes_are_refused() -> None:
    content = bytearray(zipped(("bundle.json", b"1" * 50), ("plugin.wasm", b"1" * 50)))
    second = content.rindex(b"PK\x01\x02")
    struct.pack_into("<L", content, second + 42, 3)
    assert "stand apart" in refused(bytes(content))


def test_a_size_that_a_member_lies_about_is_refused() -> None:
    content = bytearray(zipped(("bundle.json", b"1" * 50)))
    struct.pack_into("<L", content, content.index(b"PK\x01\x02") + 24, 10)
    refused(bytes(content))


def test_an_encrypted_member_is_refused() -> None:
    content = bytearray(zipped(("bundle.json", b"1")))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert "not encrypted" in refused(bytes(content))


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_another_compression_is_refused(compression: int) -> None:
    assert "stored or deflated" in refused(zipped(("bundle.json", b"1" * 50), compression=compression))


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip file at all", GOOD[:-1], GOOD + b"x", GOOD[10:]])
def test_what_is_no_zip_file_is_refused(content: bytes) -> None:
    refused(content)


def test_the_64_bit_form_is_refused() -> None:
    """It could name a list of members of any length."""
    end = GOOD[-22:]
    assert "64-bit" in refused(GOOD[:-22] + struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1) + end)


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_one_changed_byte_gives_a_bundle_or_one_clear_line(place: int, byte: int) -> None:
    content = bytearray(GOOD)
    content[place] = byte
    try:
        assert all(map(is_member, read(bytes(content))))
    except FileDamaged as error:
        assert "\n" not in str(error)


def test_no_bundle_is_written_that_could_not_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle_files, "TOTAL_MAX_BYTES", 3)
    with pytest.raises(SettingInvalid, match="at most 3 bytes in 2,000 members: leave the module or payloads out"):
        archive([BundleMember("bundle.json", b"1234", "")])


def test_a_file_that_is_missing_or_too_large_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileUnreadable, match="a bundle that can be read"):
        read_bundle(tmp_path / "none.zip", is_member)
    (tmp_path / "large.zip").write_bytes(GOOD)
    monkeypatch.setattr(bundle_files, "ARCHIVE_MAX_BYTES", 10)
    with pytest.raises(FileDamaged, match="at most 10 bytes"):
        read_bundle(tmp_path / "large.zip", is_member)
