"""What base64 values hold, below the editor and below the lines of a message."""

from __future__ import annotations

import base64
import json

import pytest

from workbench.ui.drawing.base64_content import value_in_line
from workbench.ui.drawing.lines import STRING_MAX
from workbench.ui.renderers.base64_content import WRONG, below_editor, message_lines


def encode(content: bytes) -> str:
    return base64.b64encode(content).decode()


def shown(message: object) -> list[str]:
    return [line.content.plain for line in message_lines(json.dumps(message), width=60)]


def test_a_short_text_stands_below_its_value() -> None:
    lines = shown([{"name": "accept", "value_base64": encode(b"application/json")}] * 2)
    assert sum(line.endswith("→ application/json") for line in lines) == 2


def test_a_body_is_read_laid_out_and_its_base64_only_begun() -> None:
    body = {"model": "claude", "messages": [{"role": "user", "content": "x" * STRING_MAX}]}
    text = json.dumps(body).encode()
    lines = shown({"first_base64": None, "body_base64": encode(text), "last_base64": encode(b"end")})
    said = "\n".join(lines)
    assert f"JSON, {len(text)} B" in said
    assert '"model": "claude"' in said
    assert encode(text)[:40] not in said
    assert "→ end" in said


def test_bytes_are_shown_as_bytes_and_what_is_no_base64_is_said() -> None:
    said = "\n".join(shown({"a_base64": encode(b"\x00\x01\xff"), "b_base64": "%%", "c_base64": ""}))
    assert "hex, 3 B" in said
    assert "00 01 ff" in said
    assert said.count("no standard base64") == 1


def test_a_long_content_says_how_much_more_there_is() -> None:
    said = "\n".join(shown({"a_base64": encode("\n".join(map(str, range(500))).encode())}))
    assert "… 441 lines more" in said


def test_below_the_editor_the_first_lines_fit_the_width() -> None:
    value = value_in_line(f'"body_base64": "{encode(json.dumps({"a": "x" * 90, "b": [1] * 90}).encode())}"', 0)
    assert value is not None
    title, *rows = below_editor(value, "alt+b", 30).split("\n")
    assert title.plain.startswith("body_base64 JSON, ")
    assert "alt+b opens it" in title.plain
    assert 1 <= len(rows) <= 5
    assert all(row.cell_length <= 30 for row in rows)


def test_below_the_editor_what_is_no_base64_is_said() -> None:
    value = value_in_line('"body_base64": "ab-_"', 0)
    assert value is not None
    assert "is no standard base64" in below_editor(value, "alt+b", 30).plain


@pytest.mark.parametrize(
    ("value", "marked", "found"),
    [
        ("ab-_", "-", "'-' at 2: letters of URL-safe base64"),
        ("YWI", '"', "no padding: = is missing at the end"),
        ("YW Jj", " ", "' ' at 2: white space, which standard base64 does not allow"),
    ],
)
def test_what_is_wrong_in_a_value_is_marked_said_and_mended(value: str, marked: str, found: str) -> None:
    lines = message_lines(json.dumps({"a_base64": value}), width=200)
    at = next(number for number, line in enumerate(lines) if "a_base64" in line.content.plain)
    marks = [span for span in lines[at].content.spans if span.style == WRONG]
    assert [lines[at].content.plain[one.start : one.end] for one in marks] == [marked]
    below = [line.content.plain.strip() for line in lines[at + 1 :]]
    assert below[0].startswith(f"! no standard base64: found {found}")
    assert below[1] == "mended it holds"
    assert below[2].startswith("→ ")
