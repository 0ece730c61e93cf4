"""What a value of a setting can be: how it is read, what is expected in words, and the same as JSON Schema. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

BUDGETS: Final = ("strict", "serving")
GLOBS_MAX: Final = 256
KEYS_MAX: Final = 16
"""Keys of one action."""
TEXT_MAX: Final = 8_192
GLOB_MAX: Final = 1_024
KEY_MAX: Final = 64
"""Characters of the name of a key."""
_DIGITS_MAX: Final = 19
_NO_NUL: Final = "^[^\\u0000]*$"
_SHOWN_MAX: Final = 200
_SWITCH_WORDS: Final = {"true": True, "1": True, "false": False, "0": False}


class InvalidAtError(ValueError):
    """What is wrong stands inside of a value, or the value may be a secret: it is described, never quoted."""

    def __init__(self, inner: Sequence[str], found: str = "", expected: str = "", *, known: Sequence[str] = ()) -> None:
        """Say where within the value, by keys (empty: all of it).

        Args:
            inner: Keys of the value, from the outermost on.
            found: What is there, in words.
            expected: Instead of what the kind says; empty: that.
            known: The names that can stand there, where the last key is none of them; empty: it is one.
        """
        super().__init__(".".join(inner))
        self.inner, self.found, self.expected, self.known = tuple(inner), found, expected, tuple(known)


@dataclass(frozen=True, slots=True)
class ValueKind:
    """What a value can be."""

    expected: str
    """In words."""
    read: Callable[[Any], Any]
    """Returns the value of what a file of settings holds; raises ValueError when it is not `expected`."""
    schema: Mapping[str, Any]
    """What `read` takes, as JSON Schema."""
    from_text: Callable[[str], Any] | None = None
    """What a text of the environment stands for, to be read; raises ValueError. None: the text itself."""
    expected_text: str = ""
    """What such a text must be; empty: as `expected`."""
    choices: tuple[str, ...] = ()
    """All values, where they are few."""


# ---- single values --------------------------------------------------------------------------------------------------


def choice(*allowed: str, also: str = "") -> ValueKind:
    """One of a few words; `also` says what else can stand there, which is read before."""

    def read(raw: Any) -> str:
        if not isinstance(raw, str) or raw not in allowed:
            raise ValueError
        return raw

    words = [*allowed, also] if also else list(allowed)
    return ValueKind(f"{', '.join(words[:-1])} or {words[-1]}", read, {"enum": list(allowed)}, choices=allowed)


def text(expected: str, most: int = TEXT_MAX) -> ValueKind:
    """A text that the system takes as a path or a command, which ends at NUL."""

    def read(raw: Any) -> str:
        if not isinstance(raw, str) or not raw or len(raw) > most or "\0" in raw:
            raise ValueError
        return raw

    return ValueKind(expected, read, {"type": "string", "minLength": 1, "maxLength": most, "pattern": _NO_NUL})


def switch() -> ValueKind:
    """On or off."""

    def read(raw: Any) -> bool:
        if not isinstance(raw, bool):
            raise ValueError
        return raw

    def from_text(given: str) -> bool:
        if given.lower() not in _SWITCH_WORDS:
            raise ValueError
        return _SWITCH_WORDS[given.lower()]

    return ValueKind("true or false", read, {"type": "boolean"}, from_text, "true, false, 1 or 0")


def whole(least: int, most: int) -> ValueKind:
    """A whole number within bounds."""

    def read(raw: Any) -> int:
        if type(raw) is not int or not least <= raw <= most:
            raise ValueError
        return raw

    def from_text(given: str) -> int:
        if not given.isdecimal() or len(given) > _DIGITS_MAX:
            raise ValueError
        return int(given)

    schema = {"type": "integer", "minimum": least, "maximum": most}
    return ValueKind(f"a whole number from {least:,} to {most:,}", read, schema, from_text)


def seconds() -> ValueKind:
    """A time, 0 for none."""

    def read(raw: Any) -> float:
        if isinstance(raw, bool) or not isinstance(raw, (int, float)) or not 0 <= raw < 1e6:
            raise ValueError
        return float(raw)

    schema = {"type": "number", "minimum": 0, "exclusiveMaximum": 1_000_000}
    return ValueKind("seconds below 1,000,000, 0 for no limit", read, schema, float)


# ---- lists ----------------------------------------------------------------------------------------------------------


def texts() -> ValueKind:
    """Any texts; one text stands for several with commas."""
    schema = {"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "string"}]}
    return ValueKind("a list of names", _texts, schema, _split, "names with commas between them")


def globs() -> ValueKind:
    """Patterns of files."""

    def read(raw: Any) -> tuple[str, ...]:
        found = _texts(raw)
        faults = {place: fault for place, one in enumerate(found, 1) if (fault := _glob_fault(one))}
        if len(found) > GLOBS_MAX or (isinstance(raw, str) and (faults or len(raw) > GLOB_MAX)):
            raise ValueError
        for place, fault in faults.items():
            raise InvalidAtError((), f"a list of {len(found):,} whose entry {place:,} is a text {fault}")
        return found

    one = {"type": "string", "maxLength": GLOB_MAX, "pattern": _NO_NUL}
    schema = {"anyOf": [{"type": "array", "items": one, "maxItems": GLOBS_MAX}, one]}
    expected = f"a list of at most {GLOBS_MAX} globs, each of at most {GLOB_MAX:,} characters"
    return ValueKind(expected, read, schema, _split, f"at most {GLOBS_MAX} globs with commas between them")


def _glob_fault(glob: str) -> str:
    """Return what is wrong with one; empty: nothing."""
    if len(glob) > GLOB_MAX:
        return f"of {len(glob):,} characters"
    return "with a NUL in it" if "\0" in glob else ""


def _texts(raw: Any) -> tuple[str, ...]:
    if isinstance(raw, str):
        return tuple(_split(raw))
    if not isinstance(raw, (list, tuple)):
        raise ValueError
    for place, part in enumerate(raw, 1):
        if not isinstance(part, str):
            raise InvalidAtError((), f"a list of {len(raw):,} whose entry {place:,} is {in_words(part)}")
    return tuple(raw)


def _split(given: str) -> list[str]:
    return [part.strip() for part in given.split(",") if part.strip()]


# ---- tables ---------------------------------------------------------------------------------------------------------


def table_of_texts(what: str = "values that JSON has") -> ValueKind:
    """Texts by name; any other value that JSON has becomes its JSON text."""

    def read(raw: Any) -> dict[str, str]:
        return {str(key): _text_of(str(key), value) for key, value in _table(raw).items()}

    return ValueKind(f"a table of {what}", read, {"type": "object"}, _json_of, f"a JSON object of {what}")


def _table(raw: Any) -> Mapping[Any, Any]:
    """Return a table. Raises InvalidAtError: what stands in its place may be a secret."""
    if not isinstance(raw, Mapping):
        raise InvalidAtError((), "a list" if isinstance(raw, (list, tuple)) else "a value that is no table")
    return raw


def _json_of(given: str) -> Any:
    try:
        return json.loads(given)
    except json.JSONDecodeError as error:
        found = f"a text that is no JSON: line {error.lineno}, column {error.colno}"
        raise InvalidAtError((), found) from None
    except (ValueError, RecursionError):
        raise InvalidAtError((), "JSON with a number or a depth that cannot be read") from None


def _text_of(key: str, value: Any) -> str:
    """Return a text as it is, and any other value that JSON has as its JSON text. Raises InvalidAtError."""
    try:
        found = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, allow_nan=False)
        found.encode()
    except (TypeError, ValueError):
        raise InvalidAtError((key,), _lacking_in_json(value)) from None
    return found


def _lacking_in_json(value: Any) -> str:
    """Return in words a value that no JSON text of UTF-8 can hold."""
    if isinstance(value, str):
        return "a text with half of a surrogate pair"
    if isinstance(value, float):
        return "a number that JSON does not have"
    holds_others = isinstance(value, (Mapping, list, tuple))
    return "a value with a part that JSON does not have" if holds_others else "a date or time"


def limits_by_budget(bounds: Mapping[str, tuple[int, int]]) -> ValueKind:
    """Whole numbers by limit, by budget; `bounds` are the least and the most of each limit."""

    def read(raw: Any) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for budget, changes in _table(raw).items():
            if budget not in BUDGETS:
                raise InvalidAtError((str(budget),), known=BUDGETS)
            if not isinstance(changes, Mapping):
                raise InvalidAtError((budget,), in_words(changes), "a table of limits")
            found[budget] = {name: _limit((budget, str(name)), value) for name, value in changes.items()}
        return found

    def _limit(path: tuple[str, str], value: Any) -> int:
        if path[1] not in bounds:
            raise InvalidAtError(path, known=tuple(bounds))
        least, most = bounds[path[1]]
        if type(value) is not int or not least <= value <= most:
            raise InvalidAtError(path, in_words(value), f"a whole number from {least:,} to {most:,}")
        return value

    one = {name: {"type": "integer", "minimum": least, "maximum": most} for name, (least, most) in bounds.items()}
    limits = {"type": "object", "properties": one, "additionalProperties": False}
    schema = {"type": "object", "properties": dict.fromkeys(BUDGETS, limits), "additionalProperties": False}
    expected = f"tables strict and serving, with whole numbers of {', '.join(bounds)}"
    return ValueKind(expected, read, schema, _json_of, "a JSON object with strict and serving")


def key_map() -> ValueKind:
    """Keys by the id of an action: one text, several with commas, or a list."""
    one_key = f"[^\\s,]{{1,{KEY_MAX}}}"
    in_text = f"^ *{one_key} *(, *{one_key} *){{0,{KEYS_MAX - 1}}}$"

    def read(raw: Any) -> dict[str, tuple[str, ...]]:
        return {str(action): keys(str(action), value) for action, value in _table(raw).items()}

    def keys(action: str, value: Any) -> tuple[str, ...]:
        if isinstance(value, str) and re.search(in_text, value) and "\n" not in value:
            return tuple(_split(value))
        is_list = isinstance(value, list) and 0 < len(value) <= KEYS_MAX
        if not is_list or not all(isinstance(one, str) and re.fullmatch(one_key, one) for one in value):
            expected = f'a key, such as "ctrl+j", or a list of 1 to {KEYS_MAX} keys, each of 1 to {KEY_MAX} signs'
            raise InvalidAtError((action,), in_words(value), expected)
        return tuple(value)

    several = {
        "type": "array",
        "items": {"type": "string", "pattern": f"^{one_key}$"},
        "minItems": 1,
        "maxItems": KEYS_MAX,
    }
    entry = {"anyOf": [{"type": "string", "pattern": in_text}, several]}
    return ValueKind("a table of keys by action", read, {"type": "object", "additionalProperties": entry})


# ---- what is there, for people --------------------------------------------------------------------------------------


def in_words(raw: Any) -> str:
    """Return what stands in the place of a value, never a text of it: of what is no text its form is said."""
    if isinstance(raw, Mapping):
        return "a table"
    if isinstance(raw, (list, tuple)):
        return f"a list of {len(raw):,}"
    if isinstance(raw, str):
        return "a text" if raw else "an empty text"
    if isinstance(raw, bool):
        return str(raw).lower()
    shown = str(raw)[:_SHOWN_MAX]
    if isinstance(raw, int):
        return shown
    return f"{shown}, a number without quotes" if isinstance(raw, float) else f"{shown}, a date or time without quotes"
