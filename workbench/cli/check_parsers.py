"""The arguments of `check`: how a plugin is judged, and what concerns several plugins at once."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Final

from workbench.cli.common_options import (
    add_all,
    add_host_offer,
    add_report,
    add_session_options,
    add_watch,
    number_up_to,
)
from workbench.cli.threshold_options import add_thresholds

if TYPE_CHECKING:
    from workbench.session.many.order import Shard

KINDS: Final = ("shape", "dialect", "signer", "observability", "router")
"""As `workbench.protocol.conformance.Kind` has them, which is not loaded here."""
JOBS_MAX: Final = 256
SHARDS_MAX: Final = 10_000


def add_check(parser: argparse.ArgumentParser) -> None:
    """Add what `check` has."""
    parser.add_argument(
        "plugins",
        nargs="*",
        metavar="PLUGIN",
        help="a .wasm file, a folder (every .wasm file below it), a pattern in quotes ('dist/**/*.wasm'), or several; "
        "default: the project's plugin",
    )
    add_all(parser)
    parser.add_argument(
        "--kind", choices=KINDS, help="check the plugin as this kind; default: every kind that it is of"
    )
    parser.add_argument(
        "--factory-state",
        metavar="JSON",
        help="the state a signer is built with; without it a signer may reject its cases",
    )
    parser.add_argument("--fuel", action="store_true", help="measure the fuel that the layers use; takes a while")
    parser.add_argument(
        "--drift", action="store_true", help="find out what answers depend on beside their payload; hidden state fails"
    )
    parser.add_argument(
        "--reference",
        action="store_true",
        help="judge as the reference's suite alone, whatever a host uses",
    )
    add_watch(
        parser, "check again whenever a plugin is built, and build it as the project does; a signal ends it (no screen)"
    )
    add_thresholds(parser)
    _add_many(parser)
    add_host_offer(parser)
    add_session_options(parser)
    add_report(parser)


def _add_many(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("several plugins")
    group.add_argument(
        "--jobs",
        type=number_up_to(JOBS_MAX),
        metavar="N",
        help="plugins that are checked at the same time, each in a process of its own; default: the processors",
    )
    group.add_argument("--fail-fast", action="store_true", help="begin no further plugin once one has failed")
    group.add_argument(
        "--shard", type=shard, metavar="K/N", help="check only the Kth of N shares, for N runners; default: all"
    )
    group.add_argument(
        "--timing",
        metavar="FILE",
        help="how long each plugin took, for shares of equal length; read where it is there, else written",
    )


def shard(text: str) -> Shard:
    """Return the share that a text names."""
    from workbench.session.many.order import Shard  # noqa: PLC0415 - few ask for it

    number, sign, of = text.partition("/")
    if sign and all(part.isascii() and part.isdigit() and len(part) < 6 for part in (number, of)):
        found = Shard(int(number), int(of))
        if 1 <= found.number <= found.of <= SHARDS_MAX:
            return found
    raise argparse.ArgumentTypeError(f"expected K/N with K from 1 to N, found {text!r}")
