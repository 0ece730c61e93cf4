"""The arguments of what makes bundles and opens them."""

from __future__ import annotations

import argparse

from workbench.cli.common_options import add_all, add_host_offer, add_project_plugin, add_report, add_session_options


def add_bundle(parser: argparse.ArgumentParser) -> None:
    """Add what `bundle` has."""
    parser.description = (
        "Check a plugin, and put what somebody else needs to see the same into one file: versions, the module, offer "
        "and answers, the report, saved payloads, recordings, settings. Secrets are taken out. Shows what is inside, "
        "and asks before it is written."
    )
    add_project_plugin(parser)
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="the zip file to write; default: show what would be inside, write nothing",
    )
    parser.add_argument("--hash-only", action="store_true", help="leave the module out; its hash says which one it was")
    parser.add_argument("--no-payloads", action="store_true", help="leave the saved payloads of the project out")
    where = "where they are; default: payloads beside the project file"
    parser.add_argument("--payloads", metavar="FOLDER", help=where)
    parser.add_argument(
        "--recording", action="append", default=[], dest="recordings", metavar="FILE", help="add it; may be repeated"
    )
    parser.add_argument("--yes", action="store_true", help="write it without a question, for scripts")
    add_host_offer(parser)
    add_session_options(parser)


def add_open(parser: argparse.ArgumentParser) -> None:
    """Add what `open` has."""
    parser.description = (
        "Open a bundle on the screen: its plugin, offer, settings and payloads, in a private folder that is removed "
        "afterwards. Bundles may come from anybody: nothing in one runs but the plugin, within its limits."
    )
    parser.add_argument("bundle", metavar="BUNDLE", help="a file that bundle has written")
    parser.add_argument("--plugin", metavar="FILE", help="the module, where the bundle has only its hash")
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--check", action="store_true", help="run check on it instead, without a screen")
    action.add_argument("--list", action="store_true", help="show what is inside, and run nothing")
    action.add_argument("--extract", metavar="FOLDER", help="put it into a new folder, which stays, and run nothing")
    add_all(parser)
    add_report(parser)
