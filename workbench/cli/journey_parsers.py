"""The arguments of `journey`."""

from __future__ import annotations

import argparse

from workbench.cli.common_options import add_all, add_host_offer, add_report, add_session_options


def add_journey(parser: argparse.ArgumentParser) -> None:
    """Add what `journey` has."""
    from workbench.protocol.journey.upstream import UpstreamChoice  # noqa: PLC0415 - the other commands do without

    parser.add_argument(
        "plugins",
        nargs="*",
        metavar="PLUGIN",
        help="a .wasm file; of several each plays the functions that it has, the first where two have the same; "
        "default: the project's plugin",
    )
    parser.add_argument(
        "--upstream",
        action="append",
        choices=[one.value for one in UpstreamChoice],
        help="what the upstream answers; given twice after a 401: the answer to the second attempt. default: 200",
    )
    parser.add_argument(
        "--request",
        metavar="FILE",
        help="the proxied request: a payload of filter or shape, or what `import` reads; default: a typical one",
    )
    parser.add_argument(
        "--factory-state", metavar="JSON", help="what the operator configured for the signer; a host sends null"
    )
    parser.add_argument(
        "--edit",
        action="append",
        default=[],
        metavar="STEP=FILE",
        help="what to send in that step, such as sign or sign.2, in place of the host's payload; may be repeated",
    )
    add_all(parser)
    add_host_offer(parser)
    add_session_options(parser)
    add_report(parser)
