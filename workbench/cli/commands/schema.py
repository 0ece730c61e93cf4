"""`workbench schema [TYPE]`: the JSON Schema of the wire types."""

from __future__ import annotations

import argparse

from workbench.cli.output import Exit, print_json
from workbench.errors.operator import NameUnknown
from workbench.naming import nearest
from workbench.protocol.wire.messages import TYPES_BY_NAME
from workbench.protocol.wire.schema import json_schema


def run(arguments: argparse.Namespace) -> int:
    """Print one schema, or an object of all of them by type name."""
    if arguments.type is None:
        print_json({name: json_schema(wire_type) for name, wire_type in TYPES_BY_NAME.items()})
        return Exit.PASSED
    if arguments.type not in TYPES_BY_NAME:
        raise NameUnknown("type", arguments.type, nearest(arguments.type, TYPES_BY_NAME))
    print_json(json_schema(TYPES_BY_NAME[arguments.type]))
    return Exit.PASSED
