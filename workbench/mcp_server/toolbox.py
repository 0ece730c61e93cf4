"""All tools by name, and how one is called: arguments checked, worked for in turn, answered as text and as a value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from workbench.errors.agents import ArgumentInvalid, InvalidArguments
from workbench.errors.base import WorkbenchError
from workbench.errors.operator import NameUnknown, SettingInvalid
from workbench.mcp_server.answers import ToolAnswer, error_answer, report_answer
from workbench.mcp_server.engine_desk import EngineDesk
from workbench.mcp_server.folder_files import FolderFiles
from workbench.mcp_server.parameters import checked
from workbench.mcp_server.tool import WHOLE, Tool, ToolCall
from workbench.mcp_server.tool_thread import Job, Report, ToolThread
from workbench.mcp_server.tools.call import CALL
from workbench.mcp_server.tools.check import CHECK
from workbench.mcp_server.tools.diff import DIFF
from workbench.mcp_server.tools.fuzz import FUZZ
from workbench.mcp_server.tools.inspect import INSPECT
from workbench.mcp_server.tools.journey import JOURNEY
from workbench.mcp_server.tools.replay import REPLAY
from workbench.mcp_server.tools.run import RUN
from workbench.mcp_server.tools.texts import EXPLAIN, SCHEMA
from workbench.naming import nearest
from workbench.quoting import quoted

TOOLS: Final[Mapping[str, Tool]] = {
    one.name: one for one in (CHECK, EXPLAIN, CALL, RUN, INSPECT, JOURNEY, FUZZ, REPLAY, DIFF, SCHEMA)
}
"""In the order in which an agent needs them."""

_ARGUMENTS: Final = {"input-file": "payload"}
"""Options that have another name as arguments."""


class Toolbox:
    """The tools over one folder."""

    def __init__(self, files: FolderFiles, engines: EngineDesk, *, own_config: bool = False) -> None:
        """Start the thread that works for them; the engine is started by the first that needs it.

        `own_config`: plugins get what the person's own files and environment hold for them.
        """
        self._own_config = own_config
        self._files = files
        self._engines = engines
        self._thread = ToolThread(engines.cancel, engines.replace)

    async def call(self, name: str, given: Mapping[str, Any], report: Report) -> ToolAnswer:
        """Call a tool, and return its answer, which says so when it failed. Cancelling this ends the work."""
        try:
            tool = _named(name)
            arguments = checked(name, (*tool.parameters, WHOLE), given)

            def work(job: Job) -> ToolAnswer:
                found = tool.work(ToolCall(arguments, self._files, self._engines, job, self._own_config))
                return report_answer(found, whole=arguments.get(WHOLE.name, False))

            limit_s = tool.limit_s(arguments)
            if tool.is_quick:
                return work(Job(name, limit_s))
            return await self._thread.do(name, limit_s, work, report, takes_part=tool.takes_part)
        except SettingInvalid as error:
            return error_answer(_of_argument(name, error) if error.source == "option" else error.detached())
        except WorkbenchError as error:
            return error_answer(error.detached())
        except Exception as error:  # noqa: BLE001 - the server lives on, and says what failed
            from workbench.unforeseen import named  # noqa: PLC0415 - hardly ever needed

            return error_answer(named(error, f"the tool {name[:80]}")[0])


def _of_argument(tool: str, error: SettingInvalid) -> WorkbenchError:
    """Return the error of an option in the words of a tool, whose arguments are called otherwise."""
    argument = _ARGUMENTS.get(error.name, error.name)
    is_secret = any(one.name == argument and one.is_secret for one in TOOLS[tool].parameters)
    value = "" if error.value is None else error.value
    found = error.found or (f"a text of {len(value):,} characters" if is_secret else quoted(value))
    return InvalidArguments((ArgumentInvalid(tool, argument, error.expected, found),))


def _named(name: str) -> Tool:
    if name not in TOOLS:
        raise NameUnknown("tool", name[:256], nearest(name[:256], TOOLS))
    return TOOLS[name]
