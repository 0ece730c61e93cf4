"""`mcp` before it serves: what is missing is named, in one line, with what to do. `tests/mcp_server` has the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.cli.commands import mcp
from workbench.cli.main import main
from workbench.cli.output import Exit


def test_without_the_extra_one_line_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(mcp, "find_spec", lambda name: None)
    assert main(["mcp"]) == Exit.USAGE
    printed = capsys.readouterr()
    assert "pip install 'cc-lb-workbench[mcp]'" in printed.err
    assert printed.out == ""


def test_a_package_of_the_first_line_counts_as_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(mcp, "find_spec", lambda name: None if name == "mcp_types" else object())
    assert main(["mcp"]) == Exit.USAGE
    assert "expected the package mcp, version 2, found none" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "found"), [("none", "no such folder"), ("file", "a file")])
def test_what_is_no_folder_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, found: str) -> None:
    (tmp_path / "file").touch()
    assert main(["mcp", str(tmp_path / name)]) == Exit.USAGE
    assert f"{name}: expected a folder, found: {found}" in capsys.readouterr().err
