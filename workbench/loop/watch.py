"""The artifact's changes: the file is read once per build, when it is whole, and its reader is notified.

Owns the thread that watches, and what is waited for before bytes count as a build. Judges nothing: damaged bytes are
handed on like good ones, only later. Knows no session, only the listener's port.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from workbench.errors import WorkbenchError
from workbench.errors.artifact import PluginUnreadable
from workbench.loop.artifact import EMPTY, MISSING, FileSignature, read_signature, signature_of
from workbench.loop.no_watch import no_watch

if TYPE_CHECKING:
    from workbench.session.ports import ArtifactListener

_STEP_MS: Final = 10
"""Events that come within one step are one sign."""
_DEBOUNCE_MS: Final = 60
_HEARTBEAT_MS: Final = 250
"""How often the file is looked at without a sign: links into other folders and network drives give none."""
_STILL_S: Final = 0.04
"""How long nobody must have written before the file is read: by its own time, else by its size, time and inode."""
_MISSING_PATIENCE_S: Final = 0.3
"""A linker that deletes and writes anew leaves no file for a moment."""
_DAMAGED_PATIENCE_S: Final = 1.5
"""How long an unfinished module may stand still before it counts as a damaged one."""

_WASM_MAGIC: Final = b"\0asm"


class ArtifactWatch:
    """Watches one path from a thread of its own; `ArtifactSource` of the session's port.

    The folder is watched, not the file, since compilers replace files by renaming. What counts is how the file
    stands; events only say when to look. So an event that is lost costs a moment, never a build.
    """

    def __init__(self, path: str | os.PathLike[str], *, polling: bool = False) -> None:
        """Watch `path`, which need not exist. `polling`: look a few times a second, for drives without events."""
        self.path = str(path)
        self._place = Path(path).absolute()
        self._polling = polling
        self._stopping = threading.Event()
        self._asked = threading.Event()
        self._thread: threading.Thread | None = None
        self._seen: FileSignature | None = None
        """How the file stood when the listener was last notified; None: not yet."""
        self._looking = False
        self._handed_sha256 = ""
        self._noted = ""

    def start(self, listener: ArtifactListener) -> None:
        """Read the artifact once, then watch it, until `stop`. To be called once."""
        self._thread = threading.Thread(target=self._run, args=(listener,), name="artifact-watch", daemon=True)
        self._thread.start()

    def reread(self) -> None:
        """Read the artifact now, even if its bytes are the same."""
        self._asked.set()

    def has_noticed(self, standing: FileSignature) -> bool:
        """Say whether the listener knows of the artifact as it stands so, or that it is being read; any thread may."""
        return self._looking or self._seen == standing

    def stop(self) -> None:
        """End watching. Nothing is reported afterwards."""
        self._stopping.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout=2)

    def _run(self, listener: ArtifactListener) -> None:
        while not self._stopping.is_set():
            self._look(listener)
            for _ in self._signs(listener):
                # After each change the watch is set up anew: the folder itself may be another one by now.
                if self._look(listener):
                    break

    def _signs(self, listener: ArtifactListener) -> Iterator[None]:
        """Yield when something may have changed, and at every heartbeat. Ends when asked for something else."""
        from watchfiles import watch  # noqa: PLC0415 - whoever reads a plugin once does not pay for it

        interrupt = _Either(self._stopping, self._asked)
        try:
            if not self._polling:
                for _ in watch(
                    *self._folders(),
                    watch_filter=None,
                    debounce=_DEBOUNCE_MS,
                    step=_STEP_MS,
                    stop_event=interrupt,
                    rust_timeout=_HEARTBEAT_MS,
                    yield_on_timeout=True,
                    raise_interrupt=False,
                    recursive=False,
                ):
                    self._note(listener, "")
                    yield
                return
        except (OSError, RuntimeError, ValueError) as error:
            # No watch to be had: the folder vanished just now, or the system is out of watches. Looking still works.
            if not isinstance(error, FileNotFoundError):
                self._note(listener, f"{no_watch(error)}: looking four times a second instead")
        self._pause(_HEARTBEAT_MS / 1_000)
        yield

    def _note(self, listener: ArtifactListener, text: str) -> None:
        if text != self._noted and not self._stopping.is_set():
            self._noted = text
            listener.artifact_noted(text)

    def _pause(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not self._asked.is_set():
            if self._stopping.wait(_STEP_MS / 1_000):
                return

    def _folders(self) -> set[Path]:
        """Return the folder of the path, and that of the file which a link leads to; else the nearest that exist."""
        return {_nearest_folder(self._place.parent), _nearest_folder(Path(os.path.realpath(self._place)).parent)}

    def _look(self, listener: ArtifactListener) -> bool:
        """Tell the listener what has changed since the last look; return whether anything has."""
        asked = self._asked.is_set()
        self._asked.clear()
        changed = signature_of(self._place) != self._seen
        if not changed and not asked:
            return False
        if changed and self._seen is not None:
            listener.artifact_changing(self.path)
        self._looking = True
        try:
            self._hand_over(listener, asked=asked)
        finally:
            self._looking = False
        return True

    def _hand_over(self, listener: ArtifactListener, *, asked: bool) -> None:
        """Wait until the file stands still, and tell the listener what stands there."""
        standing, found = self._found_at_rest()
        if self._stopping.is_set():
            return
        self._seen = standing
        if isinstance(found, WorkbenchError):
            listener.artifact_unreadable(found)
            return
        sha256 = hashlib.sha256(found).hexdigest()
        if sha256 == self._handed_sha256 and not asked:
            listener.artifact_unchanged(self.path)
            return
        self._handed_sha256 = sha256
        listener.artifact_read(self.path, found, forced=asked)

    def _found_at_rest(self) -> tuple[FileSignature, bytes | WorkbenchError]:
        """Return what stands at the path when it neither changes nor looks as if it were about to."""
        while True:
            standing = self._standing_still()
            found = read_signature(self._place, standing, self.path)
            if self._stopping.is_set() or (
                found is not None and not self._changes_within(_patience_s(found), standing)
            ):
                return standing, found if found is not None else PluginUnreadable(self.path, "it is being written to")

    def _standing_still(self) -> FileSignature:
        standing = signature_of(self._place)
        # A compiler that writes beside and renames has long written when the file comes to stand here.
        wait_s = _STILL_S - standing.rested_s()
        while wait_s > 0 and not standing.is_old() and not self._stopping.wait(wait_s):
            later = signature_of(self._place)
            wait_s = 0 if later == standing else _STILL_S - later.rested_s()
            standing = later
        return standing

    def _changes_within(self, seconds: float, standing: FileSignature) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not self._stopping.wait(_STEP_MS / 1_000):
            if signature_of(self._place) != standing:
                return True
        return False


class _Either:
    """Is set when one of two events is."""

    def __init__(self, one: threading.Event, other: threading.Event) -> None:
        self._events = (one, other)

    def is_set(self) -> bool:
        """Say whether one of the two is set."""
        return any(event.is_set() for event in self._events)


def _patience_s(found: bytes | WorkbenchError) -> float:
    """Return how long to wait for something better, in seconds."""
    if isinstance(found, PluginUnreadable) and found.reason in MISSING:
        return _MISSING_PATIENCE_S
    if isinstance(found, WorkbenchError):
        return _DAMAGED_PATIENCE_S if isinstance(found, PluginUnreadable) and found.reason == EMPTY else 0
    return _DAMAGED_PATIENCE_S if _is_unfinished(found) else 0


def _is_unfinished(module: bytes) -> bool:
    """Say whether the bytes could be the beginning of a module, or room that was set aside for one."""
    begun = module[:4]
    if not (_WASM_MAGIC.startswith(begun) or begun == bytes(4)):
        return False
    # The first frame is painted before anything is read.
    from workbench.protocol.wasm import walk_leniently  # noqa: PLC0415

    return walk_leniently(module)[1] is not None


def _nearest_folder(folder: Path) -> Path:
    for candidate in (folder, *folder.parents):
        if candidate.is_dir():
            return candidate
    return Path(folder.anchor or ".")
