"""The tool `check`: layers 1 to 3, the static checks and the conformance cases."""

from __future__ import annotations

import time
from typing import Final

from workbench.exits import verdict_exit
from workbench.mcp_server.opening import LOADING, OFFER_FILE, PLUGIN, opened, plugin_path
from workbench.mcp_server.parameters import Parameter, choice, flag
from workbench.mcp_server.payloads import FACTORY_STATE
from workbench.mcp_server.tool import Tool, ToolCall, ToolReport
from workbench.protocol.conformance import Kind
from workbench.reports.json.check import check_json
from workbench.session.check import check_build


def _work(call: ToolCall) -> ToolReport:
    artifact = call.files.artifact(plugin_path(call, "check"))
    held = opened(call, artifact.path)
    kind = call.given("kind")
    report = check_build(
        held.engine,
        artifact,
        held.settings,
        clock=time.time,
        kind=Kind(kind) if kind else None,
        factory_state=call.given("factory_state"),
        measure_fuel=call.given("fuel", False),
        judged_by_reference=call.given("reference", False),
        drift_host=held.engine.host if call.given("drift") else None,
    )
    return ToolReport(
        check_json(report, held.resolved["budgets"].value),
        verdict_exit(report.generation.error, passed=report.passed),
        held.notes,
    )


CHECK: Final = Tool(
    "check",
    "Check a plugin as a cc-lb host would",
    "Says whether a cc-lb host takes a plugin, and if not, why: identity, handshake, self-check, static checks, and "
    "the conformance cases of its kind. Run it after every build. `passed` is the verdict; each entry of `layers` and "
    "`dispatch` that failed has an `error` with kind, message and details: give the kind to the tool `explain` to "
    "learn the rule and how to mend it. exit_code 0: passed, 1: failed, 3: no well-formed WebAssembly.",
    (
        PLUGIN,
        Parameter(
            "kind",
            choice([one.value for one in Kind], "Check it as this kind. Default: every kind that it is of."),
        ),
        FACTORY_STATE,
        Parameter("fuel", flag("Also measure the fuel that the layers use; takes a while.")),
        Parameter("drift", flag("Also find out whether answers depend on more than their payload; then it fails.")),
        Parameter("reference", flag("Judge as the reference's suite alone, whatever a host uses of an answer.")),
        OFFER_FILE,
        *LOADING,
    ),
    _work,
)
