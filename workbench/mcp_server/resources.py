"""What agents can read without asking a tool: the protocol, its words, the form of its messages. Pure data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from workbench.errors.operator import NameUnknown
from workbench.naming import nearest
from workbench.protocol.wire.messages import TYPES_BY_NAME
from workbench.protocol.wire.schema import json_schema
from workbench.reports.json.explanation import explanation_json, names_json
from workbench.reports.json.json_text import json_text

_PROTOCOL: Final = "cc-lb://protocol"
_NAMES: Final = "cc-lb://explain"
_EXPLAIN: Final = "cc-lb://explain/"
_SCHEMA: Final = "cc-lb://schema/"
_JSON: Final = "application/json"
_JSON_SCHEMA: Final = "application/schema+json"
_MARKDOWN: Final = "text/markdown"
_URI_SHOWN_MAX: Final = 256


@dataclass(frozen=True, slots=True)
class Readable:
    """Something that can be read, or with a part in braces a kind of it."""

    uri: str
    name: str
    description: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Content:
    """What was read."""

    text: str
    media_type: str


TEMPLATES: Final = (
    Readable(
        f"{_EXPLAIN}{{name}}", "explanation", "What an error kind, word or field means, and how to mend it.", _JSON
    ),
    Readable(f"{_SCHEMA}{{type}}", "schema", "The JSON Schema of a wire type.", _JSON_SCHEMA),
)


def listed() -> tuple[Readable, ...]:
    """Return all that has an address of its own, but for single explanations, of which there are hundreds."""
    return (
        Readable(_PROTOCOL, "protocol", "What a host must do with a plugin: the whole protocol.", _MARKDOWN),
        Readable(_NAMES, "explanations", "Names of all that can be explained: kinds, words, fields.", _JSON),
        *(
            Readable(_SCHEMA + name, f"schema of {name}", f"The JSON Schema of {name}.", _JSON_SCHEMA)
            for name in TYPES_BY_NAME
        ),
    )


def read(uri: str) -> Content:
    """Return what stands at an address.

    Raises:
        NameUnknown: Nothing does.
    """
    if uri == _PROTOCOL:
        return Content(files("workbench.protocol").joinpath("PROTOCOL.md").read_text(encoding="utf-8"), _MARKDOWN)
    if uri == _NAMES:
        return Content(json_text(names_json()), _JSON)
    if uri.startswith(_EXPLAIN):
        return Content(json_text(explanation_json(uri.removeprefix(_EXPLAIN)[:_URI_SHOWN_MAX])), _JSON)
    if uri.startswith(_SCHEMA):
        return Content(json_text(_schema(uri.removeprefix(_SCHEMA)[:_URI_SHOWN_MAX])), _JSON_SCHEMA)
    known = [one.uri for one in listed()]
    raise NameUnknown("resource", uri[:_URI_SHOWN_MAX], nearest(uri[:_URI_SHOWN_MAX], known))


def _schema(name: str) -> Mapping[str, object]:
    if name not in TYPES_BY_NAME:
        raise NameUnknown("type", name, nearest(name, TYPES_BY_NAME))
    return json_schema(TYPES_BY_NAME[name])
