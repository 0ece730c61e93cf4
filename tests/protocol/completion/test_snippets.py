"""Values to be filled in are JSON of their type, with the cursor at the first gap."""

from __future__ import annotations

import pytest

from workbench.protocol.completion.snippets import (
    Snippet,
    list_snippet,
    member_snippet,
    object_snippet,
    value_snippet,
)
from workbench.protocol.json.parsing import parse
from workbench.protocol.wire.decode import from_value
from workbench.protocol.wire.messages import TYPES_BY_NAME, request_type
from workbench.protocol.wire.parts import HEADER, OBSERVE_EVENT, PRINCIPAL, REQUEST, UPSTREAM
from workbench.protocol.wire.types import (
    BOOL,
    JSON,
    STR,
    U16,
    Field,
    ListOf,
    StringEnum,
    Struct,
    TaggedUnion,
    WireType,
)


@pytest.mark.parametrize(("name", "wire_type"), TYPES_BY_NAME.items())
def test_the_smallest_value_of_every_type_is_json(name: str, wire_type: WireType) -> None:
    parse(value_snippet(wire_type).text)


@pytest.mark.parametrize("variant", OBSERVE_EVENT.variants, ids=lambda one: one.name)
@pytest.mark.parametrize("whole", [False, True])
def test_an_object_of_a_variant_decodes(variant: Struct, whole: bool) -> None:
    from_value(OBSERVE_EVENT, parse(object_snippet(variant, OBSERVE_EVENT.tag, whole=whole).text))


@pytest.mark.parametrize("struct", [HEADER, PRINCIPAL, REQUEST, *map(request_type, ("shape", "filter", "sign"))])
def test_an_object_with_its_required_fields_decodes(struct: Struct) -> None:
    from_value(struct, parse(object_snippet(struct).text))


def test_the_cursor_stands_in_the_first_gap() -> None:
    snippet = value_snippet(request_type("shape"))
    assert snippet.text[: snippet.gap] == '{\n  "request": {\n    "request_id": "'
    assert snippet.text[snippet.gap] == '"'


@pytest.mark.parametrize(
    ("snippet", "text", "gap"),
    [
        (value_snippet(STR), '""', 1),
        (value_snippet(U16), "0", 1),
        (value_snippet(ListOf(STR)), "[]", 1),
        (value_snippet(UPSTREAM), '{"kind": "anthropic_direct"}', 28),
        (value_snippet(OBSERVE_EVENT), '{\n  "kind": ""\n}', 13),
        (value_snippet(Struct("Nothing", ())), "{}", 2),
        (list_snippet(STR), '[""]', 2),
        (list_snippet(HEADER), '[\n  {\n    "name": "",\n    "value_base64": ""\n  }\n]', 19),
        (member_snippet(HEADER.fields[0]), '"name": ""', 9),
        (object_snippet(TaggedUnion("U", (Struct("v", ()),)).variants[0], "kind"), '{"kind": "v"}', 13),
    ],
)
def test_snippets_are_laid_out_for_people(snippet: object, text: str, gap: int) -> None:
    assert (snippet.text, snippet.gap) == (text, gap)  # type: ignore[attr-defined]


def test_optional_fields_are_null_when_they_are_wanted() -> None:
    assert '"query": null' in object_snippet(REQUEST, whole=True).text
    assert '"query"' not in object_snippet(REQUEST).text


@pytest.mark.parametrize(
    ("snippet", "selected"),
    [
        (member_snippet(Field("status", U16)), "0"),
        (member_snippet(Field("on", BOOL)), "true"),
        (member_snippet(Field("any", JSON)), "null"),
        (member_snippet(Field("word", StringEnum("E", ("one", "two")))), "one"),
        (member_snippet(Field("text", STR)), ""),
        (object_snippet(request_type("normalize_error")), "0"),
    ],
)
def test_a_value_that_stands_in_a_gap_is_selected_to_be_typed_over(snippet: Snippet, selected: str) -> None:
    assert snippet.text[snippet.gap - snippet.selected : snippet.gap] == selected
