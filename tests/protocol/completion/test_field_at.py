"""Which field a cursor stands at, in a text that may be cut off."""

from __future__ import annotations

from workbench.protocol.completion.field_at import steps_at

ROWS = [
    ("|", ()),
    ("{|", ()),
    ('{|"request": {}}', ("request",)),
    ('{"req|uest": {}}', ("request",)),
    ('{"request"| : {}}', ("request",)),
    ('{"request": {"method": "PO|ST"}}', ("request", "method")),
    ('{"request": {"method": |"POST"}}', ("request", "method")),
    ('{"request": {"headers": [{}, {"name": |', ("request", "headers", 1, "name")),
]


def test_the_key_or_value_at_the_cursor_is_named_else_what_is_around_it() -> None:
    found = [(marked, steps_at(marked.replace("|", ""), marked.index("|"))) for marked, _ in ROWS]
    assert found == ROWS
