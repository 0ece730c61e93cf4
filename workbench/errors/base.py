"""The root of the exception tree and its three branches, split by who must act.

Knows nothing of any layer: those stand in the modules beside this one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, ClassVar, Self

from workbench.quoting import quoted


class WorkbenchError(Exception):
    """Any error that we name. It carries data; the text is built from the data in `__str__`."""

    hint: ClassVar[str] = ""
    """What the person who must act can do about it. Empty when the text already says it."""

    @property
    def kind(self) -> str:
        """The stable name of the error: for protocol errors the name in PROTOCOL.md."""
        return type(self).__name__

    @property
    def brief(self) -> str:
        """What fits into a line beside other things: the kind, unless a class has better words."""
        return self.kind

    @property
    def details(self) -> dict[str, Any]:
        """The data that the text was built from, as JSON values."""
        if not is_dataclass(self):
            return {}
        return {field.name: json_value(getattr(self, field.name)) for field in fields(self)}

    def detached(self) -> Self:
        """Forget where it was raised and what led to it, and return it.

        An error that is kept would keep the frames, and with them whatever they worked on: whole modules.
        """
        self.__traceback__ = self.__context__ = self.__cause__ = None
        return self


class PluginError(WorkbenchError):
    """The plugin breaks a rule of the protocol: its author must act."""


class OperatorError(WorkbenchError):
    """A path, an option, a setting or a payload is wrong: the person at the keyboard must act."""


class HostError(WorkbenchError):
    """Our own code or the engine failed: we must act."""


def json_value(value: Any) -> Any:
    """Return a fact of an error as a JSON value.

    Bytes become lower-case hex, enums their value, sets sorted lists, errors `{kind, message, details}`,
    dataclasses objects of their fields.
    """
    if isinstance(value, WorkbenchError):
        return as_json(value)
    if isinstance(value, Enum):
        return json_value(value.value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Mapping):
        return {str(key): json_value(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(json_value(item) for item in value)
    if isinstance(value, (list, tuple)):
        return [json_value(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: json_value(getattr(value, field.name)) for field in fields(value)}
    return value


_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_KEY_SHOWN_MAX = 80


def member(parent: str, key: str) -> str:
    """Return the place of an object's member: `chosen_versions.shape`, or `chosen_versions["a b"]` for odd keys.

    A long key is cut: it may be a plugin's.
    """
    shown = key if len(key) <= _KEY_SHOWN_MAX else key[:_KEY_SHOWN_MAX] + "…"
    return f"{parent}.{shown}" if _PLAIN_KEY.fullmatch(shown) else f"{parent}[{json.dumps(shown)}]"


def place_in_file(line: int | None, column: int | None = None) -> str:
    """Return line and column as they stand behind a file's name; empty where the line is None, that is not known."""
    at = "" if line is None else f", line {line:,}"
    return at if column is None else f"{at}, column {column:,}"


def did_you_mean(nearest: str | None) -> str:
    """Return what asks whether another name was meant; empty where None is alike."""
    return f"; did you mean {quoted(nearest)}?" if nearest else ""


def with_hint(error: WorkbenchError) -> str:
    """Return what an error says, and what to do about it, where it stands alone."""
    return f"{error}. {error.hint}" if error.hint else str(error)


def as_json(error: WorkbenchError) -> dict[str, Any]:
    """Return an error as the object `{kind, message, details}` of every JSON report."""
    return {"kind": error.kind, "message": str(error), "details": error.details}
