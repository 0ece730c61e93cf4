"""Reports that are too long for an agent, cut where they are longest. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from workbench.reports.json.json_text import json_text

REPORT_MAX_CHARACTERS: Final = 49_152
"""What an agent reads at once without losing sight of the rest."""
WHOLE_MAX_CHARACTERS: Final = 4_194_304
"""The same when it asks for all."""
_STEPS: Final = ((1_000, 4_096), (1_000, 1_024), (200, 1_024), (50, 512), (10, 256), (3, 64))
"""Entries of a list or object, and characters of a text, that are left: the first pair that is enough."""
_NAMED_MAX: Final = 10


def shortened(report: Any, max_characters: int) -> tuple[Any, tuple[str, ...]]:
    """Return a report of so many characters at most, and what was left out of it, in sentences."""
    if len(json_text(report)) <= max_characters:
        return report, ()
    for entries, characters in _STEPS:
        cut = _Cut(entries, characters)
        short = cut.value(report, "")
        if len(json_text(short)) <= max_characters:
            return short, tuple(cut.sentences())
    return {}, ("left out: the whole report, which is too long however much is cut; ask for less",)


@dataclass(slots=True)
class _Cut:
    entries: int
    characters: int
    places: list[str] = field(default_factory=list)

    def value(self, value: Any, place: str) -> Any:
        match value:
            case str() if len(value) > self.characters:
                self.places.append(f"{place} ({self.characters:,} of {len(value):,} characters)")
                return value[: self.characters] + "…"
            case list():
                self._note(place, len(value))
                return [self.value(one, f"{place}/{number}") for number, one in enumerate(value[: self.entries])]
            case dict():
                self._note(place, len(value))
                first = list(value.items())[: self.entries]
                return {self._name(name): self.value(one, f"{place}/{name[:80]}") for name, one in first}
        return value

    def sentences(self) -> Iterator[str]:
        yield "the report is cut: ask again with whole, or run the command of the same name with --format json"
        yield from (f"cut: {place}" for place in self.places[:_NAMED_MAX])
        if len(self.places) > _NAMED_MAX:
            yield f"cut: {len(self.places) - _NAMED_MAX:,} more places"

    def _note(self, place: str, count: int) -> None:
        if count > self.entries:
            self.places.append(f"{place} ({self.entries:,} of {count:,} entries)")

    def _name(self, name: str) -> str:
        return name if len(name) <= self.characters else name[: self.characters] + "…"
