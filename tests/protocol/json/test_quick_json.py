"""orjson is loaded once it is worth it, and says the same as what does its work before."""

from __future__ import annotations

import sys
from itertools import count

import orjson
import pytest

from workbench.protocol.json import quick_json as module
from workbench.protocol.json.parsing import parse
from workbench.protocol.json.quick_json import quick_json
from workbench.protocol.wire.encode import compact

TEXT = '{"b":[1,2.5,null,true],"a":{"é":"\\u0041"}}'


def test_it_is_taken_where_somebody_has_loaded_it() -> None:
    assert quick_json() is orjson


def test_the_first_few_texts_are_read_and_written_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The values and texts are the same."""
    value = {"b": [1, None, True], "a": {"é": "A"}}
    with_it = parse(TEXT), compact(value)
    monkeypatch.delitem(sys.modules, "orjson")
    monkeypatch.setattr(module, "_asked", count())
    assert (parse(TEXT), compact(value)) == with_it
    assert "orjson" not in sys.modules


def test_it_is_loaded_when_many_texts_have_been_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "orjson")
    monkeypatch.setattr(module, "_asked", count(31))
    assert quick_json() is None
    monkeypatch.setattr("builtins.__import__", lambda name, *_: orjson)
    assert quick_json() is orjson
