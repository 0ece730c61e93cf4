"""JSON on stdout is JSON to the strictest reader, whatever bytes stand in it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from workbench.cli.main import main
from workbench.reports.json.json_text import escaped, json_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("/tmp/\udcff", r'"/tmp/\\xff"'),
        ({"\udc80": ["a\udcfe"]}, r'{"\\x80":["a\\xfe"]}'),
        ("half \ud800", r'"half \\ud800"'),
        ("half \udc00", r'"half \\udc00"'),
        ("\U000e0041", r'"\udb40\udc41"'),
        ("\\udcff", r'"\\udcff"'),
    ],
)
def test_no_half_of_a_surrogate_pair_is_left(value: Any, text: str) -> None:
    r"""Strict readers refuse `\udcff`; people see the same `\xff`."""
    assert json_text(value) == text
    json.dumps(json.loads(text), ensure_ascii=False).encode()


def test_the_text_of_a_stranger_stays_json() -> None:
    assert json.loads(escaped('{"a":"\udcff"}')) == {"a": r"\xff"}


@pytest.mark.parametrize("words", [["inspect"], ["check"], ["bench"]])
def test_a_path_with_such_a_byte_is_in_the_report_as_people_see_it(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([*words, os.fsdecode(bytes(tmp_path) + b"/\xff.wasm"), "--format", "json"])
    printed = capsys.readouterr().out
    assert r"/\\xff.wasm" in printed
    assert r"\udcff" not in printed
