"""The preview of what is sent."""

from __future__ import annotations

from workbench.errors.files import LineDamaged
from workbench.session.values.variable_values import KnownVariables, VariableValues
from workbench.ui.renderers.preview import Preview, lines

KNOWN = KnownVariables(
    VariableValues({"HOST": "sk-secret.example.com"}, {"KEY": "sk-secret"}), {("sign", ""): {"a": 1}}
)


def drawn(text: str, known: KnownVariables = KNOWN) -> list[str]:
    return [line.content.plain for line in lines(Preview("shape", text, known), 60)]


def test_it_says_what_each_variable_becomes_and_shows_the_payload_without_secret_values() -> None:
    shown = drawn('{"a": "${HOST}", "b": "${KEY}", "c": "${response:sign:/a}"}')
    assert shown[0] == "shape gets the payload with 3 variables replaced."
    assert shown[2:5] == [
        "  HOST              ${KEY}.example.com   of [variables]",
        "  KEY               secret value of the environment, not shown",
        "  response:sign:/a  of the last good answer in this run",
    ]
    assert "sk-secret" not in "\n".join(shown)
    assert any('"c": 1' in line for line in shown)


def test_what_keeps_it_from_being_sent_comes_first() -> None:
    shown = drawn('{"a": "${NONE}"}')
    assert shown[0] == "Nothing is sent: variables have no value."
    assert shown[2].startswith("✕ shape, /a: expected a value for NONE")
    broken = KnownVariables(error=LineDamaged("payloads/.env", 2, "NAME=VALUE", "a line without ="))
    assert [line[0] for line in drawn('{"a": "${NONE}"}', broken) if line.startswith("✕")] == ["✕"]


def test_a_payload_without_variables_is_said_to_go_out_as_it_stands() -> None:
    assert drawn("{}")[0] == "shape gets the payload as it stands: it has no variables."
