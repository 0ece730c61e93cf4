"""Completes paths that a person types, as a shell does. Lists folders, and opens no file."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from workbench.session.values.path_completion import PathCompletion

NAMES_MAX: Final = 40
ENTRIES_MAX: Final = 20_000
"""Entries of a folder that are looked at."""


def complete_path(typed: str, suffixes: Sequence[str]) -> PathCompletion:
    """Return how a path goes on: as far as all names have in common that begin as it does.

    Args:
        typed: A path, from the working folder on; `~` is the home folder, and stays.
        suffixes: How names of files end that count, as `.wasm`; folders always count.
    """
    before, begun = _split(typed)
    names = sorted(_names(Path(before).expanduser() if before else Path(), begun, tuple(suffixes)))
    if not names:
        return PathCompletion(typed)
    text = before + _common(names[0], names[-1])
    if len(names) == 1:
        return PathCompletion(text)
    return PathCompletion(text, tuple(names[:NAMES_MAX]), max(len(names) - NAMES_MAX, 0))


def _split(typed: str) -> tuple[str, str]:
    """Return a path up to its last separator, and what is begun behind it."""
    at = typed.rfind("/") + 1
    return (f"{typed}/", "") if typed == "~" else (typed[:at], typed[at:])


def _common(first: str, last: str) -> str:
    """Return how two names begin alike; of sorted names the first and last say it for all."""
    pairs = zip(first, last, strict=False)
    return first[: next((at for at, (one, other) in enumerate(pairs) if one != other), min(len(first), len(last)))]


def _names(folder: Path, begun: str, suffixes: tuple[str, ...]) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            for entry in islice(entries, ENTRIES_MAX):
                name = entry.name
                # A name that is no text cannot be typed; one with a dot before it only counts when the dot was typed.
                if not name.startswith(begun) or (name.startswith(".") and not begun) or not name.isprintable():
                    continue
                if entry.is_dir():
                    yield f"{name}/"
                elif name.endswith(suffixes):
                    yield name
    except (OSError, RuntimeError, ValueError):
        # Nothing leads on from a folder that cannot be listed, and nobody has asked to open it yet.
        return
