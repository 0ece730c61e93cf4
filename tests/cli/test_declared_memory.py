"""A module that declares more memory than the serving budget gives is named as such, read and called."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_error_kinds import plugin
from workbench.cli.main import main

PRELUDE_PAGES = 2


@pytest.mark.scenario
@pytest.mark.parametrize(("pages", "fits"), [(32, True), (33, False)])
def test_the_note_stands_exactly_where_the_engine_gives_no_instance(
    pages: int, fits: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "plugin.wasm"
    file.write_bytes(plugin(parts=(f"(memory {pages - PRELUDE_PAGES})",)))
    main(["call", str(file), "shape", "-i", "{}", "--format", "json"])
    call = json.loads(capsys.readouterr().out)
    assert ("oom" not in call["error"]["message"], call["declared_memory_pages"]) == (fits, pages)
    said = []
    for words in (["inspect"], ["check"], ["call"]):
        main([words[0], str(file), *(["shape"] if words[0] == "call" else [])])
        captured = capsys.readouterr()
        said.append("declares 33 pages of memory (2.1 MiB), and the serving budget" in captured.out + captured.err)
    assert said == [not fits] * 3


@pytest.mark.scenario
def test_a_request_that_does_not_fit_is_said_to_be_too_large(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, payload = tmp_path / "plugin.wasm", tmp_path / "payload.json"
    file.write_bytes(plugin())
    payload.write_text(json.dumps({"body": "x" * 3_000_000}))
    words = ["call", str(file), "shape", "--input-file", str(payload)]
    main([*words, "--format", "json"])
    assert [one["cause"] for one in json.loads(capsys.readouterr().out)["hints"]] == ["payload_too_large"]
    main(words)
    said = capsys.readouterr()
    assert "hint: The request has 3,000,018 bytes, and each memory may grow to 32 pages" in said.out + said.err


def test_json_names_it_for_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "plugin.wasm"
    file.write_bytes(plugin(parts=("(memory 40)",)))
    main(["inspect", str(file), "--format", "json"])
    assert "42 pages" in json.loads(capsys.readouterr().out)["notes"][0]
    main(["check", str(file), "--format", "json"])
    findings = json.loads(capsys.readouterr().out)["audit"]["findings"]
    assert [one["kind"] for one in findings] == ["MemoryAboveBudget"]
