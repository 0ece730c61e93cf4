"""The tool `fuzz`: payloads that nobody thought of, and the smallest that fails in each way. Saves nothing."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from workbench.errors.agents import ArgumentInvalid, InvalidArguments
from workbench.exits import verdict_exit
from workbench.mcp_server.opening import LOADING, OFFER_FILE, PLUGIN, opened, plugin_path
from workbench.mcp_server.parameters import Parameter, choice, flag, text, whole
from workbench.mcp_server.payloads import FACTORY_STATE, PAYLOAD, given_payload
from workbench.mcp_server.tool import Tool, ToolCall, ToolReport
from workbench.mcp_server.tool_thread import ToolProgress
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.fuzzing.chances import seed_of
from workbench.reports.json.fuzz import fuzz_json
from workbench.session.fuzz.fuzz import CANCELLED, fuzz_build
from workbench.session.values.fuzz_report import RUNS, FunctionFuzz, FuzzRequest, FuzzStep

_RUNS_MAX: Final = 100_000
_SECONDS: Final = 30
_SECONDS_MAX: Final = 600
_AT_MOST_BEHIND_S: Final = 10
"""What the last calls and a search for a smaller payload may still take."""
_SEED_BYTES: Final = 4


def _work(call: ToolCall) -> ToolReport:
    request = _request(call)
    artifact = call.files.artifact(plugin_path(call, "fuzz"))
    held = opened(call, artifact.path)
    seconds = call.given("seconds", _SECONDS)
    until = time.monotonic() + seconds
    sent: dict[str, int] = {}

    def step(now: FuzzStep) -> bool:
        sent[now.function] = now.sent
        total = now.runs if request.functions else None
        call.job.progress = ToolProgress(sum(sent.values()), total, f"payloads; now {now.function}")
        return call.job.goes_on() and time.monotonic() < until

    engine, settings = held.engine, held.settings
    report = fuzz_build(engine, engine.host, artifact, settings, request, clock=time.time, on_progress=step)
    if time.monotonic() >= until:
        report = replace(report, functions=[_timed_out(one, seconds) for one in report.functions])
    return ToolReport(fuzz_json(report, settings), verdict_exit(report.error, passed=report.passed), held.notes)


def _timed_out(fuzzed: FunctionFuzz, seconds: int) -> FunctionFuzz:
    """Say of what was cancelled that nobody but the clock did it."""
    return replace(fuzzed, ended_early=f"{seconds:,} s were over") if fuzzed.ended_early == CANCELLED else fuzzed


def _request(call: ToolCall) -> FuzzRequest:
    function, base = call.given("function"), given_payload(call)
    if function is None and (base is not None or call.given("field")):
        expected = "the function whose payload or field is meant"
        raise InvalidArguments((ArgumentInvalid("fuzz", "function", expected, "nothing"),))
    seed = call.given("seed")
    return FuzzRequest(
        (function,) if function else (),
        secrets.token_hex(_SEED_BYTES) if seed is None else seed_of(seed),
        call.given("runs", RUNS),
        base,
        call.given("field", ""),
        call.given("factory_state"),
        allows_refusals=call.given("allow_refusals", False),
    )


def _limit_s(arguments: Mapping[str, Any]) -> float:
    return float(arguments.get("seconds", _SECONDS)) + _AT_MOST_BEHIND_S


FUZZ: Final = Tool(
    "fuzz",
    "Send payloads that nobody thought of",
    "Sends many changed requests to a plugin and reports each way in which it fails, with the smallest payload that "
    "fails so (`shrunk`), which can be given to the tool `call`. The `seed` of the report gives the same payloads "
    "again. What was found is reported when the time is up, too; `ended_early` says so. exit_code 1: a failure was "
    "found.",
    (
        PLUGIN,
        Parameter("function", choice(WIRE_FUNCTIONS, "Default: each that is negotiated.")),
        Parameter("runs", whole(1, _RUNS_MAX, "Payloads for each function.", default=RUNS)),
        Parameter(
            "seconds", whole(1, _SECONDS_MAX, "End after so many seconds with what was found.", default=_SECONDS)
        ),
        Parameter("seed", text("The seed of an earlier report, to send the same payloads again.", max_length=256)),
        Parameter("field", text("Change only what stands at this JSON pointer; needs function.")),
        *PAYLOAD,
        FACTORY_STATE,
        Parameter("allow_refusals", flag("An error that the plugin returns by itself is no failure.")),
        OFFER_FILE,
        *LOADING,
    ),
    _work,
    _limit_s,
    takes_part=True,
)
