"""`-o`, `-q`, `-v` and `--version`: where a result goes, what is said beside it, which versions run."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

import pytest

from workbench import __version__
from workbench.assets import asset_folder
from workbench.cli.arguments import parse
from workbench.cli.command_words import COMMANDS
from workbench.cli.main import main
from workbench.cli.parsers import command_parser
from workbench.cli.streams import leave_out_notes, prepare_streams, shows_lines, write_out

Capture = pytest.CaptureFixture[str]
DIALECT = str(asset_folder("sample_plugins") / "dialect/dialect.wasm")
DECODE = ("decode", "json", "-i", '{"é":1}')


@pytest.mark.parametrize("words", [DECODE, (*DECODE, "--format", "json"), ("offer", "--hash"), ("explain", "panic")])
def test_o_writes_to_the_file_what_would_stand_on_stdout(
    words: tuple[str, ...], tmp_path: Path, capsys: Capture
) -> None:
    assert main(words) == 0
    printed = capsys.readouterr().out
    assert main([*words, "-o", str(tmp_path / "a/result")]) == 0
    assert ((tmp_path / "a/result").read_text(encoding="utf-8"), capsys.readouterr().out) == (printed, "")


def test_o_with_a_hyphen_is_stdout(capsys: Capture) -> None:
    assert (main([*DECODE, "-o", "-"]), capsys.readouterr().out) == (0, '{"é":1}\n')


def test_a_result_that_failed_is_a_result(tmp_path: Path, capsys: Capture) -> None:
    assert main(["decode", "identity", "-i", "{}", "--format", "json", "-o", str(tmp_path / "result")]) == 1
    assert json.loads((tmp_path / "result").read_text())["ok"] is False


def test_the_error_that_ended_a_command_is_the_result_of_json_alone(tmp_path: Path, capsys: Capture) -> None:
    """Of text nothing was said on stdout, so what stood in the file stands there still."""
    result = tmp_path / "result"
    result.write_text("before")
    assert main(["inspect", str(tmp_path / "no.wasm"), "-o", str(result)]) == 3
    assert result.read_text() == "before"
    assert main(["inspect", str(tmp_path / "no.wasm"), "-o", str(result), "--format", "json"]) == 3
    assert json.loads(result.read_text())["error"]["kind"] == "PluginUnreadable"
    assert "PluginUnreadable" in capsys.readouterr().err


def test_what_a_mistake_of_usage_says_is_no_result(tmp_path: Path, capsys: Capture) -> None:
    assert main(["decode", "no_type", "-i", "{}", "--format", "json", "-o", str(tmp_path / "result")]) == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_command_that_is_interrupted_writes_no_part_of_its_result(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: object) -> int:
        write_out("a part")
        signal.raise_signal(number)
        return 0

    previous = signal.signal(number, signal.SIG_DFL)
    monkeypatch.setattr("workbench.cli.commands.locate.run", interrupted)
    assert main(["locate", "-o", str(tmp_path / "result")]) == 128 + number
    signal.signal(number, previous)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ("inspect", "plugin.wasm", "-o", "plugin.wasm"),
        ("inspect", "plugin.wasm", "-o", "link.wasm"),
        ("inspect", "plugin.wasm", "--report", "junit=plugin.xml", "-o", "plugin.xml"),
        ("call", "plugin.wasm", "shape", "--record", "plugin.xml", "-o", "./plugin.xml"),
        ("import", "plugin.wasm", "-o", "plugin.wasm"),
    ],
)
def test_no_file_that_the_command_reads_or_writes_is_replaced(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("plugin.wasm", "plugin.xml"):
        Path(name).write_text("stays")
    Path("link.wasm").symlink_to("plugin.wasm")
    assert main(words) == 2
    assert "output (option): expected a file of its own" in capsys.readouterr().err
    assert [Path(name).read_text() for name in ("plugin.wasm", "plugin.xml")] == ["stays", "stays"]


def test_a_file_that_cannot_be_written_is_named_before_the_work(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "file").write_text("")
    assert main(["inspect", "no.wasm", "-o", str(tmp_path / "file/result")]) == 2
    assert "PlaceUnwritable" in capsys.readouterr().err


def test_json_stands_on_stdout_where_the_disk_is_full(capsys: Capture) -> None:
    assert main([*DECODE, "--format", "json", "-o", "/dev/full"]) == 4
    assert json.loads(capsys.readouterr().out)["error"]["kind"] == "PlaceUnwritable"


def test_the_next_command_writes_to_stdout_again(tmp_path: Path, capsys: Capture) -> None:
    prepare_streams()
    main([*DECODE, "-o", str(tmp_path / "result"), "-q"])
    assert (main(DECODE), capsys.readouterr().out) == (0, '{"é":1}\n')


def test_what_a_file_gets_is_not_coloured(tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    main(["inspect", DIALECT, "-o", str(tmp_path / "result")])
    assert "\x1b" not in (tmp_path / "result").read_text()


def test_q_leaves_notes_out_and_errors_stay(capsys: Capture) -> None:
    words = ("registry", "upload-command", DIALECT)
    main(words)
    assert "nothing was sent" in capsys.readouterr().err
    main([*words, "-q"])
    assert capsys.readouterr().err == ""
    assert main(["inspect", "no.wasm", "-q"]) == 3
    assert "PluginUnreadable" in capsys.readouterr().err


def test_v_names_versions_settings_and_the_time(capsys: Capture) -> None:
    assert main(["-v", "info"]) == 0
    said = capsys.readouterr().err
    assert f"workbench: workbench {__version__}, extism " in said
    assert "protocol 0.1, 0.3\n" in said
    assert said.endswith(" s\n")


def test_v_names_settings_that_are_not_the_default_and_v_v_all(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the configuration, which may hold secrets, only names are said."""
    monkeypatch.setenv("WORKBENCH_CONFIG", '{"token": "s3cret"}')
    main(["info", "-v"])
    said = capsys.readouterr().err
    assert "workbench: config = token (environment)\n" in said
    assert "(default)" not in said
    main(["info", "-vv"])
    everything = capsys.readouterr().err
    assert "workbench: profile = 0.1 (default)\n" in everything
    assert "s3cret" not in said + everything


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in ("serve", "mcp", "demo", "registry")])
def test_every_command_that_prints_a_result_has_the_three_options(command: str) -> None:
    options = {option for action in command_parser(command)._actions for option in action.option_strings}
    assert {"-o", "--output", "-q", "--quiet", "-v", "--verbose", "--format"} <= options


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--format", "json", "inspect", "x.wasm"), ("inspect", "json", False, None)),
        (("-q", "inspect", "x.wasm"), ("inspect", "text", True, None)),
        (("-o", "out", "inspect", "x.wasm"), ("inspect", "text", False, "out")),
        (("--output=out", "-q", "--format=json", "inspect", "x.wasm"), ("inspect", "json", True, "out")),
    ],
)
def test_options_may_stand_before_the_command(words: tuple[str, ...], expected: tuple[object, ...]) -> None:
    command, arguments = parse(words)
    assert (command, arguments.format, arguments.quiet, arguments.output_file) == expected
    assert arguments.plugin == "x.wasm"


# ---- versions -------------------------------------------------------------------------------------------------------


def test_version_names_what_runs_and_the_protocol_lines(capsys: Capture) -> None:
    assert main(["--version"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"workbench {__version__}"
    assert [line.split()[0] for line in lines] == [
        "workbench",
        "extism",
        "libextism",
        "wasmtime",
        "textual",
        "python",
        "protocol",
    ]
    assert lines[-1] == "protocol 0.1, 0.3"


@pytest.mark.parametrize("words", [("--version", "--format", "json"), ("--format=json", "x.wasm", "--version")])
def test_version_as_json_wherever_it_stands(words: tuple[str, ...], capsys: Capture) -> None:
    assert main(words) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["workbench"], found["protocol"]) == (__version__, ["0.1", "0.3"])


def test_a_screen_has_no_result_for_a_file(tmp_path: Path, capsys: Capture) -> None:
    assert main(["open", str(tmp_path / "a.zip"), "-o", str(tmp_path / "result")]) == 2
    assert "the screen prints nothing" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_q_of_a_command_that_runs_another_one_holds_for_both(monkeypatch: pytest.MonkeyPatch) -> None:
    """`open --check` runs `check`, whose arguments it makes itself."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    prepare_streams()
    assert shows_lines()
    leave_out_notes(wanted=True)
    assert not shows_lines()
    prepare_streams()
