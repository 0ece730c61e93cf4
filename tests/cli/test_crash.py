"""What nobody foresaw ends a command with a private report, and nothing of it on a stream that a log keeps."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from workbench.cli.main import main

SECRET = "sk-ant-0123456789abcdef0123"


def test_a_defect_of_ours_is_written_down_where_only_its_owner_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: object) -> int:
        payload = f"hidden {SECRET}"
        raise ValueError(f"cannot read {payload!r}, api_key={SECRET}")

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr("workbench.cli.commands.offer.run", fail)
    assert main(["offer", "--format", "json"]) == 4
    printed = capsys.readouterr()
    assert json.loads(printed.out)["error"]["kind"] == "InternalError"
    (report,) = (tmp_path / "cc-lb-workbench/crashes").iterdir()
    assert f"the report is in {report}" in printed.err
    assert "Traceback" not in printed.err
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert stat.S_IMODE(report.parent.stat().st_mode) == 0o700
    text = report.read_text()
    assert "test_crash.py" in text
    assert SECRET not in text + printed.err + printed.out
    assert "hidden" not in text.replace("payload = f", "").split("ValueError:")[1]
