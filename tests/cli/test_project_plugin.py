"""Where no plugin is named, every command takes that of the project."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from workbench.assets import asset_folder
from workbench.cli.arguments import MAY_LEAVE_OUT, parse
from workbench.cli.main import main
from workbench.cli.project_plugin import WITH_FUNCTION, take_project_plugin
from workbench.errors.operator import NameUnknown, SettingInvalid


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A project in the working folder; its plugin."""
    monkeypatch.chdir(tmp_path)
    Path("workbench.toml").write_text('plugin = "build/p.wasm"\n')
    return str(tmp_path / "build/p.wasm")


def taken(line: str) -> argparse.Namespace:
    command, arguments = parse(line.split())
    assert command is not None
    take_project_plugin(command, arguments)
    return arguments


@pytest.mark.parametrize("command", sorted(MAY_LEAVE_OUT))
def test_every_command_on_one_plugin_takes_that_of_the_project(command: str, project: str) -> None:
    behind = {"call": " shape", "replay": " calls.jsonl"}.get(command, "")
    arguments = taken(f"{command}{behind}")
    assert (arguments.plugins if command == "journey" else [arguments.plugin]) == [project]


@pytest.mark.parametrize("command", sorted(WITH_FUNCTION))
@pytest.mark.parametrize("order", ["shape --profile 0.3", "--profile 0.3 shape"])
def test_a_wire_function_alone_is_no_plugin(command: str, order: str, project: str) -> None:
    arguments = taken(f"{command} {order}")
    assert (arguments.plugin, arguments.function, arguments.profile) == (project, "shape", "0.3")


@pytest.mark.parametrize(
    "line", ["call own.wasm --fuel shape", "call own.wasm shape --fuel", "call --fuel own.wasm shape"]
)
def test_a_named_plugin_is_the_one_wherever_options_stand(line: str, project: str) -> None:
    arguments = taken(line)
    assert (arguments.plugin, arguments.function, arguments.fuel) == ("own.wasm", "shape", True)


def test_a_saved_payload_may_stand_right_behind_the_function(project: str) -> None:
    arguments = taken("call shape @messages")
    assert (arguments.plugin, arguments.function, arguments.saved) == (project, "shape", "messages")


def test_a_number_behind_history_is_that_of_an_entry(project: str) -> None:
    assert [taken("history 12").plugin, taken("history 12").entry] == [project, 12]
    assert [taken("history named").plugin, taken("history named").entry] == ["named", None]


def test_a_function_that_is_missing_or_mistyped_is_said_so(project: str) -> None:
    with pytest.raises(SettingInvalid, match=r"FUNCTION .*: expected one of shape, .* found none"):
        taken("call own.wasm")
    with pytest.raises(NameUnknown, match="did you mean 'shape'"):
        taken("call shap")


def test_without_a_project_the_plugin_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingInvalid, match="PLUGIN, or plugin in the project file, found none"):
        taken("inspect")


def test_the_plugin_of_the_project_is_what_is_inspected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plugin = asset_folder("sample_plugins") / "dialect/dialect.wasm"
    (tmp_path / "workbench.toml").write_text('plugin = "p.wasm"\n')
    (tmp_path / "p.wasm").write_bytes(plugin.read_bytes())
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    assert main(["inspect"]) == 0
    assert capsys.readouterr().out.startswith("dialect ")
