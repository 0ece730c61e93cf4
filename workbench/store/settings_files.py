"""The files that settings stand in: the project's, found upwards from a plugin, and the person's own.

Owns: where they are and how they are read. What may stand in them is `workbench.settings`' business.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from workbench.errors.operator import FileDamaged

PROJECT_FILE: Final = "workbench.toml"


def find_project_file(plugin: str | None) -> Path | None:
    """Return the nearest project file upwards from the plugin, or from here when none is named; None: there is none."""
    try:
        start = Path(plugin).absolute().parent if plugin else Path.cwd()
    except OSError:
        # The working folder was deleted: nothing stands above it.
        return None
    candidates = (folder / PROJECT_FILE for folder in (start, *start.parents))
    return next((file for file in candidates if _is_file(file)), None)


def user_file() -> Path | None:
    """Return the file with the settings of the person; None: there is none."""
    from workbench.store.places import places  # noqa: PLC0415 - platformdirs is loaded only where a place is asked for

    file = places().config / "config.toml"
    return file if _is_file(file) else None


def read_settings_file(file: Path) -> dict[str, Any]:
    """Return what a file of settings holds.

    Raises:
        FileDamaged: It cannot be read, or is no TOML.
    """
    import tomllib  # noqa: PLC0415 - most runs have no file to read

    try:
        content = file.read_bytes()
    except OSError as error:
        raise FileDamaged(str(file), "a readable text file", (error.strerror or str(error)).lower()) from error
    from workbench.protocol.json.byte_order_marks import byte_order_mark  # noqa: PLC0415 - as above

    mark = byte_order_mark(content)
    if mark is not None:
        raise FileDamaged(str(file), "TOML in UTF-8 without a byte order mark", mark)
    try:
        return tomllib.loads(content.decode())
    except tomllib.TOMLDecodeError as error:
        raise FileDamaged(str(file), "TOML", str(error)) from error
    except UnicodeDecodeError as error:
        found = f"the byte 0x{content[error.start]:02x} at byte {error.start:,}"
        raise FileDamaged(str(file), "TOML in UTF-8", found) from error


def _is_file(place: Path) -> bool:
    """Say whether a file stands there; in a folder that is closed to us there is none."""
    try:
        return place.is_file()
    except OSError:
        return False
