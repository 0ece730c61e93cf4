"""Causes that only the engine's own words show: it is asked about modules made for them, and the hint must come."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
import wasmtime

from tests.builders import identity_section
from tests.lent_engine import LentEngine
from workbench.cli import engine_at_work
from workbench.cli.main import main
from workbench.engine.client.engine_client import EngineClient

EXPORTS: Final = (
    '(func (export "cc_lb_handshake") (result i32) (i32.const 0)) '
    '(func (export "cc_lb_self_check") (result i32) (i32.const 0))'
)


@pytest.fixture(scope="module")
def engine() -> Iterator[EngineClient]:
    started = EngineClient()
    started.start()
    yield started
    started.shutdown()


@pytest.mark.scenario
@pytest.mark.parametrize(
    ("text", "causes", "said"),
    [
        ("(memory 1 1 shared)", ["shared_memory"], "runs threads"),
        ('(import "env" "memory" (memory 1 1 shared))', ["imported_memory", "shared_memory"], "--import-memory"),
        ("(memory 1 (pagesize 1))", ["proposal"], "custom page sizes"),
        ("(tag $e) (func try nop catch $e end)", ["proposal"], "legacy exception handling"),
        ("(func $s unreachable) (start $s)", ["start_fails"], "start section"),
        ("(func $s (loop (br 0))) (start $s)", ["start_fails"], "Move its work"),
        ('(func (export "_initialize") unreachable)', ["initialize_fails"], "static initialisers"),
        (
            '(func (export "_start")) (func (export "_initialize"))',
            ["command_and_reactor"],
            "both _start and _initialize",
        ),
        (
            '(import "extism:host/env" "alloc" (func (param i32) (result i32)))',
            ["import_type"],
            "the host gives (i64) -> i64",
        ),
        ('(import "env" "my_helper" (func))', ["undefined_import"], "env::my_helper"),
    ],
)
def test_the_engine_s_words_lead_to_the_cause(
    text: str,
    causes: list[str],
    said: str,
    engine: EngineClient,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine_at_work, "start_engine", lambda *_, **__: LentEngine(engine))
    module = tmp_path / "plugin.wasm"
    module.write_bytes(bytes(wasmtime.wat2wasm(f"(module {text} {EXPORTS})")) + identity_section())
    main(["check", str(module), "--format", "json"])
    layer = json.loads(capsys.readouterr().out)["layers"][1]
    assert layer["error"]["kind"] == "Instantiate"
    assert [hint["cause"] for hint in layer["hints"]] == causes
    assert said in " ".join(hint["text"] for hint in layer["hints"])
