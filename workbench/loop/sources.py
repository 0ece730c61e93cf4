"""The sources of a plugin: watched, so that a build begins when one of them has changed.

Owns the thread that watches, which files count, and when what changed is reported. Knows no build, only that one runs:
whoever runs it says so.

A file has changed when its content has: not when it is touched, or written anew with the same bytes. While a build runs
nothing is reported: what has another content at its end is reported then, so that one build follows, whatever the
number of changes. Never counted are the artifact, folders of build outputs and of version control, and temporary files
of editors.

A build may write a source of another content each time, and so may a person who saves while it runs: nothing tells
them apart. So what changes during several builds in a row is reported again each time, but ever later, and it is
said why. A change between two builds is a person's, and is reported at once.
"""

from __future__ import annotations

import hashlib
import os
import stat
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from watchfiles import Change, watch

from workbench.loop.no_watch import no_watch
from workbench.loop.source_filter import SourceFilter

FILES_MAX: Final = 20_000
"""Above this many the rest is not watched."""

_HASHED_MAX_BYTES: Final = 8 * 1024 * 1024
"""Of larger files size and time must do."""
_STEP_MS: Final = 20
_DEBOUNCE_MS: Final = 100
_HEARTBEAT_MS: Final = 250
_POLL_MS: Final = 300
_BUILDS_IN_A_ROW: Final = 3
"""From so many builds on that have changed a file, it is reported later each time."""
_FIRST_DELAY_S: Final = 1.0
_DELAY_MAX_S: Final = 60.0


class SourceListener(Protocol):
    """Who is notified of changes. Called from the watch's own thread."""

    def sources_changed(self, paths: tuple[str, ...]) -> None:
        """Some sources have other contents than before; the paths are relative to the project's folder."""

    def sources_deferred(self, paths: tuple[str, ...], seconds: float) -> None:
        """These changed during several builds in a row; `sources_changed` follows in so many seconds."""

    def sources_noted(self, problem: str) -> None:
        """What a person should know: not all is watched, or nothing, or in another way; empty: nothing any more."""


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
            listener: Notified of everything.
            globs: Relative to the folder, `**` for any folders; empty: everything that is not ignored.
            artifact: What the build writes; never a source.
            polling: Look a few times a second, for drives without events.
        """
        self._folder = folder.absolute()
        self._listener = listener
        self._wanted = SourceFilter(tuple(globs), _relative(artifact, self._folder))
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
        self._deferred: set[str] = set()
        """What is reported when its time has come."""
        self._due_at = 0.0
        self._problems: dict[str, str] = {}
        """What a person should know, by what it is about."""

    def start(self) -> None:
        """Take note of what stands there, and watch from then on. To be called once."""
        self._thread = threading.Thread(target=self._run, name="source-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End watching. Nothing is reported afterwards."""
        self._stopping.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout=2)

    def pause(self) -> None:
        """Report nothing until `resume`. What changes meanwhile is reported then."""
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
        self._note_patterns()
        while not self._stopping.is_set():
            try:
                self._watch_until_folders_change()
            except (OSError, RuntimeError, ValueError) as error:
                # A folder vanished just now, or the system is out of watches: looking still works.
                if not isinstance(error, FileNotFoundError):
                    self._note("watch", f"{no_watch(error)}: looking three times a second instead")
                self._stopping.wait(_POLL_MS / 1_000)
                self._look()

    def _note_patterns(self) -> None:
        """Say which globs match no source: a person who gave one waits for builds that never come."""
        problems = [
            f"`watch` pattern {glob} matches what the build writes, which is never a source"
            if self._wanted.is_artifact_only(glob)
            else f"`watch` pattern {glob} matches no file in {self._folder}"
            for glob in self._wanted.without_source(self._known)
        ]
        self._note("patterns", "; ".join(problems))

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
        ):
            self._note("watch", "")
            self._tell_deferred()
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
        self._tell_deferred()
        with self._lock:
            if self._paused or self._building:
                self._held_back = True
                return
            self._held_back = False
            found, _ = self._walk()
            known, self._known = self._known, found
            changed = {path for path in found.keys() | known.keys() if found.get(path) != known.get(path)}
            delay_s = self._delay_s(changed) if after_build else 0.0
            if not after_build:
                self._streaks = {path: builds for path, builds in self._streaks.items() if path not in changed}
            if changed and delay_s:
                self._deferred |= changed
                self._due_at = time.monotonic() + delay_s
            elif changed:
                changed, self._deferred = changed | self._deferred, set()
        if not changed or self._stopping.is_set():
            return
        if delay_s:
            self._listener.sources_deferred(tuple(sorted(changed)), delay_s)
        else:
            self._listener.sources_changed(tuple(sorted(changed)))

    def _delay_s(self, changed: set[str]) -> float:
        """Return how much later to tell what the build that is over has changed; 0 when one of it is new."""
        self._streaks = {path: self._streaks.get(path, 0) + 1 for path in changed}
        builds = min(self._streaks.values(), default=0)
        if builds < _BUILDS_IN_A_ROW:
            return 0.0
        return min(_FIRST_DELAY_S * 2.0 ** min(builds - _BUILDS_IN_A_ROW, 16), _DELAY_MAX_S)

    def _tell_deferred(self) -> None:
        with self._lock:
            if not self._deferred or self._paused or self._building or time.monotonic() < self._due_at:
                return
            due, self._deferred = self._deferred, set()
        if not self._stopping.is_set():
            self._listener.sources_changed(tuple(sorted(due)))

    def _note(self, about: str, problem: str) -> None:
        if self._problems.get(about, "") != problem and not self._stopping.is_set():
            self._problems[about] = problem
            self._listener.sources_noted("; ".join(filter(None, self._problems.values())))

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
                self._note("files", f"more than {FILES_MAX:,} files: the rest is not watched; name fewer with `watch`")
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


def _relative(path: Path | None, folder: Path) -> str | None:
    if path is None:
        return None
    return os.path.relpath(path.absolute(), folder).replace(os.sep, "/")
