"""The options of `extism call`: those that mean the same here, and why there are no others."""

from __future__ import annotations

import argparse
from typing import Final

from workbench.cli.common_options import number_up_to

LOOP_MAX: Final = 10_000
LEVELS: Final = ("trace", "debug", "info", "warn", "error")
"""As `workbench.protocol.calls` has them, which is not loaded here."""
_NO_NETWORK: Final = "a cc-lb host gives a plugin no network"
_ONE_MODULE: Final = "a cc-lb host makes the manifest itself, of one module: give the path of the .wasm file"
REFUSED: Final = {
    "--allow-host": _NO_NETWORK,
    "--http-response-max": _NO_NETWORK,
    "--enable-http-response-headers": _NO_NETWORK,
    "--allow-path": "a cc-lb host gives a plugin no folder",
    "--wasi": "a cc-lb host never links WASI in the handshake, and always in a dispatch, without a folder: compile for "
    "a target without WASI, such as wasm32-unknown-unknown",
    "--var-max": "a cc-lb host sets no limit of its own for variables: the engine's holds",
    "--link": _ONE_MODULE,
    "--manifest": _ONE_MODULE,
    "-m": _ONE_MODULE,
}
"""Options of `extism call` that have no meaning for a cc-lb plugin, each with the reason."""


def add_extism_options(parser: argparse.ArgumentParser) -> None:
    """Add what `call` shares with `extism call`."""
    group = parser.add_argument_group("as in `extism call`")
    group.add_argument(
        "--timeout",
        type=_wall_ms,
        metavar="MS",
        help="end the dispatch after MS milliseconds, 2 to 600,000; default: 5,000, as a host does",
    )
    group.add_argument(
        "--memory-max",
        type=number_up_to(65_536),
        metavar="PAGES",
        help="pages of 64 KiB that the plugin's memory may grow to; default: 32, as in a host",
    )
    group.add_argument(
        "--loop",
        type=number_up_to(LOOP_MAX),
        default=1,
        metavar="N",
        help="send the payload N times to one long-lived instance; the first call that fails ends it",
    )
    group.add_argument(
        "--log-level", choices=LEVELS, help="show what the plugin logs from this level on; default: everything"
    )


def _wall_ms(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 2 <= int(text) <= 600_000:
        raise argparse.ArgumentTypeError(f"expected 2 to 600,000 milliseconds, found {text!r}")
    return int(text)
