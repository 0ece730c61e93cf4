"""The arguments of what shows settings and places, and of `trust`."""

from __future__ import annotations

import argparse

from workbench.cli.common_options import add_session_options


def add_project_trust(parser: argparse.ArgumentParser) -> None:
    """Add the project, and what is to become of the trust in it."""
    parser.description = (
        "Show the build command, raised limits and outside paths that a workbench.toml asks for, and ask whether you "
        "trust them. Scripts that the command calls are not part of what is remembered. Exit code 1: it is not trusted."
    )
    parser.add_argument(
        "path", nargs="?", metavar="PATH", help="a workbench.toml, its folder or a plugin; default: the working folder"
    )
    parser.add_argument("--profile", metavar="NAME", help="look at what it asks for under this profile of its own")
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--yes", action="store_true", help="trust it without a question, for scripts")
    action.add_argument("--list", action="store_true", help="list what is trusted")
    action.add_argument("--remove", action="store_true", help="forget what was trusted of it")


def add_theme(parser: argparse.ArgumentParser) -> None:
    """Add what `theme` takes."""
    parser.add_argument("action", choices=["new"], metavar="new", help="write a file of colours among your own themes")
    parser.add_argument("name", metavar="NAME", help="what the theme is called, in letters, digits, - and _")
    parser.add_argument(
        "--from",
        dest="source",
        choices=["workbench-dark", "workbench-light", "workbench-contrast"],
        default="workbench-dark",
        metavar="THEME",
        help="whose colours it begins with: workbench-dark, workbench-light or workbench-contrast",
    )


def add_info(parser: argparse.ArgumentParser) -> None:
    """Add what `info` has."""
    parser.add_argument("plugin", nargs="?", metavar="PLUGIN", help="use the project file of this plugin")
    add_session_options(parser)


def add_locate(parser: argparse.ArgumentParser) -> None:
    """Add what `locate` has."""
    parser.add_argument("place", nargs="?", metavar="PLACE", help="print only this place, such as themes")
