"""Every text of a document, changed by one function: how secrets are taken out of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, TypeVar

from workbench.reports.document.blocks import Listing

_T = TypeVar("_T")


def with_texts(value: _T, words: Callable[[str, str], str], json_text: Callable[[str, str], str]) -> _T:
    """Return a document, or a part of one, whose texts have passed a function, which gets text and place.

    `json_text` is for texts that are JSON, `words` for all others.
    """
    changed: _T = _changed(value, words, json_text, "")
    return changed


def _changed(value: Any, words: Callable[[str, str], str], json_text: Callable[[str, str], str], place: str) -> Any:
    if isinstance(value, str):
        return words(value, place)
    if isinstance(value, tuple):
        return tuple(_changed(one, words, json_text, place) for one in value)
    if isinstance(value, Listing) and value.is_json:
        return replace(value, text=json_text(value.text, _within(place, value.title)))
    if not is_dataclass(value) or isinstance(value, (type, Enum)):
        return value
    inner = _within(place, getattr(value, "title", ""))
    return replace(
        value,
        **{one.name: _changed(getattr(value, one.name), words, json_text, inner) for one in fields(value)},
    )


def _within(place: str, title: str) -> str:
    return f"{place}/{title}" if place and title else title or place
