"""What an agent does: it calls tools, and reads their answers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.mcp_server.answers import ToolAnswer
from workbench.mcp_server.engine_desk import EngineDesk
from workbench.mcp_server.tool_thread import ToolProgress
from workbench.mcp_server.toolbox import Toolbox


@dataclass(frozen=True, slots=True)
class Agent:
    folder: Path
    toolbox: Toolbox
    engines: EngineDesk

    async def answer(self, tool: str, **given: Any) -> ToolAnswer:
        return await self.toolbox.call(tool, given, _untold)

    async def ask(self, tool: str, **given: Any) -> tuple[int, Any]:
        """Return exit code and report of a tool that gives one; text and value say the same."""
        answer = await self.answer(tool, **given)
        assert not answer.is_error, answer.text
        assert json.loads(answer.text) == answer.value
        return answer.value["exit_code"], answer.value["report"]

    async def refused(self, tool: str, **given: Any) -> tuple[int, Any]:
        """Return exit code and error of a tool that gives one."""
        answer = await self.answer(tool, **given)
        assert answer.is_error, answer.text[:500]
        assert json.loads(answer.text) == answer.value
        return answer.value["exit_code"], answer.value["error"]


async def _untold(_: ToolProgress) -> None:
    pass
