"""`workbench schema [TYPE]`: the JSON Schema of the wire types."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, Final

from workbench.cli.output import Exit, print_json
from workbench.errors.operator import NameUnknown
from workbench.naming import nearest
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.payload_text.expectation import expectation_schema
from workbench.protocol.wire.messages import TYPES_BY_NAME
from workbench.protocol.wire.schema import json_schema
from workbench.store.named_files import replace_named

_ENDING: Final = ".schema.json"
_EXPECTATION: Final = "expectation"
_MODE_OF_NEW: Final = 0o644


def run(arguments: argparse.Namespace) -> int:
    """Print one schema, or an object of all of them by type name; or write them, and print who needs which."""
    if arguments.all is not None:
        folder = Path(arguments.all)
        _write_all(folder)
        print_json(_for_editors(folder))
        return Exit.PASSED
    if arguments.type is None:
        print_json({name: json_schema(wire_type) for name, wire_type in TYPES_BY_NAME.items()})
        return Exit.PASSED
    if arguments.type not in TYPES_BY_NAME:
        raise NameUnknown("type", arguments.type, nearest(arguments.type, TYPES_BY_NAME))
    print_json(json_schema(TYPES_BY_NAME[arguments.type]))
    return Exit.PASSED


def _write_all(folder: Path) -> None:
    """Write each schema into a file of its own. Raises PlaceUnwritable."""
    schemas = {name: json_schema(wire_type) for name, wire_type in TYPES_BY_NAME.items()}
    for name, schema in {**schemas, _EXPECTATION: expectation_schema()}.items():
        content = json.dumps(schema, ensure_ascii=False, indent=2).encode() + b"\n"
        replace_named(folder / _file_name(name), content, mode_of_new=_MODE_OF_NEW)


def _file_name(name: str) -> str:
    return name.replace(":", "-") + _ENDING


def _for_editors(folder: Path) -> dict[str, Any]:
    """Return the setting of VS Code, and of what reads the same, that binds saved payloads to their schemas."""
    payloads = [
        ([f"**/payloads/{function}/*.json", "!**/*.expect.json"], f"{function}_request") for function in WIRE_FUNCTIONS
    ]
    return {
        "json.schemas": [
            {"fileMatch": match, "url": _url(folder / _file_name(name))}
            for match, name in [*payloads, (["**/payloads/*/*.expect.json"], _EXPECTATION)]
        ]
    }


def _url(path: Path) -> str:
    return path.as_uri() if path.is_absolute() else f"./{path.as_posix()}"
