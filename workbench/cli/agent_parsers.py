"""The arguments of `mcp`."""

from __future__ import annotations

import argparse


def add_mcp(parser: argparse.ArgumentParser) -> None:
    """Add what `mcp` has."""
    parser.add_argument(
        "folder", nargs="?", default=".", metavar="FOLDER", help="only files below it can be named; default: this one"
    )
    parser.add_argument(
        "--own-config",
        action="store_true",
        help="hand plugins the entries of their configuration that stand in your own files and environment, too",
    )
