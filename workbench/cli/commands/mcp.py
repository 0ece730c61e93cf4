"""`workbench mcp [FOLDER]`: inspect, check, call and more for coding agents, over the Model Context Protocol."""

from __future__ import annotations

import argparse
from importlib.util import find_spec
from pathlib import Path

from workbench.cli.output import narrate
from workbench.errors.operator import FileUnreadable
from workbench.errors.serving import ExtraMissing


def run(arguments: argparse.Namespace) -> int:
    """Serve until the agent closes stdin, or a signal ends this.

    Raises:
        ExtraMissing: The package mcp is not installed, or one that is too old.
        FileUnreadable: The folder is none.
    """
    # Its second major line brings the package of its types; the first is another API.
    if find_spec("mcp") is None or find_spec("mcp_types") is None:
        raise ExtraMissing("mcp", "mcp, version 2", "mcp")
    folder = Path(arguments.folder)
    if not folder.is_dir():
        raise FileUnreadable(arguments.folder, "a folder", "a file" if folder.exists() else "no such folder")
    resolved = folder.resolve()
    from workbench.mcp_server.running import serve  # noqa: PLC0415 - the package is there by now

    narrate(
        f"workbench: an MCP server for coding agents, on stdin and stdout. It reads files below {resolved}, "
        "writes none, runs plugins and nothing else. ctrl+c ends it."
    )
    return serve(folder, own_config=arguments.own_config)
