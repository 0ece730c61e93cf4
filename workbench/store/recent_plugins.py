"""Which plugins were opened, in one private file of the state folder. What stands there is checked each time."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from workbench.errors import WorkbenchError
from workbench.session.values.plugin_listing import RecentPlugin
from workbench.store.json_files import read_object, write_object

RECENT_MAX: Final = 30
"""Of more plugins the one that was seen longest ago is forgotten."""
RECENT_MAX_BYTES: Final = 256 * 1024
PATH_MAX: Final = 4_096
WORD_MAX: Final = 200
"""Characters of a name or version that are kept."""


class RecentPlugins:
    """The plugins that were opened. Used from one thread; another window may write the file at any time."""

    def __init__(self, folder: Path, clock: Callable[[], float]) -> None:
        """Keep them in `folder`, which need not exist; `clock` gives unix seconds."""
        self._path = folder / "recent-plugins.json"
        self._clock = clock

    def all(self) -> tuple[tuple[RecentPlugin, ...], WorkbenchError | None]:
        """Return them, the one that was seen last first, and what is wrong with the file, None for nothing."""
        found, error = self._read()
        return tuple(replace(one, is_gone=not os.path.exists(one.place)) for one in found), error  # noqa: PTH110

    def seen(self, place: str, name: str, version: str) -> WorkbenchError | None:
        """Remember that a plugin is open; return why that was not possible.

        Args:
            place: Its real path.
            name: Of its identity; empty: it has none that can be read, and what was known of it stays.
            version: As the name.
        """
        found, _ = self._read()
        known = next((one for one in found if one.place == place), RecentPlugin(place))
        if name:
            known = replace(known, name=name[:WORD_MAX], version=version[:WORD_MAX])
        if len(place) > PATH_MAX:
            return None
        return self._write([replace(known, at=self._clock()), *(one for one in found if one.place != place)])

    def forget(self, place: str) -> WorkbenchError | None:
        """Forget a plugin; return why that was not possible."""
        found, _ = self._read()
        return self._write([one for one in found if one.place != place])

    def _read(self) -> tuple[list[RecentPlugin], WorkbenchError | None]:
        value, error = read_object(self._path, RECENT_MAX_BYTES)
        found = {one.place: one for one in _plugins(value.get("plugins"))}
        return sorted(found.values(), key=lambda one: -one.at)[:RECENT_MAX], error

    def _write(self, plugins: list[RecentPlugin]) -> WorkbenchError | None:
        listed = [{"path": one.place, "name": one.name, "version": one.version, "at": one.at} for one in plugins]
        return write_object(self._path, {"plugins": listed[:RECENT_MAX]}, RECENT_MAX_BYTES, durable=False)


def _plugins(value: Any) -> Iterator[RecentPlugin]:
    """Yield what is as we write it; what is not was written by somebody else, and is left out."""
    for one in value if isinstance(value, list) else ():
        place, name, version, at = (
            (one.get(field) for field in ("path", "name", "version", "at")) if isinstance(one, dict) else [None] * 4
        )
        if not (isinstance(place, str) and isinstance(name, str) and isinstance(version, str)):
            continue
        # `true` is no time, and an absent one none either.
        if not isinstance(at, int | float) or isinstance(at, bool) or not math.isfinite(at):
            continue
        if len(place) <= PATH_MAX and os.path.isabs(place) and "\0" not in place:  # noqa: PTH117
            yield RecentPlugin(place, name[:WORD_MAX], version[:WORD_MAX], float(at))
