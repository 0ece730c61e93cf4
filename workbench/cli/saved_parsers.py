"""The arguments of what sends saved payloads, or makes them."""

from __future__ import annotations

import argparse

from workbench.cli.common_options import add_watch


def add_run_options(parser: argparse.ArgumentParser) -> None:
    """Add what `run` alone has."""
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="payload files, folders of them, or patterns, from the project's folder; default: the payload folder",
    )
    parser.add_argument("--plugin", metavar="FILE", help="a .wasm file; default: the project's plugin")
    add_watch(
        parser,
        "send them again whenever the plugin is built or a payload changes, and build it as the project does; a signal "
        "ends it (no screen)",
    )


def add_saved(parser: argparse.ArgumentParser) -> None:
    """Add where saved payloads are, and what their variables may take."""
    group = parser.add_argument_group("saved payloads")
    group.add_argument("--payloads", metavar="FOLDER", help="where they are; default: payloads beside the project file")
    group.add_argument(
        "--expand-environment",
        action="store_true",
        default=None,
        help="let ${NAME} take values of the process environment, too",
    )


def add_import(parser: argparse.ArgumentParser) -> None:
    """Add what `import` has."""
    parser.add_argument("file", metavar="FILE", help="a file with the text; - for standard input")
    parser.add_argument(
        "--function", choices=("shape", "filter"), default="shape", help="whose payload it becomes; default: shape"
    )
    parser.add_argument(
        "--entry", type=int, metavar="N", help="which entry of a HAR file, from 1; default: the Messages request in it"
    )
