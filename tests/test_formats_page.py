"""The keys of JSON that docs/formats.md promises are printed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests import pages
from tests.page_runner import OneEngine, lend
from workbench.assets import asset_folder
from workbench.cli.main import main

SECTION = pages.text_of("docs/formats.md").partition("## JSON")[2]
ROWS = {
    cells[0].strip(): re.findall(r"`(\w+)`", cells[1]) for cells in re.findall(r"^\| (.+?) \| (.+) \|$", SECTION, re.M)
}
DIALECT = str(asset_folder("sample_plugins") / "dialect/dialect.wasm")
ARGUMENTS = {
    "call": [DIALECT, "shape"],
    "replay": [str(Path(__file__).parent / "recordings/dialect.jsonl"), DIALECT],
    "trace": [DIALECT, "shape"],
    "decode": ["url", "-i", "https://a.test/"],
    "offer": [],
    "explain": ["Call"],
    "history": ["dialect"],
}


@pytest.mark.scenario
def test_every_key_that_the_page_promises_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = OneEngine()
    lend(monkeypatch, engine)
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.chdir(tmp_path)
    printed: dict[str, Any] = {}
    try:
        for row in ROWS:
            if found := re.fullmatch(r"`([a-z-]+)`", row):
                if (command := found[1]) in ("plugin", "cost", "error"):
                    continue
                main([command, *ARGUMENTS.get(command, [DIALECT]), "--format", "json"])
                printed[row] = json.loads(capsys.readouterr().out)
        main(["check", str(tmp_path / "none.wasm"), "--format", "json"])
        missing = json.loads(capsys.readouterr().out)
    finally:
        engine.shutdown()
    check = printed["`check`"]
    parts = {
        "`plugin`": check["plugin"],
        "a layer of `check`": check["layers"][0],
        "a static check": check["static_checks"][0],
        "a case in `dispatch`": check["dispatch"][0],
        "`cost`": check["layers"][1]["cost"],
        "`error`": missing["error"],
    }
    assert list(missing) == ["error"]
    values = {**printed, **parts}
    assert len(values) > 15
    assert {
        row: set(keys) - set(values[row]) for row, keys in ROWS.items() if keys and set(keys) - set(values[row])
    } == {}
