"""`--watch` without a screen: a block or a line for each event, readable in a log."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from workbench.assets import asset_folder
from workbench.cli import watching
from workbench.cli.main import main
from workbench.errors.artifact import PluginUnreadable
from workbench.many.changes import BuildBegun, BuildFailed, Change, FilesChanged, ModuleRead, ModuleUnreadable, Noted
from workbench.session.values.build_error import BuildError, BuildErrors
from workbench.session.values.generation import Artifact

SAMPLES = asset_folder("sample_plugins")
CLOCK = re.compile(r"── \d\d:\d\d:\d\d  ")


def built(sample: str) -> ModuleRead:
    module = (SAMPLES / sample / f"{sample}.wasm").read_bytes()
    return ModuleRead(Artifact("p.wasm", module, hashlib.sha256(module).hexdigest()))


BROKEN = BuildFailed("failed with exit code 1 after 0.2 s", BuildErrors("/p", (BuildError("no\x1b[2J", "a.rs", 1, 2),)))
GONE = ModuleUnreadable("p.wasm", PluginUnreadable("p.wasm", "no such file"))


@pytest.fixture
def happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give what makes some events happen, and nothing after them."""
    monkeypatch.chdir(tmp_path)

    def set_events(*events: Change) -> list[Sequence[Path]]:
        folders: list[Sequence[Path]] = []

        class Given:
            def __init__(self, plugins: object, watched: Sequence[Path] = ()) -> None:
                folders.append(watched)

            def __enter__(self) -> Iterator[Change]:
                return iter(events)

            def __exit__(self, *_: object) -> None:
                pass

        monkeypatch.setattr(watching, "Changes", Given)
        return folders

    return set_events


def test_each_build_is_a_block_with_what_failed_in_it(happens: Any, capsys: pytest.CaptureFixture[str]) -> None:
    happens(GONE, BuildBegun(("a.rs",)), BROKEN, Noted("a note\x1b[2J"), built("signer"), built("observer"))
    assert main(["check", "--watch", "p.wasm"]) == 0
    out, err = capsys.readouterr()
    heads = [CLOCK.sub("", line) for line in out.splitlines() if CLOCK.match(line)]
    assert heads == ["p.wasm: build", "build", "p.wasm: build", "p.wasm: build"]
    gone, failed, good, bad = (block.splitlines() for block in out.strip().split("\n\n"))
    assert "no such file" in gone[1]
    assert failed[1:] == ["the build failed with exit code 1 after 0.2 s", "  a.rs:1:2: no␛[2J"]
    assert (len(good), good[-1]) == (3, "passed")
    assert bad[1].startswith("✕ L2 handshake      Call")
    assert bad[-1] == "failed"
    assert err == "workbench: building, a.rs changed\nworkbench: a note␛[2J\n"


def test_each_event_is_a_line_of_json(happens: Any, capsys: pytest.CaptureFixture[str]) -> None:
    happens(GONE, BROKEN, built("signer"))
    assert main(["check", "p.wasm", "--watch", "--format", "jsonl", "--max-size", "1KiB"]) == 0
    gone, failed, checked = map(json.loads, capsys.readouterr().out.splitlines())
    assert [one["event"] for one in (gone, failed, checked)] == ["unreadable", "build_failed", "checked"]
    assert gone["error"]["kind"] == "PluginUnreadable"
    assert failed["build"]["errors"] == [{"file": "a.rs", "line": 1, "column": 2, "message": "no\x1b[2J"}]
    assert (checked["passed"], checked["thresholds"][0]["passed"]) == (False, False)
    assert checked["time"].count("T") == 1


def test_payloads_are_sent_again_when_one_of_them_changes(happens: Any, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(SAMPLES / "dialect/dialect.wasm", "p.wasm")
    folder = Path("payloads/shape")
    folder.mkdir(parents=True)
    (folder / "broken.json").write_text("{")
    folders = happens(FilesChanged(("early",)), built("dialect"), FilesChanged(("shape/broken.json",)))
    assert main(["run", "--watch", "--plugin", "p.wasm"]) == 0
    blocks = capsys.readouterr().out.strip().split("\n\n")
    assert [CLOCK.sub("", block.splitlines()[0]) for block in blocks] == ["p.wasm: build", "shape/broken.json changed"]
    assert all("shape/broken" in block.splitlines()[1] for block in blocks)
    assert folders == [[Path("payloads").absolute()]]


def test_a_payload_folder_that_cannot_be_used_is_said_and_the_watch_goes_on(
    happens: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    happens(built("dialect"), built("signer"))
    assert main(["run", "--watch", "--plugin", "p.wasm", "--format", "jsonl"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["event"] for one in found] == ["unreadable", "unreadable"]


@pytest.mark.parametrize(
    "words",
    [("--format", "json"), ("--report", "junit=r.xml"), ("--shard", "1/2"), ("--fail-fast",), ("-o", "out.txt")],
)
def test_what_needs_an_end_is_refused(words: tuple[str, ...], happens: Any, capsys: pytest.CaptureFixture[str]) -> None:
    happens()
    assert main(["check", "p.wasm", "--watch", *words]) == 2
    assert "watch" in capsys.readouterr().err


def test_no_more_plugins_are_followed_than_a_machine_can(happens: Any, capsys: pytest.CaptureFixture[str]) -> None:
    happens()
    assert main(["check", "--watch", *(f"{number}.wasm" for number in range(65))]) == 2
    assert "at most 64" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("named", "found"),
    [("empty", "a folder without any .wasm file below it"), ("empty/*.wasm", "a pattern that matches nothing")],
)
def test_what_means_no_plugin_is_not_watched_as_if_it_were_one(
    named: str, found: str, happens: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    happens()
    Path("empty").mkdir()
    assert main(["check", named, "--watch"]) == 3
    said = capsys.readouterr().err
    assert f"{named}: expected a readable .wasm file, found: {found}" in said
    assert "hint: Build first, or " in said
