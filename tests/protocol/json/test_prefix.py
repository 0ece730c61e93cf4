"""What can be read of a text before its first error."""

from __future__ import annotations

import json

import pytest

from workbench.protocol.json.prefix import complete_prefix


@pytest.mark.parametrize(
    ("marked", "complete", "open_count", "stopped"),
    [
        ('{"a": 1, ¦b": 2}', '{"a": 1}', 1, 'b": 2}'),
        ('{"a": [1, {"b": "x"¦ "c"', '{"a": [1, {"b": "x"}]}', 3, '"c"'),
        ('{"a": 1, "b": "x¦', '{"a": 1}', 1, '"x'),
        ('{"a": 1, "b"¦ 2}', '{"a": 1}', 1, "2}"),
        ('{"a": ¦}', "{}", 1, "}"),
        ("[1, 2,¦]", "[1, 2]", 1, "]"),
        ('[[], {}, "a\\"b"¦x', '[[], {}, "a\\"b"]', 1, "x"),
        ('{"a": 1}¦}', '{"a": 1}', 0, "}"),
        ("¦", "", 0, ""),
        ("¦x", "", 0, "x"),
    ],
)
def test_what_is_complete_is_closed_and_read(marked: str, complete: str, open_count: int, stopped: str) -> None:
    text = marked.replace("¦", "")
    found = complete_prefix(text, marked.index("¦"))
    assert (found.text, found.open_count, text[found.stopped :]) == (complete, open_count, stopped)
    assert not complete or json.loads(found.text) is not None
