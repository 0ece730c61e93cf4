"""Modules of the kinds that real use brings: how `check` ends, which layer fails first, and what the text says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from tests.lent_engine import LentEngine
from workbench.cli import engine_at_work
from workbench.cli.main import main
from workbench.engine.client.engine_client import EngineClient

FOLDER: Final = Path(__file__).parent
CASES: Final = [json.loads(line) for line in (FOLDER / "cases.jsonl").read_text().splitlines()]


@pytest.fixture(scope="module")
def engine() -> Iterator[EngineClient]:
    started = EngineClient()
    started.start()
    yield started
    started.shutdown()


@pytest.fixture(autouse=True)
def lent(engine: EngineClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_at_work, "start_engine", lambda *_, **__: LentEngine(engine))


def differing(case: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> str | None:
    """Return what differs from what must be true of a case: `verdict`, `phrase` or `JSON phrase`; None: nothing."""
    module = str(FOLDER / f"modules/{case['module']}.wasm")
    code = main(["check", module, "--format", "json"])
    report = capsys.readouterr().out
    layers = json.loads(report)["layers"]
    failed = next(((one["layer"], one["error"]["kind"]) for one in layers if one["error"]), (None, None))
    if (code, *failed) != (case["exit"], case["layer"], case["kind"]):
        return "verdict"
    phrase = case.get("phrase", "").lower()
    if phrase not in report.lower():
        return "JSON phrase"
    main(["check", module, "--all"])
    return None if phrase in capsys.readouterr().out.lower() else "phrase"


@pytest.mark.parametrize("case", CASES, ids=[case["module"] for case in CASES])
def test_check_says_what_is_true_of_each_module(case: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    assert differing(case, capsys) is None


def test_every_module_has_a_case() -> None:
    modules = {file.stem for file in (FOLDER / "modules").glob("*.wasm")}
    assert {case["module"] for case in CASES} == modules


def hints_of(error_layer: str, report: str) -> list[str]:
    """The causes beside the error of a layer."""
    layers = {one["layer"]: one for one in json.loads(report)["layers"]}
    assert all(not one["hints"] for name, one in layers.items() if name != error_layer)
    return [hint["cause"] for hint in layers[error_layer]["hints"]]


@pytest.mark.parametrize(
    ("imports", "causes"), [("reference", ["import_type", "host_function"]), ("trap", ["import_type"])]
)
def test_both_types_of_an_import_are_named_whatever_is_linked(
    imports: str, causes: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    module = str(FOLDER / "modules/c06_host_wrong_type.wasm")
    main(["check", module, "--imports", imports, "--format", "json"])
    assert hints_of("handshake", capsys.readouterr().out) == causes
    main(["check", module, "--imports", imports])
    text = capsys.readouterr().out
    assert "the plugin declares (i32, i32, i32, i32) -> (), the host gives (i64, i64) -> ()" in text


@pytest.mark.parametrize(
    ("module", "cause", "said"),
    [
        ("b05_merged_section", "merged_identity", "the linker joins sections"),
        ("c12_wasi_exit0", "wasi", "does not link WASI"),
        ("b10_elf", "not_a_module", "The file is an ELF file"),
        ("p21_initial_17mb", "declared_memory", "declares 272 pages"),
    ],
)
def test_inspect_names_the_cause_without_an_engine(
    module: str, cause: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["inspect", str(FOLDER / f"modules/{module}.wasm"), "--format", "json"])
    assert [hint["cause"] for hint in json.loads(capsys.readouterr().out)["hints"]] == [cause]
    main(["inspect", str(FOLDER / f"modules/{module}.wasm")])
    assert said in capsys.readouterr().out


@pytest.mark.scenario
def test_a_good_module_has_no_hint(capsys: pytest.CaptureFixture[str]) -> None:
    main(["inspect", str(FOLDER / "modules/good.wasm"), "--format", "json"])
    assert json.loads(capsys.readouterr().out)["hints"] == []
