"""What is wrong with a payload that has variables: found in what is sent, shown at its place in what was typed."""

from __future__ import annotations

from workbench.errors.files import LineDamaged
from workbench.session.values.variable_values import KnownVariables, VariableValues
from workbench.ui.payload.payload_problems import PayloadProblem, check
from workbench.ui.payload.variables import checked
from workbench.ui.payload.variables_here import VariablesHere

SECRET = "not base64 at all"
KNOWN = KnownVariables(
    VariableValues({"METHOD": "POST", "BODY": "e30="}, {"KEY": SECRET}), {("shape", ""): {"status": 500}}
)


def found(text: str, known: KnownVariables = KNOWN) -> list[tuple[str, str, str]]:
    """Return where each problem stands, its path and its words."""
    lines = text.split("\n")
    return [
        (lines[one.start[0]][one.start[1] : one.end[1]], one.path, one.text)
        for one in checked(check, "normalize_error", text, known)
    ]


def test_a_value_that_is_right_where_it_stands_is_no_problem() -> None:
    assert found('{"status": "${response:shape:/status}", "body_base64": "${BODY}"}') == []


def test_a_value_that_is_wrong_where_it_stands_is_marked_where_its_variable_stands() -> None:
    text = '{"status": "${METHOD}",\n "body_base64": "${KEY}", "other": "${METHOD}"}'
    ((first, path, words), (second, *_), *_) = found(text)
    assert (first, path) == ('"${METHOD}"', "status")
    assert "expected an integer" in words
    assert second == '"${KEY}"'


def test_no_problem_says_a_secret_value() -> None:
    for text in ('{"status": "${KEY}", "body_base64": "${KEY}"}', '{"${KEY}": 1}', '"${KEY}"'):
        assert found(text)
        assert SECRET not in repr(found(text))


def test_a_variable_without_value_is_the_one_problem_of_its_string() -> None:
    text = '{"status": "${response:sign:/status}", "body_base64": "${BODIES}"}'
    assert found(text) == [
        (
            '"${response:sign:/status}"',
            "status",
            "expected a value for ${response:sign:/status}, found no good answer yet: dispatch sign first",
        ),
        (
            '"${BODIES}"',
            "body_base64",
            "expected a value for BODIES, found none in the payload folder's .env, under [variables], or in an "
            "environment that was opened; BODY?",
        ),
    ]


def test_problems_behind_a_variable_stand_where_they_were_typed() -> None:
    text = '{"body_base64": "${BODY}", "status": true}'
    assert found(text)[0][0] == "true"
    text = '{"body_base64": "${BODY}",\n\n "status": true}'
    assert found(text)[0][0] == "true"


def test_an_environment_file_that_cannot_be_read_is_said_once() -> None:
    error = LineDamaged("payloads/.env", 2, "NAME=VALUE", "a line without =")
    text = '{"status": "${A}", "body_base64": "${B}"}'
    assert found(text, KnownVariables(error=error)) == [('"${A}"', "status", str(error))]


def test_until_something_is_known_a_payload_is_checked_as_it_stands() -> None:
    asked = []

    def seen(function: str, text: str) -> list[PayloadProblem]:
        asked.append(text)
        return []

    here = VariablesHere(seen)
    here.checked("shape", '{"a": "${METHOD}"}')
    here.known = KNOWN
    here.checked("shape", '{"a": "${METHOD}"}')
    here.checked("shape", '{"a": "b"}')
    assert asked == ['{"a": "${METHOD}"}', '{"a": "POST"}', '{"a": "b"}']
