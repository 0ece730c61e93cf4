"""The parsers of commands that say what a pane of the screen shows: self-check, history, its keys; and of shells."""

from __future__ import annotations

import argparse

from workbench.cli.common_options import (
    add_host_offer,
    add_project_plugin,
    add_report,
    add_session_options,
    number_up_to,
)

HISTORY_LIMIT, HISTORY_LIMIT_MAX = 50, 10_000
SHELLS = ("bash", "zsh", "fish")
ENTRY_MAX = 2**63 - 1


def add_self_check(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `self-check`."""
    add_project_plugin(parser)
    add_host_offer(parser)
    add_session_options(parser)
    add_report(parser)


def add_history(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `history`."""
    from workbench.protocol.functions import WIRE_FUNCTIONS  # noqa: PLC0415 - the screen does without until it is painted

    entry = number_up_to(ENTRY_MAX)
    add_project_plugin(parser, "a .wasm file, or the name of a plugin")
    parser.add_argument("entry", nargs="?", type=entry, metavar="ENTRY", help="show this entry in full; default: list")
    group = parser.add_argument_group("which entries are listed, the newest first")
    group.add_argument("--function", metavar="FUNCTION", choices=tuple(WIRE_FUNCTIONS), help=", ".join(WIRE_FUNCTIONS))
    group.add_argument(
        "--outcome", metavar="OUTCOME", help="ok, fallback for any failed stage, or a stage such as plugin_call"
    )
    group.add_argument(
        "--text", metavar="TEXT", help="stands in payload, answer or message; in any case if all of it is lower case"
    )
    group.add_argument("--marked", action="store_true", help="those that are marked on the screen")
    group.add_argument(
        "--limit",
        type=number_up_to(HISTORY_LIMIT_MAX),
        default=HISTORY_LIMIT,
        metavar="N",
        help=f"at most so many; default: {HISTORY_LIMIT}",
    )
    group.add_argument("--record", metavar="FILE", help="also write them as a recording, which `replay` takes")
    group = parser.add_argument_group("what is shown of ENTRY")
    group.add_argument("--compare", type=entry, metavar="ENTRY", help="what differs in this entry; exits 1 if anything")
    group.add_argument("--payload", action="store_true", help="print its payload alone, for a file or `call --stdin`")
    parser.add_argument("--keep-secrets", action="store_true", help="show and record credentials too, as they are")
    parser.add_argument(
        "--history", dest="history_file", metavar="FILE", help="the history file; default: the one in the state folder"
    )


def add_keys(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `keys`."""
    what = "only actions with this key, or with this word in id, title or place; default: all"
    parser.add_argument("word", nargs="?", metavar="WORD", help=what)


def add_completion(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `completion`."""
    parser.add_argument("shell", metavar="SHELL", choices=SHELLS, help=", ".join(SHELLS))
