"""Recordings on disk. What stands in them is documented in `workbench.session.recordings.text`.

Owns: reading and writing, as a whole. A recording is made to be kept with the source, so it is named by whoever asks,
and stands in no place of ours.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from workbench.errors.operator import FileDamaged, PlaceUnwritable
from workbench.session.recordings.recording import Recording
from workbench.session.recordings.text import read_recording, recording_text
from workbench.store.writing import write_atomically

RECORDING_MAX_BYTES: Final = 256 * 1024 * 1024
_MODE_OF_NEW: Final = 0o644


def load_recording(path: Path) -> Recording:
    """Return the recording that a file holds.

    Raises:
        FileDamaged: It can not be read, is empty, too large or no recording.
        FormatTooNew: A newer workbench wrote it.
        LineDamaged: A line is not what it must be.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(RECORDING_MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        found = getattr(error, "strerror", None) or str(error)
        raise FileDamaged(str(path), "a recording that can be read", found.lower()) from error
    if len(content) > RECORDING_MAX_BYTES:
        raise FileDamaged(str(path), f"a recording of at most {RECORDING_MAX_BYTES:,} bytes", "a larger file")
    return read_recording(content, str(path))


def save_recording(path: Path, recording: Recording) -> None:
    """Write a recording, in place of what stands there; a crash leaves the old one or the new one.

    Raises:
        PlaceUnwritable: It can not be written; what stood there stands as it was.
    """
    try:
        mode = path.stat().st_mode & 0o777 if path.exists() else _MODE_OF_NEW
        write_atomically(path, recording_text(recording).encode(), mode=mode)
    except (OSError, ValueError) as error:
        found = getattr(error, "strerror", None) or str(error)
        raise PlaceUnwritable(str(path), found.lower()) from error


class RecordingFiles:
    """Recordings at the paths that they are named by; `RecordingStore` of the session's port.

    A leading `~` in a path is the home folder.
    """

    def load(self, path: str) -> Recording | None:
        """Return the recording that stands at the path; None: nothing does, or an empty file.

        Raises:
            PlaceUnwritable: The path can not be.
            FileDamaged, FormatTooNew, LineDamaged: What stands there is no recording.
        """
        place = _place(path)
        try:
            if not place.exists() or (place.is_file() and place.stat().st_size == 0):
                return None
        except (OSError, ValueError) as error:
            raise PlaceUnwritable(path, str(error).lower()) from error
        return load_recording(place)

    def save(self, path: str, recording: Recording) -> None:
        """Write a recording, in place of what stands at the path.

        Raises:
            PlaceUnwritable: It can not be written; what stood there stands as it was.
        """
        save_recording(_place(path), recording)


def _place(path: str) -> Path:
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        raise PlaceUnwritable(path, str(error).lower()) from error
