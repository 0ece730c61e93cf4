"""Saved payloads on disk: `FUNCTION/NAME.json` and `FUNCTION/NAME.expect.json` in one folder, and `.env` beside them.

Owns how they are listed, read and replaced. Never writes over what somebody else changed without being asked to. What
the texts mean stands in `workbench.protocol.payload_text`.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from workbench.errors import OperatorError
from workbench.errors.documents import DocumentChanged, DocumentExists, DocumentUnknown
from workbench.errors.operator import FileDamaged, FileUnreadable, NameUnknown, PlaceUnwritable
from workbench.errors.remedies import words_of
from workbench.naming import nearest
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.json.byte_order_marks import byte_order_mark
from workbench.protocol.payload_text.names import EXPECTATION_SUFFIX, PAYLOAD_SUFFIX, check_name
from workbench.session.values.saved_payload import DeletedPayload, FileVersion, PayloadListing, SavedName, SavedPayload
from workbench.store.bounded_files import BoundedFiles

PAYLOAD_MAX_BYTES: Final = 64 * 1024 * 1024
EXPECTATION_MAX_BYTES: Final = 8 * 1024 * 1024
ENV_MAX_BYTES: Final = 1024 * 1024
ENV_FILE: Final = ".env"
_MODE_OF_NEW: Final = 0o644
_PAYLOAD: Final = "a payload"


class PayloadFiles:
    """The saved payloads of one folder, which may not be there yet."""

    def __init__(self, folder: Path, *, bounds: Path | None = None) -> None:
        """Read nothing yet.

        Args:
            folder: Where they stand.
            bounds: No link among them may lead out of this folder, links resolved; None: they may lead anywhere.
        """
        self.bounds = BoundedFiles(bounds)
        self.folder = folder
        self._versions: dict[Path, tuple[object, FileVersion]] = {}
        """What files held, beside how they stood then."""

    def place(self, at: SavedName) -> Path:
        """Return where a payload stands. Raises DocumentNameInvalid, NameUnknown; FileDamaged: it leads elsewhere."""
        if at.function not in WIRE_FUNCTIONS:
            raise NameUnknown("wire function", at.function, nearest(at.function, WIRE_FUNCTIONS))
        check_name(at.name)
        path = self.folder / at.function / (at.name + PAYLOAD_SUFFIX)
        self.bounds.check(path)
        self.bounds.check(_beside(path))
        return path

    def list(self) -> PayloadListing:
        """Return every saved payload, and what in the folder is in the way. Reads no file.

        Raises:
            FileUnreadable: The folder is there and cannot be listed.
        """
        problems: list[OperatorError] = []
        names: list[SavedName] = []
        for function in WIRE_FUNCTIONS:
            found, missing = _entries(self.folder / function)
            names += [SavedName(function, name) for name in sorted(found)]
            problems += missing
        problems += self._strangers()
        return PayloadListing(tuple(names), tuple(problems))

    def _strangers(self) -> Iterator[OperatorError]:
        """Give a problem for each folder of payloads that no function has the name of."""
        try:
            with os.scandir(self.folder) as entries:
                folders = sorted(one.name for one in entries if one.name not in WIRE_FUNCTIONS and one.is_dir())
        except FileNotFoundError:
            return
        except OSError as error:
            raise FileUnreadable(str(self.folder), "a folder that can be listed", words_of(error)) from error
        for name in folders:
            if not name.startswith(".") and (nearest(name, WIRE_FUNCTIONS) or _holds_payloads(self.folder / name)):
                yield NameUnknown("wire function as a folder's name", name, nearest(name, WIRE_FUNCTIONS))

    def signature(self) -> object:
        """Return what changes when payloads come and go: the state of the folders, none of which is listed."""
        return tuple(_standing(self.folder / name) for name in ("", *WIRE_FUNCTIONS))

    def version(self, at: SavedName) -> FileVersion:
        """Return what a file holds now; it is read only when it stands otherwise than when it was asked for last.

        An empty version: there is no file, or none that can be read. Raises DocumentNameInvalid and NameUnknown.
        """
        path = self.place(at)
        standing = _standing(path)
        known = self._versions.get(path)
        if known is None or known[0] != standing:
            try:
                found = FileVersion() if standing is None else _version(self._content(path))
            except FileDamaged:
                found = FileVersion()
            known = self._versions[path] = (standing, found)
        return known[1]

    def read(self, at: SavedName) -> SavedPayload:
        """Return a saved payload with what is expected of it.

        Raises:
            DocumentNameInvalid, NameUnknown: It cannot be named so.
            DocumentUnknown: There is none of this name.
            FileUnreadable, FileDamaged: It cannot be read, is too large, or is no UTF-8.
        """
        path = self.place(at)
        if not os.path.lexists(path):
            raise DocumentUnknown(at.function, at.name, str(self.folder), self._nearest(at))
        return read_payload(path, self.bounds)

    def _nearest(self, at: SavedName) -> str | None:
        return nearest(at.name, _entries(self.folder / at.function)[0])

    def save(self, at: SavedName, text: str, seen: FileVersion | None, *, in_place: bool = False) -> FileVersion:
        """Write a payload byte for byte, and return what the file holds now.

        Args:
            at: Its name.
            text: The payload, fit to be sent or not.
            seen: What the file held when the text was read from it or saved there; None: it is a new one.
            in_place: Write over whatever stands there: the person was asked.

        Raises:
            DocumentNameInvalid, NameUnknown: It cannot be named so.
            DocumentExists: It is a new one, and there is a file already.
            DocumentChanged: Somebody else changed the file since.
            PlaceUnwritable: It cannot be written; what stood there stands as it was.
        """
        path = self.place(at)
        try:
            content = text.encode()
        except UnicodeEncodeError as error:
            reason = f"U+{ord(text[error.start]):04X} in the text, which UTF-8 cannot hold"
            raise PlaceUnwritable(str(path), reason) from error
        if not in_place:
            self._check_unchanged(path, content, seen)
        return self._write(path, content)

    def _check_unchanged(self, path: Path, content: bytes, seen: FileVersion | None) -> None:
        if not os.path.lexists(path) or not path.exists():
            # Nobody's text is lost: it is new, was deleted since, or is a link that leads nowhere yet.
            return
        now = self._content(path)
        if now == content:
            return
        if seen is None:
            raise DocumentExists(str(path))
        if _version(now) != seen:
            raise DocumentChanged(str(path))

    def save_expectation(self, at: SavedName, content: bytes) -> None:
        """Write what is expected of a payload, in place of what was. Raises as `save` does."""
        self.bounds.replace(_beside(self.place(at)), content, mode_of_new=_MODE_OF_NEW)

    def rename(self, at: SavedName, name: str) -> SavedName:
        """Give a payload, and what is expected of it, another name; a link stays one.

        Raises:
            DocumentNameInvalid, NameUnknown: It cannot be named so.
            DocumentUnknown: There is none to rename.
            DocumentExists: There is one of the new name.
            PlaceUnwritable: It cannot be renamed; both stand as they were.
        """
        old, new = self._pair(at, name)
        try:
            self.bounds.rename(old, new)
            if os.path.lexists(_beside(old)):
                try:
                    self.bounds.rename(_beside(old), _beside(new))
                except OSError:
                    self.bounds.rename(new, old)
                    raise
        except OSError as error:
            raise PlaceUnwritable(str(new), words_of(error)) from error
        return SavedName(at.function, name)

    def duplicate(self, at: SavedName, name: str) -> SavedName:
        """Copy a payload, and what is expected of it, to another name. Raises as `rename` does, and FileUnreadable."""
        old, new = self._pair(at, name)
        content, expectation = self._content(old), _expectation(old, self.bounds)
        self._write(new, content)
        if expectation is not None:
            self.bounds.replace(_beside(new), expectation, mode_of_new=_MODE_OF_NEW)
        return SavedName(at.function, name)

    def _pair(self, at: SavedName, name: str) -> tuple[Path, Path]:
        """Return where a payload stands, and where it is to stand."""
        old, new = self.place(at), self.place(SavedName(at.function, name))
        if not os.path.lexists(old):
            raise DocumentUnknown(at.function, at.name, str(self.folder), self._nearest(at))
        for place in (new, _beside(new)):
            if os.path.lexists(place):
                raise DocumentExists(str(place))
        return old, new

    def delete(self, at: SavedName) -> DeletedPayload:
        """Delete a payload, and what is expected of it; return both, for `restore`. Of a link the link alone goes.

        Raises:
            DocumentNameInvalid, NameUnknown: It cannot be named so.
            DocumentUnknown: There is none.
            FileUnreadable: It cannot be read, so that it could not be put back; it stands as it was.
            PlaceUnwritable: It cannot be deleted.
        """
        path = self.place(at)
        if not os.path.lexists(path):
            raise DocumentUnknown(at.function, at.name, str(self.folder), self._nearest(at))
        link = os.readlink(path) if path.is_symlink() else None  # noqa: PTH115 - a Path would drop a leading ./
        deleted = DeletedPayload(at, self._content(path), _expectation(path, self.bounds), link)
        try:
            self.bounds.remove(path)
            with contextlib.suppress(FileNotFoundError):
                self.bounds.remove(_beside(path))
        except OSError as error:
            raise PlaceUnwritable(str(path), words_of(error)) from error
        return deleted

    def restore(self, deleted: DeletedPayload) -> None:
        """Put back what was deleted. Raises as `save` does."""
        path = self.place(deleted.at)
        if os.path.lexists(path):
            raise DocumentExists(str(path))
        if deleted.link_target is None:
            self._write(path, deleted.content)
        else:
            try:
                self.bounds.link(path, deleted.link_target)
            except OSError as error:
                raise PlaceUnwritable(str(path), words_of(error)) from error
        if deleted.expectation is not None:
            self.bounds.replace(_beside(path), deleted.expectation, mode_of_new=_MODE_OF_NEW)

    def env(self) -> tuple[bytes, str] | None:
        """Return the content of `.env` and its path; None: there is none. Raises FileUnreadable, FileDamaged."""
        path = self.folder / ENV_FILE
        self.bounds.check(path)
        if not os.path.lexists(path):
            return None
        return self.bounds.read(path, "a file of variables", ENV_MAX_BYTES), str(path)

    def _write(self, path: Path, content: bytes) -> FileVersion:
        if len(content) > PAYLOAD_MAX_BYTES:
            raise PlaceUnwritable(str(path), f"{len(content):,} bytes; a payload has at most {PAYLOAD_MAX_BYTES:,}")
        self.bounds.replace(path, content, mode_of_new=_MODE_OF_NEW)
        return _version(content)

    def _content(self, path: Path) -> bytes:
        return self.bounds.read(path, _PAYLOAD, PAYLOAD_MAX_BYTES)


def read_payload(path: Path, files: BoundedFiles) -> SavedPayload:
    """Return the payload that stands in a file, `…/FUNCTION/NAME.json`, with what is expected of it.

    Raises:
        NameUnknown: Its folder has not the name of a wire function.
        FileUnreadable, FileDamaged: It cannot be read, leads out of the bounds, is too large, or is no UTF-8.
    """
    function = path.absolute().parent.name
    if function not in WIRE_FUNCTIONS:
        raise NameUnknown("wire function as a folder's name", function, nearest(function, WIRE_FUNCTIONS))
    content = files.read(path, _PAYLOAD, PAYLOAD_MAX_BYTES)
    mark = byte_order_mark(content)
    if mark is not None:
        raise FileDamaged(str(path), "JSON in UTF-8 without a byte order mark", mark)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        found = f"the byte 0x{content[error.start]:02x} at byte {error.start:,}"
        raise FileDamaged(str(path), "JSON in UTF-8", found) from error
    at = SavedName(function, path.name.removesuffix(PAYLOAD_SUFFIX))
    return SavedPayload(at, str(path), text, _version(content), _expectation(path, files), str(_beside(path)))


def payloads_under(folder: Path) -> list[Path]:
    """Return the payload files of a folder and of those below it: `FUNCTION/NAME.json`, in the order of their paths.

    Raises:
        FileUnreadable: A folder cannot be listed.
    """

    def stop(error: OSError) -> None:
        raise FileUnreadable(str(error.filename), "a folder that can be listed", words_of(error)) from error

    found = []
    for place, folders, files in os.walk(folder, onerror=stop):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if Path(place).absolute().name in WIRE_FUNCTIONS:
            found += [Path(place, name) for name in sorted(files) if is_payload_name(name)]
    return found


def is_payload_name(file_name: str) -> bool:
    """Say whether a file is a payload by its name: neither hidden nor an expectation."""
    return (
        file_name.endswith(PAYLOAD_SUFFIX)
        and not file_name.casefold().endswith(EXPECTATION_SUFFIX)
        and not file_name.startswith(".")
    )


def _entries(folder: Path) -> tuple[list[str], list[OperatorError]]:
    """Return the names of the payloads of a folder, and expectations without a payload."""
    try:
        with os.scandir(folder) as entries:
            files = {one.name for one in entries if one.name.endswith(PAYLOAD_SUFFIX)}
    except (FileNotFoundError, NotADirectoryError):
        return [], []
    except OSError as error:
        return [], [FileUnreadable(str(folder), "a folder that can be listed", words_of(error))]
    names = [name.removesuffix(PAYLOAD_SUFFIX) for name in files if is_payload_name(name)]
    orphans = sorted(
        name
        for name in files
        if name.endswith(EXPECTATION_SUFFIX) and name.removesuffix(EXPECTATION_SUFFIX) + PAYLOAD_SUFFIX not in files
    )
    return names, [FileDamaged(str(folder / name), "a payload beside it", "none of its name") for name in orphans]


def _holds_payloads(folder: Path) -> bool:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        return any(is_payload_name(one.name) for one in entries)
    return False


def _beside(path: Path) -> Path:
    """Return where stands what is expected of a payload."""
    return path.with_name(path.name.removesuffix(PAYLOAD_SUFFIX) + EXPECTATION_SUFFIX)


def _expectation(path: Path, files: BoundedFiles) -> bytes | None:
    beside = _beside(path)
    if not os.path.lexists(beside):
        return None
    return files.read(beside, "expectations", EXPECTATION_MAX_BYTES)


def _standing(path: Path) -> object:
    """Return how a file or folder stands, without reading it; None: there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def _version(content: bytes) -> FileVersion:
    return FileVersion(hashlib.sha256(content).hexdigest())
