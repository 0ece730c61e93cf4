"""`workbench schema [TYPE]`: the JSON Schema of the wire types, and of the files of settings."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from workbench.cli.output import Exit, new_page, print_json, print_page
from workbench.errors.operator import NameUnknown
from workbench.naming import nearest
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.wire.messages import TYPES_BY_NAME
from workbench.protocol.wire.schema import json_schema
from workbench.reports.editor_settings import (
    PROJECT,
    SETTINGS,
    helix_settings,
    neovim_settings,
    schema_files,
    schemas_of_settings,
    vscode_bindings,
)
from workbench.store.named_files import replace_named

_MODE_OF_NEW: Final = 0o644


def run(arguments: argparse.Namespace) -> int:
    """Print one schema, or an object of all of them by type name; or write them, and print who needs which."""
    if arguments.all is not None:
        folder = Path(arguments.all)
        for name, text in schema_files().items():
            replace_named(folder / name, text.encode(), mode_of_new=_MODE_OF_NEW)
        return _print_settings(folder, arguments.editor)
    if arguments.type is None:
        print_json({name: json_schema(wire_type) for name, wire_type in TYPES_BY_NAME.items()})
        return Exit.PASSED
    of_settings = schemas_of_settings() if arguments.type in (SETTINGS, PROJECT) else {}
    if arguments.type in of_settings:
        print_json(of_settings[arguments.type])
        return Exit.PASSED
    if arguments.type not in TYPES_BY_NAME:
        raise NameUnknown("type", arguments.type, _meant(arguments.type))
    print_json(json_schema(TYPES_BY_NAME[arguments.type]))
    return Exit.PASSED


def _meant(name: str) -> str | None:
    """Return the type that a name most likely stands for; a function's is its request."""
    known = [*TYPES_BY_NAME, SETTINGS, PROJECT]
    function = name if name in WIRE_FUNCTIONS else nearest(name, WIRE_FUNCTIONS)
    alike = None if name in WIRE_FUNCTIONS else nearest(name, known)
    return alike if alike is not None or function is None else f"{function}_request"


def _print_settings(folder: Path, editor: str) -> int:
    """Print what binds saved payloads to the schemas of a folder, in the language of an editor."""
    if editor == "vscode":
        print_json(vscode_bindings(folder.as_uri() if folder.is_absolute() else folder.as_posix()))
        return Exit.PASSED
    page = new_page()
    text = helix_settings() if editor == "helix" else neovim_settings(folder.as_posix())
    for line in text.splitlines():
        page.line(line)
    print_page(page)
    return Exit.PASSED
