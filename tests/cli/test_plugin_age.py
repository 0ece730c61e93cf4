"""A project's plugin that is not built, or older than its sources, is said before it is read."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from workbench.assets import asset_folder
from workbench.cli.main import main
from workbench.cli.plugin_age import LOOKED_AT_MAX, check_is_built, older_than_source
from workbench.errors.artifact import PluginUnreadable
from workbench.project import read_settings

DIALECT = asset_folder("sample_plugins") / "dialect/dialect.wasm"
FILE = 'plugin = "build/p.wasm"\n\nbuild = "sh build.sh"\nwatch = ["src/**/*.zig", "build.sh"]\n'
PLUGIN = "build/p.wasm"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    folder = tmp_path / "project"
    (folder / "src/inner").mkdir(parents=True)
    (folder / "workbench.toml").write_text(FILE)
    monkeypatch.chdir(folder)
    return folder


def written(place: Path, at: int) -> None:
    """Write a file, at a number of seconds since 1970."""
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(DIALECT.read_bytes() if place.suffix == ".wasm" else b"")
    os.utime(place, (at, at))


def said(plugin: str = PLUGIN) -> str:
    return older_than_source(read_settings({}, plugin), [plugin])


def test_a_plugin_that_is_not_built_names_the_command_and_its_line(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (["check"], ["call", PLUGIN, "shape"], ["run"]):
        (project / "payloads/shape").mkdir(parents=True, exist_ok=True)
        (project / "payloads/shape/one.json").write_text("{}")
        assert main(words) == 3
        hint = f"'sh build.sh' builds it (build in {project / 'workbench.toml'}, line 3)"
        assert hint in capsys.readouterr().err, words
    assert main(["check", "--format", "json"]) == 3
    details = json.loads(capsys.readouterr().out)["error"]["details"]
    assert (details["build"], details["build_at"]) == ("sh build.sh", f"{project / 'workbench.toml'}, line 3")


def test_another_plugin_that_is_missing_is_not_the_projects_to_build(project: Path) -> None:
    check_is_built(read_settings({}, "other.wasm"), ["other.wasm"])
    with pytest.raises(PluginUnreadable):
        check_is_built(read_settings({}, PLUGIN), [PLUGIN])


@pytest.mark.parametrize("source", ["src/inner/deep.zig", "build.sh"])
def test_a_plugin_that_is_older_than_a_watched_source_is_noted(project: Path, source: str) -> None:
    written(project / PLUGIN, 1_000)
    written(project / "src/old.zig", 900)
    assert said() == ""
    written(project / source, 1_100)
    assert said() == f"build/p.wasm is older than {source}; `sh build.sh` builds it"


@pytest.mark.parametrize("other", ["src/notes.txt", "payloads.json", "build/x.zig"])
def test_what_is_no_watched_source_ages_nothing(project: Path, other: str) -> None:
    written(project / PLUGIN, 1_000)
    written(project / other, 1_100)
    assert said() == ""


def test_what_a_checkout_writes_at_once_is_no_source_that_changed(project: Path) -> None:
    written(project / PLUGIN, 1_000)
    written(project / "build.sh", 1_001)
    assert said() == ""


def test_a_folder_of_very_many_files_is_left_after_some_of_them(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []
    written(project / PLUGIN, 1_000)

    def endless(top: Path) -> object:
        for place in range(10_000):
            looked_at.append(str(top))
            yield f"{top}/{place}", [], ["one.zig"]

    monkeypatch.setattr("workbench.cli.plugin_age.os.walk", endless)
    assert said() == ""
    assert len(looked_at) <= LOOKED_AT_MAX


def test_a_glob_does_not_lead_out_of_the_project(project: Path) -> None:
    (project / "workbench.toml").write_text(FILE.replace("src/**/*.zig", "../**/*.zig"))
    written(project / PLUGIN, 1_000)
    written(project.parent / "outside.zig", 1_100)
    assert said() == ""


@pytest.mark.scenario
def test_the_note_stands_beside_a_report_for_people_alone(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(project / PLUGIN, 1_000)
    written(project / "build.sh", 1_100)
    assert main(["handshake", PLUGIN]) == 0
    heard = capsys.readouterr()
    assert "older than build.sh" in heard.err
    assert "older" not in heard.out
    assert main(["handshake", PLUGIN, "--format", "json"]) == 0
    assert "older" not in "".join(capsys.readouterr())
