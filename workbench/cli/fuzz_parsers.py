"""The arguments of `fuzz`."""

from __future__ import annotations

import argparse

from workbench.cli.common_options import add_project_plugin, number_up_to
from workbench.session.values.fuzz_report import RUNS, RUNS_MAX


def add_fuzz_options(parser: argparse.ArgumentParser) -> None:
    """Add what `fuzz` alone has."""
    from workbench.protocol.functions import WIRE_FUNCTIONS  # noqa: PLC0415 - the other commands do without

    add_project_plugin(parser)
    parser.add_argument(
        "function",
        nargs="?",
        metavar="FUNCTION",
        choices=tuple(WIRE_FUNCTIONS),
        help=f"{', '.join(WIRE_FUNCTIONS)}; default: each that is negotiated",
    )
    parser.add_argument(
        "--seed", metavar="SEED", help="make the same payloads again: the seed that a run printed; default: a new one"
    )
    parser.add_argument(
        "-n",
        "--runs",
        type=number_up_to(RUNS_MAX),
        default=RUNS,
        metavar="RUNS",
        help=f"payloads for each function; default: {RUNS}",
    )
    parser.add_argument(
        "--input-file", metavar="FILE", help="also change this payload, beside the usual ones; needs FUNCTION"
    )
    parser.add_argument(
        "--field", default="", metavar="POINTER", help="change only what stands at this JSON pointer; needs FUNCTION"
    )
    parser.add_argument(
        "--factory-state",
        metavar="JSON",
        help="the state a signer is built with; without it a signer may refuse every payload",
    )
    parser.add_argument(
        "--allow-refusals", action="store_true", help="an error that the plugin returns by itself is no failure"
    )
    parser.add_argument("--save", action="store_true", help="save each shrunk failure as a payload that `run` sends")
