"""Which field somebody asks about."""

from __future__ import annotations

import pytest

from workbench.ui.drawing.lines import Line
from workbench.ui.payload.asked_field import field_at, field_of_problem
from workbench.ui.payload.payload_problems import check
from workbench.ui.renderers.asked_field import lines

TEXT = '{"request": {"method": 5, "querry": 1, "headers": [{"name": "x"}]}, "principal": 1'


@pytest.mark.parametrize(
    ("marked", "path"),
    [
        ("{|", "$"),
        ('{|"request": {}}', "$.request"),
        ('{"req|uest": {}}', "$.request"),
        ('{"request": |{}}', "$.request"),
        ('{"request": {"me|thod": 1}}', "$.request.method"),
        ('{"request": {"method"|: 1}}', "$.request.method"),
        ('{"request": {"method": "PO|ST"}}', "$.request.method"),
        ('{"request": {"method": "POST"|}}', "$.request.method"),
        ('{"request": {"headers": [{}, {"name": |', "$.request.headers[1].name"),
        ('{"principal": {"claims": {"a": {"b": |', "$.principal.claims.a.b"),
    ],
)
def test_the_field_at_the_cursor_is_explained(marked: str, path: str) -> None:
    asked = field_at("shape", marked.replace("|", ""), marked.index("|"))
    assert asked is not None
    assert asked.field.field.path == path


def test_of_a_field_that_no_one_knows_nothing_is_said() -> None:
    assert field_at("shape", '{"nobody": 1}', 11) is None


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("the number 5, expected a string", "$.request.method"),
        ("unknown field; query?", "$.request.query"),
        ("missing field value_base64 in HeaderWire", "$.request.headers[0].value_base64"),
        ('the end of the text, expected "," or "}"', "$.principal"),
    ],
)
def test_a_problem_leads_to_the_field_that_is_wrong_missing_or_meant(text: str, path: str) -> None:
    problem = next(one for one in check("shape", TEXT) if one.text == text)
    assert field_of_problem("shape", problem, TEXT, min(problem.start[1], len(TEXT))).field.field.path == path


def test_an_unknown_field_without_a_near_name_leads_to_its_object() -> None:
    text = '{"request": {"zzzzzz": 1}}'
    problem = next(one for one in check("shape", text) if one.path == "request.zzzzzz")
    asked = field_of_problem("shape", problem, text, 0)
    assert (asked.field.field.path, asked.problem) == ("$.request", problem)


def plain(found: list[Line]) -> str:
    return "\n".join(line.content.plain for line in found)


def test_all_that_is_known_of_a_field_is_said() -> None:
    asked = field_at("on_unauthorized", '{"error": {"category": "', 24)
    assert asked is not None
    said = plain(lines(asked))
    for part in (
        "error.category",
        "of UpstreamErrorWire",
        "type",
        "meaning",
        "allowed   one of",
        "required",
        "example",
    ):
        assert part in said, said


def test_a_long_example_says_that_it_goes_on() -> None:
    asked = field_at("filter", "{", 1)
    assert asked is not None
    assert plain(lines(asked)).endswith("…")
