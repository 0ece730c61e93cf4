"""Baselines: the same figures give the same file, and fuel of another engine counts as not known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench.errors.files import FormatTooNew
from workbench.errors.operator import FileDamaged, FileUnreadable
from workbench.many.baselines import Baseline
from workbench.session.values.thresholds import BaselineFigures, Figures

FILE = "ci/baseline.json"


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.wasm", "b.wasm"):
        Path(name).touch()


def figures(size_bytes: int, fuel: int | None = 7) -> Figures:
    return Figures(size_bytes, 0, "", fuel, "", 100)


def write(**plugins: int) -> bytes:
    baseline = Baseline(FILE, updates=True)
    for name, size_bytes in plugins.items():
        baseline.accept(f"{name}.wasm", figures(size_bytes))
    baseline.write()
    return Path(FILE).read_bytes()


def test_what_was_accepted_is_read_by_the_next_run() -> None:
    write(a=5)
    found = Baseline(FILE, updates=False)
    assert (found.of("a.wasm"), found.of("./a.wasm"), found.of("b.wasm")) == (
        BaselineFigures(5, 7),
        BaselineFigures(5, 7),
        None,
    )


def test_the_order_of_the_plugins_changes_no_byte() -> None:
    assert write(a=5, b=6) == write(b=6, a=5)


def test_plugins_of_other_runs_stay_and_those_that_are_gone_go() -> None:
    write(a=5, b=6)
    Path("b.wasm").unlink()
    write(a=4)
    assert json.loads(Path(FILE).read_text())["plugins"] == {"../a.wasm": {"fuel": 7, "size_bytes": 4}}


def test_fuel_of_another_version_of_the_engine_counts_as_not_known() -> None:
    content = json.loads(write(a=5))
    content["engine"]["wasmtime"] = "1.0"
    Path(FILE).write_text(json.dumps(content))
    found = Baseline(FILE, updates=False)
    assert found.other_engine
    assert found.of("a.wasm") == BaselineFigures(5, None)


def test_a_missing_file_is_named_unless_it_is_to_be_written() -> None:
    with pytest.raises(FileUnreadable, match="--update has written"):
        Baseline(FILE, updates=False)


@pytest.mark.parametrize("row", ["[]", '{"size_bytes": true}', '{"size_bytes": -1}', '{"size_bytes": 1, "fuel": 1.5}'])
def test_a_row_of_another_form_is_named(row: str) -> None:
    Path("x.json").write_text(f'{{"format": "cc-lb-workbench baseline", "version": 1, "plugins": {{"a": {row}}}}}')
    with pytest.raises(FileDamaged, match="whole numbers"):
        Baseline("x.json", updates=False)


def test_a_file_of_a_later_workbench_is_left_alone() -> None:
    Path("x.json").write_text('{"format": "cc-lb-workbench baseline", "version": 2, "plugins": {}}')
    with pytest.raises(FormatTooNew):
        Baseline("x.json", updates=True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{\n "a"', "no JSON at line 2, column 5"),
        ("\0", "no JSON at line 1, column 1"),
        ("[]", "another JSON value"),
        ("{}", "no format"),
        ('{"format": "cc-lb-workbench timings"}', "another format"),
    ],
)
def test_a_file_that_is_no_baseline_is_named_with_what_stands_there_and_what_to_do(text: str, found: str) -> None:
    Path("x.json").write_text(text)
    with pytest.raises(FileDamaged, match=f"found {found}$") as raised:
        Baseline("x.json", updates=False)
    assert raised.value.hint
