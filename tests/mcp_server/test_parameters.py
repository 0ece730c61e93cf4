"""Arguments of tools: what the schema that an agent sees says is what holds, and every problem is named at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from workbench.errors.agents import InvalidArguments
from workbench.mcp_server.parameters import PROBLEMS_MAX, Schema, checked, input_schema
from workbench.mcp_server.tool import WHOLE, Tool
from workbench.mcp_server.toolbox import TOOLS


def problems(tool: str, given: dict[str, Any]) -> str:
    with pytest.raises(InvalidArguments) as raised:
        checked(tool, TOOLS[tool].parameters, given)
    return str(raised.value)


def test_all_problems_are_named_at_once_with_what_was_probably_meant() -> None:
    assert problems("check", {"plugni": "a.wasm", "kind": "rooter", "fuel": "yes"}) == (
        "check: expected an argument of this tool, found 'plugni'; did you mean 'plugin'?\n"
        "check, kind: expected one of shape, dialect, signer, observability, router, found 'rooter'\n"
        "check, fuel: expected true or false, found 'yes'"
    )


def test_a_problem_within_a_value_is_named_with_its_place() -> None:
    found = problems(
        "replay", {"recording": "r", "plugin": "p", "ignore": ["/a", 3], "tolerances": {"/b": -1, "/c": 1}}
    )
    assert "replay, ignore[1]: expected a text of at most 4,096 characters, found 3" in found
    assert "replay, tolerances./b: expected" in found
    assert "/c" not in found


def test_what_may_be_a_secret_is_never_quoted() -> None:
    given = {"config": {"key": ["sk-secret"]}, "storage": "sk-secret", "payload_file": "p", "payload_text": 3}
    assert "sk-secret" not in problems("call", given)


def test_of_very_many_problems_the_first_are_named_and_the_rest_counted() -> None:
    with pytest.raises(InvalidArguments) as raised:
        checked("explain", TOOLS["explain"].parameters, {f"n{number}": 1 for number in range(100_000)})
    assert (len(raised.value.problems), raised.value.more) == (PROBLEMS_MAX, 100_000 - PROBLEMS_MAX)


def test_null_stands_for_what_is_not_given() -> None:
    assert checked("explain", TOOLS["explain"].parameters, {"name": None}) == {}


def test_a_huge_argument_is_refused_in_a_short_text() -> None:
    assert len(problems("check", {"plugin": "x" * 5_000_000, "y" * 5_000_000: 1})) < 1_000


WRONG: dict[str, tuple[Any, ...]] = {
    "string": (3, True, [], {}),
    "integer": ("3", True, 1.5, [], -(10**30), 10**30),
    "number": ("3", True, [], -1),
    "boolean": (0, "true", []),
    "array": ("a", {}, [[]]),
    "object": ("a", [], {"a": []}),
}


def too_much(schema: Schema) -> Iterator[Any]:
    """Give what has one more than a schema allows."""
    if "maxLength" in schema:
        yield "x" * (schema["maxLength"] + 1)
    if "maxItems" in schema:
        yield ["200"] * (schema["maxItems"] + 1)
    if "maxProperties" in schema:
        yield {str(number): "a" for number in range(schema["maxProperties"] + 1)}


def is_valid(value: Any, schema: Schema) -> bool:
    return bool(jsonschema.Draft202012Validator(schema).is_valid(value))


@pytest.mark.parametrize("tool", TOOLS.values(), ids=lambda tool: tool.name)
def test_what_is_refused_is_what_a_validator_of_the_schema_refuses(tool: Tool) -> None:
    for parameter in tool.parameters:
        for value in (*WRONG.get(parameter.schema.get("type", ""), ()), *too_much(parameter.schema)):
            needed = {one.name: "x" for one in tool.parameters if one.required and one is not parameter}
            try:
                checked(tool.name, tool.parameters, {**needed, parameter.name: value})
                is_taken = True
            except InvalidArguments as error:
                is_taken = not any(getattr(one, "argument", "").startswith(parameter.name) for one in error.problems)
            assert is_taken == is_valid(value, parameter.schema), parameter.name


@pytest.mark.parametrize("tool", TOOLS.values(), ids=lambda tool: tool.name)
def test_every_argument_is_described_and_the_whole_is_a_json_schema(tool: Tool) -> None:
    schema = input_schema((*tool.parameters, WHOLE))
    jsonschema.Draft202012Validator.check_schema(schema)
    assert all(one["description"].endswith(".") for one in schema["properties"].values())
    assert schema["additionalProperties"] is False
