"""Options that several commands have, each with its help. Knows no command."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Final

PORT_MAX: Final = 65_535


def add_session_options(parser: argparse.ArgumentParser) -> None:
    """Add how a plugin is loaded and called."""
    group = parser.add_argument_group("how the plugin is loaded and called")
    group.add_argument(
        "--profile", metavar="PROFILE", help="0.1 or 0.3, or a profile of your settings files; default: 0.1"
    )
    group.add_argument(
        "--capability",
        action="append",
        dest="capabilities",
        metavar="NAME",
        help="a capability that the host offers; may be repeated",
    )
    group.add_argument("--budget", choices=("strict", "serving"), help="budget of dispatches; default: serving")
    group.add_argument(
        "--imports",
        choices=("reference", "trap"),
        help="trap: link the host functions in the strict budget too; calling one fails, importing does not",
    )
    group.add_argument(
        "--config",
        action="append",
        metavar="KEY=VALUE",
        help="an entry of the plugin's configuration; may be repeated. Other people of this machine may see it",
    )
    group.add_argument(
        "--set-config", metavar="JSON", help="entries of it as a JSON object, as in `extism call`; --config wins"
    )
    group.add_argument(
        "--config-file", metavar="FILE", help="entries of it from a file: a JSON object, or NAME=VALUE in each line"
    )
    group.add_argument(
        "--config-env",
        action="append",
        metavar="KEY=VARIABLE",
        help="an entry of it from an environment variable; may be repeated",
    )


def add_output_options(
    parser: argparse.ArgumentParser, *, more_formats: tuple[str, ...] = (), to_file: bool = True
) -> None:
    """Add what is said, how and where; `to_file` False: `-o` is the command's own."""
    group = parser.add_argument_group("output")
    group.add_argument("--format", choices=("text", "json", *more_formats), default="text", help="default: text")
    if to_file:
        group.add_argument(
            "-o",
            "--output",
            dest="output_file",
            metavar="FILE",
            help="write to FILE what would stand on stdout, as a whole at the end; -: to stdout",
        )
    said = group.add_mutually_exclusive_group()
    said.add_argument(
        "-q", "--quiet", action="store_true", help="say nothing on stderr but errors: no notes, no progress"
    )
    said.add_argument(
        "-v",
        "--verbose",
        action="count",
        default=0,
        help="also say on stderr which versions run, which settings are not the default and where each comes from, and "
        "how long the work took; -vv: each setting",
    )
    group.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="default: auto")
    add_trust(parser)


def add_trust(parser: argparse.ArgumentParser) -> None:
    """Add what lifts the rules for project files in one run."""
    parser.add_argument(
        "--trust-project",
        action="store_true",
        help="use the workbench.toml, whoever owns it, with all that it asks for; in this run only",
    )


def add_plugin(parser: argparse.ArgumentParser) -> None:
    """Add the plugin that is to be named."""
    parser.add_argument("plugin", metavar="PLUGIN", help="a .wasm file")


def add_project_plugin(parser: argparse.ArgumentParser, what: str = "a .wasm file") -> None:
    """Add the plugin that the project may name: see `workbench.cli.project_plugin`."""
    parser.add_argument("plugin", nargs="?", metavar="PLUGIN", help=f"{what}; default: the project's plugin")


def add_host_offer(parser: argparse.ArgumentParser) -> None:
    """Add the offer of another host."""
    parser.add_argument(
        "--offer", metavar="FILE", help="negotiate with the offer of this file; default: the reference's"
    )


def add_all(parser: argparse.ArgumentParser) -> None:
    """Add that no list is cut short."""
    parser.add_argument("--all", action="store_true", help="show every entry of long lists")


def add_report(parser: argparse.ArgumentParser) -> None:
    """Add reports."""
    parser.add_argument(
        "--report",
        action="append",
        default=[],
        metavar="FORMAT=FILE",
        help="also write a report to FILE: junit, html (one page that needs nothing else) or markdown (for a pull "
        "request); github alone notes on stderr what failed, for GitHub Actions; may be repeated",
    )


def add_watch(parser: argparse.ArgumentParser, what: str) -> None:
    """Add that the command goes on."""
    parser.add_argument("--watch", action="store_true", dest="follows", help=what)


def add_fault(parser: argparse.ArgumentParser) -> None:
    """Add injected faults."""
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="FAULT",
        help="inject a fault: FUNCTION=fail, FUNCTION=slow:MS (storage_get, log, any, …), "
        "capability:NAME, or a smaller limit: fuel=N, wall_ms=N, pages=N, quota=N; may be repeated",
    )


def whole_number(text: str) -> int:
    """Return the number that a text is."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a whole number, found {text!r}") from None


def add_payload(parser: argparse.ArgumentParser) -> argparse._MutuallyExclusiveGroup:
    """Add where one payload comes from."""
    source = parser.add_mutually_exclusive_group()
    source.add_argument("-i", "--input", metavar="TEXT", help="the payload; default: the dry-run sample")
    source.add_argument("--input-file", metavar="FILE", help="read the payload from a file")
    source.add_argument("--stdin", action="store_true", help="read the payload from standard input")
    source.add_argument("--typical", action="store_true", help="send what a running host sends")
    return source


def number_up_to(most: int) -> Callable[[str], int]:
    """Return what reads a count from 1 up to a most."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = 0
        if not 1 <= number <= most:
            raise argparse.ArgumentTypeError(f"expected 1 to {most:,}, found {text}")
        return number

    return read


def port_number(text: str) -> int:
    """Return the port that a text names; 0: any."""
    if not text.isascii() or not text.isdigit() or int(text) > PORT_MAX:
        raise argparse.ArgumentTypeError(f"expected 0 to {PORT_MAX:,}, found {text!r}")
    return int(text)
