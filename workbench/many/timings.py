"""How long plugins took in earlier runs: what shards and order are planned with.

Runners that share a file must all plan with the same times. So a shard only reads a file that holds the times of all
shards. Where there is none, every shard plans with equal times and adds its own; the file counts from when the last
shard has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from workbench.errors.operator import FileDamaged
from workbench.many.found import PluginFound
from workbench.session.many.order import Shard, planned
from workbench.session.values.plugin_verdict import PluginVerdict
from workbench.store.named_files import check_writable
from workbench.store.plugin_tables import PluginTable, TableContent

_SHARDS: Final = "shards_still_missing"


class Timings:
    """The times of one file; of none when nothing is named."""

    def __init__(self, file: str | None) -> None:
        """Read the file.

        Raises:
            FileUnreadable, FileDamaged, FormatTooNew: It cannot be read.
            PlaceUnwritable: It could not be written at the end.
        """
        self._table = None if file is None else PluginTable(file, "timings")
        self._found: TableContent | None = None
        self._known: dict[str, float] = {}
        if self._table is not None:
            check_writable(self._table.path)
            self._found = self._table.read()
            self._known = _times(self._table, self._found)

    def plan(self, plugins: Iterable[PluginFound], shard: Shard | None) -> tuple[PluginFound, ...]:
        """Return the plugins that are to be checked, in their order."""
        by_path = {one.path: one for one in plugins}
        known = {}
        if self._table is not None and not self._is_partial:
            known = {path: self._known.get(self._table.name_of(path), 0.0) for path in by_path}
        return tuple(by_path[path] for path in planned(by_path, known, shard))

    def write(self, verdicts: Sequence[PluginVerdict], shard: Shard | None) -> None:
        """Add the times of this run, unless other shards may still plan with those that are there.

        Raises:
            PlaceUnwritable: The file cannot be written.
            FileUnreadable, FileDamaged, FormatTooNew: It is another one by now.
        """
        table = self._table
        if table is None or (shard is not None and self._found is not None and not self._is_partial):
            return
        # Another shard may have written meanwhile.
        found = table.read() if shard is not None else self._found
        times = _times(table, found) | {table.name_of(one.path): one.wall_us / 1_000 for one in verdicts if one.wall_us}
        table.write(TableContent({name: round(ms, 1) for name, ms in times.items()}, _missing(found, shard)))

    @property
    def _is_partial(self) -> bool:
        return self._found is not None and _SHARDS in self._found.facts


def _times(table: PluginTable, found: TableContent | None) -> dict[str, float]:
    """Return the times by name. Raises FileDamaged."""
    times = {}
    for name, ms in (found.plugins if found is not None else {}).items():
        if isinstance(ms, bool) or not isinstance(ms, int | float):
            raise FileDamaged(str(table.path), "milliseconds for each plugin", f"{type(ms).__name__} for {name!r}")
        times[name] = float(ms)
    return times


def _missing(found: TableContent | None, shard: Shard | None) -> Mapping[str, list[str]]:
    """Return which shards have not added their times yet."""
    if shard is None:
        return {}
    all_shards = [str(Shard(number, shard.of)) for number in range(1, shard.of + 1)]
    before = found.facts.get(_SHARDS) if found is not None else None
    left = [one for one in all_shards if one != str(shard) and (not isinstance(before, list) or one in before)]
    return {_SHARDS: left} if left else {}
