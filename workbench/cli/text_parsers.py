"""The arguments of the commands that read or print texts of the protocol, and load no plugin."""

from __future__ import annotations

import argparse

from workbench.cli.common_options import add_report


def add_decode(parser: argparse.ArgumentParser) -> None:
    """Add what `decode` has."""
    parser.add_argument("type", nargs="?", metavar="TYPE", help="a type's name; none with --batch")
    source = parser.add_mutually_exclusive_group()
    source.add_argument("-i", "--input", metavar="TEXT", help="the text; default: standard input")
    source.add_argument("--input-file", metavar="FILE", help="read the text from a file")
    source.add_argument("--batch", action="store_true", help="read JSON lines, answer each with one line")
    parser.add_argument(
        "--mode", choices=("direct", "value"), help="how the text is read; default: as a host reads the type"
    )
    parser.add_argument("--profile", choices=("0.1", "0.3"), default="0.1", help="protocol line; default: 0.1")
    parser.add_argument("--offer", metavar="FILE", help="for accept: the offer it answers; default: the reference's")
    add_report(parser)


def add_offer(parser: argparse.ArgumentParser) -> None:
    """Add what `offer` has."""
    parser.add_argument(
        "--function",
        action="append",
        metavar="NAME=VERSIONS",
        help="offer this function with these versions (1,2), in place of the reference's seven; may be repeated",
    )
    parser.add_argument("--capability", action="append", metavar="NAME", help="a capability; may be repeated")
    parser.add_argument("--hash", action="store_true", help="print the hash alone")
    parser.add_argument("--batch", action="store_true", help="with --hash: read JSON lines, answer each with one line")


def add_schema(parser: argparse.ArgumentParser) -> None:
    """Add what `schema` has."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "type",
        nargs="?",
        metavar="TYPE",
        help="a type's name, such as filter_response:0.3; or project, settings; default: all types",
    )
    what.add_argument(
        "--all",
        nargs="?",
        const="schemas",
        metavar="DIR",
        help="write a file for each type into DIR, by default schemas; print what binds them to payloads",
    )
    parser.add_argument(
        "--editor",
        choices=("vscode", "helix", "neovim"),
        default="vscode",
        help="whose settings --all prints: .vscode/settings.json (the default), .helix/languages.toml or .nvim.lua",
    )


def add_explain(parser: argparse.ArgumentParser) -> None:
    """Add what `explain` has."""
    parser.add_argument(
        "kind", nargs="?", metavar="KIND", help="an error kind, stage, static check, word or field; default: list"
    )
