"""Plugins that bite, through `check`: a named error of the right layer, nothing that drives the terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.corpus import CORPUS
from tests.hostile.floods import text_flood
from tests.hostile.plugins import Hostile, plugin
from tests.lent_engine import LentEngine
from workbench.assets import asset_folder
from workbench.cli import engine_at_work
from workbench.cli.main import main
from workbench.engine.client.engine_client import EngineClient

DIALECT = str(asset_folder("sample_plugins") / "dialect/dialect.wasm")
RESIDENT_LIMIT_BYTES = 512 << 20
CHECKED = (
    "version-with-escapes", "identity-of-1-mb", "start-calls-host", "start-logs-by-table", "handshake-loops",
    "accept-with-escapes", "self-check-with-escapes", "dispatch-traps", "output-of-64-mib",
)  # fmt: skip


@pytest.fixture(scope="module")
def one_engine() -> Iterator[EngineClient]:
    engine = EngineClient(resident_limit_bytes=RESIDENT_LIMIT_BYTES)
    engine.start()
    yield engine
    engine.shutdown()


@pytest.fixture(autouse=True)
def shared(one_engine: EngineClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """All plugins meet the same engine: what one does to it would show in the next."""
    monkeypatch.setattr(engine_at_work, "start_engine", lambda *_, **__: LentEngine(one_engine))


def checked(capsys: pytest.CaptureFixture[str], path: str) -> tuple[int, Any]:
    code = main(["check", path, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.scenario
@pytest.mark.parametrize("hostile", [one for one in CORPUS if one.name in CHECKED], ids=lambda hostile: hostile.name)
def test_each_has_its_verdict_and_the_next_good_plugin_passes(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, hostile: Hostile
) -> None:
    file = tmp_path / "plugin.wasm"
    file.write_bytes(hostile.build())
    code, report = checked(capsys, str(file))
    found = [(layer["layer"], layer["error"]) for layer in report["layers"]]
    found += [("dispatch", case["error"]) for case in report["dispatch"]]
    layer, error = next(((layer, error) for layer, error in found if error), ("", {"kind": "", "message": ""}))
    assert hostile.is_verdict(layer, error["kind"], error["message"])
    assert code == (1 if hostile.layer else 0)
    assert checked(capsys, DIALECT)[0] == 0


@pytest.mark.parametrize("hostile", [one for one in CORPUS if "escapes" in one.name], ids=lambda hostile: hostile.name)
def test_no_escape_sequence_reaches_the_terminal(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, hostile: Hostile
) -> None:
    file = tmp_path / "plugin.wasm"
    file.write_bytes(hostile.build())
    for command in ("check", "inspect"):
        main([command, str(file), "--color", "never"])
        shown = "".join(capsys.readouterr())
        assert shown
        assert not set(shown) & set("\x1b\x07\u202e")


@pytest.mark.scenario
def test_a_flood_of_control_characters_does_not_reach_the_terminal(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "plugin.wasm"
    file.write_bytes(text_flood())
    assert main(["check", str(file)]) == 1
    out, err = capsys.readouterr()
    assert "\x1b" not in out + err
    assert len(out + err) < 40_000


@pytest.mark.scenario
def test_the_good_plugin_that_the_hostile_ones_are_made_of_passes(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "plugin.wasm"
    file.write_bytes(plugin())
    _, report = checked(capsys, str(file))
    assert [layer["passed"] for layer in report["layers"]] == [True] * 3
