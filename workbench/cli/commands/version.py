"""`workbench --version`: ours, those of what runs plugins and draws the screen, and the protocol lines spoken."""

from __future__ import annotations

import argparse

from workbench.cli.streams import write_out
from workbench.cli.versions import LINES, versions


def run(arguments: argparse.Namespace) -> int:
    """Print the versions, one in each line."""
    if arguments.format == "json":
        from workbench.cli.output import print_json  # noqa: PLC0415 - people do without

        print_json({**versions(), "protocol": list(LINES)})
    else:
        write_out("".join(f"{name} {version}\n" for name, version in versions().items()))
        write_out(f"protocol {', '.join(LINES)}\n")
    return 0
