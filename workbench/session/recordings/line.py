"""One line of a recording: its fields are taken out, and what is wrong with them is named with line and byte."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.errors import OperatorError
from workbench.errors.files import LineDamaged
from workbench.protocol.json import parsing
from workbench.session.recordings.conditions import ConditionsInvalid, read_conditions
from workbench.session.values.conditions import Conditions


@dataclass(frozen=True, slots=True)
class RecordedLine:
    """A line that is a JSON object. Every method raises LineDamaged for what is not as it must be."""

    value: Mapping[str, Any]
    content: bytes
    """The line as it stands in the file."""
    path: str
    number: int
    """From 1."""
    above: tuple[str, ...] = ()
    """The keys that lead from the whole line to `value`."""

    def wrong(self, expected: str, found: str, field: str | None = None) -> OperatorError:
        """Return what to raise; `field` is the one that is wrong, None for the object as a whole."""
        # Only what is wrong has a place to be found.
        from workbench.protocol.json.spans import offset_of  # noqa: PLC0415

        steps = self.above if field is None else (*self.above, field)
        at = offset_of(self.content.decode("utf-8", "replace"), steps)
        return LineDamaged(self.path, self.number, expected, found if at is None else f"{found} at byte {at:,}")

    def reject_unknown(self, known: frozenset[str]) -> None:
        """Reject fields that are not known."""
        for name in self.value:
            if name not in known:
                raise self.wrong("known fields", f"the field {name!r}", name)

    def _field(self, name: str, kind: type | tuple[type, ...], expected: str) -> Any:
        if name not in self.value:
            raise self.wrong(f"the field {name}", "no such field")
        found = self.value[name]
        if not isinstance(found, kind) or isinstance(found, bool):
            raise self.wrong(f"{name} as {expected}", parsing.kind_of(found), name)
        return found

    def text(self, name: str) -> str:
        """Return a field that must be a string."""
        return str(self._field(name, str, "a string"))

    def integer(self, name: str) -> int:
        """Return a field that must be an integer."""
        return int(self._field(name, int, "an integer"))

    def mapping(self, name: str) -> dict[str, Any]:
        """Return a field that must be an object."""
        return dict(self._field(name, dict, "an object"))

    def within(self, name: str) -> RecordedLine:
        """Return a field that must be an object, to take fields out of it."""
        return RecordedLine(self.mapping(name), self.content, self.path, self.number, (*self.above, name))

    def choice(self, name: str, allowed: Sequence[str]) -> str:
        """Return a field that must be one of some strings."""
        found = self.text(name)
        if found not in allowed:
            raise self.wrong(f"{name} as one of {', '.join(allowed)}", repr(found), name)
        return found

    def texts(self, name: str) -> list[str]:
        """Return a field that must be an array of strings; when it is absent an empty one."""
        found = self._field(name, list, "an array") if name in self.value else []
        if not all(isinstance(one, str) for one in found):
            raise self.wrong(f"{name} as an array of strings", "another element", name)
        return list(found)

    def numbers(self, name: str) -> list[tuple[str, float]]:
        """Return a field that must be an object of numbers; when it is absent an empty one."""
        found = self.mapping(name) if name in self.value else {}
        for one in found.values():
            if isinstance(one, bool) or not isinstance(one, (int, float)):
                raise self.wrong(f"{name} as an object of numbers", parsing.kind_of(one), name)
        return list(found.items())

    def conditions(self) -> Conditions:
        """Return what the calls were made under; the older fields of it must be there."""
        self.text("imports")
        self._field("capabilities", list, "an array")
        try:
            return read_conditions(self.value)
        except ConditionsInvalid as error:
            raise self.wrong(error.expected, error.found, error.term) from error
