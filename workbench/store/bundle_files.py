"""Bundles as zip files. One from elsewhere is hostile: what is not surely a file of a bundle ends the reading.

Owns the form of the file and its bounds. What members mean is nobody's business here.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from workbench.errors.operator import FileDamaged, SettingInvalid
from workbench.session.values.bundle import BundleMember
from workbench.store.named_files import read_named

ARCHIVE_MAX_BYTES: Final = 256 * 1024 * 1024
TOTAL_MAX_BYTES: Final = 384 * 1024 * 1024
"""Of all members together, when they are no longer compressed."""
MEMBERS_MAX: Final = 2_000
DIRECTORY_MAX_BYTES: Final = 1024 * 1024
RATIO_MAX: Final = 200
"""How much larger than the file all members together may be."""
RATIO_FREE_BYTES: Final = 1024 * 1024
"""Where the members are no larger than that, the ratio plays no part."""
_WELL_COMPRESSED: Final = 100
"""What becomes smaller than one part in so many is stored as it is, so that no reader takes it for a bomb."""
_WHAT: Final = "a bundle"
_END: Final = struct.Struct("<4s4H2LH")
_END_SIGN: Final = b"PK\x05\x06"
_END64_LOCATOR: Final = struct.Struct("<4sLQL")
_LOCAL_HEADER_BYTES: Final = 30
_FIXED_TIME: Final = (1980, 1, 1, 0, 0, 0)
_UNIX: Final = 3
_ENCRYPTED: Final = 0x1
_UTF8: Final = 0x800


def archive(members: Sequence[BundleMember]) -> bytes:
    """Return the zip file of a bundle: the same bytes for the same members, whenever it is made.

    Raises:
        SettingInvalid: There is more to it than `read_bundle` takes.
    """
    total = sum(len(member.content) for member in members)
    if total > TOTAL_MAX_BYTES or len(members) > MEMBERS_MAX:
        expected = f"at most {TOTAL_MAX_BYTES:,} bytes in {MEMBERS_MAX:,} members: leave the module or payloads out"
        found = f"{total:,} bytes in {len(members):,}"
        raise SettingInvalid("bundle", None, expected, "what is in it", found=found)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as written:
        for member in members:
            entry = zipfile.ZipInfo(member.name, _FIXED_TIME)
            entry.create_system = _UNIX
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            entry.compress_type = _compression(member.content)
            written.writestr(entry, member.content, compresslevel=6)
    return stream.getvalue()


def _compression(content: bytes) -> int:
    small = len(zlib.compress(content, 6)) * _WELL_COMPRESSED
    return zipfile.ZIP_STORED if small < len(content) else zipfile.ZIP_DEFLATED


def read_bundle(path: Path, is_member: Callable[[str], bool]) -> Mapping[str, bytes]:
    """Return the members of a bundle by name.

    Args:
        path: The file.
        is_member: Says whether a member may have a name.

    Raises:
        FileUnreadable: It is missing or cannot be read.
        FileDamaged: It is no bundle, or exceeds a bound.
    """
    content = read_named(path, _WHAT, max_bytes=ARCHIVE_MAX_BYTES)
    return members_of(content, str(path), is_member)


def members_of(content: bytes, path: str, is_member: Callable[[str], bool]) -> dict[str, bytes]:
    """Return the members of a zip file by name; `path` is for errors. Raises FileDamaged: see `read_bundle`."""
    _check_end(content, path)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            entries = opened.infolist()
            _check_entries(entries, len(content), path, is_member)
            return {entry.filename: _content(opened, entry, path) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OverflowError, struct.error, RuntimeError) as error:
        raise FileDamaged(path, "a zip file that is whole", str(error)[:200] or type(error).__name__) from error


def _check_end(content: bytes, path: str) -> None:
    """Bound the list of members before it is read. Nothing may follow it, and it must end where the file says."""
    start = len(content) - _END.size
    if start < 0 or content[start : start + 4] != _END_SIGN:
        found = f"{len(content):,} bytes of something else" if content else "an empty file"
        raise FileDamaged(path, "a bundle, which is a zip file without a comment", found)
    _, disk, first, here, count, size_bytes, offset, _ = _END.unpack_from(content, start)
    if content[max(0, start - _END64_LOCATOR.size) : start].startswith(b"PK\x06\x07"):
        raise FileDamaged(path, "a zip file of the 32-bit form", "one of the 64-bit form")
    if disk or first or here != count or offset + size_bytes != start:
        raise FileDamaged(path, "a zip file in one piece", "a list of members that is not where it must be")
    if count > MEMBERS_MAX or size_bytes > DIRECTORY_MAX_BYTES:
        raise FileDamaged(path, f"at most {MEMBERS_MAX:,} members", f"{count:,}, listed in {size_bytes:,} bytes")


def _check_entries(
    entries: Sequence[zipfile.ZipInfo], archive_bytes: int, path: str, is_member: Callable[[str], bool]
) -> None:
    seen: set[str] = set()
    for entry in entries:
        _check_entry(entry, path, is_member)
        folded = entry.filename.casefold()
        if folded in seen:
            raise FileDamaged(path, "each member once", f"{entry.filename!r} twice")
        seen.add(folded)
    if len(entries) > MEMBERS_MAX:
        raise FileDamaged(path, f"at most {MEMBERS_MAX:,} members", f"{len(entries):,}")
    total = sum(entry.file_size for entry in entries)
    if total > TOTAL_MAX_BYTES or total > max(RATIO_FREE_BYTES, RATIO_MAX * archive_bytes):
        expected = f"at most {TOTAL_MAX_BYTES:,} bytes, and at most {RATIO_MAX} times the file"
        raise FileDamaged(path, expected, f"{total:,} bytes in a file of {archive_bytes:,}")
    _check_apart(entries, path)


def _check_entry(entry: zipfile.ZipInfo, path: str, is_member: Callable[[str], bool]) -> None:
    # As it is written: what reads zip files repairs names.
    name = entry.orig_filename
    is_utf8 = bool(entry.flag_bits & _UTF8) or name.isascii()
    if not is_utf8 or not is_member(name) or name != entry.filename:
        raise FileDamaged(path, "names of members (bundle.json, payloads/FUNCTION/NAME.json, …)", repr(name[:200]))
    kind = stat.S_IFMT(entry.external_attr >> 16) if entry.create_system == _UNIX else 0
    if kind not in (0, stat.S_IFREG) or entry.is_dir():
        raise FileDamaged(path, "regular files alone", f"{name!r}, which is a link, folder or device")
    if entry.flag_bits & _ENCRYPTED:
        raise FileDamaged(path, "members that are not encrypted", f"{name!r}, which is")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FileDamaged(path, "members that are stored or deflated", f"{name!r} in form {entry.compress_type}")


def _check_apart(entries: Sequence[zipfile.ZipInfo], path: str) -> None:
    """Refuse members that share bytes: a small file could hold any number of large ones."""
    end = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.header_offset < end:
            raise FileDamaged(path, "members that stand apart", f"{entry.filename!r} within another one")
        end = entry.header_offset + _LOCAL_HEADER_BYTES + entry.compress_size


def _content(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, path: str) -> bytes:
    with opened.open(entry) as stream:
        content = stream.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise FileDamaged(path, f"{entry.filename!r} of {entry.file_size:,} bytes", f"{len(content):,} bytes")
    return content
