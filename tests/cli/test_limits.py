"""What our own limits and this machine end is no verdict on a plugin: exit 4, with the cause and the remedy."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import guests
from tests.builders import identity_section
from workbench.assets import asset_folder
from workbench.cli.main import main

DIALECT = str(asset_folder("sample_plugins") / "dialect/dialect.wasm")


@pytest.fixture
def bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A module that compiles for far longer than the limit, which is the least that can be set."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "workbench.toml").write_text("compile_limit_ms = 100\n")
    (tmp_path / "bomb.wasm").write_bytes(guests.slow_to_compile(loops=12_000) + identity_section())
    return "bomb.wasm"


def ran(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    code = main([*arguments, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.scenario
def test_a_check_that_a_limit_of_ours_ended_has_no_verdict(capsys: pytest.CaptureFixture[str], bomb: str) -> None:
    code, report = ran(capsys, "check", bomb)
    error = next(layer["error"] for layer in report["layers"] if layer["error"])
    assert (code, report["passed"], error["kind"]) == (4, False, "WorkbenchLimitCompileTime")
    assert error["details"]["setting"] == "compile_limit_ms"
    assert error["details"]["found"] >= error["details"]["limit"] == 100
    instantiates = next(one for one in report["static_checks"] if one["check"] == "ExtismCanInstantiate")
    assert instantiates["passed"] is None


@pytest.mark.scenario
def test_a_call_that_a_limit_of_ours_ended_has_no_verdict(capsys: pytest.CaptureFixture[str], bomb: str) -> None:
    code, report = ran(capsys, "call", bomb, "shape")
    assert (code, report["stage"], report["error"]["kind"]) == (4, "version_lookup", "WorkbenchLimitCompileTime")


@pytest.mark.scenario
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the address space of a process so")
def test_an_engine_that_gets_no_address_space_ends_with_the_cause_and_the_remedy() -> None:
    limited = "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30)); "
    program = limited + "from workbench.cli.main import main; sys.exit(main(sys.argv[1:]))"
    found = subprocess.run(
        [sys.executable, "-c", program, "check", DIALECT], capture_output=True, text=True, check=False
    )
    assert found.returncode == 4, found.stderr
    assert "expected a running child process, found: this machine gives it too little: " in found.stderr
    assert "ulimit -v unlimited" in found.stderr
