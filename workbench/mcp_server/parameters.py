"""The arguments of tools: one description of each gives the schema that an agent sees and the check that holds.

Knows of JSON Schema what stands in `Schema`; whatever a schema says is enforced here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from workbench.errors.agents import ArgumentInvalid, ArgumentUnknown, InvalidArguments
from workbench.errors.base import OperatorError
from workbench.naming import nearest
from workbench.quoting import quoted

Schema = Mapping[str, Any]
"""`type`, `enum`, `minimum`, `maximum`, `maxLength`, `maxItems`, `minItems`, `items`, `maxProperties`,
`additionalProperties`, `description`, `default`; without a type any value."""

PATH_MAX: Final = 4_096
PROBLEMS_MAX: Final = 20
_QUOTED_MAX: Final = 80

_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}
_NAMES: Final = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "an array",
    "object": "an object",
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of a tool."""

    name: str
    schema: Schema
    required: bool = False
    is_secret: bool = False
    """What is given is never quoted."""


def text(description: str, *, max_length: int = PATH_MAX) -> Schema:
    """Return the schema of a text, whose length is in characters."""
    return {"type": "string", "maxLength": max_length, "description": description}


def choice(names: Iterable[str], description: str) -> Schema:
    """Return the schema of one of several words."""
    return {"type": "string", "enum": list(names), "description": description}


def flag(description: str) -> Schema:
    """Return the schema of what is off unless it is asked for."""
    return {"type": "boolean", "default": False, "description": description}


def whole(least: int, most: int, description: str, *, default: int | None = None) -> Schema:
    """Return the schema of a whole number."""
    schema = {"type": "integer", "minimum": least, "maximum": most, "description": description}
    return schema if default is None else {**schema, "default": default}


def several(items: Schema, most: int, description: str, *, least: int = 0) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": items, "minItems": least, "maxItems": most, "description": description}


def mapping(values: Schema, most: int, description: str) -> Schema:
    """Return the schema of an object whose names are free."""
    return {"type": "object", "additionalProperties": values, "maxProperties": most, "description": description}


def anything(description: str) -> Schema:
    """Return the schema of any JSON value."""
    return {"description": description}


def input_schema(parameters: Iterable[Parameter]) -> dict[str, Any]:
    """Return the JSON Schema of the object that a tool takes."""
    parameters = tuple(parameters)
    return {
        "type": "object",
        "properties": {one.name: dict(one.schema) for one in parameters},
        "required": [one.name for one in parameters if one.required],
        "additionalProperties": False,
    }


def checked(tool: str, parameters: Iterable[Parameter], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was given, as far as it was: null stands for nothing.

    Raises:
        InvalidArguments: Something is missing, unknown, or not what it may be; all of it.
    """
    known = {one.name: one for one in parameters}
    values = {name: value for name, value in given.items() if value is not None}
    unknown = [name for name in values if name not in known]
    # To look for what was meant takes its time for each.
    shown = [name[:_QUOTED_MAX] for name in unknown[:PROBLEMS_MAX]]
    problems: list[OperatorError] = [ArgumentUnknown(tool, name, nearest(name, known)) for name in shown]
    for name, parameter in known.items():
        if name in values:
            found = _problems(parameter.schema, values[name], name, quotes=not parameter.is_secret)
            problems += [ArgumentInvalid(tool, *one) for one in found]
        elif parameter.required:
            problems.append(ArgumentInvalid(tool, name, _expected(parameter.schema), "nothing"))
    if problems:
        count = len(problems) - len(shown) + len(unknown)
        raise InvalidArguments(tuple(problems[:PROBLEMS_MAX]), max(count - PROBLEMS_MAX, 0))
    return values


def _problems(schema: Schema, value: Any, place: str, *, quotes: bool) -> Iterator[tuple[str, str, str]]:
    """Give place, what was expected and what was found."""
    kind = schema.get("type")
    if kind is None:
        return
    is_right = isinstance(value, _TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))
    if not is_right:
        yield place, _expected(schema), _found(value, quotes=quotes)
    elif kind == "array":
        yield from _of_array(schema, value, place, quotes=quotes)
    elif kind == "object":
        yield from _of_object(schema, value, place, quotes=quotes)
    elif not _fits(schema, value):
        yield place, _expected(schema), _found(value, quotes=quotes)


def _of_array(schema: Schema, values: list[Any], place: str, *, quotes: bool) -> Iterator[tuple[str, str, str]]:
    if not schema["minItems"] <= len(values) <= schema["maxItems"]:
        yield place, f"{schema['minItems']:,} to {schema['maxItems']:,} entries", f"{len(values):,}"
        return
    for number, value in enumerate(values):
        yield from _problems(schema["items"], value, f"{place}[{number}]", quotes=quotes)


def _of_object(schema: Schema, values: dict[str, Any], place: str, *, quotes: bool) -> Iterator[tuple[str, str, str]]:
    if len(values) > schema["maxProperties"]:
        yield place, f"at most {schema['maxProperties']:,} entries", f"{len(values):,}"
        return
    for name, value in values.items():
        yield from _problems(schema["additionalProperties"], value, f"{place}.{name[:_QUOTED_MAX]}", quotes=quotes)


def _fits(schema: Schema, value: Any) -> bool:
    if "enum" in schema:
        return bool(value in schema["enum"])
    if "maxLength" in schema:
        return bool(len(value) <= schema["maxLength"])
    return bool(schema.get("minimum", value) <= value <= schema.get("maximum", value))


def _expected(schema: Schema) -> str:
    if "enum" in schema:
        return "one of " + ", ".join(schema["enum"])
    if "maxLength" in schema:
        return f"a text of at most {schema['maxLength']:,} characters"
    if "minimum" in schema:
        return f"a whole number from {schema['minimum']:,} to {schema['maximum']:,}"
    return _NAMES.get(schema.get("type", ""), "a value")


def _found(value: Any, *, quotes: bool) -> str:
    """Name a value, which may be long or a secret."""
    match value:
        case bool():
            return "true" if value else "false"
        case str() if quotes and len(value) <= _QUOTED_MAX:
            return quoted(value)
        case str():
            return f"a text of {len(value):,} characters"
        case int() | float():
            return f"{value}" if quotes and abs(value) < 1e18 else "a number"
        case list():
            return "an array"
        case _:
            return "an object"
