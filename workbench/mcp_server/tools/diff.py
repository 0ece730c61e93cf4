"""The tool `diff`: two builds side by side, and what they answer to the same calls."""

from __future__ import annotations

import time
from typing import Final

from workbench.compose import keeps_compiled_code
from workbench.exits import Exit, verdict_exit
from workbench.mcp_server.opening import LOADING, opened
from workbench.mcp_server.parameters import Parameter, flag, text
from workbench.mcp_server.tool import Tool, ToolCall, ToolReport
from workbench.mcp_server.tools.replay import RECORDING, RULES, recording_of, rules_of
from workbench.reports.json.diff import diff_json
from workbench.session.diff import diff_builds
from workbench.session.replay.replay_build import replay_settings


def _work(call: ToolCall) -> ToolReport:
    file, rules = call.given("recording"), rules_of(call)
    recording = None if file is None else recording_of(call, file)
    old, new = call.files.artifacts(call.arguments[name] for name in ("old", "new"))
    held = opened(call, new.path)
    settings = held.settings
    if recording is not None:
        settings = replay_settings(recording, settings, held.resolved.given)
    report = diff_builds(
        held.engine,
        held.engine.host,
        old,
        new,
        settings,
        clock=time.time,
        recording=recording,
        rules=rules,
        measure_fuel=call.given("fuel", False),
        compiles_once=keeps_compiled_code(),
    )
    exits = [verdict_exit(build.error, passed=report.same) for build in (report.old, report.new)]
    return ToolReport(diff_json(report), max(exits, default=Exit.PASSED), held.notes)


DIFF: Final = Tool(
    "diff",
    "Compare two builds",
    "Compares two builds of a plugin: module, identity, negotiation, self-check, and what both answer to the same "
    "calls. Keep a copy of the build before a change, and look here for what the change really changed. exit_code 1: "
    "they differ.",
    (
        Parameter("old", text("Path of one build, a .wasm file below the folder of the server."), True),
        Parameter("new", text("Path of the other one."), True),
        Parameter("recording", text(f"{RECORDING} Default: the dry-run sample of each function.")),
        Parameter("fuel", flag("Also measure the fuel of each call; takes a while.")),
        *RULES,
        *LOADING,
    ),
    _work,
)
