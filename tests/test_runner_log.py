"""What a plugin says is no command for the runner of GitHub Actions, wherever we print it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.guests import Texts
from tests.hostile.plugins import HANDSHAKE, doing
from workbench.cli import streams
from workbench.cli.main import main
from workbench.runner_log import VARIABLE, guarded

COMMANDS = ("::add-mask::x", "##[error]x")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("::error::x", "\\u003a:error::x"),
        ("one\n  \t::stop-commands::x\ntwo", "one\n  \t\\u003a:stop-commands::x\ntwo"),
        ("\u00a0::x", "\u00a0\\u003a:x"),
        ("\x1b[31m::x", "\x1b[31m\\u003a:x"),
        ("a ##[group]b##[x]", "a #\\u0023[group]b#\\u0023[x]"),
        ("std::string\n: :\n:", "std::string\n: :\n:"),
        ("", ""),
    ],
)
def test_a_line_that_the_runner_would_obey_is_changed_and_no_other(text: str, expected: str) -> None:
    assert guarded(text) == expected


def test_json_means_the_same() -> None:
    text = json.dumps({"a": "##[error]", "::b": ["::c"]}, indent=0)
    assert json.loads(guarded(text)) == json.loads(text)


def test_the_variable_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert streams._RUNNER == VARIABLE


@pytest.mark.parametrize("words", [("check",), ("check", "--format", "json"), ("call", "shape"), ("trace",)])
@pytest.mark.parametrize("said", COMMANDS)
def test_nothing_that_is_printed_is_obeyed(
    words: tuple[str, ...],
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The plugin fails with lines of which each would be a command."""
    texts = Texts(at=1 << 16)
    block = texts.block(f"x\n{said}\n   {said}")
    fails = f"(call $error_set {block}) (return (i32.const 1))"
    plugin = tmp_path / "plugin.wasm"
    plugin.write_bytes(doing(HANDSHAKE, fails, texts.segments)())
    monkeypatch.setenv(VARIABLE, "true")
    command, *rest = words
    assert main([command, str(plugin), *rest]) == 1
    printed = capsys.readouterr()
    lines = (printed.out + printed.err).splitlines()
    assert any("add-mask" in line or "error]" in line for line in lines)
    assert [line for line in lines if line.lstrip().startswith("::") or "##[" in line] == []
    if "json" in words:
        assert said in json.loads(printed.out)["layers"][1]["error"]["message"]


def test_annotations_of_our_own_stay_commands(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "true")
    streams.prepare_streams()
    streams.write_for_runner("::error::ours\n")
    streams.write_beside("::error::theirs\n")
    assert capsys.readouterr().err == "::error::ours\n\\u003a:error::theirs\n"


def test_elsewhere_every_text_stays_as_it_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    streams.prepare_streams()
    streams.write_out("::error::x\n")
    assert capsys.readouterr().out == "::error::x\n"
