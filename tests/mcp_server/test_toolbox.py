"""The tools on real plugins: the JSON of the commands, errors that say what to do, nothing left of earlier calls."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.corpus import CORPUS
from tests.lent_engine import LentEngine
from tests.mcp_server.asking import Agent
from tests.processes import is_alive, until
from workbench.cli import engine_at_work
from workbench.cli.commands import diff, fuzz, journey, replay
from workbench.cli.main import main
from workbench.compose import start_engine
from workbench.engine.client.engine_client import EngineClient
from workbench.errors.agents import InvalidArguments
from workbench.mcp_server.engine_desk import EngineDesk
from workbench.mcp_server.folder_files import FolderFiles
from workbench.mcp_server.opening import LOADING, PLUGIN, opened, plugin_path
from workbench.mcp_server.tool import Tool, ToolCall, ToolReport
from workbench.mcp_server.tool_thread import WAITING_MAX, Job
from workbench.mcp_server.toolbox import TOOLS, Toolbox
from workbench.protocol.wire.encode import compact
from workbench.protocol.wire.samples import request_sample

TIMES = re.compile(r"(_ms|_us|_at|_ns|version|cost|instantiate|compile)")
"""Keys whose values differ from run to run."""


@pytest.fixture(scope="module")
def one_engine() -> Iterator[EngineClient]:
    engine = start_engine()
    yield engine
    engine.shutdown()


def timeless(value: Any) -> Any:
    """Return a report without what differs from run to run."""
    if isinstance(value, dict):
        return {key: timeless(one) for key, one in value.items() if not TIMES.search(key)}
    if isinstance(value, list):
        return [timeless(one) for one in value]
    return re.sub(r"\d{10,}", "", value) if isinstance(value, str) else value


SAME: tuple[tuple[str, dict[str, Any], tuple[str, ...]], ...] = (
    ("inspect", {"plugin": "dialect.wasm"}, ("dialect.wasm",)),
    ("check", {"plugin": "dialect.wasm", "reference": True}, ("dialect.wasm", "--reference")),
    ("check", {"plugin": "broken_self_check.wasm"}, ("broken_self_check.wasm",)),
    (
        "check",
        {"plugin": "observer.wasm", "capabilities": ["observability:emit"], "profile": "0.3"},
        ("observer.wasm", "--capability", "observability:emit", "--profile", "0.3"),
    ),
    ("call", {"plugin": "dialect.wasm", "function": "shape"}, ("dialect.wasm", "shape")),
    (
        "call",
        {"plugin": "host_tour.wasm", "function": "shape", "clock": 7, "seed": "s", "faults": ["storage_put=fail"]},
        ("host_tour.wasm", "shape", "--clock", "7", "--seed", "s", "--fault", "storage_put=fail"),
    ),
    (
        "call",
        {"plugin": "dialect.wasm", "function": "shape", "payload_text": "[]"},
        ("dialect.wasm", "shape", "-i", "[]"),
    ),
    ("replay", {"recording": "dialect.jsonl", "plugin": "dialect.wasm"}, ("dialect.jsonl", "dialect.wasm")),
    ("replay", {"recording": "filter.jsonl", "plugin": "dialect.wasm"}, ("filter.jsonl", "dialect.wasm")),
    ("diff", {"old": "dialect.wasm", "new": "host_tour.wasm"}, ("dialect.wasm", "host_tour.wasm")),
    (
        "fuzz",
        {"plugin": "dialect.wasm", "function": "shape", "runs": 50, "seed": "00000001"},
        ("dialect.wasm", "shape", "--runs", "50", "--seed", "00000001"),
    ),
    (
        "journey",
        {"plugins": ["dialect.wasm", "signer.wasm"], "upstream": ["401", "200"], "factory_state": {"api_key": "sk-x"}},
        (
            "dialect.wasm",
            "signer.wasm",
            "--upstream",
            "401",
            "--upstream",
            "200",
            "--factory-state",
            '{"api_key":"sk-x"}',
        ),
    ),
    ("explain", {"name": "accept"}, ("accept",)),
    ("explain", {}, ()),
    ("schema", {"type": "shape_request"}, ("shape_request",)),
)


@pytest.mark.parametrize(("tool", "given", "words"), SAME, ids=lambda one: one if isinstance(one, str) else "")
async def test_a_tool_says_what_the_command_of_its_name_says(
    agent: Agent,
    one_engine: EngineClient,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tool: str,
    given: dict[str, Any],
    words: tuple[str, ...],
) -> None:
    monkeypatch.chdir(agent.folder)
    for module in (engine_at_work, replay, diff, fuzz, journey):
        monkeypatch.setattr(module, "start_engine", lambda *_, **__: LentEngine(one_engine), raising=False)
    code, report = await agent.ask(tool, **given, whole=True)
    by_command = main([tool, *words, "--format", "json"])
    assert (code, timeless(report)) == (by_command, timeless(json.loads(capsys.readouterr().out)))


@pytest.fixture
def payloads(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the folder of saved payloads, with one that passes and one of which too much is expected."""
    monkeypatch.chdir(agent.folder)
    folder = agent.folder / "payloads" / "shape"
    folder.mkdir(parents=True)
    sample = compact(request_sample("shape"))
    (folder / "good.json").write_text(sample)
    (folder / "bad.json").write_text(sample)
    (folder / "bad.expect.json").write_text('{"response": {"/method": "PUT"}}')
    yield folder
    shutil.rmtree(agent.folder / "payloads")


async def test_saved_payloads_are_run_as_the_command_runs_them(
    agent: Agent,
    payloads: Path,
    one_engine: EngineClient,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(engine_at_work, "start_engine", lambda *_, **__: LentEngine(one_engine))
    code, report = await agent.ask("run", plugin="dialect.wasm", whole=True)
    assert (code, [case["passed"] for case in report["documents"]]) == (1, [False, True])
    assert main(["run", "--plugin", "dialect.wasm", "--format", "json"]) == 1
    assert timeless(report) == timeless(json.loads(capsys.readouterr().out))


async def test_no_payload_is_read_where_a_link_or_the_project_leads_out_of_the_folder(
    agent: Agent, payloads: Path, tmp_path: Path
) -> None:
    (tmp_path / "shape").mkdir()
    (tmp_path / "shape" / "secret.json").write_text('{"token": "sk-of-somebody-else"}')
    (payloads / "link.json").symlink_to(tmp_path / "shape" / "secret.json")
    answer = await agent.answer("run", plugin="dialect.wasm")
    assert "sk-of-somebody-else" not in answer.text
    assert str(answer.value["exit_code"]) in "12"
    shutil.rmtree(payloads.parent)
    payloads.parent.symlink_to(tmp_path)
    assert (await agent.refused("run", plugin="dialect.wasm"))[1]["kind"] == "PathOutside"
    payloads.parent.unlink()
    payloads.parent.mkdir()


async def test_a_long_report_is_cut_and_says_where(agent: Agent) -> None:
    answer = await agent.answer("check", plugin="dialect.wasm")
    assert len(answer.text) < 60_000
    assert answer.value["notes"][0].startswith("the report is cut: ask again with whole")
    assert answer.value["report"]["passed"] is True


async def test_secrets_are_taken_out_of_reports_and_it_is_said_where(agent: Agent) -> None:
    secret = "sk-ant-api03-0123456789abcdef"
    given = {"plugins": ["dialect.wasm", "signer.wasm"], "factory_state": {"api_key": secret}, "whole": True}
    answer = await agent.answer("journey", **given)
    assert secret not in answer.text
    assert any(note.startswith("taken out of the report: ") for note in answer.value["notes"])


@pytest.mark.parametrize(
    ("tool", "given", "code", "kind"),
    [
        ("check", {"plugin": "none.wasm"}, 3, "PluginUnreadable"),
        ("check", {"plugin": "/etc/passwd"}, 2, "PathOutside"),
        ("inspect", {}, 2, "InvalidArguments"),
        ("chek", {"plugin": "dialect.wasm"}, 2, "NameUnknown"),
        ("call", {"plugin": "dialect.wasm", "function": "shape", "payload_file": "none"}, 2, "FileUnreadable"),
        ("call", {"plugin": "dialect.wasm", "function": "shape", "offer_file": "dialect.wasm"}, 2, "OfferUndecodable"),
        ("call", {"plugin": "dialect.wasm", "function": "shape", "faults": ["x"]}, 2, "FaultUnknown"),
        ("replay", {"recording": "dialect.wasm", "plugin": "dialect.wasm"}, 2, None),
        ("replay", {"recording": "dialect.jsonl", "plugin": "dialect.wasm", "ignore": ["a"]}, 2, "InvalidArguments"),
        ("fuzz", {"plugin": "dialect.wasm", "field": "/a"}, 2, "InvalidArguments"),
        ("fuzz", {"plugin": "dialect.wasm", "function": "shape", "payload": 3}, 2, "InvalidArguments"),
        ("fuzz", {"plugin": "dialect.wasm", "seed": "x" * 100}, 2, "InvalidArguments"),
        ("journey", {"plugins": []}, 2, "InvalidArguments"),
        ("journey", {"plugins": ["dialect.wasm"], "edits": {"what": {}}}, 2, "InvalidArguments"),
        ("journey", {"plugins": ["dialect.wasm"], "upstream": ["200", "200"]}, 2, "InvalidArguments"),
        ("explain", {"name": "Downgrade"}, 2, "NameUnknown"),
        ("schema", {"type": "shape"}, 2, "NameUnknown"),
    ],
)
async def test_wrong_arguments_and_files_are_errors_that_say_what_was_expected(
    agent: Agent, tool: str, given: dict[str, Any], code: int, kind: str | None
) -> None:
    found, error = await agent.refused(tool, **given)
    assert (found, error["kind"]) == (code, kind or error["kind"])
    assert "expected" in error["message"]
    assert error.keys() == {"kind", "message", "details", "hint"}


async def test_what_is_no_wasm_has_a_report_and_exit_code_3_as_of_the_command(agent: Agent) -> None:
    (agent.folder / "text.wasm").write_text("hello")
    code, report = await agent.ask("inspect", plugin="text.wasm")
    assert (code, report["error"]["kind"]) == (3, "WasmParseError")


async def test_nothing_of_one_call_is_left_for_the_next(agent: Agent) -> None:
    given = {"plugin": "host_tour.wasm", "function": "shape", "clock": 7, "seed": "s"}
    _, first = await agent.ask("call", **given)
    await agent.ask("call", **given, storage={"visits": "41"})
    _, third = await agent.ask("call", **given)
    assert timeless(first) == timeless(third)


async def test_calls_at_once_do_not_mix(agent: Agent) -> None:
    functions = ("shape", "normalize_error") * 8
    answers = await asyncio.gather(*(agent.ask("call", plugin="dialect.wasm", function=one) for one in functions))
    assert [report["function"] for _, report in answers] == list(functions)
    assert {code for code, _ in answers} == {0}


async def test_a_thousand_calls_at_once_are_answered_each_and_the_server_goes_on(agent: Agent) -> None:
    answers = await asyncio.gather(*(agent.answer("inspect", plugin="dialect.wasm") for _ in range(1_000)))
    refused = [one for one in answers if one.is_error]
    assert len(answers) - len(refused) >= WAITING_MAX
    assert {one.value["error"]["kind"] for one in refused} <= {"CallsTooMany"}
    assert (await agent.ask("inspect", plugin="dialect.wasm"))[0] == 0


@pytest.mark.scenario
async def test_a_killed_engine_is_replaced(agent: Agent) -> None:
    await agent.ask("call", plugin="dialect.wasm", function="shape")
    killed = agent.engines.child_pid
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    until(lambda: not is_alive(killed))
    code, _ = await agent.ask("call", plugin="dialect.wasm", function="shape")
    assert (code, agent.engines.child_pid != killed) == (0, True)


@pytest.mark.parametrize("name", ["handshake-loops", "start-calls-host", "dispatch-traps", "output-of-64-mib"])
async def test_a_plugin_that_bites_has_its_verdict_and_the_next_one_passes(agent: Agent, name: str) -> None:
    hostile = next(one for one in CORPUS if one.name == name)
    (agent.folder / "hostile.wasm").write_bytes(hostile.build())
    code, report = await agent.ask("check", plugin="hostile.wasm")
    assert (code, report["passed"]) == ((1, False) if hostile.layer else (0, True))
    assert (await agent.ask("check", plugin="dialect.wasm"))[0] == 0


async def test_a_call_that_nobody_waits_for_is_ended_and_the_next_one_is_answered(agent: Agent) -> None:
    endless = {"plugin": "dialect.wasm", "function": "shape", "runs": 100_000, "seconds": 600}
    asked = asyncio.create_task(agent.answer("fuzz", **endless))
    await agent.ask("explain", name="accept")
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert (await agent.ask("call", plugin="dialect.wasm", function="shape"))[0] == 0


async def test_what_fuzz_has_found_when_its_time_is_up_is_its_report(
    agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.mcp_server.tools.fuzz._SECONDS", 0)
    code, report = await agent.ask("fuzz", plugin="dialect.wasm", function="shape", runs=100_000)
    assert code == 0
    assert 0 < report["functions"][0]["runs"] < 100_000
    assert report["functions"][0]["ended_early"] == "0 s were over"


async def test_a_project_file_that_an_agent_can_write_lifts_no_rule_whatever_the_environment_says(
    agent: Agent, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "secrets.json").write_text('{"token": "sk-of-somebody-else"}')
    inner = agent.folder / "inner"
    inner.mkdir()
    shutil.copy(agent.folder / "dialect.wasm", inner)
    (inner / "workbench.toml").write_text(f'build = "touch {inner}/built"\nconfig_file = "{tmp_path}/secrets.json"\n')
    monkeypatch.setenv("WORKBENCH_TRUST", "1")
    code, error = await agent.refused("check", plugin="inner/dialect.wasm")
    assert (code, error["kind"]) == (2, "ProjectPathOutside")
    (inner / "workbench.toml").write_text(f'build = "touch {inner}/built"\n')
    assert (await agent.ask("check", plugin="inner/dialect.wasm"))[0] == 0
    assert not (inner / "built").exists()


@pytest.fixture
def configured(agent: Agent, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Let a plugin be configured by the person's own file and environment, by the project, and by a file of its own."""
    own = tmp_path / "cc-lb-workbench"
    own.mkdir()
    (own / "keys.json").write_text('{"of_own_file": "k"}')
    (own / "config.toml").write_text(
        'config_file = "keys.json"\nconfig_env = {of_variable = "SOME_KEY"}\nconfig = {region = "eu"}\n'
    )
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("SOME_KEY", "k")
    (agent.folder / "workbench.toml").write_text('config_file = "of_project.json"\n')
    (agent.folder / "of_project.json").write_text('{"of_project": "k"}')
    monkeypatch.setitem(TOOLS, "config", Tool("config", "", "", (*LOADING, PLUGIN), handed_out))
    yield
    (agent.folder / "workbench.toml").unlink()


def handed_out(call: ToolCall) -> ToolReport:
    held = opened(call, call.arguments["plugin"])
    return ToolReport(dict(held.settings.config), notes=held.notes, is_shared=False)


async def test_no_plugin_gets_what_the_person_keeps_for_plugins_outside_of_the_folder(
    agent: Agent, configured: None
) -> None:
    answer = await agent.answer("config", plugin="dialect.wasm", config={"given": "k"})
    assert answer.value["report"].keys() == {"region", "of_project", "given"}
    assert [note.partition(" ")[0] for note in answer.value["notes"]] == ["config.of_own_file", "config.of_variable"]
    assert all(note.endswith("unless --own-config is given") for note in answer.value["notes"])


async def test_a_person_can_have_it_handed_out(agent: Agent, configured: None) -> None:
    toolbox = Toolbox(FolderFiles(agent.folder), agent.engines, own_config=True)
    _, report = await Agent(agent.folder, toolbox, agent.engines).ask("config", plugin="dialect.wasm")
    assert report.keys() == {"region", "of_project", "of_own_file", "of_variable"}


async def test_no_tool_writes_a_file(agent: Agent) -> None:
    before = {one: one.read_bytes() for one in agent.folder.iterdir() if one.is_file()}
    await agent.ask("replay", recording="filter.jsonl", plugin="dialect.wasm")
    await agent.ask("fuzz", plugin="dialect.wasm", function="shape", runs=5)
    assert {one: one.read_bytes() for one in agent.folder.iterdir() if one.is_file()} == before


async def test_a_defect_of_ours_is_named_and_the_next_call_is_answered(
    agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.mcp_server.tools.inspect.inspect_module", lambda _: 1 // 0)
    code, error = await agent.refused("inspect", plugin="dialect.wasm")
    assert (code, error["kind"], error["details"]["fault"]) == (4, "InternalError", "ZeroDivisionError")
    monkeypatch.undo()
    assert (await agent.ask("inspect", plugin="dialect.wasm"))[0] == 0


@pytest.mark.scenario
def test_without_a_plugin_that_of_the_folders_project_is_meant(tmp_path: Path) -> None:
    def path() -> str:
        return plugin_path(ToolCall({}, FolderFiles(tmp_path), EngineDesk(), Job("check", 1)), "check")

    with pytest.raises(InvalidArguments, match="check, plugin: expected a path, since no project names a plugin here"):
        path()
    (tmp_path / "workbench.toml").write_text('plugin = "build/p.wasm"')
    assert path() == "build/p.wasm"
