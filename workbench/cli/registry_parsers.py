"""The arguments of `registry` and its verbs."""

from __future__ import annotations

import argparse

from workbench.cli.common_options import (
    add_all,
    add_host_offer,
    add_output_options,
    add_plugin,
    add_report,
    add_session_options,
    whole_number,
)


def add_registry(parser: argparse.ArgumentParser) -> None:
    """Add what `registry` has."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    add = verbs.add_parser("add", help="add a plugin, or renew the record of one whose offer has changed")
    add_plugin(add)
    verbs.add_parser("list", help="list the records, and whether a start can skip layers 2 and 3 for them")
    for name, summary in (("show", "show one record"), ("remove", "drop one record and its bytes")):
        verb = verbs.add_parser(name, help=summary)
        verb.add_argument("record", metavar="RECORD", help="a plugin's name or the start of a sha256")
    recheck = verbs.add_parser("recheck", help="run what a host's start would run")
    recheck.add_argument(
        "--dry-run", action="store_true", help="change nothing; report what would happen, and what would break"
    )
    _registry_of_host(verbs)
    for name in ("add", "recheck", "upload", "start"):
        add_report(verbs.choices[name])
    for verb in verbs.choices.values():
        verb.add_argument("--registry", metavar="FILE", help="the registry file; default: the one in the state folder")
        add_all(verb)
        add_host_offer(verb)
        add_session_options(verb)
        add_output_options(verb)


def _registry_of_host(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    upload = verbs.add_parser("upload", help="play the host's admin upload, with its statuses; it renews nothing")
    command = verbs.add_parser("upload-command", help="print the request that uploads a plugin to a host")
    for verb in (upload, command):
        add_plugin(verb)
        verb.add_argument("--name", metavar="NAME", help="the part name; default: the name in the identity")
    upload.add_argument(
        "--without",
        action="append",
        default=[],
        choices=("bytes", "name", "original_filename"),
        help="leave a part out; may be repeated",
    )
    command.add_argument("--url", metavar="URL", help="where the host's admin listens; default: $CC_LB_ADMIN_URL")
    start = verbs.add_parser("start", help="play a host's start: renew what is not fresh, disable what fails")
    start.add_argument("--force", action="store_true", help="negotiate with every active plugin, however fresh")
    start.add_argument(
        "--shutdown-at",
        type=whole_number,
        metavar="SECONDS",
        help="an earlier start was shut down at this unix second",
    )
    start.add_argument("--dry-run", action="store_true", help="change nothing; report what would happen")
