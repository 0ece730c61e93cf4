"""Files that say something of each of many plugins, made for git and for CI: sorted, and replaced as a whole.

Plugins are named by their paths from the file's folder on, so that the file means the same on every machine.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from workbench.errors.files import FormatTooNew
from workbench.errors.operator import FileDamaged
from workbench.store.named_files import named_place, read_named, replace_named

_VERSION: Final = 1
_MAX_BYTES: Final = 64 * 1024 * 1024
_MODE_OF_NEW: Final = 0o644


@dataclass(frozen=True, slots=True)
class TableContent:
    """What such a file holds."""

    plugins: Mapping[str, Any]
    """By the plugin's name in the file."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What holds of all of them."""


class PluginTable:
    """One such file."""

    def __init__(self, path: str, form: str) -> None:
        """Name the file; `form` is what it holds, as in `timings`. Reads nothing.

        Raises:
            PlaceUnwritable: The path begins with `~`, and there is no home folder.
        """
        self.path = named_place(path)
        self._form = form
        self._folder = os.path.realpath(self.path.parent)

    def name_of(self, plugin: str) -> str:
        """Return how the file names the plugin at a path."""
        place = os.path.join(os.path.realpath(os.path.dirname(plugin) or "."), os.path.basename(plugin))  # noqa: PTH118, PTH119, PTH120 - a path may be any bytes
        return os.path.relpath(place, self._folder).replace(os.sep, "/")

    def place_of(self, name: str) -> Path:
        """Return where a plugin stands that the file names."""
        return Path(self._folder) / name

    def read(self) -> TableContent | None:
        """Return what stands there; None: there is no file.

        Raises:
            FileUnreadable: It cannot be read.
            FileDamaged: It is not of its form.
            FormatTooNew: A later workbench has written it.
        """
        if not os.path.lexists(self.path):
            return None
        content = read_named(self.path, f"a file of {self._form}", max_bytes=_MAX_BYTES)
        expected = f"a JSON object with format {self._format!r} and an object of plugins"
        try:
            value = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise FileDamaged(str(self.path), expected, f"no JSON{_place_of(error)}") from error
        if not isinstance(value, dict):
            raise FileDamaged(str(self.path), expected, "another JSON value")
        if value.get("format") != self._format:
            raise FileDamaged(str(self.path), expected, "another format" if "format" in value else "no format")
        version, plugins = value.get("version"), value.get("plugins")
        if isinstance(version, int) and version > _VERSION:
            raise FormatTooNew(str(self.path), self._form, version, _VERSION)
        if not isinstance(plugins, dict):
            raise FileDamaged(str(self.path), expected, "an object without plugins")
        facts = {key: one for key, one in value.items() if key not in ("format", "version", "plugins")}
        return TableContent(plugins, facts)

    def write(self, content: TableContent) -> None:
        """Replace the file. The same content gives the same bytes.

        Raises:
            PlaceUnwritable: It cannot be written; what stood there stands as it was.
        """
        value = {"format": self._format, "version": _VERSION, **content.facts, "plugins": dict(content.plugins)}
        # ASCII escapes keep the bytes of paths that are no UTF-8.
        text = json.dumps(value, indent=2, sort_keys=True, ensure_ascii=True)
        replace_named(self.path, f"{text}\n".encode(), mode_of_new=_MODE_OF_NEW)

    @property
    def _format(self) -> str:
        return f"cc-lb-workbench {self._form}"


def _place_of(error: ValueError | RecursionError) -> str:
    """Say where a text stops being JSON; empty: nobody knows."""
    return f" at line {error.lineno:,}, column {error.colno:,}" if isinstance(error, json.JSONDecodeError) else ""
