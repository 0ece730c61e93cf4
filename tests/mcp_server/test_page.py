"""docs/agents.md: what it has people write into their clients starts the server, and it names every tool."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from workbench.cli.arguments import parse
from workbench.mcp_server.tool_thread import WAITING_MAX
from workbench.mcp_server.toolbox import TOOLS

PAGE = (Path(__file__).parents[2] / "docs/agents.md").read_text(encoding="utf-8")


def started() -> list[dict[str, Any]]:
    found = []
    for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL):
        servers = json.loads(block)
        found += [one for name in ("mcpServers", "servers") for one in servers.get(name, {}).values()]
    return found


def test_what_clients_are_given_starts_the_server() -> None:
    assert len(started()) == 3
    for one in started():
        assert one["command"].rpartition("/")[2] == "workbench"
        assert parse(one["args"])[0] == "mcp"


def test_every_tool_is_named_and_no_other() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) == TOOLS.keys()
    assert f"At most {WAITING_MAX} wait." in PAGE
