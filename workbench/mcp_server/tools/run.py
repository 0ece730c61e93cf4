"""The tool `run`: the project's saved payloads as tests. Paths are not taken: what is saved for the project is sent."""

from __future__ import annotations

import time
from typing import Final

from workbench.exits import verdict_exit
from workbench.mcp_server.opening import LOADING, OFFER_FILE, PLUGIN, opened, plugin_path
from workbench.mcp_server.tool import Tool, ToolCall, ToolReport
from workbench.mcp_server.tool_thread import ToolProgress
from workbench.payload_plan import planned_run
from workbench.project import payload_folder, project_folder
from workbench.reports.json.run import run_json
from workbench.session.run.run import run_payloads
from workbench.session.values.run_report import RunCase, RunReport


def _work(call: ToolCall) -> ToolReport:
    artifact = call.files.artifact(plugin_path(call, "run"))
    held = opened(call, artifact.path)
    # Links among payloads may lead as far as the project does.
    for folder in (project_folder(held.resolved), payload_folder(held.resolved)):
        call.files.place(str(folder))
    plan = planned_run((), held.resolved)
    engine, settings = held.engine, held.settings
    made: list[RunCase] = []
    for case in run_payloads(engine, engine.host, artifact, settings, plan, clock=time.time, given=held.resolved.given):
        made.append(case)
        call.job.progress = ToolProgress(len(made), len(plan.documents), "payloads")
        if not call.job.goes_on():
            break
    report = RunReport(tuple(made))
    code = verdict_exit(report.error, passed=report.passed)
    return ToolReport(run_json(report, artifact, settings), code, held.notes)


RUN: Final = Tool(
    "run",
    "Run the project's saved payloads as tests",
    "Sends every payload that is saved in the project (payloads/FUNCTION/NAME.json) and judges what is expected of its "
    "answer (payloads/FUNCTION/NAME.expect.json; without it: that the outcome is ok and a host uses it). These are the "
    "project's own tests: run them after every build, beside check. exit_code 1: one failed.",
    (PLUGIN, OFFER_FILE, *LOADING),
    _work,
)
