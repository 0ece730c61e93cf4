"""What can be typed: where options may stand, and what is said of words that are not known."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from workbench.assets import asset_folder
from workbench.cli.arguments import VALUED, _options_of, parse
from workbench.cli.command_facts import FACTS
from workbench.cli.command_words import COMMANDS
from workbench.cli.main import main
from workbench.cli.parsers import command_parser, screen_parser
from workbench.errors.operator import NameUnknown, OptionUnknown, SettingInvalid
from workbench.protocol.functions import WIRE_FUNCTIONS

DIALECT = str(asset_folder("sample_plugins") / "dialect/dialect.wasm")


def parsers() -> list[argparse.ArgumentParser]:
    """Return every parser, those of verbs included."""
    found = [screen_parser(), *map(command_parser, COMMANDS)]
    for parser in found:
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                found += action.choices.values()
    return found


def test_options_with_a_value_are_known_before_the_command_is() -> None:
    actions = [action for parser in parsers() for action in parser._actions]
    valued = {option for one in actions if one.option_strings and one.nargs is None for option in one.option_strings}
    assert valued == VALUED


@pytest.mark.parametrize(
    "words",
    [
        ["check", "--format", "json", "--profile", "0.3", "p.wasm"],
        ["--format", "json", "check", "--profile", "0.3", "p.wasm"],
        ["--format=json", "--profile=0.3", "check", "p.wasm"],
        ["--profile", "0.1", "check", "p.wasm", "--profile", "0.3", "--format", "json"],
    ],
)
def test_options_may_stand_before_the_command(words: list[str]) -> None:
    command, arguments = parse(words)
    assert (command, arguments.format, arguments.profile, arguments.plugins) == (
        "check",
        "json",
        "0.3",
        ["p.wasm"],
    )


@pytest.mark.parametrize(
    "words",
    [
        ["--registry", "file", "registry", "add", "p.wasm"],
        ["registry", "--registry", "file", "add", "p.wasm"],
        ["registry", "add", "--registry", "file", "p.wasm"],
    ],
)
def test_options_may_stand_anywhere_around_a_verb(words: list[str]) -> None:
    command, arguments = parse(words)
    assert (command, arguments.verb, arguments.registry, arguments.plugin) == ("registry", "add", "file", "p.wasm")


@pytest.mark.parametrize(
    ("words", "found", "known_to"),
    [
        (["--format", "json", "p.wasm"], "--format", "check"),
        (["p.wasm", "--format=json"], "--format", "check"),
        (["inspect", "p.wasm", "--kind", "shape"], "--kind", "check"),
        (["call", "p.wasm", "shape", "--registry", "x"], "--registry", "registry"),
    ],
)
def test_an_option_of_another_command_names_that_command(words: list[str], found: str, known_to: str) -> None:
    with pytest.raises(OptionUnknown) as raised:
        parse(words)
    assert raised.value.option == found
    assert known_to in raised.value.known_to
    assert f"workbench {raised.value.known_to[0]} … {found}" in raised.value.hint


@pytest.mark.parametrize(
    ("words", "found", "nearest"),
    [
        (["--colr", "never", "p.wasm"], "--colr", "--color"),
        (["check", "p.wasm", "--formt", "json"], "--formt", "--format"),
        (["p.wasm", "q.wasm"], "q.wasm", None),
        (["inspect", "p.wasm", "q.wasm"], "q.wasm", None),
        (["registry", "list", "x"], "x", None),
    ],
)
def test_an_option_or_argument_too_many_is_named(words: list[str], found: str, nearest: str | None) -> None:
    with pytest.raises(OptionUnknown) as raised:
        parse(words)
    assert (raised.value.option, raised.value.nearest) == (found, nearest)


@pytest.mark.scenario
@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_an_option_that_is_cut_short_is_refused_with_the_whole_one(command: str | None) -> None:
    parser = command_parser(command) if command else screen_parser()
    for option in _options_of(parser) - {"-h", "-i", "-n", "-o", "-q", "-v"}:
        with pytest.raises(OptionUnknown) as raised:
            parse([*([command] if command else []), option[:-1], "p.wasm", "shape"])
        assert raised.value.option == option[:-1]
        # `--save` of `fuzz` is `--saved` of `call` without its last letter.
        assert raised.value.known_to or str(raised.value.nearest).startswith(option[:-1])


def test_arguments_in_the_wrong_order_are_said_to_be(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["call", "shape", "p.wasm"])
    assert "PLUGIN stands before FUNCTION" in capsys.readouterr().err
    assert main(["run", "p.wasm"]) == 2
    assert "--plugin p.wasm" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["inspct", "x.wasm"], ["inspct"], ["--profile", "0.1", "inspct", "x"]])
def test_a_mistyped_command_names_the_nearest(words: list[str]) -> None:
    with pytest.raises(NameUnknown, match="found 'inspct'; did you mean 'inspect'"):
        parse(words)


@pytest.mark.parametrize("plugin", ["nothere.wasm", "./nothere", "target/nothere", DIALECT])
def test_a_plugin_may_be_missing_when_it_is_named_as_a_path(plugin: str) -> None:
    command, arguments = parse([plugin])
    assert (command, arguments.plugin) == (None, plugin)


def test_a_plugin_may_have_any_name_with_a_build_command() -> None:
    assert parse(["out", "--build", "make"])[1].plugin == "out"


def test_a_command_name_behind_two_dashes_is_no_option() -> None:
    assert parse(["--", "./check"])[1].plugin == "./check"


@pytest.mark.parametrize(
    "words", [["check", DIALECT, "--capability", "\udcff"], ["offer", "--function", "a\udcff=1"], ["explain", "\udcff"]]
)
def test_bytes_that_are_no_utf_8_are_refused_where_text_is_expected(words: list[str]) -> None:
    with pytest.raises(SettingInvalid, match="text in UTF-8"):
        parse(words)


def test_a_path_and_a_payload_may_hold_any_bytes() -> None:
    assert parse(["call", "\udcff.wasm", "shape", "-i", "\udcff"])[1].input == "\udcff"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["schema", "shape_respons"], "expected a known type, found 'shape_respons'; did you mean 'shape_response'?"),
        (["locate", "cash"], "expected a known place, found 'cash'; did you mean 'cache'?"),
        (["decode", "identiti"], "expected a known type, found 'identiti'; did you mean 'identity'?"),
    ],
)
def test_a_name_that_is_not_known_is_called_what_it_is(
    words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, *(["-i", "{}"] if words[0] == "decode" else [])]) == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ([""], "PLUGIN"),
        (["check", ""], "PLUGIN"),
        (["call", DIALECT, "shape", "--record", ""], "record"),
        (["call", DIALECT, "shape", "--input-file", ""], "input-file"),
        (["call", DIALECT, "shape", "--storage", ""], "storage"),
        (["check", DIALECT, "--offer", ""], "offer"),
        (["check", DIALECT, "--report", ""], "report"),
        (["replay", "", DIALECT], "RECORDING"),
        (["diff", "", DIALECT], "OLD"),
        (["diff", DIALECT, DIALECT, "--recording", ""], "recording"),
        (["registry", "--registry", "", "list"], "registry"),
    ],
)
def test_an_empty_path_is_no_path(words: list[str], name: str) -> None:
    with pytest.raises(SettingInvalid) as raised:
        parse(words)
    assert (raised.value.name, raised.value.expected) == (name, "a path")


@pytest.mark.parametrize(
    "words",
    [
        ["call", DIALECT, "shape", "--record", "-"],
        ["check", DIALECT, "--timing", "-"],
        ["check", DIALECT, "--baseline=-"],
        ["check", DIALECT, "--report", "markdown=-"],
        ["bundle", DIALECT, "-o", "-"],
        ["registry", "--registry", "-", "list"],
    ],
)
def test_what_is_a_file_alone_is_not_written_into_one_called_like_stdout(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    assert "./- names" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["bench", DIALECT, "shape", "-n", "x"], "expected 1 to 100,000, found x"),
        (["call", DIALECT, "shape", "--clock", "x"], "expected a whole number, found 'x'"),
        (["registry", "start", "--shutdown-at", "x"], "expected a whole number, found 'x'"),
    ],
)
def test_a_number_that_is_none_is_named(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(words)
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["call", "p.wasm", "shpae"], "shape"),
        (["registry", "lst"], "list"),
        (["check", "p.wasm", "--format", "jsno"], "json"),
        (["--color", "nevr", "p.wasm"], "never"),
        (["new", "x", "--lang", "Rust"], "rust"),
    ],
)
def test_a_value_that_is_none_of_the_known_names_the_nearest(
    words: list[str], meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parse(words)
    assert capsys.readouterr().err.endswith(f"did you mean {meant!r}?\n")


HINT = "workbench: hint: `workbench {} --help` lists what it takes."
FUNCTIONS = "shape, normalize_error, build_signer, sign, on_unauthorized, observe or filter"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["replay"], ["workbench replay: expected RECORDING, found none", HINT.format("replay")]),
        (
            ["completion"],
            ["workbench completion: expected SHELL (bash, zsh or fish), found none", HINT.format("completion")],
        ),
        (
            ["call", "p.wasm", "shap"],
            [f"workbench call: FUNCTION: expected {FUNCTIONS}, found 'shap'; did you mean 'shape'?"],
        ),
        (
            ["new", "x", "--lang", "go"],
            ["workbench new: --lang: expected zig, rust or c, found 'go'", HINT.format("new")],
        ),
        (
            ["check", "--max-size", "5; z"],
            [
                "workbench check: --max-size: expected a size such as 200KiB, found '5; z'",
                HINT.format("check"),
            ],
        ),
        (["run", "--plugin"], ["workbench run: --plugin: expected a value, found none", HINT.format("run")]),
        (["run", "-q", "-v"], ["workbench run: expected -q/--quiet or -v/--verbose, found both", HINT.format("run")]),
        (["run", "--quiet=3"], ["workbench run: -q/--quiet: expected no value, found '3'", HINT.format("run")]),
        (
            ["import", "x.har", "--entry", "one"],
            ["workbench import: --entry: expected a whole number, found 'one'", HINT.format("import")],
        ),
        (["theme"], ["workbench theme: expected new and NAME, found none", HINT.format("theme")]),
    ],
)
def test_a_mistake_in_the_command_line_takes_two_lines_at_most(
    words: list[str], said: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """What was expected, what was found, and what was meant or where more is listed; never the whole usage."""
    with pytest.raises(SystemExit) as ended:
        parse(words)
    assert (ended.value.code, capsys.readouterr().err.splitlines()) == (2, said)


@pytest.mark.parametrize("words", [["call"], ["call", "p.wasm"], ["call", "p.wasm", "@messages"]])
def test_a_call_without_a_function_lists_the_functions(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert [name for name in WIRE_FUNCTIONS if name not in said] == []


def test_the_help_of_the_screen_shows_the_commands_before_the_options(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--help"])
    said = capsys.readouterr().out
    assert "workbench COMMAND" in said.partition("\n\n")[0]
    assert 0 < said.index("  inspect ") < said.index("  locate ") < said.index("options:")


def test_a_value_that_is_like_no_other_names_none(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["call", "p.wasm", "zzz"])
    assert "did you mean" not in capsys.readouterr().err


def test_a_mistyped_option_before_the_command_is_one_of_the_command() -> None:
    """Its value stands where the command is looked for."""
    with pytest.raises(OptionUnknown) as raised:
        parse(["--fromat", "json", "check", "p.wasm"])
    assert (raised.value.command, raised.value.nearest) == ("workbench check", "--format")


@pytest.mark.parametrize(("word", "meant"), [("help", "--help"), ("version", "--version")])
def test_a_command_that_other_tools_have_names_the_option(word: str, meant: str) -> None:
    with pytest.raises(NameUnknown) as raised:
        parse([word])
    assert raised.value.nearest == meant


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_what_stands_below_the_arguments_fits_80_columns(command: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    text = (screen_parser() if command is None else command_parser(command)).format_help()
    example = "" if command is None else FACTS[command].example
    below = text[text.index("commands (" if command is None else "example:") :]
    # An example is there to be copied, and stays one line.
    assert [line for line in below.splitlines() if len(line) > 80 and example != line.strip()] == []
    assert command is None or f"example:\n  {example}\n\nexit codes:\n  0  " in text


@pytest.mark.parametrize("words", [["--help"], ["check", "--help"], ["registry", "add", "--help"]])
def test_help_is_plain_text_on_every_version_of_python(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # Python's own colours, which it has from 3.14 on, also where its output is no terminal.
    monkeypatch.setenv("FORCE_COLOR", "1")
    with pytest.raises(SystemExit):
        main(words)
    said = capsys.readouterr().out
    assert said.startswith("usage: ")


def test_an_option_that_is_a_flag_of_the_command_takes_no_command_for_its_value() -> None:
    """`--watch` takes a pattern on the screen, and nothing in `check`; a command's name may be a value all the same."""
    command, arguments = parse(["--watch", "check", "p.wasm"])
    assert (command, arguments.follows, arguments.plugins) == ("check", True, ["p.wasm"])
    command, arguments = parse(["--seed", "check", "call", "p.wasm", "shape"])
    assert (command, arguments.seed) == ("call", "check")
