"""What other commands judged, as cases: one for each step, part or call."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.page_runner import OneEngine, lend
from workbench.cli.main import main

SAMPLES = Path(__file__).parents[2] / "sample_plugins"
DIALECT, OBSERVER = (str(SAMPLES / f"{name}/{name}.wasm") for name in ("dialect", "observer"))


@pytest.fixture(scope="module")
def one_engine() -> Iterator[OneEngine]:
    engine = OneEngine()
    yield engine
    engine.shutdown()


@pytest.fixture(autouse=True)
def lent(one_engine: OneEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    lend(monkeypatch, one_engine)


def report(place: Path, code: int, *words: str) -> str:
    file = place / "report.md"
    assert main([*words, "--report", f"markdown={file}"]) == code
    return file.read_text(encoding="utf-8")


def test_a_handshake_has_a_case_for_each_step(tmp_path: Path) -> None:
    page = report(tmp_path, 1, "handshake", OBSERVER)
    assert page.startswith("## ❌ observer 0.1.0: failed\n\n3 of 9 passed, 5 not run.")
    assert "| ❌ failed | <code>4 call the plugin</code> | Call: " in page


def test_a_plugin_without_identity_says_why_it_negotiates_nothing(tmp_path: Path) -> None:
    (tmp_path / "none.wasm").write_bytes(b"\0asm\1\0\0\0")
    page = report(tmp_path, 1, "handshake", str(tmp_path / "none.wasm"))
    assert "| ❌ failed | <code>identity</code>" in page


@pytest.mark.parametrize(
    ("words", "code", "expected"),
    [
        (("shape",), 0, "✅ shape of dialect 0.1.0: passed"),
        (("shape", "-i", "[]"), 1, "| ❌ failed | <code>shape</code> | request\\_envelope: "),
        (("sign",), 1, "version\\_lookup"),
    ],
)
def test_a_call_is_one_case(words: tuple[str, ...], code: int, expected: str, tmp_path: Path) -> None:
    assert expected in report(tmp_path, code, "call", DIALECT, *words)


@pytest.mark.scenario
def test_two_builds_have_a_case_for_each_part_and_call(tmp_path: Path) -> None:
    page = report(tmp_path, 1, "diff", DIALECT, OBSERVER)
    assert "dialect.wasm and observer.wasm" in page
    assert "| ❌ failed | <code>identity</code> | plugin\\_name: dialect → observer" in page
    assert "calls" in page


def test_a_journey_has_a_case_for_each_plugin_and_step(tmp_path: Path) -> None:
    page = report(tmp_path, 1, "journey", DIALECT, OBSERVER)
    assert "| ❌ failed | <code>observer 0.1.0</code> | Call: " in page
    assert "| ✅ passed | <code>dialect 0.1.0</code> | shape, normalize\\_error" in page
    assert "<code>sign</code> | no plugin: " in page


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ('{"name":"a","value_base64":"Yg=="}', 0, "1 of 1 passed"),
        ("{", 1, "❌ failed | <code>header</code> | &#36;: expected a key"),
    ],
)
def test_a_text_is_one_case(text: str, code: int, expected: str, tmp_path: Path) -> None:
    assert expected in report(tmp_path, code, "decode", "header", "-i", text)


def test_a_registry_has_a_case_for_each_plugin_or_record(tmp_path: Path) -> None:
    registry = ("--registry", str(tmp_path / "rehearsal.sqlite3"))
    assert "| ✅ passed | " in report(tmp_path, 0, "registry", "add", DIALECT, *registry)
    assert "| ❌ failed | " in report(tmp_path, 1, "registry", "upload", OBSERVER, *registry)
    assert "<code>dialect 0.1.0 " in report(tmp_path, 0, "registry", "recheck", *registry)
    assert "| ✅ passed | <code>dialect 0.1.0 " in report(tmp_path, 0, "registry", "start", "--force", *registry)
