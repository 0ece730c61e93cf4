"""The arguments of the commands that run a plugin. Knows no command's work."""

from __future__ import annotations

import argparse

from workbench.cli.common_options import (
    add_all,
    add_fault,
    add_host_offer,
    add_payload,
    add_project_plugin,
    add_report,
    add_session_options,
    number_up_to,
    whole_number,
)
from workbench.cli.saved_parsers import add_run_options, add_saved

BENCH_RUNS_MAX = 100_000
"""As `workbench.session.measure.benchmark` has it, which is not loaded here."""

SWEEP_SECONDS, SWEEP_SECONDS_MAX = 10, 3_600
"""As `workbench.session.values.sweep_report` has them, which is not loaded here."""


def add_inspect(parser: argparse.ArgumentParser) -> None:
    """Add what `inspect` has."""
    add_project_plugin(parser)
    add_all(parser)
    add_session_options(parser)
    add_report(parser)


def add_handshake(parser: argparse.ArgumentParser) -> None:
    """Add what `handshake` has."""
    add_project_plugin(parser)
    add_host_offer(parser)
    add_session_options(parser)
    add_report(parser)


def add_sweep(parser: argparse.ArgumentParser) -> None:
    """Add what `sweep` has."""
    add_project_plugin(parser)
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


def add_call(parser: argparse.ArgumentParser) -> None:
    """Add what `call` has."""
    from workbench.cli.extism_options import add_extism_options  # noqa: PLC0415 - the other commands do without
    from workbench.protocol.functions import WIRE_FUNCTIONS  # noqa: PLC0415 - the screen does without until it is painted

    add_project_plugin(parser)
    functions = tuple(WIRE_FUNCTIONS)
    parser.add_argument(
        "function", nargs="?", metavar="FUNCTION", choices=functions, help=f"always needed: {', '.join(functions)}"
    )
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


def add_run(parser: argparse.ArgumentParser) -> None:
    """Add what `run` has."""
    add_run_options(parser)
    add_all(parser)
    add_saved(parser)
    add_host_offer(parser)
    add_session_options(parser)
    add_report(parser)


def add_fuzz(parser: argparse.ArgumentParser) -> None:
    """Add what `fuzz` has."""
    from workbench.cli.fuzz_parsers import add_fuzz_options  # noqa: PLC0415 - the other commands do without

    add_fuzz_options(parser)
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


def add_trace(parser: argparse.ArgumentParser) -> None:
    """Add what `trace` has."""
    add_project_plugin(parser)
    _add_one_function(parser, "the one call to make: ", "the conformance cases and all samples")
    add_payload(parser)
    add_fault(parser)
    add_all(parser)
    add_host_offer(parser)
    add_session_options(parser)
    add_report(parser)


def add_bench(parser: argparse.ArgumentParser) -> None:
    """Add what `bench` has."""
    add_project_plugin(parser)
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


def add_replay(parser: argparse.ArgumentParser) -> None:
    """Add what `replay` has."""
    parser.add_argument("recording", metavar="RECORDING", help="a file that --record or the screen wrote")
    add_project_plugin(parser)
    parser.add_argument("--update", action="store_true", help="accept what differs: write it into the recording")
    parser.add_argument("--keep-secrets", action="store_true", help="accept credentials too, as they are")
    add_all(parser)
    _add_replay_rules(parser)
    add_session_options(parser)
    add_report(parser)


def add_diff(parser: argparse.ArgumentParser) -> None:
    """Add what `diff` has."""
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
