"""The parsers of the screen, in a terminal and in a browser; `arguments_again` turns what was read into words again."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Final

from workbench.cli.common_options import add_fault, add_host_offer, add_session_options, add_trust, port_number
from workbench.cli.saved_parsers import add_saved

SERVE_PORT: Final = 8000


def add_screen(parser: argparse.ArgumentParser) -> None:
    """Add what the screen is started with, wherever it is shown."""
    parser.add_argument(
        "plugin",
        nargs="?",
        metavar="PLUGIN",
        help="a .wasm file; default: in a project its plugin, else the first sample",
    )
    add_host_offer(parser)
    add_session_options(parser)
    add_trust(parser)
    add_fault(parser)
    add_saved(parser)
    parser.add_argument("--build", metavar="COMMAND", help="a shell command that builds the plugin; run on change")
    parser.add_argument(
        "--watch",
        action="append",
        metavar="GLOB",
        help="sources that start a build, such as 'src/**/*.rs'; may be repeated",
    )
    parser.add_argument(
        "--no-history", dest="history", action="store_false", default=None, help="keep no history of dispatches"
    )
    parser.add_argument("--poll", action="store_true", default=None, help="watch by polling, for network file systems")
    parser.add_argument("--color", choices=("auto", "never"), default="auto", help="default: auto")


def add_serve(parser: argparse.ArgumentParser) -> None:
    """Add what the screen is started with in a browser, and for whom."""
    group = parser.add_argument_group("where it is served, and to whom")
    group.add_argument(
        "--port", type=port_number, default=SERVE_PORT, metavar="N", help=f"default: {SERVE_PORT}; 0: any that is free"
    )
    group.add_argument(
        "--host", default="127.0.0.1", metavar="ADDRESS", help="where to listen; default: 127.0.0.1, this machine alone"
    )
    group.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a name by which browsers call this server, as behind a proxy; may be repeated",
    )
    group.add_argument(
        "--allow-build", action="store_true", help="let a browser run the build command; without it building is off"
    )
    add_screen(parser)


def arguments_again(arguments: argparse.Namespace) -> list[str]:
    """Return the words from which a screen reads the same arguments; what only `serve` knows is left out."""
    parser = argparse.ArgumentParser(add_help=False)
    add_screen(parser)
    words = [word for action in parser._actions if action.option_strings for word in _words_of(action, arguments)]
    return words if arguments.plugin is None else [*words, "--", arguments.plugin]


def _words_of(action: argparse.Action, arguments: argparse.Namespace) -> Iterator[str]:
    value, option = getattr(arguments, action.dest), action.option_strings[-1]
    if value is None or value == action.default:
        return
    if action.nargs == 0:
        yield option
    else:
        # Joined, so that a value that begins with a hyphen is none the less one.
        yield from (f"{option}={one}" for one in (value if isinstance(value, list) else [value]))
