"""The sources of a plugin: watched, so that a build begins when one of them has changed.

Owns the thread that watches, which files count, and how a change of the author is told from what a build writes. Knows
no build, only that one runs: whoever runs it says so.

A file has changed when its content has: not when it is touched, or written anew with the same bytes. While a build runs
nothing is told: what has another content at its end is told then, so that one build follows, whatever the number of
changes. Never counted are the artifact, folders of build outputs and of version control, and temporary files of
editors. A build may write a source of another content each time; a file that changes during three builds in a row is
taken for such an output and told no more, until a build leaves it alone or it changes between builds.
"""

from __future__ import annotations

import fnmatch
import hashlib
import os
import re
import stat
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from watchfiles import Change, watch

IGNORED_FOLDERS: Final = frozenset(
    {
        ".git",
        ".hg",
        ".svn",
        ".jj",
        "target",
        "zig-out",
        ".zig-cache",
        "zig-cache",
        "node_modules",
        "__pycache__",
        ".venv",
        ".idea",
        ".vscode",
        "build",
        "dist",
    }
)
"""Names of folders that are not looked into, unless a glob begins with them."""
IGNORED_FILES: Final = (
    "*.wasm",
    "*.o",
    "*.obj",
    "*.a",
    "*.d",
    "*.rlib",
    "*.rmeta",
    "*.pyc",
    "*~",
    "#*#",
    ".#*",
    "*.sw?",
    "*.tmp",
    "*.log",
    "4913",
    ".DS_Store",
)
"""Names of files that do not count, unless a glob names them."""
FILES_MAX: Final = 20_000
"""Above this many the rest is not watched."""

_HASHED_MAX_BYTES: Final = 8 * 1024 * 1024
"""Of larger files size and time must do."""
_STEP_MS: Final = 20
_DEBOUNCE_MS: Final = 100
_HEARTBEAT_MS: Final = 250
_POLL_MS: Final = 300
_BUILDS_IN_A_ROW: Final = 3
"""How many builds must have changed a file for it to count as their output."""


class SourceListener(Protocol):
    """Who is told of changes. Called from the watch's own thread."""

    def sources_changed(self, paths: tuple[str, ...]) -> None:
        """Some sources have other contents than before; the paths are relative to the project's folder."""

    def sources_ignored(self, paths: tuple[str, ...]) -> None:
        """These files are written by the build itself: from now on what a build does to them does not count."""

    def sources_unwatched(self, reason: str) -> None:
        """Some of them are not watched, or none."""


class SourceWatch:
    """Watches the files of one folder that match some globs."""

    def __init__(
        self,
        folder: Path,
        listener: SourceListener,
        *,
        globs: Sequence[str] = (),
        artifact: Path | None = None,
        polling: bool = False,
    ) -> None:
        """Watch nothing yet.

        Args:
            folder: The project's folder.
            listener: Told of everything.
            globs: Relative to the folder, `**` for any folders; empty: everything that is not ignored.
            artifact: What the build writes; never a source.
            polling: Look a few times a second, for drives without events.
        """
        self._folder = folder.absolute()
        self._listener = listener
        self._wanted = _Wanted(tuple(globs), _relative(artifact, self._folder))
        self._polling = polling
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._lock = threading.RLock()
        self._paused = False
        self._building = False
        self._held_back = False
        """Whether something may have changed that was not looked at."""
        self._known: dict[str, _Content] = {}
        self._streaks: dict[str, int] = {}
        """How many builds in a row have changed a file."""
        self._trouble = ""

    def start(self) -> None:
        """Take note of what stands there, and watch from then on. To be called once."""
        self._thread = threading.Thread(target=self._run, name="source-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End watching. Nothing is told afterwards."""
        self._stopping.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout=2)

    def pause(self) -> None:
        """Tell nothing until `resume`. What changes meanwhile is told then."""
        with self._lock:
            self._paused = True

    def resume(self) -> None:
        """Go on, and tell what has changed since `pause`."""
        with self._lock:
            self._paused = False

    @property
    def is_paused(self) -> bool:
        """Whether changes are held back."""
        with self._lock:
            return self._paused

    def build_started(self) -> None:
        """A build runs from now on: what changes may be its doing."""
        with self._lock:
            self._building = True

    def build_finished(self) -> None:
        """It is over, and all that it wrote is written. Tells, from the caller's thread, what changed meanwhile."""
        with self._lock:
            self._building = False
        self._look(after_build=True)

    # ---- the watch's thread -----------------------------------------------------------------------------------------

    def _run(self) -> None:
        with self._lock:
            self._known, _ = self._walk()
        while not self._stopping.is_set():
            try:
                self._watch_until_folders_change()
                self._trouble = ""
            except (OSError, RuntimeError, ValueError) as error:
                # The folder vanished just now, or the system is out of watches: looking still works.
                self._tell_trouble(f"no watch: {error}; looking for changes instead")
                self._stopping.wait(_POLL_MS / 1_000)
                self._look()

    def _watch_until_folders_change(self) -> None:
        _, folders = self._walk()
        root = self._folder.stat().st_ino
        first = True
        for changes in watch(
            *folders,
            watch_filter=None,
            debounce=_DEBOUNCE_MS,
            step=_STEP_MS,
            stop_event=self._stopping,
            rust_timeout=_HEARTBEAT_MS,
            yield_on_timeout=True,
            raise_interrupt=False,
            recursive=False,
            force_polling=self._polling,
            poll_delay_ms=_POLL_MS,
            ignore_permission_denied=True,
        ):
            if self._stopping.is_set() or self._folder.stat().st_ino != root:
                return
            if any(change is not Change.modified and self._may_be_folder(path) for change, path in changes):
                self._look()
                return
            # The first look finds what changed before the watch stood. A poller of files compares whole seconds, so
            # that of two changes in one second it misses the second one: there each beat is a look.
            if (
                first
                or self._held_back
                or self._polling
                or any(self._wanted.includes(self._inner(path)) for _, path in changes)
            ):
                first = False
                self._look()

    def _may_be_folder(self, path: str) -> bool:
        inner = self._inner(path)
        return self._wanted.enters(inner) and (not Path(path).exists() or Path(path).is_dir())

    def _inner(self, path: str) -> str:
        return os.path.relpath(path, self._folder).replace(os.sep, "/")

    def _look(self, *, after_build: bool = False) -> None:
        """Compare what stands there with what is known, and tell what differs."""
        with self._lock:
            if self._paused or self._building:
                self._held_back = True
                return
            self._held_back = False
            found, _ = self._walk()
            known, self._known = self._known, found
            changed = {path for path in found.keys() | known.keys() if found.get(path) != known.get(path)}
            ignored = self._written_by_builds(changed) if after_build else set()
        if ignored:
            self._listener.sources_ignored(tuple(sorted(ignored)))
        if changed - ignored and not self._stopping.is_set():
            self._listener.sources_changed(tuple(sorted(changed - ignored)))

    def _written_by_builds(self, changed: set[str]) -> set[str]:
        self._streaks = {path: self._streaks.get(path, 0) + 1 for path in changed}
        return {path for path, builds in self._streaks.items() if builds >= _BUILDS_IN_A_ROW}

    def _tell_trouble(self, reason: str) -> None:
        if reason != self._trouble and not self._stopping.is_set():
            self._trouble = reason
            self._listener.sources_unwatched(reason)

    def _walk(self) -> tuple[dict[str, _Content], frozenset[str]]:
        """Return the contents of all sources, by path from the folder on, and the folders that they may stand in."""
        contents: dict[str, _Content] = {}
        folders: set[str] = set()
        for place, inner_folders, files in os.walk(self._folder):
            folders.add(place)
            prefix = "" if place == str(self._folder) else self._inner(place) + "/"
            inner_folders[:] = [name for name in inner_folders if self._wanted.enters(prefix + name)]
            for name in files:
                path = prefix + name
                if self._wanted.includes(path) and (content := _content(self._folder / path, self._known.get(path))):
                    contents[path] = content
            if len(contents) > FILES_MAX:
                self._tell_trouble(f"more than {FILES_MAX:,} files: the rest is not watched; name fewer with `watch`")
                break
        return contents, frozenset(folders or {str(self._folder)})


@dataclass(frozen=True, slots=True)
class _Content:
    """What stands in a file: two are equal when their bytes are."""

    digest: bytes
    standing: tuple[int, int, int, int] = field(compare=False)
    """Device, inode, size and time: a file that stands so still has the same bytes."""


def _content(path: Path, known: _Content | None) -> _Content | None:
    """Return what stands in a file; None: there is none, or it cannot be read."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return None
        standing = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
        if known is not None and known.standing == standing:
            return known
        if status.st_size > _HASHED_MAX_BYTES:
            return _Content(repr(standing).encode(), standing)
        return _Content(hashlib.blake2b(path.read_bytes(), digest_size=16).digest(), standing)
    except OSError:
        return None


class _Wanted:
    """Says which paths count."""

    def __init__(self, globs: tuple[str, ...], artifact: str | None) -> None:
        self._globs = [re.compile(_regex_of(glob)) for glob in globs]
        self._artifact = artifact
        self._named_files = [glob.rsplit("/", 1)[-1] for glob in globs]
        self._named_folders = {
            "/".join(parts[: end + 1])
            for parts in (glob.split("/")[:-1] for glob in globs)
            for end in range(len(parts))
        }

    def includes(self, path: str) -> bool:
        """Say whether a file is a source."""
        if path == self._artifact or not self.enters(path.rpartition("/")[0]):
            return False
        name = path.rsplit("/", 1)[-1]
        if any(fnmatch.fnmatchcase(name, pattern) and pattern not in self._named_files for pattern in IGNORED_FILES):
            return False
        return not self._globs or any(glob.fullmatch(path) for glob in self._globs)

    def enters(self, folder: str) -> bool:
        """Say whether sources may stand in a folder; empty is the project's own."""
        parts = folder.split("/") if folder else []
        return (
            not any(
                name in IGNORED_FOLDERS and "/".join(parts[: place + 1]) not in self._named_folders
                for place, name in enumerate(parts)
            )
            and ".." not in parts
        )


def _regex_of(glob: str) -> str:
    """Return the regular expression of a glob: `**/` any folders or none, `*` and `?` within a name."""
    pieces = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", glob.removeprefix("./"))
    return "".join(pieces.get(part, re.escape(part)) for part in parts)


def _relative(path: Path | None, folder: Path) -> str | None:
    if path is None:
        return None
    return os.path.relpath(path.absolute(), folder).replace(os.sep, "/")
