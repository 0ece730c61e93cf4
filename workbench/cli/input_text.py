"""The one text that a command reads: typed, from a file, or from standard input."""

from __future__ import annotations

import argparse
from typing import Final

from workbench.cli.streams import read_in

INPUT_MAX_BYTES: Final = 256 * 1024 * 1024
"""Of a payload in a file; more than any plugin takes."""


def read_input(arguments: argparse.Namespace) -> bytes:
    """Return the text that `--input`, `--input-file` or standard input gives.

    Raises:
        FileUnreadable, FileDamaged: The file cannot be read, or is too large.
    """
    if arguments.input is not None:
        return str(arguments.input).encode("utf-8", "surrogateescape")
    if arguments.input_file is None:
        return read_in()
    from pathlib import Path  # noqa: PLC0415 - most payloads stand in no file

    from workbench.store.named_files import read_named  # noqa: PLC0415 - as above

    return read_named(Path(arguments.input_file), "a payload", max_bytes=INPUT_MAX_BYTES)
