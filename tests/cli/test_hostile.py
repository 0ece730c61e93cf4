"""Plugins that bite, through `check`: a named error of the right layer, in bounded time; the next good one passes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import guests
from tests.hostile.corpus import CORPUS
from tests.hostile.floods import text_flood
from tests.hostile.plugins import Hostile, plugin
from workbench.assets import asset_folder
from workbench.cli.commands import check
from workbench.cli.main import main
from workbench.engine.link import EngineLink

DIALECT = str(asset_folder("sample_plugins") / "dialect/dialect.wasm")
COMPILE_LIMIT_MS = 800
RESIDENT_LIMIT_BYTES = 512 << 20
TIME_MAX_S = 10.0
"""Far above what any takes, and far below what those would take that nothing ended."""
CHECKED = (
    "version-with-escapes", "identity-of-1-mb", "component", "start-calls-host", "start-logs-by-table",
    "handshake-loops", "handshake-forges-a-block", "accept-with-escapes", "self-check-with-escapes",
    "dispatch-traps", "dispatch-forges-a-block", "output-of-64-mib", "logs-for-ever", "functions-1-million",
)  # fmt: skip


@pytest.fixture(scope="module")
def one_engine() -> Iterator[EngineLink]:
    engine = EngineLink(compile_limit_ms=COMPILE_LIMIT_MS, resident_limit_bytes=RESIDENT_LIMIT_BYTES)
    engine.start()
    yield engine
    engine.shutdown()


@pytest.fixture(autouse=True)
def shared(one_engine: EngineLink, monkeypatch: pytest.MonkeyPatch) -> None:
    """All plugins meet the same engine: what one does to it would show in the next."""
    monkeypatch.setattr(check, "start_engine", lambda *_: _Lent(one_engine))


class _Lent:
    """An engine that its user can not shut down."""

    def __init__(self, engine: EngineLink) -> None:
        self._engine = engine

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def shutdown(self) -> None:
        """Leave it running."""


def checked(capsys: pytest.CaptureFixture[str], path: str) -> tuple[int, Any, str]:
    code = main(["check", path, "--format", "json"])
    out = capsys.readouterr().out
    return code, json.loads(out), out


@pytest.mark.parametrize("hostile", [one for one in CORPUS if one.name in CHECKED], ids=lambda hostile: hostile.name)
def test_each_has_its_verdict_and_the_next_good_plugin_passes(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, hostile: Hostile
) -> None:
    file = tmp_path / "plugin.wasm"
    file.write_bytes(hostile.build())
    code, report, out = checked(capsys, str(file))
    found = [(layer["layer"], layer["error"]) for layer in report["layers"]]
    found += [("dispatch", case["error"]) for case in report["dispatch"]]
    layer, error = next(((layer, error) for layer, error in found if error), ("", {"kind": "", "message": ""}))
    assert hostile.is_verdict(layer, error["kind"], error["message"])
    assert code == (1 if hostile.layer else 0)
    assert "\x1b" not in out
    assert checked(capsys, DIALECT)[0] == 0


def test_a_flood_of_control_characters_does_not_reach_the_terminal(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "plugin.wasm"
    file.write_bytes(text_flood())
    assert main(["check", str(file)]) == 1
    out, err = capsys.readouterr()
    assert "\x1b" not in out + err
    assert len(out + err) < 40_000


def test_the_good_plugin_that_the_hostile_ones_are_made_of_passes(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "plugin.wasm"
    file.write_bytes(plugin())
    _, report, _ = checked(capsys, str(file))
    assert [layer["passed"] for layer in report["layers"]] == [True] * 3


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
def test_a_killed_workbench_leaves_no_child_behind(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from workbench.engine.link import EngineLink;"
        "from workbench.protocol.budgets import Budget, HostLink;"
        "engine = EngineLink(); budget = Budget('endless', 600_000, 0, None, wasi=False, host_link=HostLink.NONE);"
        "instance = engine.open(Path(sys.argv[1]).read_bytes(), budget, plugin_name='', config={}).instance;"
        "print(engine.child_pid, flush=True);"
        "engine.call(instance, 'spin', b'', output_max_bytes=8)"
    )
    file = tmp_path / "plugin.wasm"
    file.write_bytes(guests.GOOD)
    parent = subprocess.Popen(
        [sys.executable, "-c", program, str(file)], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    # The child is not ours, so there is nothing to wait on: it is gone when the system says so.
    deadline = time.monotonic() + TIME_MAX_S
    while _is_alive(child):
        assert time.monotonic() < deadline
        os.sched_yield()


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False
