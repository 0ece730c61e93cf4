"""The parser of each command, and of the screen: options, their help, what they may be. Knows no command's work."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from workbench.cli.agent_parsers import add_mcp
from workbench.cli.bundle_parsers import add_bundle, add_open
from workbench.cli.check_parsers import add_check
from workbench.cli.command_parser import CommandParser, Formatter, VerbatimFormatter
from workbench.cli.command_words import COMMANDS
from workbench.cli.common_options import (
    add_all,
    add_fault,
    add_host_offer,
    add_output_options,
    add_payload,
    add_plugin,
    add_report,
    add_session_options,
    number_up_to,
    whole_number,
)
from workbench.cli.demo_parsers import add_demo
from workbench.cli.journey_parsers import add_journey
from workbench.cli.new_parsers import add_new
from workbench.cli.pane_parsers import add_completion, add_history, add_keys, add_self_check
from workbench.cli.project_parsers import add_info, add_locate, add_project_trust, add_theme
from workbench.cli.saved_parsers import add_import, add_run, add_saved
from workbench.cli.screen_parsers import add_screen, add_serve
from workbench.cli.text_parsers import add_decode, add_explain, add_offer, add_schema

BENCH_RUNS_MAX = 100_000
"""As `workbench.session.measure.benchmark` has it, which is not loaded here."""

SWEEP_SECONDS, SWEEP_SECONDS_MAX = 10, 3_600
"""As `workbench.session.values.sweep_report` has them, which is not loaded here."""


_MORE_FORMATS = {"check": ("jsonl",), "run": ("jsonl",), "trace": ("jsonl",), "keys": ("markdown",)}


def screen_parser() -> argparse.ArgumentParser:
    """Return the parser of `workbench [PLUGIN]`."""
    listed = "\n".join(f"  {name:<10} {summary}" for name, summary in COMMANDS.items())
    parser = CommandParser(
        prog="workbench",
        description="The terminal workbench for cc-lb plugins.",
        epilog=f"commands (workbench COMMAND --help):\n{listed}",
        formatter_class=VerbatimFormatter,
    )
    parser.add_argument("--version", action="store_true", help="print the versions of what runs here")
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
    _BUILDERS[command](parser)
    if command not in ("registry", "serve", "demo", "mcp"):
        add_output_options(parser, more_formats=_MORE_FORMATS.get(command, ()), to_file=command != "bundle")


def _sentence(summary: str) -> str:
    return summary[0].upper() + summary[1:] + "."


def _inspect(parser: argparse.ArgumentParser) -> None:
    add_plugin(parser)
    add_all(parser)
    add_session_options(parser)
    add_report(parser)


def _handshake(parser: argparse.ArgumentParser) -> None:
    add_plugin(parser)
    add_host_offer(parser)
    add_session_options(parser)
    add_report(parser)


def _sweep(parser: argparse.ArgumentParser) -> None:
    add_plugin(parser)
    parser.add_argument(
        "--seconds",
        type=number_up_to(SWEEP_SECONDS_MAX),
        default=SWEEP_SECONDS,
        metavar="N",
        help=f"end after N seconds with what was found; default: {SWEEP_SECONDS}",
    )
    add_all(parser)
    add_host_offer(parser)
    add_session_options(parser)


def _call(parser: argparse.ArgumentParser) -> None:
    from workbench.cli.extism_options import add_extism_options  # noqa: PLC0415 - the other commands do without
    from workbench.protocol.functions import WIRE_FUNCTIONS  # noqa: PLC0415 - the screen does without until it is painted

    add_plugin(parser)
    parser.add_argument("function", metavar="FUNCTION", choices=tuple(WIRE_FUNCTIONS), help=", ".join(WIRE_FUNCTIONS))
    source = add_payload(parser)
    source.add_argument(
        "--saved", metavar="NAME", help="send the saved payload NAME of the function; @NAME says the same"
    )
    add_saved(parser)
    add_extism_options(parser)
    parser.add_argument("--effect", action="store_true", help="exit 1 unless a host uses the answer as a whole")
    parser.add_argument("--record", metavar="FILE", help="append the dispatch to a recording")
    parser.add_argument("--keep-secrets", action="store_true", help="record credentials too, as they are")
    parser.add_argument("--fuel", action="store_true", help="measure the fuel that the call uses; takes a while")
    add_fault(parser)
    _add_host(parser)
    add_host_offer(parser)
    add_session_options(parser)
    add_report(parser)


def _run(parser: argparse.ArgumentParser) -> None:
    add_run(parser)
    add_all(parser)
    add_saved(parser)
    add_host_offer(parser)
    add_session_options(parser)
    add_report(parser)


def _fuzz(parser: argparse.ArgumentParser) -> None:
    from workbench.cli.fuzz_parsers import add_fuzz  # noqa: PLC0415 - the other commands do without

    add_fuzz(parser)
    add_all(parser)
    folder = "where --save saves; default: payloads beside the project file"
    parser.add_argument("--payloads", metavar="FOLDER", help=folder)
    add_host_offer(parser)
    add_session_options(parser)
    add_report(parser)


def _add_one_function(parser: argparse.ArgumentParser, what: str, default: str) -> None:
    """Add the wire function that need not be named."""
    from workbench.protocol.functions import WIRE_FUNCTIONS  # noqa: PLC0415 - as in `_call`

    parser.add_argument(
        "function",
        nargs="?",
        metavar="FUNCTION",
        choices=tuple(WIRE_FUNCTIONS),
        help=f"{what}{', '.join(WIRE_FUNCTIONS)}; default: {default}",
    )


def _trace(parser: argparse.ArgumentParser) -> None:
    add_plugin(parser)
    _add_one_function(parser, "the one call to make: ", "the conformance cases and all samples")
    add_payload(parser)
    add_fault(parser)
    add_all(parser)
    add_host_offer(parser)
    add_session_options(parser)
    add_report(parser)


def _bench(parser: argparse.ArgumentParser) -> None:
    add_plugin(parser)
    _add_one_function(parser, "", "the first that is negotiated")
    parser.add_argument(
        "-n",
        "--runs",
        type=number_up_to(BENCH_RUNS_MAX),
        default=1_000,
        metavar="RUNS",
        help="calls in the series; default: 1000",
    )
    add_payload(parser)
    add_session_options(parser)


def _add_host(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(
        "the host state that the call sees; the same three options always give the same result"
    )
    group.add_argument(
        "--clock", type=whole_number, metavar="MS", help="freeze the clock at MS milliseconds since 1970"
    )
    group.add_argument("--seed", metavar="TEXT", help="seed the random source")
    group.add_argument(
        "--storage",
        metavar="FILE",
        help='storage at the start: a JSON object of strings, or of {"base64": TEXT}; or an export',
    )


def _replay(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("recording", metavar="RECORDING", help="a file that --record or the screen wrote")
    add_plugin(parser)
    parser.add_argument("--update", action="store_true", help="accept what differs: write it into the recording")
    parser.add_argument("--keep-secrets", action="store_true", help="accept credentials too, as they are")
    add_all(parser)
    _add_replay_rules(parser)
    add_session_options(parser)
    add_report(parser)


def _diff(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old", metavar="OLD", help="a .wasm file")
    parser.add_argument("new", metavar="NEW", help="another one")
    parser.add_argument(
        "--recording", metavar="FILE", help="repeat these calls on both; default: the dry-run sample of each function"
    )
    parser.add_argument("--fuel", action="store_true", help="measure the fuel of each call too; takes a while")
    add_all(parser)
    _add_replay_rules(parser)
    add_session_options(parser)
    add_report(parser)


def _add_replay_rules(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("differences to ignore, beside those that the recording names")
    group.add_argument(
        "--ignore",
        action="append",
        default=[],
        metavar="POINTER",
        help="a JSON pointer into the response, and everything below it; * matches one part; may be repeated",
    )
    group.add_argument(
        "--tolerance",
        action="append",
        default=[],
        metavar="POINTER=NUMBER",
        help="how much two numbers may differ; may be repeated",
    )


def _registry(parser: argparse.ArgumentParser) -> None:
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


_BUILDERS: dict[str, Callable[[argparse.ArgumentParser], None]] = {
    "inspect": _inspect,
    "check": add_check,
    "handshake": _handshake,
    "self-check": add_self_check,
    "sweep": _sweep,
    "call": _call,
    "run": _run,
    "import": add_import,
    "fuzz": _fuzz,
    "journey": add_journey,
    "trace": _trace,
    "bench": _bench,
    "replay": _replay,
    "diff": _diff,
    "decode": add_decode,
    "offer": add_offer,
    "schema": add_schema,
    "explain": add_explain,
    "registry": _registry,
    "history": add_history,
    "serve": add_serve,
    "mcp": add_mcp,
    "bundle": add_bundle,
    "open": add_open,
    "demo": add_demo,
    "trust": add_project_trust,
    "info": add_info,
    "new": add_new,
    "theme": add_theme,
    "doctor": add_info,
    "keys": add_keys,
    "completion": add_completion,
    "locate": add_locate,
}
