"""The registry's file: records and blobs in one SQLite database (PROTOCOL.md section 10).

Owns the file's format. A rollback journal and full synchronisation make each change whole: a crash loses at most the
change that was being written. Knows no layer and no engine; rules stand in `workbench.protocol.registry`.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from workbench.errors import WorkbenchError
from workbench.errors.registry import RegistryDamaged, RegistryLocked, RegistryTooNew, RegistryUnwritable
from workbench.errors.remedies import words_of
from workbench.private_folders import make_private
from workbench.protocol.records import AugmentedMetadata, decode_metadata
from workbench.protocol.registry import RegistryRecord
from workbench.protocol.wire.decode import DecodeError

FORMAT_VERSION: Final = 1
WRITE_WAIT_MS: Final = 5_000
"""Milliseconds that a change waits for another process."""

_APPLICATION_ID: Final = 0x63636C62
"""Marks the file as ours: `cclb`."""

_SCHEMA: Final = f"""
BEGIN EXCLUSIVE;
CREATE TABLE record (
    sha256 TEXT PRIMARY KEY,
    plugin_name TEXT NOT NULL,
    plugin_version TEXT NOT NULL,
    abi_envelope INTEGER NOT NULL,
    augmented_metadata TEXT NOT NULL,
    host_offer_hash TEXT NOT NULL,
    handshake_schema_version INTEGER NOT NULL,
    last_handshake_at INTEGER NOT NULL,
    status TEXT NOT NULL
) STRICT;
CREATE INDEX record_by_name ON record (plugin_name);
CREATE TABLE blob (sha256 TEXT PRIMARY KEY REFERENCES record (sha256) ON DELETE CASCADE, module BLOB NOT NULL) STRICT;
PRAGMA application_id = {_APPLICATION_ID};
PRAGMA user_version = {FORMAT_VERSION};
COMMIT;
"""
_COLUMNS: Final = (
    "sha256, plugin_name, plugin_version, abi_envelope, augmented_metadata, host_offer_hash, "
    "handshake_schema_version, last_handshake_at, status"
)
_DAMAGE: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_SCHEMA)
_LOCKS: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_PRIMARY_CODE: Final = 0xFF


class RegistryFile:
    """A registry that lives in one file. Used from one thread, and closed by `with`."""

    def __init__(self, path: Path, *, write_wait_ms: int = WRITE_WAIT_MS) -> None:
        """Open the file; it and its folder are made when they are not there.

        Raises:
            RegistryDamaged: The file is no registry.
            RegistryTooNew: A newer workbench wrote it.
            RegistryLocked, RegistryUnwritable: It cannot be opened.
        """
        self._path = path
        self._write_wait_ms = write_wait_ms
        _make_private(path)
        with self._named_errors():
            self._connection = sqlite3.connect(path, timeout=write_wait_ms / 1000, isolation_level=None)
        try:
            self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file. Nothing is lost: every change was written whole."""
        self._connection.close()

    def records(self) -> tuple[RegistryRecord, ...]:
        """Return all records, by name, then by time of handshake."""
        return self._select("ORDER BY plugin_name, last_handshake_at, sha256")

    def record(self, sha256: str) -> RegistryRecord | None:
        """Return the record of a sha256, or None."""
        found = self._select("WHERE sha256 = ?", sha256)
        return found[0] if found else None

    def count(self) -> int:
        """Return how many records there are."""
        with self._named_errors():
            return int(self._connection.execute("SELECT count(*) FROM record").fetchone()[0])

    def module(self, sha256: str) -> bytes | None:
        """Return the stored bytes of a record as they are, or None. Whether they are the right ones is not checked."""
        with self._named_errors():
            row = self._connection.execute("SELECT module FROM blob WHERE sha256 = ?", (sha256,)).fetchone()
        return None if row is None else bytes(row[0])

    def put(self, record: RegistryRecord, module: bytes) -> None:
        """Keep a record and its bytes; one of the same sha256 is replaced. All of it is written, or nothing.

        Raises:
            RegistryLocked, RegistryUnwritable, RegistryDamaged: Nothing was changed.
        """
        with self._change():
            self._write(record)
            self._connection.execute(
                "INSERT INTO blob (sha256, module) VALUES (?, ?) "
                "ON CONFLICT (sha256) DO UPDATE SET module = excluded.module",
                (record.sha256, module),
            )

    def update(self, record: RegistryRecord) -> None:
        """Keep a record in place of the one of the same sha256; its bytes stay as they are, or as gone.

        Raises:
            RegistryLocked, RegistryUnwritable, RegistryDamaged: Nothing was changed.
        """
        with self._change():
            self._write(record)

    def remove(self, sha256: str) -> bool:
        """Drop a record and its bytes. Return whether it was there.

        Raises:
            RegistryLocked, RegistryUnwritable, RegistryDamaged: Nothing was changed.
        """
        with self._change():
            return self._connection.execute("DELETE FROM record WHERE sha256 = ?", (sha256,)).rowcount > 0

    def _write(self, record: RegistryRecord) -> None:
        places = ", ".join("?" * len(_COLUMNS.split(", ")))
        updates = ", ".join(f"{column} = excluded.{column}" for column in _COLUMNS.split(", ")[1:])
        self._connection.execute(
            f"INSERT INTO record ({_COLUMNS}) VALUES ({places}) ON CONFLICT (sha256) DO UPDATE SET {updates}",
            _row(record),
        )

    def _prepare(self) -> None:
        with self._named_errors():
            for pragma in ("journal_mode = DELETE", "synchronous = FULL", "foreign_keys = ON"):
                self._connection.execute(f"PRAGMA {pragma}")
            if self._pragma("schema_version") == 0:
                self._make_schema()
        self._require_format()

    def _make_schema(self) -> None:
        try:
            self._connection.executescript(_SCHEMA)
        except sqlite3.OperationalError:
            if self._connection.in_transaction:
                self._connection.rollback()
            if self._pragma("application_id") != _APPLICATION_ID:
                raise
            # Another process made it between our look and our lock.

    def _require_format(self) -> None:
        with self._named_errors():
            application_id, version = self._pragma("application_id"), self._pragma("user_version")
        if application_id != _APPLICATION_ID:
            raise RegistryDamaged(str(self._path), "a database of something else")
        if version > FORMAT_VERSION:
            raise RegistryTooNew(str(self._path), version, FORMAT_VERSION)

    def _pragma(self, name: str) -> int:
        return int(self._connection.execute(f"PRAGMA {name}").fetchone()[0])

    def _select(self, clause: str, *values: str) -> tuple[RegistryRecord, ...]:
        with self._named_errors():
            rows = self._connection.execute(f"SELECT {_COLUMNS} FROM record {clause}", values).fetchall()
        return tuple(_record_of(row, self._path) for row in rows)

    @contextlib.contextmanager
    def _change(self) -> Iterator[None]:
        with self._named_errors():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                # SQLite ends the transaction itself after some faults, a full disk among them.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def _named_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise self._named(error) from error

    def _named(self, error: sqlite3.DatabaseError) -> WorkbenchError:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _PRIMARY_CODE
        if code in _LOCKS:
            return RegistryLocked(str(self._path), self._write_wait_ms)
        if code in _DAMAGE:
            return RegistryDamaged(str(self._path), str(error))
        reason = "the disk is full" if code == sqlite3.SQLITE_FULL else str(error).lower()
        return RegistryUnwritable(str(self._path), reason)


def _row(record: RegistryRecord) -> tuple[str | int, ...]:
    return (
        record.sha256,
        record.plugin_name,
        record.plugin_version,
        record.abi_envelope,
        record.augmented_metadata.canonical(),
        record.host_offer_hash,
        record.handshake_schema_version,
        record.last_handshake_at,
        record.status,
    )


def _make_private(path: Path) -> None:
    """Make the file, readable by its owner alone, and its folder, when they are not there."""
    try:
        if path.exists() and not path.is_file():
            reason = "it is a folder" if path.is_dir() else "a pipe or device; a registry needs a regular file"
            raise RegistryUnwritable(str(path), reason)
        make_private(path.parent)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise RegistryUnwritable(str(path), words_of(error)) from error


def _record_of(row: tuple[str | int, ...], path: Path) -> RegistryRecord:
    sha256, name, version, abi_envelope, metadata, offer_hash, schema_version, handshake_at, status = row
    return RegistryRecord(
        str(sha256),
        str(name),
        str(version),
        int(abi_envelope),
        _metadata_of(str(sha256), str(metadata), path),
        str(offer_hash),
        int(schema_version),
        int(handshake_at),
        str(status),
    )


def _metadata_of(sha256: str, text: str, path: Path) -> AugmentedMetadata:
    try:
        return decode_metadata(text)
    except DecodeError as error:
        raise RegistryDamaged(str(path), f"metadata of {sha256[:12]}, {error}") from error
