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


def test_a_field_is_explained_as_text_and_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "shape_response.url"]) == 0
    said = capsys.readouterr().out
    assert "It sends the request there." in said
    assert "rules url" in said
    assert main(["explain", "shape_response.url", "--format", "json"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert (value["name"], value["type"], value["section"]) == ("shape_response.url", "str", 7)


def test_a_message_is_explained_with_all_its_fields(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "identity"]) == 0
    assert "identity.plugin_name" in capsys.readouterr().out
    assert main(["explain", "accept", "--format", "json"]) == 0
    fields = json.loads(capsys.readouterr().out)["fields"]
    assert "accept.required_capabilities" in [one["name"] for one in fields]
