"""The tool `call`: negotiate, then dispatch once."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Final

from workbench.exits import verdict_exit
from workbench.mcp_server.opening import LOADING, OFFER_FILE, PLUGIN, opened, plugin_path
from workbench.mcp_server.parameters import Parameter, choice, flag, mapping, several, text, whole
from workbench.mcp_server.payloads import PAYLOAD, given_payload
from workbench.mcp_server.tool import Tool, ToolCall, ToolReport
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.hosting.injected_faults import parse_plan
from workbench.protocol.wire.encode import compact
from workbench.protocol.wire.samples import request_sample
from workbench.protocol.wire.typical import typical_request
from workbench.reports.json.call import call_json
from workbench.session.call import call_build
from workbench.session.host.frozen_host import CLOCK_MAX_MS, frozen_host
from workbench.session.values.call_report import CallRequest


def _work(call: ToolCall) -> ToolReport:
    request = _request(call)
    artifact = call.files.artifact(plugin_path(call, "call"))
    held = opened(call, artifact.path)
    settings = replace(held.settings, faults=parse_plan(call.given("faults", ())))
    report = call_build(held.engine, held.engine.host, artifact, settings, request, clock=time.time)
    outcome = report.record.outcome
    passed = report.is_used if call.given("effect") else outcome.ok
    # It says what was asked for as it is, as the command does.
    return ToolReport(call_json(report), verdict_exit(outcome.error, passed=passed), held.notes, is_shared=False)


def _request(call: ToolCall) -> CallRequest:
    function = call.arguments["function"]
    payload = given_payload(call)
    if payload is None:
        payload = compact((typical_request if call.given("typical") else request_sample)(function))
    request = CallRequest(function, payload, measure_fuel=call.given("fuel", False))
    if call.arguments.keys().isdisjoint({"clock", "seed", "storage"}):
        return request
    stored = {key: value.encode() for key, value in call.given("storage", {}).items()}
    host = frozen_host(call.given("clock"), call.given("seed"))
    return replace(request, host=host, storage={"": stored} if stored else {})


CALL: Final = Tool(
    "call",
    "Dispatch one wire function",
    "Negotiates with a plugin, then calls one of its functions once, on a fresh instance with an empty host, as cc-lb "
    "does. `outcome` is ok or fallback; of a fallback `stage` says where it failed, `policy` what the host does then, "
    "and `error` why; `host_effect` says what a host does with the answer. `logs` and `metrics` are what the plugin "
    "wrote. exit_code 0: ok, 1: fallback.",
    (
        PLUGIN,
        Parameter("function", choice(WIRE_FUNCTIONS, "The wire function to call."), True),
        *PAYLOAD,
        Parameter("typical", flag("Without a payload: send what a running host typically sends.")),
        Parameter("effect", flag("exit_code 1 unless a host uses the answer as a whole.")),
        Parameter("fuel", flag("Also measure the fuel that the call uses; takes a while.")),
        Parameter(
            "faults",
            several(
                text(
                    "FUNCTION=fail, FUNCTION=slow:MS, capability:NAME, fuel=N, wall_ms=N, pages=N, quota=N",
                    max_length=256,
                ),
                64,
                "Faults to inject into the host, such as storage_get=fail or fuel=100000.",
            ),
        ),
        Parameter("clock", whole(-CLOCK_MAX_MS, CLOCK_MAX_MS, "Freeze the host's clock at milliseconds since 1970.")),
        Parameter("seed", text("Seed the host's random source.", max_length=256)),
        Parameter(
            "storage",
            mapping(
                text("A value.", max_length=1_048_576), 4_096, "What the host has stored for the plugin: texts by key."
            ),
            is_secret=True,
        ),
        OFFER_FILE,
        *LOADING,
    ),
    _work,
)
