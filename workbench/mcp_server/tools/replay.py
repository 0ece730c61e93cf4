"""The tool `replay`: recorded calls again on a build. Writes nothing into the recording."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Final

from workbench.exits import verdict_exit
from workbench.library.options import replay_rules
from workbench.mcp_server.opening import LOADING, PLUGIN, opened, plugin_path
from workbench.mcp_server.parameters import Parameter, mapping, several, text
from workbench.mcp_server.tool import Tool, ToolCall, ToolReport
from workbench.mcp_server.tool_thread import ToolProgress
from workbench.reports.json.replay import replay_json
from workbench.session.measure.stacks import layers_with_stacks, replay_with_stacks
from workbench.session.recordings.text import read_recording
from workbench.session.replay.replay_build import replay_build, replay_settings
from workbench.session.values.recording import Recording
from workbench.session.values.replay_report import ReplayedCall
from workbench.session.values.replay_verdict import ReplayRules
from workbench.store.recordings import with_calls

RECORDING_MAX_BYTES: Final = 64 * 1024 * 1024
"""Less than elsewhere: reading a recording cannot be ended, and everybody else waits for it."""
RULES: Final = (
    Parameter(
        "ignore",
        several(
            text("A JSON pointer."),
            256,
            "JSON pointers into the responses below which differences do not count; * matches one part.",
        ),
    ),
    Parameter(
        "tolerances",
        mapping(
            {"type": "number", "minimum": 0, "maximum": 1e308, "description": "How far apart."},
            256,
            "How much two numbers may differ, by the JSON pointer at which they stand.",
        ),
    ),
)
RECORDING: Final = "Path of a recording: a file that `workbench call --record` or the screen wrote."


def recording_of(call: ToolCall, file: str) -> Recording:
    """Return the recording at a path, which has calls.

    Raises:
        PathOutside, FileUnreadable, FileDamaged, FormatTooNew, LineDamaged: It cannot be replayed.
    """
    content = call.files.content(file, "a recording", RECORDING_MAX_BYTES)
    return with_calls(read_recording(content, file), file)


def rules_of(call: ToolCall) -> ReplayRules:
    """Return which differences do not count. Raises SettingInvalid: a pointer is none."""
    return replay_rules(tuple(call.given("ignore", ())), call.given("tolerances", {}))


def _work(call: ToolCall) -> ToolReport:
    file = call.arguments["recording"]
    recording, rules = recording_of(call, file), rules_of(call)
    artifact = call.files.artifact(plugin_path(call, "replay"))
    held = opened(call, artifact.path)
    settings = replay_settings(recording, held.settings, held.resolved.given)
    done = 0

    def made(_: ReplayedCall) -> bool:
        nonlocal done
        done += 1
        call.job.progress = ToolProgress(done, len(recording.calls), "calls")
        return call.job.goes_on()

    engine = held.engine
    replayed = replay_build(
        engine, engine.host, artifact, recording, settings, clock=time.time, rules=rules, on_call=made
    )
    generation = layers_with_stacks(engine, replayed.generation, settings)
    report = replay_with_stacks(engine, generation, settings, replayed.report)
    replayed = replace(replayed, generation=generation, report=report)
    return ToolReport(
        replay_json(replayed, file, updated=False),
        verdict_exit(replayed.generation.error, passed=replayed.report.passed),
        held.notes,
    )


REPLAY: Final = Tool(
    "replay",
    "Repeat recorded calls",
    "Makes the calls of a recording again on a build, with the clock, random source and storage that were recorded, "
    "and says for each call whether the answer is the same: a regression test. It never changes the recording. "
    "exit_code 1: an answer differs.",
    (Parameter("recording", text(RECORDING), True), PLUGIN, *RULES, *LOADING),
    _work,
)
