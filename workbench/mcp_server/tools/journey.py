"""The tool `journey`: one proxied request through all functions, as a host takes it."""

from __future__ import annotations

import time
from typing import Final

from workbench.errors.agents import ArgumentInvalid, InvalidArguments
from workbench.exits import Exit, verdict_exit
from workbench.mcp_server.opening import LOADING, OFFER_FILE, opened
from workbench.mcp_server.parameters import Parameter, anything, choice, mapping, several, text
from workbench.mcp_server.payloads import FACTORY_STATE, PAYLOAD_MAX_BYTES, as_text
from workbench.mcp_server.tool import Tool, ToolCall, ToolReport
from workbench.protocol.journey.proxied_request import ProxiedRequest, read_proxied, typical_proxied
from workbench.protocol.journey.step import NextCall, is_step_name
from workbench.protocol.journey.upstream import UpstreamChoice
from workbench.reports.json.journey import journey_json
from workbench.session.journey.journey import take_journey
from workbench.session.values.journey_report import JourneyReport, JourneyRequest, upstream_answers

_PLUGINS_MAX: Final = 16


def _work(call: ToolCall) -> ToolReport:
    request = JourneyRequest(
        _proxied(call), upstream_answers(call.given("upstream", ())), call.given("factory_state"), _edits(call)
    )
    artifacts = call.files.artifacts(call.arguments["plugins"])
    # The first one's project file holds.
    held = opened(call, artifacts[0].path)

    def made(_: NextCall) -> bool:
        return call.job.goes_on()

    engine, settings = held.engine, held.settings
    report = take_journey(engine, engine.host, artifacts, settings, request, clock=time.time, on_call=made)
    return ToolReport(journey_json(report, settings), _exit(report), held.notes)


def _proxied(call: ToolCall) -> ProxiedRequest:
    if "request" in call.arguments:
        return read_proxied(as_text(call.arguments["request"]).encode("utf-8", "surrogatepass"))
    file = call.given("request_file")
    return typical_proxied() if file is None else read_proxied(call.files.content(file, "a request", PAYLOAD_MAX_BYTES))


def _edits(call: ToolCall) -> dict[str, str]:
    edits = call.given("edits", {})
    wrong = [name for name in edits if not is_step_name(name)]
    if wrong:
        expected = "names of steps: a wire function, or such as sign.2 for its second time"
        raise InvalidArguments((ArgumentInvalid("journey", "edits", expected, f"{wrong[0][:80]!r}"),))
    return {step: as_text(value) for step, value in edits.items()}


def _exit(report: JourneyReport) -> Exit:
    """Return the worst exit code of the plugins; a journey that came to its end has none of its own."""
    codes = [verdict_exit(plugin.error, passed=False) for plugin in report.rejected]
    if report.end is None and not codes:
        codes = [Exit.FAILED]
    return max(codes, default=Exit.PASSED)


JOURNEY: Final = Tool(
    "journey",
    "Take one request through all functions",
    "Takes one proxied request through the functions of one or several plugins in the order of a cc-lb host: filter, "
    "shape, build_signer, sign, the upstream's answer, on_unauthorized, normalize_error, observe. Each step has the "
    "payload that was sent and what the plugin answered; `caller` is what the caller gets in the end. exit_code 1: a "
    "plugin was rejected.",
    (
        Parameter(
            "plugins",
            several(
                text("Path of a .wasm file."),
                _PLUGINS_MAX,
                "Paths of plugins; of several each plays the functions that it has, the first where two have the same.",
                least=1,
            ),
            True,
        ),
        Parameter(
            "upstream",
            several(
                choice([one.value for one in UpstreamChoice], "What it answers."),
                2,
                "What the upstream answers: once, or after a 401 also to the second attempt. Default: 200.",
            ),
        ),
        Parameter(
            "request",
            anything(
                "The proxied request: a payload of filter or shape, or a Messages request of the Anthropic API as a "
                "JSON object. Default: a typical one."
            ),
            is_secret=True,
        ),
        Parameter("request_file", text("Path of a file that holds the request; curl commands and HAR are read, too.")),
        Parameter(
            "edits",
            mapping(
                anything("A payload."),
                32,
                "What is sent in a step, such as sign or sign.2, in place of the host's own.",
            ),
            is_secret=True,
        ),
        FACTORY_STATE,
        OFFER_FILE,
        *LOADING,
    ),
    _work,
)
