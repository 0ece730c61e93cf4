"""The parsers of commands that say what a pane of the screen shows: the self-check."""

from __future__ import annotations

import argparse

from workbench.cli.common_options import add_host_offer, add_plugin, add_report, add_session_options


def add_self_check(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `self-check`."""
    add_plugin(parser)
    add_host_offer(parser)
    add_session_options(parser)
    add_report(parser)
