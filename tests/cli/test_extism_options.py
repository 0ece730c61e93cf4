"""The options of `extism call` on `call`: those that mean the same, and those that are refused by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from workbench.assets import asset_folder
from workbench.cli.arguments import parse
from workbench.cli.extism_options import LEVELS, REFUSED
from workbench.cli.main import main
from workbench.cli.options import resolved_settings
from workbench.errors.operator import OptionUnknown, SettingInvalid
from workbench.protocol.budgets import ADJUSTABLE
from workbench.protocol.calls import LOG_LEVELS

SAMPLES = asset_folder("sample_plugins")
DIALECT = str(SAMPLES / "dialect/dialect.wasm")
TOUR = str(SAMPLES / "host_tour/host_tour.wasm")
OF_EXTISM = [
    *("--input", "--stdin", "--loop", "--wasi", "--allow-path", "--allow-host", "--timeout", "--memory-max"),
    *("--http-response-max", "--var-max", "--config", "--set-config", "--manifest", "-m", "--log-level", "--link"),
    "--enable-http-response-headers",
]


def call_json(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = main(["call", *words, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("option", OF_EXTISM)
def test_each_option_of_extism_call_is_taken_or_refused_with_its_reason(option: str) -> None:
    values = {"--loop": "2", "--timeout": "5", "--memory-max": "5", "--config": "a=b", "--set-config": "{}"}
    values |= {"--input": "{}", "--log-level": "warn"}
    words = ["call", "p.wasm", "shape", option, *([values[option]] if option in values else [])]
    if option not in REFUSED:
        assert parse(words)[0] == "call"
        return
    for form in (words, [*words[:3], f"{option}=x"], [f"{option}=x", *words[:3]]):
        with pytest.raises(OptionUnknown) as raised:
            parse(form)
        assert (raised.value.option, raised.value.reason) == (option, REFUSED[option])
        assert str(raised.value).endswith(REFUSED[option])
        assert raised.value.hint == ""


def test_an_option_that_call_refuses_may_be_one_of_another_command() -> None:
    """`serve` has `--allow-host`, which means something else."""
    assert parse(["serve", "--allow-host", "name"])[1].allow_host == ["name"]


def test_bounds_and_levels_are_those_of_the_protocol() -> None:
    assert LEVELS == LOG_LEVELS
    for option, limit in (("--timeout", "wall_ms"), ("--memory-max", "max_pages")):
        least, most = ADJUSTABLE[limit]
        for number in (least, most):
            parse(["call", "p.wasm", "shape", option, str(number)])
        for number in (least - 1, most + 1):
            with pytest.raises(SystemExit):
                parse(["call", "p.wasm", "shape", option, str(number)])


def test_timeout_is_in_milliseconds_and_memory_in_pages(tmp_path: Path) -> None:
    """Each adds to what a project file says of the serving budget, and wins."""
    (tmp_path / "workbench.toml").write_text("[budgets.serving]\nwall_ms = 100\nfuel = 7\n")
    words = ["call", str(tmp_path / "p.wasm"), "shape", "--timeout", "2000", "--memory-max", "3"]
    budgets = resolved_settings(parse(words)[1])["budgets"].value
    assert budgets == {"serving": {"wall_ms": 2_000, "fuel": 7, "max_pages": 3}}


def test_a_limit_of_the_strict_budget_is_not_the_persons_to_set() -> None:
    for option in ("--timeout", "--memory-max"):
        with pytest.raises(SettingInvalid) as raised:
            resolved_settings(parse(["call", "p.wasm", "shape", "--budget", "strict", option, "5"])[1])
        assert raised.value.name == option.removeprefix("--")


def test_set_config_adds_to_config_which_wins() -> None:
    words = ["call", "p.wasm", "shape", "--set-config", '{"a": "1", "b": 2}', "--config", "a=3"]
    assert resolved_settings(parse(words)[1])["config"].value == {"a": "3", "b": "2"}


@pytest.mark.parametrize("text", ["s3cret", "[]", '"x"', "{" * 100_000])
def test_set_config_is_a_json_object_and_never_quoted(text: str) -> None:
    with pytest.raises(SettingInvalid) as raised:
        resolved_settings(parse(["call", "p.wasm", "shape", "--set-config", text])[1])
    assert str(raised.value) == "set-config (option): expected a JSON object, found a text that is none"


def test_a_loop_calls_one_long_lived_instance(capsys: pytest.CaptureFixture[str]) -> None:
    """The sample counts its visits in the host's storage, which each call finds as the one before left it."""
    code, found = call_json(capsys, TOUR, "shape", "--imports", "trap", "--loop", "3", "--log-level", "error")
    assert code == 0
    logs = [[(line["level"], line["message"]) for line in one["logs"]] for one in found["results"]]
    assert logs == [[("error", f"visit {number}, logged as error")] for number in (1, 2, 3)]


def test_the_first_call_that_fails_ends_the_loop(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--imports", "trap", "--loop", "5", "--fault", "storage_get=fail")
    code, found = call_json(capsys, TOUR, "shape", *words)
    assert (code, [one["outcome"] for one in found["results"]]) == (1, ["fallback"])


def test_limits_that_no_host_has_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["call", DIALECT, "shape", "--memory-max", "1"]) == 1
    assert "limits that no host has: max_pages 1 instead of 32" in capsys.readouterr().err


@pytest.mark.parametrize("beside", [("--fuel",), ("--record", "calls.jsonl")])
def test_a_loop_goes_with_neither_fuel_nor_recording(
    beside: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["call", DIALECT, "shape", "--loop", "2", *beside]) == 2
    assert "SettingInvalid" in capsys.readouterr().err
