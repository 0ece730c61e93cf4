"""`workbench import FILE`: a request from elsewhere as a payload."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from workbench.cli.output import Exit, narrate, new_page, print_json, print_page
from workbench.cli.streams import read_in
from workbench.protocol.payload_import.read import read_request
from workbench.protocol.payload_import.request import imported
from workbench.reports.json.json_text import json_text
from workbench.store.named_files import read_named
from workbench.visible import visible

_FILE_MAX_BYTES: Final = 256 * 1024 * 1024


def run(arguments: argparse.Namespace) -> int:
    """Print the payload; what a host would remove is said beside it."""
    if arguments.file == "-":
        content = read_in()
    else:
        content = read_named(Path(arguments.file), "a request", max_bytes=_FILE_MAX_BYTES)
    found = imported(read_request(content, arguments.entry), arguments.function)
    removed = [{"name": name, "reason": reason} for name, reason in found.removed]
    if arguments.format == "json":
        print_json({"found_as": found.found_as, "payload": found.payload, "removed": removed})
        return Exit.PASSED
    page = new_page(arguments.color)
    page.line(json_text(found.payload, indent=2))
    print_page(page)
    narrate(f"read as: {found.found_as}")
    for name, reason in found.removed:
        narrate(f"  removed: {visible(name)}, {reason}")
    return Exit.PASSED
