"""Compiling by way of the engine's cache, in the child process: code that was changed on its way is never run.

The engine keeps compiled code without a checksum, so that one changed bit is another program. Owns: what was written
for which module, with digests, and what becomes of doubt: the code is compiled anew. A cache that cannot be used is no
cache, never an error. Must not know instances.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import Final, TypeVar

CONFIG_VARIABLE: Final = "EXTISM_CACHE_CONFIG"
"""Where the engine looks for its settings, at each compile. Empty: there is no cache."""
RECORDS_MAX: Final = 4_096
RECORD_MAX_BYTES: Final = 65_536
"""A child that was taken over may have written anything there; cut short it is no record."""
_PIECE_BYTES: Final = 1 << 20
_MODULES: Final = "modules"
_KERNEL: Final = "kernel"

T = TypeVar("T")
_Stat = tuple[int, int, int]
Record = dict[str, str]
"""Names of entries, and the digests of what they held when they were written."""


class CodeCache:
    """The cache of one process. All of it belongs to the thread that compiles."""

    def __init__(self, code: str, records: str) -> None:
        """Use these folders. Empty names: there is no cache."""
        self._code = code
        self._records = records
        self._verified: dict[str, _Stat] = {}
        """Entries that this process has read and found unchanged, as they were then."""

    def compile(self, sha256: str, *, metered: bool, build: Callable[[], T], drop: Callable[[T], None]) -> T:
        """Return what `build` compiles of a module, or raise what it raises.

        A compile uses two entries: the engine's own kernel, and the module; each depends on whether fuel is metered.
        What came from an entry that is not known to be unchanged is given to `drop`, and built again.
        """
        if not self._is_there():
            return build()
        suffix = "fuel" if metered else "free"
        kernel, module = f"{_KERNEL}-{suffix}", f"{sha256}-{suffix}"
        try:
            known = self._is_unchanged(kernel), self._is_unchanged(module)
            if all(known):
                return build()
            before = self._entries()
        except OSError:
            return self._without(build)
        compiled = build()
        try:
            if self._learn(kernel, module, known, before):
                return compiled
            drop(compiled)
            return self._anew(kernel, module, build)
        except OSError:
            drop(compiled)
            return self._without(build)

    def _is_there(self) -> bool:
        """Say whether there is a cache; it may have been deleted, as by a person who clears it."""
        if not self._code:
            return False
        settings = os.environ.get(CONFIG_VARIABLE, "")
        if settings and os.path.exists(settings):  # noqa: PTH110 - the child loads no pathlib
            return True
        os.environ[CONFIG_VARIABLE] = ""
        return False

    def _without(self, build: Callable[[], T]) -> T:
        """Do without the cache from now on."""
        os.environ[CONFIG_VARIABLE] = ""
        return build()

    def _anew(self, kernel: str, module: str, build: Callable[[], T]) -> T:
        """Compile with an empty cache. One that then keeps nothing is of no use."""
        self._clear()
        compiled = build()
        if not self._learn(kernel, module, (False, False), frozenset()):
            os.environ[CONFIG_VARIABLE] = ""
        return compiled

    # ---- what stands there ----------------------------------------------------------------------------------------

    def _entries(self) -> frozenset[str]:
        """Return the names of all entries, each with the folder of its version. Raises OSError."""
        root = f"{self._code}/{_MODULES}"
        found: set[str] = set()
        with contextlib.suppress(FileNotFoundError):
            for version in os.listdir(root):  # noqa: PTH208 - as above
                with contextlib.suppress(FileNotFoundError):
                    # Others are statistics, and what is being written.
                    names = os.listdir(f"{root}/{version}")  # noqa: PTH208 - as above
                    found.update(f"{version}/{name}" for name in names if "." not in name)
        return frozenset(found)

    def _path(self, entry: str) -> str:
        return f"{self._code}/{_MODULES}/{entry}"

    def _stat(self, entry: str) -> _Stat | None:
        try:
            found = os.stat(self._path(entry), follow_symlinks=False)  # noqa: PTH116 - as above
        except OSError:
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns

    def _digest(self, entry: str) -> str | None:
        try:
            with open(self._path(entry), "rb") as file:  # noqa: PTH123 - as above
                # Not by its name: that would ask OpenSSL, which takes 10 ms to come up.
                found = blake2b()
                while piece := file.read(_PIECE_BYTES):
                    found.update(piece)
                return found.hexdigest()
        except OSError:
            return None

    def _clear(self) -> None:
        """Remove all entries and records."""
        self._verified.clear()
        for entry in self._entries():
            _remove(self._path(entry))
        for name in os.listdir(self._records):  # noqa: PTH208 - as above
            _remove(f"{self._records}/{name}")

    # ---- what is known of it --------------------------------------------------------------------------------------

    def _is_unchanged(self, name: str) -> bool:
        """Say whether all entries on this record are there and unchanged; what was changed is removed."""
        unchanged = [self._is_as_written(entry, digest) for entry, digest in self._record(name).items()]
        return bool(unchanged) and all(unchanged)

    def _is_as_written(self, entry: str, digest: str) -> bool:
        stat = self._stat(entry)
        if stat is None:
            return False
        if self._verified.get(entry) != stat:
            if self._digest(entry) != digest:
                _remove(self._path(entry))
                return False
            self._verified[entry] = stat
        return True

    def _learn(self, kernel: str, module: str, known: tuple[bool, bool], before: frozenset[str]) -> bool:
        """Put on record what a compile has written; return whether all that it used was written or unchanged."""
        written = sorted(self._entries() - before, key=self._written_at)
        match len(written), *known:
            case 2, _, _:
                # The kernel is compiled first. Where the file system's clock is too coarse to tell, it is one of both.
                is_told = self._written_at(written[0]) < self._written_at(written[1])
                self._keep(kernel, written[:1] if is_told else written)
                self._keep(module, written[1:] if is_told else written)
            case 1, True, False:
                self._keep(module, written)
            case 1, False, True:
                self._keep(kernel, written)
            case _:
                return False
        return True

    def _written_at(self, entry: str) -> int:
        stat = self._stat(entry)
        return 0 if stat is None else stat[2]

    def _keep(self, name: str, entries: Iterable[str]) -> None:
        record = {}
        for entry in entries:
            digest, stat = self._digest(entry), self._stat(entry)
            if digest is None or stat is None:
                return
            record[entry] = digest
            self._verified[entry] = stat
        self._write_record(name, record)

    def _record(self, name: str) -> Record:
        try:
            with open(f"{self._records}/{name}", "rb") as file:  # noqa: PTH123 - as above
                found = json.loads(file.read(RECORD_MAX_BYTES))
        except (OSError, ValueError, RecursionError):
            return {}
        is_record = isinstance(found, dict) and all(
            isinstance(digest, str) and _is_entry(entry) for entry, digest in found.items()
        )
        return found if is_record else {}

    def _write_record(self, name: str, record: Record) -> None:
        if len(os.listdir(self._records)) > RECORDS_MAX:  # noqa: PTH208 - as above
            self._clear()
        beside = f"{self._records}/.{os.urandom(8).hex()}"
        with open(beside, "x", encoding="utf-8") as file:  # noqa: PTH123 - as above
            json.dump(record, file)
        os.replace(beside, f"{self._records}/{name}")  # noqa: PTH105 - as above


def _is_entry(name: str) -> bool:
    """Say whether a name leads to an entry: a version and a name, neither of which leads elsewhere."""
    version, slash, entry = name.partition("/")
    return bool(version and slash and entry) and "/" not in entry and "." not in entry and version not in {".", ".."}


def _remove(path: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(path)  # noqa: PTH108 - the child loads no pathlib
