"""What plugins used when their growth was last accepted: read before a run, and replaced as a whole after it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from workbench.engine.client.versions import engine_versions
from workbench.errors.operator import FileDamaged, FileUnreadable
from workbench.session.values.thresholds import BaselineFigures, Figures
from workbench.store.named_files import check_writable
from workbench.store.plugin_tables import PluginTable, TableContent

_ENGINE: Final = "engine"
_ROW: Final = "an object with size_bytes and fuel, which are whole numbers, for each plugin"


class Baseline:
    """The file of one baseline. The same figures give the same bytes, in whatever order they were found."""

    def __init__(self, file: str, *, updates: bool) -> None:
        """Read the file; `updates`: it is written at the end, and there need not be one.

        Raises:
            FileUnreadable, FileDamaged, FormatTooNew: It cannot be read.
            PlaceUnwritable: It cannot be written.
        """
        self._table = PluginTable(file, "baseline")
        self._updates = updates
        if updates:
            check_writable(self._table.path)
        found = self._table.read()
        if found is None and not updates:
            raise FileUnreadable(file, "a baseline that --update has written", "no such file")
        self._rows = {} if found is None else dict(found.plugins)
        for name, row in self._rows.items():
            _check(self._table, name, row)
        self._engine = dict(engine_versions())
        self.other_engine = found is not None and found.facts.get(_ENGINE) != self._engine
        """Whether its fuel belongs to another version of the engine, whose prices may differ: it is not used."""

    def of(self, plugin: str) -> BaselineFigures | None:
        """Return what the plugin at a path used; None: it is not known, or about to be replaced."""
        row = None if self._updates else self._rows.get(self._table.name_of(plugin))
        if row is None:
            return None
        return BaselineFigures(row["size_bytes"], None if self.other_engine else row["fuel"])

    def accept(self, plugin: str, figures: Figures) -> None:
        """Take the figures of a plugin that passed."""
        self._rows[self._table.name_of(plugin)] = {"size_bytes": figures.size_bytes, "fuel": figures.fuel}

    def write(self) -> None:
        """Write what was accepted, and what was known of other plugins that are still there.

        Of those the fuel is dropped where it belongs to another version of the engine.

        Raises:
            PlaceUnwritable: The file cannot be written; what stood there stands as it was.
        """
        rows = {name: row for name, row in self._rows.items() if self._table.place_of(name).exists()}
        self._table.write(TableContent(rows, {_ENGINE: self._engine}))


def _check(table: PluginTable, name: str, row: Any) -> None:
    """Raise FileDamaged unless a row has its form."""
    size_bytes, fuel = (row.get("size_bytes"), row.get("fuel")) if isinstance(row, Mapping) else (None, None)
    if not _is_count(size_bytes) or not (fuel is None or _is_count(fuel)):
        raise FileDamaged(str(table.path), _ROW, f"another value for {name!r}")


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63
