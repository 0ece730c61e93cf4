"""`workbench explain`: names of verdicts, and words that nothing has to fail for."""

from __future__ import annotations

import json

import pytest

from workbench.cli.main import main


def test_a_layer_is_explained_as_text_and_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "handshake"]) == 0
    said = capsys.readouterr().out
    assert "Layer L2" in said
    assert "PROTOCOL.md section 4" in said
    assert main(["explain", "handshake", "--format", "json"]) == 0
    assert set(json.loads(capsys.readouterr().out)) == {"name", "what", "rule", "why", "host", "section"}


def test_every_name_and_word_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert {"handshake", "shape", "slot"} <= set(listed["words"])
    assert main(["explain"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in listed["kinds"] + listed["words"])
