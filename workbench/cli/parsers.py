"""The parser of each command, and of the screen. Knows no command's work, nor its arguments."""

from __future__ import annotations

import argparse
import importlib
from typing import Final

from workbench.cli.command_parser import CommandParser, Formatter, VerbatimFormatter
from workbench.cli.command_words import COMMANDS
from workbench.cli.common_options import add_output_options

_BUILDERS: Final = {
    "inspect": "plugin_parsers.add_inspect",
    "check": "check_parsers.add_check",
    "handshake": "plugin_parsers.add_handshake",
    "self-check": "pane_parsers.add_self_check",
    "sweep": "plugin_parsers.add_sweep",
    "call": "plugin_parsers.add_call",
    "run": "plugin_parsers.add_run",
    "import": "saved_parsers.add_import",
    "fuzz": "plugin_parsers.add_fuzz",
    "journey": "journey_parsers.add_journey",
    "trace": "plugin_parsers.add_trace",
    "bench": "plugin_parsers.add_bench",
    "replay": "plugin_parsers.add_replay",
    "diff": "plugin_parsers.add_diff",
    "decode": "text_parsers.add_decode",
    "offer": "text_parsers.add_offer",
    "schema": "text_parsers.add_schema",
    "explain": "text_parsers.add_explain",
    "registry": "registry_parsers.add_registry",
    "history": "pane_parsers.add_history",
    "serve": "screen_parsers.add_serve",
    "mcp": "agent_parsers.add_mcp",
    "bundle": "bundle_parsers.add_bundle",
    "open": "bundle_parsers.add_open",
    "demo": "demo_parsers.add_demo",
    "trust": "project_parsers.add_project_trust",
    "info": "project_parsers.add_info",
    "new": "new_parsers.add_new",
    "theme": "project_parsers.add_theme",
    "doctor": "project_parsers.add_info",
    "keys": "pane_parsers.add_keys",
    "completion": "pane_parsers.add_completion",
    "locate": "project_parsers.add_locate",
}
"""What adds the arguments of each command, and its module: no start pays for the arguments of another command."""

MORE_FORMATS: Final = {"check": ("jsonl",), "run": ("jsonl",), "trace": ("jsonl",), "keys": ("markdown",)}
"""Beside text and JSON."""


def screen_parser() -> argparse.ArgumentParser:
    """Return the parser of `workbench [PLUGIN]`."""
    listed = "\n".join(f"  {name:<{max(map(len, COMMANDS))}}  {summary}" for name, summary in COMMANDS.items())
    parser = CommandParser(
        prog="workbench",
        usage="%(prog)s [OPTION ...] [PLUGIN]\n       %(prog)s COMMAND [OPTION ...] ...",
        description=f"The terminal workbench for cc-lb plugins.\n\ncommands (workbench COMMAND --help):\n{listed}",
        formatter_class=VerbatimFormatter,
    )
    parser.add_argument("--version", action="store_true", help="print the versions of what runs here")
    from workbench.cli.screen_parsers import add_screen  # noqa: PLC0415 - the commands do without

    add_screen(parser)
    # Said by `serve` to the screens that it starts.
    parser.add_argument("--in-browser", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--allow-build", action="store_true", help=argparse.SUPPRESS)
    return parser


def version_parser() -> argparse.ArgumentParser:
    """Return the parser of `workbench --version`."""
    parser = CommandParser(prog="workbench", formatter_class=Formatter)
    parser.add_argument("--version", action="store_true", help=argparse.SUPPRESS)
    add_output_options(parser)
    return parser


def command_parser(command: str) -> argparse.ArgumentParser:
    """Return the parser of one of `COMMANDS`."""
    parser = CommandParser(
        prog=f"workbench {command}", description=_sentence(COMMANDS[command]), formatter_class=Formatter
    )
    fill_parser(parser, command)
    return parser


def fill_parser(parser: argparse.ArgumentParser, command: str) -> None:
    """Add the arguments of one of `COMMANDS`."""
    module, _, builder = _BUILDERS[command].partition(".")
    getattr(importlib.import_module(f"workbench.cli.{module}"), builder)(parser)
    if command not in ("registry", "serve", "demo", "mcp"):
        add_output_options(parser, more_formats=MORE_FORMATS.get(command, ()), to_file=command != "bundle")


def _sentence(summary: str) -> str:
    return summary[0].upper() + summary[1:] + "."
