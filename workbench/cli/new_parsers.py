"""The arguments of `new`."""

from __future__ import annotations

import argparse

LANGUAGES = ("zig", "rust", "c")
KINDS_OF_PROJECTS = ("dialect", "router", "observer", "signer")
"""As `workbench.scaffold.project` has them, which is not loaded here."""


def add_new(parser: argparse.ArgumentParser) -> None:
    """Add what `new` takes."""
    parser.description = (
        "Write a project that builds, passes its tests, `check` and `run`: source, build file, workbench.toml, saved "
        "payloads with expectations, CI, settings of editors, README and AGENTS.md. Nothing is written over."
    )
    parser.add_argument(
        "folder",
        metavar="NAME",
        help="the folder to write, which is not there yet or is empty; . for the working folder. The plugin is called "
        "as the folder: a to z, 0 to 9, - and _, at most 64 characters, the first one a letter",
    )
    parser.add_argument("--lang", choices=LANGUAGES, default="zig", help="the language; default: zig")
    parser.add_argument(
        "--kind",
        choices=KINDS_OF_PROJECTS,
        default="dialect",
        help="dialect: shape and normalize_error (the default); router: filter; observer: observe; "
        "signer: build_signer, sign and on_unauthorized",
    )
    parser.add_argument("--name", metavar="NAME", help="what the plugin is called; default: as its folder")
