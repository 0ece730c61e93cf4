"""What every command keeps to, walked over the parsers: one that is new is walked, too, and cannot be forgotten."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any, Final

import pytest

from tests.completion import FILE, REPORT, WASM, contexts
from tests.page_runner import OneEngine, lend
from workbench.assets import asset_folder
from workbench.cli.command_facts import FACTS, exit_codes
from workbench.cli.command_words import COMMANDS
from workbench.cli.main import main
from workbench.cli.output import Exit
from workbench.cli.parsers import command_parser
from workbench.engine.client import engine_client
from workbench.engine.client.host_state_store import HostStateStore
from workbench.errors.operator import EngineUnavailable
from workbench.protocol.wire.encode import compact
from workbench.protocol.wire.samples import request_sample
from workbench.store import named_files

DIALECT = asset_folder("sample_plugins") / "dialect/dialect.wasm"
PATIENCE_S: Final = 120
"""Above what any command here takes; what waits for the other end of a pipe waits for ever."""

JUDGES: Final = {
    command
    for command in COMMANDS
    if FACTS[command].fails and command not in ("sweep", "bench", "history", "demo", "trust")
} - {"bundle"}
"""Commands that give a verdict. The others that may exit with 1: what looks for changes, what measures, what compares
what was kept, what plays a show, and what asks a person."""

NO_MODULE_NEEDED: Final = {"history", "bundle", "registry upload-command"}
"""Commands that need no module, but only a file: what is none has a name, a hash and a request to be uploaded, too."""

NEVER_READ: Final = {"info", "doctor", "serve"}
"""Commands whose plugin only says which project file holds, or is opened later."""


def walked() -> Iterator[tuple[str, argparse.ArgumentParser, list[str]]]:
    """Give each command, and each verb of one, with its parser and words that run."""
    for command in COMMANDS:
        parser, words = command_parser(command), shlex.split(FACTS[command].example)[1:]
        verbs = next((one for one in parser._actions if isinstance(one, argparse._SubParsersAction)), None)
        if verbs is None:
            yield command, parser, words
            continue
        for verb, inner in verbs.choices.items():
            arguments = [name for one in inner._actions if (name := _example_of(one))]
            yield f"{command} {verb}", inner, [command, verb, *arguments]


def _example_of(action: argparse.Action) -> str:
    return "" if action.option_strings else {"plugin": "plugin.wasm"}.get(action.dest, "dialect")


def reads_plugin(parser: argparse.ArgumentParser) -> bool:
    return any(not one.option_strings and one.dest in ("plugin", "plugins", "old", "new") for one in parser._actions)


WALKED: Final = list(walked())
READ: Final = [(name, words) for name, parser, words in WALKED if reads_plugin(parser) and name not in NEVER_READ]
FILES: Final = [
    (name, option, taken.kind, words)
    for name, _, words in WALKED
    for option, taken in contexts()[name].options.items()
    if taken.kind in (FILE, WASM, REPORT)
    and name.split(" ")[0] not in ("serve", "demo", "bench")
    # `bench` has a cold engine of its own, and reads its payload as `call` does. Outputs and reports are written in one
    # place for all commands, when the work is done.
    and (option not in ("-o", "--output", "--report") or name in ("locate", "decode", "bundle"))
]
UNREAD: Final = {
    "inspect --config-file",
    *(f"registry upload-command {name}" for name in ("--registry", "--offer", "--config-file")),
}
"""Options that a command takes as all others do, and has no use for."""
IDS: Final = [f"{name} {option}" for name, option, _, _ in FILES]


@pytest.fixture(scope="module")
def one_engine() -> Iterator[OneEngine]:
    engine = OneEngine()
    yield engine
    engine.shutdown()


@pytest.fixture(autouse=True)
def project(one_engine: OneEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Enter a folder with what the examples need; nothing may wait for ever."""
    lend(monkeypatch, one_engine)
    monkeypatch.setattr(named_files, "WRITER_WAIT_S", 0.0)
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.chdir(tmp_path)
    shutil.copy(DIALECT, "plugin.wasm")
    shutil.copy(Path(__file__).parents[1] / "recordings/dialect.jsonl", "calls.jsonl")
    Path("request.curl").write_text("curl https://h/v1/messages -d '{}'")
    Path("payloads/shape").mkdir(parents=True)
    Path("payloads/shape/minimal.json").write_text(compact(request_sample("shape")))
    os.mkfifo("pipe")
    os.mkfifo("pipe.wasm")
    Path("folder.wasm").mkdir()
    Path("text.wasm").write_text("no module")
    previous = signal.signal(signal.SIGALRM, _waits)
    signal.alarm(PATIENCE_S)
    yield tmp_path
    signal.alarm(0)
    signal.signal(signal.SIGALRM, previous)


def _waits(number: int, frame: FrameType | None) -> None:
    pytest.fail("it waits for the other end of a pipe")


def ended(words: list[str]) -> int:
    try:
        return main(words)
    except SystemExit as end:
        return int(end.code or 0)


def printed(capsys: pytest.CaptureFixture[str]) -> Any:
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    return json.loads(said.out)


def test_each_command_has_an_example_and_exit_codes() -> None:
    assert FACTS.keys() == COMMANDS.keys()
    for command, facts in FACTS.items():
        assert facts.example.startswith(f"workbench {command} ") or facts.example == f"workbench {command}"


def test_each_command_can_be_asked_for_json() -> None:
    """But for servers and the show, which end with a signal or on the screen."""
    without = {
        name for name, parser, _ in WALKED if not any("--format" in one.option_strings for one in parser._actions)
    }
    assert without == {"serve", "mcp", "demo"}


def test_each_command_that_judges_writes_reports() -> None:
    with_reports = {
        name.split(" ")[0]
        for name, parser, _ in WALKED
        if any("--report" in one.option_strings for one in parser._actions)
    }
    assert with_reports == JUDGES


def test_only_what_reads_a_plugin_exits_3() -> None:
    with_3 = {command for command in COMMANDS if 3 in exit_codes(command, command_parser(command))}
    assert with_3 == {name.split(" ")[0] for name, _ in READ} | {"run", "open"}


@pytest.mark.parametrize("file", ["missing.wasm", "folder.wasm", "pipe.wasm"])
@pytest.mark.parametrize(("name", "words"), READ, ids=[name for name, _ in READ])
def test_what_cannot_be_read_as_a_plugin_exits_3_with_json(
    name: str, words: list[str], file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = ended([*(file if word == "plugin.wasm" else word for word in words), "--format", "json"])
    report = printed(capsys)
    assert code == Exit.UNREADABLE
    if name != "check":
        assert report["error"]["kind"] == "PluginUnreadable"


@pytest.mark.parametrize(("name", "words"), READ, ids=[name for name, _ in READ])
def test_what_is_no_module_exits_3_with_json(name: str, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code = ended([*("text.wasm" if word == "plugin.wasm" else word for word in words), "--format", "json"])
    assert isinstance(printed(capsys), dict)
    assert code == (Exit.PASSED if name in NO_MODULE_NEEDED else Exit.UNREADABLE)


@pytest.mark.parametrize(("name", "option", "kind", "words"), FILES, ids=IDS)
def test_no_option_waits_for_the_other_end_of_a_pipe(
    name: str, option: str, kind: str, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    given = {REPORT: "junit=pipe", WASM: "pipe.wasm"}.get(kind, "pipe")
    given = f"sign={given}" if option == "--edit" else given
    code = ended([*words, option, given])
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    assert code in ((Exit.PASSED,) if f"{name} {option}" in UNREAD else (Exit.USAGE, Exit.UNREADABLE)), said.err


NAMED: Final = {"calls.jsonl", "request.curl", "bug.zip", "payloads", "plugins"}
"""What the examples name beside a plugin."""
WITH_NAMED: Final = [(name, words) for name, _, words in WALKED if NAMED & set(words)]


@pytest.mark.parametrize(("name", "words"), WITH_NAMED, ids=[name for name, _ in WITH_NAMED])
def test_no_argument_waits_for_the_other_end_of_a_pipe(
    name: str, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code = ended(["pipe" if word in NAMED else word for word in words])
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    assert code == Exit.USAGE, said.err


WITH_REPORTS: Final = [
    (name, words) for name, parser, words in WALKED if any("--report" in one.option_strings for one in parser._actions)
]


@pytest.mark.parametrize(("name", "words"), WITH_REPORTS, ids=[name for name, _ in WITH_REPORTS])
def test_a_report_that_cannot_be_written_ends_the_command_before_its_work(
    name: str, words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(engine_client, "EngineClient", _no_engine)
    without = [word for word in words if not word.startswith(("--report", "junit=", "html="))]
    code = ended([*without, "--report", "junit=request.curl/report.xml"])
    said = capsys.readouterr()
    assert (code, said.out) == (Exit.USAGE, ""), said.err
    assert "request.curl/report.xml" in said.err


def _no_engine(**_: object) -> None:
    pytest.fail("the work has begun")


SERVERS: Final = {"serve", "mcp", "demo"}
NEED_AN_ENGINE: Final = {
    "check", "handshake", "self-check", "sweep", "call", "run", "fuzz", "journey", "trace", "bench", "replay", "diff",
    "registry add", "registry upload", "bundle", "open", "doctor",
}  # fmt: skip


class NoEngine:
    """An engine whose process cannot be started."""

    def __init__(self, **_: object) -> None:
        self.host = HostStateStore()

    def start(self) -> None:
        """Say nothing yet: nobody waits for it."""

    def shutdown(self) -> None:
        """End nothing."""

    def __getattr__(self, name: str) -> Any:
        def unavailable(*_: object, **__: object) -> None:
            raise EngineUnavailable("its process could not be started")

        return unavailable


@pytest.mark.scenario
def test_what_needs_an_engine_exits_4_without_one_and_json_says_why(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """All examples, one after the other; what needs no engine prints its JSON."""
    assert ended(["bundle", "plugin.wasm", "--yes", "-o", "bug.zip"]) == Exit.PASSED
    capsys.readouterr()
    monkeypatch.setattr(engine_client, "EngineClient", NoEngine)
    codes = {}
    for name, _, words in WALKED:
        if name not in SERVERS:
            codes[name] = ended([*words, "--format", "json"])
            said = capsys.readouterr()
            assert "Traceback" not in said.err
            # With -o the JSON stands in the file.
            assert codes[name] == Exit.USAGE or "-o" in words or isinstance(json.loads(said.out), dict), name
    assert {name for name, code in codes.items() if code == Exit.OURS} == NEED_AN_ENGINE
    # The registry is empty without an engine, so that it has no record to show.
    assert {name for name, code in codes.items() if code == Exit.USAGE} == {"registry show", "registry remove"}
    assert set(codes.values()) == {Exit.PASSED, Exit.USAGE, Exit.OURS}
