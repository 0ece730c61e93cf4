"""A worker's plugins end nothing but themselves: not by dying, not by a defect of ours, not by their settings."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.hostile.calls import FORGE
from tests.hostile.plugins import HANDSHAKE, doing
from workbench.assets import asset_folder
from workbench.compose import session_settings
from workbench.errors.operator import InternalError
from workbench.many.check_worker import CheckWorker, PluginChecked
from workbench.many.engine_keeper import EngineKeeper
from workbench.many.found import PluginFound
from workbench.project import ResolvedSettings, read_settings
from workbench.session.check import check_build

SIGNER = asset_folder("sample_plugins") / "signer/signer.wasm"


def judge(engine: Any, artifact: Any, settings: ResolvedSettings) -> Any:
    if artifact.path.endswith("defect.wasm"):
        raise ZeroDivisionError
    return check_build(engine, artifact, session_settings(settings), clock=time.time)


@pytest.fixture
def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CheckWorker[PluginChecked]]:
    monkeypatch.chdir(tmp_path)
    settings = read_settings({})
    found = CheckWorker(lambda _: settings, judge, lambda checked: checked, EngineKeeper())
    yield found
    found.close()


@pytest.mark.scenario
def test_a_plugin_whose_process_dies_is_its_own_failure_and_the_next_one_is_checked(
    worker: CheckWorker[PluginChecked],
) -> None:
    Path("dies.wasm").write_bytes(doing(HANDSHAKE, FORGE)())
    died = worker.work(PluginFound("dies.wasm"))
    assert died.report is not None
    assert "SIGSEGV" in str(died.report.generation.error)
    assert not died.report.passed
    good = worker.work(PluginFound(str(SIGNER)))
    assert good.report is not None
    assert good.report.passed


def test_a_defect_of_ours_is_one_plugins_result(worker: CheckWorker[PluginChecked]) -> None:
    Path("defect.wasm").touch()
    found = worker.work(PluginFound("defect.wasm"))
    assert isinstance(found.error, InternalError)
    assert found.error.fault == "ZeroDivisionError"


def test_a_worker_that_was_closed_starts_no_engine_that_stays(worker: CheckWorker[PluginChecked]) -> None:
    worker.close()
    found = worker.work(PluginFound(str(SIGNER)))
    assert found.report is None
    assert type(found.error).__name__ == "EngineUnavailable"
