"""Wire types as JSON Schema (draft 2020-12), for editors and other tools.

A schema says how a message should be written, so it is stricter than the decoder: array forms of structs, objects for
enum words and ignored fields have no place in it. It allows nothing that the decoder rejects.
"""

from __future__ import annotations

from typing import Any, Final

from workbench.protocol.wire.types import (
    ArrayOf,
    Field,
    Integer,
    ListOf,
    MapOf,
    Presence,
    Scalar,
    SetOf,
    StringEnum,
    Struct,
    TaggedUnion,
    WireType,
)

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_HEX: Final = "[0-9a-fA-F]"
_HYPHENATED: Final = f"{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}"

_SCALARS: Final[dict[Scalar, dict[str, Any]]] = {
    Scalar.STR: {"type": "string"},
    Scalar.BOOL: {"type": "boolean"},
    Scalar.F32: {"type": "number"},
    Scalar.F64: {"type": "number"},
    Scalar.BYTES64: {"type": "string", "contentEncoding": "base64"},
    Scalar.UUID: {
        "type": "string",
        "pattern": f"^({_HEX}{{32}}|(urn:uuid:)?{_HYPHENATED}|\\{{{_HYPHENATED}\\}})$(?!\\n)",
    },
    Scalar.JSON: {},
}


def json_schema(wire_type: WireType) -> dict[str, Any]:
    """Return the schema of a type. Named parts stand under `$defs`.

    JSON Schema takes `1.0` for an integer; the decoder does not (PROTOCOL.md section 13).
    """
    definitions: dict[str, Any] = {}
    schema = _schema(wire_type, definitions)
    named = schema.get("$ref", "").removeprefix("#/$defs/")
    if named:
        schema = definitions[named]
    return {"$schema": _DIALECT, **schema, **({"$defs": definitions} if definitions else {})}


def _schema(wire_type: WireType, definitions: dict[str, Any]) -> dict[str, Any]:
    match wire_type:
        case Scalar():
            schema = dict(_SCALARS[wire_type])
        case Integer(_, minimum, maximum):
            schema = {"type": "integer", "minimum": minimum, "maximum": maximum}
        case ListOf(item):
            schema = {"type": "array", "items": _schema(item, definitions)}
        case SetOf(item):
            schema = {"type": "array", "items": _schema(item, definitions), "uniqueItems": True}
        case ArrayOf(item, length):
            items = _schema(item, definitions)
            schema = {"type": "array", "items": items, "minItems": length, "maxItems": length}
        case MapOf(value):
            schema = {"type": "object", "additionalProperties": _schema(value, definitions)}
        case _:
            name = wire_type.name
            if name not in definitions:
                definitions[name] = {}
                definitions[name] = _definition(wire_type, definitions)
            schema = {"$ref": f"#/$defs/{name}"}
    return schema


def _definition(wire_type: Struct | TaggedUnion | StringEnum, definitions: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = {"title": wire_type.name}
    if wire_type.doc:
        schema["description"] = wire_type.doc
    match wire_type:
        case StringEnum(_, words):
            schema["enum"] = list(words)
        case TaggedUnion(_, variants, tag):
            schema["oneOf"] = [_object(variant, definitions, tag) for variant in variants]
        case _:
            schema |= _object(wire_type, definitions)
    return schema


def _object(struct: Struct, definitions: dict[str, Any], tag: str | None = None) -> dict[str, Any]:
    properties = {field.name: _property(field, definitions) for field in struct.fields}
    required = [field.name for field in struct.fields if field.presence is Presence.REQUIRED]
    if tag is not None:
        properties = {tag: {"const": struct.name, "description": struct.doc}, **properties}
        required.insert(0, tag)
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _property(field: Field, definitions: dict[str, Any]) -> dict[str, Any]:
    schema = _schema(field.type, definitions)
    if field.presence is not Presence.REQUIRED:
        schema = {"anyOf": [schema, {"type": "null"}]}
    if field.doc:
        schema["description"] = field.doc
    if field.words_in_use:
        schema["examples"] = list(field.words_in_use)
    return schema
