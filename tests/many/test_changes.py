"""Changes: builds and files beside them are one stream of events, and nothing is left behind at its end."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from workbench.many.changes import (
    BuildBegun,
    BuildFailed,
    Change,
    Changes,
    FilesChanged,
    ModuleRead,
    ModuleUnreadable,
    Noted,
)
from workbench.project import ResolvedSettings, read_settings
from workbench.settings import Resolved

THREADS = {"artifact-watch", "source-watch"}


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ResolvedSettings:
    monkeypatch.chdir(tmp_path)
    return read_settings({})


def first(changes: Changes, wanted: type[Change]) -> Change:
    return next(change for change in changes if isinstance(change, wanted))


def test_a_plugin_that_stands_there_is_read_and_again_when_it_is_built(settings: ResolvedSettings) -> None:
    place = Path("plugin.wasm")
    place.write_bytes(b"one")
    with Changes([("plugin.wasm", settings)]) as changes:
        event = first(changes, ModuleRead)
        assert isinstance(event, ModuleRead)
        assert event.artifact.module == b"one"
        place.with_suffix(".new").write_bytes(b"another")
        place.with_suffix(".new").rename(place)
        event = first(changes, ModuleRead)
        assert isinstance(event, ModuleRead)
        assert event.artifact.module == b"another"
    assert not THREADS & {thread.name for thread in threading.enumerate()}


def test_a_plugin_that_is_not_there_yet_is_said(settings: ResolvedSettings) -> None:
    with Changes([("plugin.wasm", settings)]) as changes:
        event = first(changes, ModuleUnreadable)
    assert isinstance(event, ModuleUnreadable)
    assert "no such file" in str(event.error)


def test_a_build_that_fails_is_said_with_its_errors(settings: ResolvedSettings) -> None:
    settings["build"] = Resolved("echo 'src/lib.rs:3:4: error: no such word'; exit 7", "option")
    with Changes([("plugin.wasm", settings)]) as changes:
        assert first(changes, BuildBegun) == BuildBegun(())
        event = first(changes, BuildFailed)
    assert isinstance(event, BuildFailed)
    assert "exit code 7" in event.sentence
    assert [(one.file, one.line) for one in event.errors.found] == [("src/lib.rs", 3)]


def test_a_file_beside_the_plugin_that_changes_is_named(settings: ResolvedSettings) -> None:
    folder = Path("payloads/shape").absolute()
    folder.mkdir(parents=True)
    (folder / "one.json").write_text("{}")
    with Changes([("plugin.wasm", settings)], [folder.parent]) as changes:
        first(changes, ModuleUnreadable)
        (folder / "one.json").write_text("[]")
        (folder / "two.json").write_text("{}")
        event = first(changes, FilesChanged)
    assert isinstance(event, FilesChanged)
    assert set(event.paths) & {"shape/one.json", "shape/two.json"}


def test_a_command_that_nobody_trusts_is_said_and_not_run(settings: ResolvedSettings) -> None:
    Path("workbench.toml").write_text('build = "touch ran"\n')
    held = read_settings({}, "plugin.wasm")
    with Changes([("plugin.wasm", held)]) as changes:
        event = first(changes, Noted)
        first(changes, ModuleUnreadable)
    assert isinstance(event, Noted)
    assert "--trust-project" in event.text
    assert not Path("ran").exists()
