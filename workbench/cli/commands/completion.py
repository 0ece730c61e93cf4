"""`workbench completion SHELL`: what a shell needs to complete commands, options, their values and files."""

from __future__ import annotations

import argparse

from workbench.cli.output import Exit, print_json
from workbench.cli.streams import write_out
from workbench.generated import generated_text


def run(arguments: argparse.Namespace) -> int:
    """Print the script."""
    script = generated_text(f"completion.{arguments.shell}")
    if arguments.format == "json":
        print_json({"shell": arguments.shell, "script": script})
    else:
        write_out(script)
    return Exit.PASSED
