"""The example of the README's section on saved payloads runs as it stands there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from workbench.assets import asset_folder
from workbench.cli.main import main

README = Path(__file__).parents[2] / "README.md"
SIGNER = asset_folder("sample_plugins") / "signer/signer.wasm"


def blocks(language: str) -> list[str]:
    section = README.read_text().split("## Payloads as files\n", 1)[1].split("\n## ", 1)[0]
    return re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)


def test_the_example_passes_and_hides_its_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    build, expected, sign = blocks("json")
    for place, text in (
        ("payloads/build_signer/team.json", build),
        ("payloads/build_signer/team.expect.json", expected),
        ("payloads/sign/team.json", sign),
        ("payloads/.env", "API_KEY=sk-of-the-readme"),
        ("workbench.toml", 'plugin = "signer.wasm"'),
    ):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(text)
    shutil.copy(SIGNER, tmp_path / "signer.wasm")
    monkeypatch.chdir(tmp_path)
    assert "workbench run " in blocks("sh")[0]
    assert main(["run"]) == 0, capsys.readouterr()
    words = ["call", str(SIGNER), "sign", "@team", "--payloads", "payloads"]
    assert main(words) == 0
    printed = capsys.readouterr()
    assert "✓ sign/team" in printed.out
    assert "sk-of-the-readme" not in printed.out + printed.err
