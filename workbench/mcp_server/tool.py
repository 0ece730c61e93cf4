"""What a tool is: its name, its arguments, and the work that turns them into a report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from workbench.exits import Exit
from workbench.mcp_server.engine_desk import EngineDesk
from workbench.mcp_server.folder_files import FolderFiles
from workbench.mcp_server.parameters import Parameter, flag
from workbench.mcp_server.tool_thread import Job

LIMIT_S: Final = 300
"""What a tool may take, unless it says otherwise."""
WHOLE: Final = Parameter(
    "whole",
    flag("Do not cut long texts and lists; without it a report is cut to 50,000 characters, and says where."),
)
"""Of every tool."""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool that was called."""

    arguments: Mapping[str, Any]
    """Checked; what was not given is not in it."""
    files: FolderFiles
    engines: EngineDesk
    job: Job
    own_config: bool = False
    """Whether plugins get what the person's own files and environment hold for them."""

    def given(self, name: str, default: Any = None) -> Any:
        """Return an argument, or what holds without it."""
        return self.arguments.get(name, default)


@dataclass(frozen=True, slots=True)
class ToolReport:
    """What a tool found out."""

    report: Any
    """The JSON of the command of the same name."""
    exit: Exit = Exit.PASSED
    """Of that command."""
    notes: tuple[str, ...] = ()
    """What the command would say beside its report. Untrusted text."""
    is_shared: bool = True
    """Whether secrets are taken out, as of every report that is made to be shared."""


@dataclass(frozen=True, slots=True)
class Tool:
    """What an agent can ask for."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    work: Callable[[ToolCall], ToolReport]
    limit_s: Callable[[Mapping[str, Any]], float] = lambda _: LIMIT_S
    """How long it may take with these arguments."""
    takes_part: bool = False
    """What it has found when its time is up is a report, too."""
    is_quick: bool = False
    """It reads no file and runs nothing: it need not wait for its turn."""
