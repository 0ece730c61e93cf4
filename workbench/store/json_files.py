"""Small JSON files of our own: read with suspicion, written whole. What stands in the way is returned, not raised."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workbench.errors import WorkbenchError
from workbench.errors.operator import FileDamaged, FileUnreadable, PlaceUnwritable
from workbench.errors.remedies import words_of
from workbench.store.reasons import reason_of
from workbench.store.writing import write_atomically


def read_object(path: Path, max_bytes: int) -> tuple[dict[str, Any], WorkbenchError | None]:
    """Return the object that a file holds, empty when there is none, and what is wrong with it, None for nothing.

    A damaged file is set aside, so that it is neither read again nor lost.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(max_bytes + 1)
    except FileNotFoundError:
        return {}, None
    except OSError as error:
        return {}, FileUnreadable(str(path), "a file that can be read", reason_of(path, error))
    found = "a larger file" if len(content) > max_bytes else ""
    try:
        value = None if found else json.loads(content)
    except (ValueError, RecursionError) as error:
        value, found = None, f"no JSON: {type(error).__name__}"
    if isinstance(value, dict):
        return value, None
    expected = f"a JSON object of at most {max_bytes:,} bytes"
    return {}, FileDamaged(str(_set_aside(path)), expected, found or "another JSON value")


def write_object(
    path: Path, value: Mapping[str, Any], max_bytes: int, *, durable: bool = True
) -> PlaceUnwritable | None:
    """Replace a file by an object; return why it could not be written, None when it was.

    Args:
        path: The file; its folders are made.
        value: What is to stand there.
        max_bytes: More is not written.
        durable: Wait for the disk, so that it survives a loss of power.
    """
    # ASCII escapes keep lone surrogates, which UTF-8 cannot carry.
    content = json.dumps(value, ensure_ascii=True, indent=1).encode()
    if len(content) > max_bytes:
        return PlaceUnwritable(str(path), f"more than the {max_bytes:,} bytes that are kept there")
    try:
        write_atomically(path, content, durable=durable)
    except OSError as error:
        return PlaceUnwritable(str(path), words_of(error))
    return None


def _set_aside(path: Path) -> Path:
    """Rename a damaged file; return where it stands."""
    aside = path.with_name(f"{path.name}.damaged")
    try:
        return path.replace(aside)
    except OSError:
        return path
