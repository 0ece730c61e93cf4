"""The registry on the command line, with real plugins."""

from __future__ import annotations

import json
import shlex
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


@pytest.mark.scenario
def test_recheck_names_what_another_offer_would_break_and_changes_nothing(run: Any) -> None:
    run("add", OBSERVER, "--capability", "observability:emit")
    code, report = run("recheck")
    assert (code, [result["outcome"] for result in report["results"]]) == (1, ["broken"])
    assert run("list", "--capability", "observability:emit")[1]["records"][0]["freshness"] == "fresh"


@pytest.mark.scenario
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


@pytest.mark.scenario
def test_an_upload_is_answered_with_the_host_s_statuses(run: Any) -> None:
    assert [run("upload", DIALECT)[1]["status"] for _ in range(2)] == [201, 200]
    code, answer = run("upload", DIALECT, "--name", "other")
    assert (code, answer["status"], answer["code"]) == (1, 400, "plugin_name_mismatch")
    code, answer = run("upload", DIALECT, "--without", "name", "--without", "bytes")
    assert (code, answer["code"], answer["found"]) == (1, "missing_part", "no part name, bytes")
    code, answer = run("upload", OBSERVER)
    assert (code, answer["status"], answer["code"], answer["error"]["kind"]) == (1, 400, "invalid_plugin", "Call")


def test_a_file_without_an_identity_is_answered_as_that(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.wasm"
    file.write_bytes(b"\0asm\1\0\0\0")
    code, answer = run("upload", str(file))
    assert (code, answer["code"], answer["error"]["kind"]) == (1, "invalid_plugin_identity", "MissingCustomSection")


@pytest.mark.scenario
def test_a_file_above_32_mib_is_too_large(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "a.wasm"
    file.write_bytes(b"\0asm\1\0\0\0" + bytes(32 * 1024 * 1024))
    code, answer = run("upload", str(file))
    assert (code, answer["status"], answer["code"]) == (1, 413, "wasm_too_large")


@pytest.mark.scenario
def test_a_start_renews_what_is_not_fresh_and_disables_what_fails(run: Any) -> None:
    run("add", DIALECT)
    run("add", OBSERVER, "--capability", "observability:emit")
    code, report = run("start", "--dry-run")
    assert (code, report["skipped_fresh"], report["disabled"]) == (1, 1, 1)
    code, report = run("start")
    outcomes = {one["plugin_name"]: (one["cause"], one["outcome"]) for one in report["results"]}
    assert outcomes == {"dialect": ("fresh", "skipped"), "observer": ("other offer", "disabled")}
    code, report = run("start", "--force")
    assert (code, report["processed"], report["re_handshaked"], report["disabled"]) == (0, 1, 1, 0)
    code, report = run("start", "--shutdown-at", "9999999999")
    assert [one["cause"] for one in report["results"]] == ["interrupted", "inactive"]
    assert [one["status"] for one in run("list")[1]["records"]] == ["active", "disabled"]


@pytest.mark.scenario
def test_the_text_of_upload_and_start_says_what_happened(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = ["--registry", str(tmp_path / "registry")]
    assert main(["registry", "upload", DIALECT, *file]) == 0
    assert "✓ 201  created  dialect 0.1.0" in capsys.readouterr().out
    assert main(["registry", "upload", DIALECT, "--name", "x", *file]) == 1
    assert "✕ 400  plugin_name_mismatch  the part says 'x', the identity 'dialect'" in capsys.readouterr().out
    assert main(["registry", "upload", OBSERVER, *file]) == 1
    assert "required capability" in capsys.readouterr().out
    assert main(["registry", "start", "--capability", "new", *file]) == 0
    assert "renewed: other offer" in capsys.readouterr().out


def test_the_request_to_make_is_printed_and_nothing_is_sent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a 'b'.wasm"
    file.write_bytes(Path(DIALECT).read_bytes())
    assert main(["registry", "upload-command", str(file), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["method"], found["path"]) == ("POST", "/admin/plugins")
    assert found["parts"] == {"bytes": f"@{file}", "name": "dialect", "original_filename": "a 'b'.wasm"}
    words = shlex.split(found["command"])
    assert words[:5] == ["curl", "--fail-with-body", "--request", "POST", "$CC_LB_ADMIN_URL/admin/plugins"]
    assert words[5:] == [
        "--form",
        f'bytes=@"{file}";type=application/wasm',
        "--form-string",
        "name=dialect",
        "--form-string",
        "original_filename=a 'b'.wasm",
    ]
    assert main(["registry", "upload-command", DIALECT, "--url", "https://h/", "--name", "x"]) == 0
    shown = capsys.readouterr()
    assert "POST https://h/admin/plugins" in shown.out
    assert "nothing was sent" in shown.err
