"""Recordings on disk. What stands in them is documented in `workbench.session.recordings.text`.

Owns: reading and writing, as a whole. A recording is made to be kept with the source, so it is named by whoever asks,
and stands in no place of ours.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from workbench.errors.operator import FileDamaged, PlaceUnwritable
from workbench.session.recordings.text import read_recording, recording_text
from workbench.session.values.recording import Recording
from workbench.store.named_files import check_writable, named_place, read_named, replace_named

RECORDING_MAX_BYTES: Final = 256 * 1024 * 1024
_MODE_OF_NEW: Final = 0o644


def load_recording(path: Path) -> Recording:
    """Return the recording that a file holds.

    Raises:
        FileUnreadable, FileDamaged: It cannot be read, is empty, too large or no recording.
        FormatTooNew: A newer workbench wrote it.
        LineDamaged: A line is not what it must be.
    """
    content = read_named(path, "a recording", max_bytes=RECORDING_MAX_BYTES)
    return read_recording(content, str(path))


def recorded_calls(path: Path) -> Recording:
    """Return the recording at a path, which must have calls.

    Raises:
        FileUnreadable, FileDamaged, FormatTooNew, LineDamaged: It cannot be replayed.
    """
    return with_calls(load_recording(path), str(path))


def with_calls(recording: Recording, path: str) -> Recording:
    """Return a recording that was read from a path. Raises FileDamaged: it has no calls."""
    if not recording.calls:
        raise FileDamaged(path, "a recording with at least one call", "none behind its first line")
    return recording


def save_recording(path: Path, recording: Recording) -> None:
    """Write a recording, in place of what stands there; a crash leaves the old one or the new one.

    Raises:
        PlaceUnwritable: It cannot be written; what stood there stands as it was.
    """
    replace_named(path, recording_text(recording).encode(), mode_of_new=_MODE_OF_NEW)


def check_recordable(path: Path) -> None:
    """Find out before the work whether a recording can be read from a path and written there, and make its folder.

    Raises:
        PlaceUnwritable: It cannot. A pipe or device is none that a recording can be continued in: what was written
            there cannot be read again, and opening it may wait for ever.
    """
    _refuse_pipe(path)
    check_writable(path)


def _refuse_pipe(path: Path) -> None:
    if path.exists() and not path.is_file() and not path.is_dir():
        raise PlaceUnwritable(str(path), "a pipe or device; a recording needs a regular file")


class RecordingFiles:
    """Recordings at the paths that they are named by; `RecordingStore` of the session's port.

    A leading `~` in a path is the home folder.
    """

    def load(self, path: str) -> Recording | None:
        """Return the recording that stands at the path; None: nothing does, or an empty file.

        Raises:
            PlaceUnwritable: The path cannot be.
            FileUnreadable, FileDamaged, FormatTooNew, LineDamaged: What stands there is no recording.
        """
        place = named_place(path)
        try:
            if not place.exists() or (place.is_file() and place.stat().st_size == 0):
                return None
            _refuse_pipe(place)
        except (OSError, ValueError) as error:
            raise PlaceUnwritable(path, str(error).lower()) from error
        return load_recording(place)

    def save(self, path: str, recording: Recording) -> None:
        """Write a recording, in place of what stands at the path.

        Raises:
            PlaceUnwritable: It cannot be written; what stood there stands as it was.
        """
        save_recording(named_place(path), recording)
