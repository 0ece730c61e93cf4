"""The place of the engine's cache of compiled code between runs, when the operator names a folder for it.

What stands there is native code, so it must be nobody else's to write. Owns: whose folders are trusted, and the
engine's settings. Must not know what is compiled. A place that cannot be used is no cache, never an error.
"""

from __future__ import annotations

import json
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from workbench.errors.remedies import words_of
from workbench.private_folders import make_private

CONFIG_NAME: Final = "wasmtime.toml"
CODE_NAME: Final = "code"
"""The folder of the code itself. The engine clears away from it whatever it does not know, settings included."""
RECORDS_NAME: Final = "records"
"""The folder of what the child remembers of its code."""
LIMITS: Final = 'file-count-soft-limit = "1024"\nfiles-total-size-soft-limit = "256Mi"\n'
CACHES_MAX: Final = 8
"""Engines at the same time whose code is kept; each takes as much of the disk as `LIMITS` says."""
_PRIVATE: Final = 0o700
_PRIVATE_FILE: Final = 0o600
_OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH
_ROOT: Final = 0


@dataclass(frozen=True, slots=True)
class CompileCache:
    """The places of a cache that can be used."""

    settings: str
    """The path of a wasmtime TOML, which the child reads."""
    code: str
    """The folder of compiled code, which the child reads and writes."""
    records: str
    """The folder of what the child remembers of that code."""


class CacheUnusable(Exception):
    """A folder cannot hold compiled code. The text says why, and what to do about it."""


def folder_of(folder: Path, worker: int) -> Path | None:
    """Return the cache of one of several engines that compile at the same time; None: so many are not kept.

    Each has its own: of what two write into one at the same time, neither can tell what is its own, and trusts none.
    """
    if not worker:
        return folder
    return folder.with_name(f"{folder.name}-{worker + 1}") if worker < CACHES_MAX else None


def prepare(folder: Path | None) -> CompileCache | None:
    """Return the places of a cache, made where they are missing; None: there is none that can be used."""
    try:
        return None if folder is None else prepared(folder)
    except CacheUnusable:
        return None


def prepared(folder: Path) -> CompileCache:
    """Return the places of a cache, made where they are missing. Raises CacheUnusable."""
    try:
        folder = folder.absolute()
        make_private(folder.parent)
        folders = [folder, folder / CODE_NAME, folder / RECORDS_NAME]
        were_open = [_make_private(own) for own in folders]
        if any(were_open):
            # Code that stands there may be somebody else's.
            for own in folders[1:]:
                _empty(own)
        _check_parents(folder)
        settings = folder / CONFIG_NAME
        _write_settings(settings, folders[1])
    except (OSError, RuntimeError, UnicodeError) as error:
        # Without a home folder, or with a path that no TOML can hold, code is compiled each time.
        raise CacheUnusable(f"{folder}: {words_of(error)}") from error
    return CompileCache(str(settings), str(folders[1]), str(folders[2]))


def _make_private(folder: Path) -> bool:
    """Make a folder that only we can use, whatever the umask is; return whether others could write there until now.

    Raises OSError, CacheUnusable.
    """
    folder.mkdir(exist_ok=True, mode=_PRIVATE)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise CacheUnusable(f"{folder}: expected a folder, found something else; remove it")
    if found.st_uid != os.geteuid():
        raise CacheUnusable(f"{folder}: expected a folder of ours, found one of user {found.st_uid}; remove it")
    if stat.S_IMODE(found.st_mode) != _PRIVATE:
        folder.chmod(_PRIVATE)
    return bool(found.st_mode & _OTHERS_WRITE)


def _empty(folder: Path) -> None:
    """Remove all that a folder holds. Raises OSError."""
    import shutil  # noqa: PLC0415 - no folder that we made needs it

    for place in folder.iterdir():
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(place)
        else:
            place.unlink()


def _check_parents(folder: Path) -> None:
    """Raise CacheUnusable where somebody else could put another folder in the place of ours."""
    home = Path(os.path.realpath(Path.home()))
    place = Path(os.path.realpath(folder)).parent
    while True:
        _check_parent(place)
        if place in (home, place.parent):
            return
        place = place.parent


def _check_parent(place: Path) -> None:
    found = place.stat()
    if found.st_uid not in (_ROOT, os.geteuid()):
        raise CacheUnusable(f"{place}: expected a folder of ours or of root's, found one of user {found.st_uid}")
    if found.st_mode & stat.S_ISVTX:
        # As in /tmp: nobody else can rename what is ours.
        return
    if found.st_mode & stat.S_IWOTH:
        raise CacheUnusable(f"{place}: expected a folder that only we can write to, found one for all; chmod o-w")
    if found.st_mode & stat.S_IWGRP and not _is_private_group(found.st_gid):
        raise CacheUnusable(f"{place}: expected a folder that only we can write to, found one for a group; chmod g-w")


def _is_private_group(group: int) -> bool:
    """Say whether a group is one person's own, as many systems make for each: their umask lets it write."""
    if group == _ROOT:
        return True
    # Few folders are open to a group.
    import grp  # noqa: PLC0415
    import pwd  # noqa: PLC0415

    try:
        name, _, _, members = grp.getgrgid(group)
        ours = pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return False
    return name == ours and set(members) <= {ours}


def _write_settings(path: Path, code: Path) -> None:
    # JSON strings are TOML strings too.
    wanted = f"[cache]\ndirectory = {json.dumps(str(code), ensure_ascii=False)}\n{LIMITS}"
    try:
        # A pipe would be waited for.
        if stat.S_ISREG(path.lstat().st_mode) and path.read_text(encoding="utf-8") == wanted:
            return
    except (OSError, ValueError):
        pass
    # A name that nobody can guess, private from the start.
    descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        # A umask may have taken even from what is private.
        os.fchmod(descriptor, _PRIVATE_FILE)
        file.write(wanted)
    Path(beside).replace(path)
