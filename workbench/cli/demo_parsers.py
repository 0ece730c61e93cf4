"""The arguments of `demo`."""

from __future__ import annotations

import argparse
import re
from typing import Final

SIZE: Final = (120, 40)
"""Columns and rows of pictures."""
_SIZES_MAX: Final = 500


def add_demo(parser: argparse.ArgumentParser) -> None:
    """Add what `demo` has."""
    parser.add_argument(
        "script",
        nargs="?",
        metavar="SCRIPT",
        help="a demo script (TOML); default: the one that ships with the workbench",
    )
    parser.add_argument(
        "--unattended", action="store_true", help="go on by itself, and begin again at the end: for a booth"
    )
    parser.add_argument(
        "--pictures",
        metavar="DIR",
        help="write a picture (SVG) of each step into this folder, and end; needs no terminal",
    )
    parser.add_argument(
        "--size",
        type=_size,
        default=SIZE,
        metavar="COLUMNSxROWS",
        help="of the pictures; default: %(default)s".replace("%(default)s", "x".join(map(str, SIZE))),
    )
    parser.add_argument("--theme", metavar="NAME", help="colours; default: those that you have chosen")
    parser.add_argument("--color", choices=("auto", "never"), default="auto", help="default: auto")


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,3})x(\d{1,3})", text)
    size = (int(found[1]), int(found[2])) if found else (0, 0)
    if not all(1 < part <= _SIZES_MAX for part in size):
        raise argparse.ArgumentTypeError(f"expected COLUMNSxROWS, such as 80x24, found {text!r}")
    return size
