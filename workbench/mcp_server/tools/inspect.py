"""The tool `inspect`: layer 1 and the static checks. Starts no engine."""

from __future__ import annotations

from typing import Final

from workbench.exits import verdict_exit
from workbench.mcp_server.opening import PLUGIN, plugin_path
from workbench.mcp_server.tool import Tool, ToolCall, ToolReport
from workbench.reports.json.inspection import inspection_json
from workbench.session.inspection import inspect_module


def _work(call: ToolCall) -> ToolReport:
    artifact = call.files.artifact(plugin_path(call, "inspect"))
    found = inspect_module(artifact.module)
    plugin = {"path": artifact.path, "size": artifact.size_bytes, "sha256": artifact.sha256}
    return ToolReport(inspection_json(found, plugin), verdict_exit(found.error, passed=found.passed))


INSPECT: Final = Tool(
    "inspect",
    "Read a plugin's module",
    "Reads a .wasm module without running it: sections, imports, exports, the plugin's identity (custom section "
    "cc_lb.plugin.v1) and eight static checks. Use it when a module cannot be loaded at all, or to see what it imports "
    "and exports. exit_code 1: a check failed; 3: the file is no well-formed WebAssembly.",
    (PLUGIN,),
    _work,
)
