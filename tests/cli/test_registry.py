"""The registry on the command line, with real plugins."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from workbench.assets import asset_folder
from workbench.cli.main import main

SAMPLES = asset_folder("sample_plugins")
DIALECT = str(SAMPLES / "dialect/dialect.wasm")
OBSERVER = str(SAMPLES / "observer/observer.wasm")


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def run_json(*words: str) -> tuple[int, Any]:
        code = main(["registry", *words, "--registry", str(tmp_path / "registry"), "--format", "json"])
        return code, json.loads(capsys.readouterr().out)

    return run_json


def test_adding_the_same_build_again_changes_nothing(run: Any) -> None:
    assert [run("add", DIALECT)[1]["admission"] for _ in range(2)] == ["created", "unchanged"]


def test_a_rejected_build_names_its_layer_and_leaves_no_record(run: Any) -> None:
    code, added = run("add", OBSERVER)
    assert (code, added["admission"], added["layer"], added["error"]["kind"]) == (1, "rejected", "handshake", "Call")
    assert run("list")[1]["records"] == []


def test_recheck_names_what_another_offer_would_break_and_changes_nothing(run: Any) -> None:
    run("add", OBSERVER, "--capability", "observability:emit")
    code, report = run("recheck")
    assert (code, [result["outcome"] for result in report["results"]]) == (1, ["broken"])
    assert run("list", "--capability", "observability:emit")[1]["records"][0]["freshness"] == "fresh"


def test_a_host_that_offers_something_else_has_other_records(run: Any, tmp_path: Path) -> None:
    offer = tmp_path / "offer.json"
    facts = {"handshake_schema_version": 1, "envelope_version": 1, "host_capabilities": []}
    offer.write_text(json.dumps(facts | {"function_versions": {"shape": [1], "normalize_error": [1], "new": [1]}}))
    assert run("add", DIALECT)[1]["admission"] == "created"
    assert run("list", "--offer", str(offer))[1]["records"][0]["freshness"] != "fresh"
    assert run("add", DIALECT, "--offer", str(offer))[1]["admission"] == "renewed"
    assert run("list", "--offer", str(offer))[1]["records"][0]["freshness"] == "fresh"
    offer.write_text(json.dumps(facts | {"function_versions": {"shape": [1]}}))
    code, report = run("recheck", "--offer", str(offer), "--dry-run")
    assert (code, report["results"][0]["error"]["kind"]) == (1, "ImplementedUnknownFunction")


def test_a_removed_record_is_gone(run: Any) -> None:
    run("add", DIALECT)
    assert run("remove", "dialect")[0] == 0
    assert run("list")[1]["records"] == []


def test_a_damaged_registry_is_named_and_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "registry"
    file.write_bytes(b"not a database, but somebody's file" * 100)
    assert main(["registry", "list", "--registry", str(file)]) == 2
    assert "RegistryDamaged" in capsys.readouterr().err
    assert file.read_bytes().startswith(b"not a database")
