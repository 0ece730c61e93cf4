"""What is expected of the answer to a saved payload: the file `NAME.expect.json` beside it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from workbench.errors.documents import ExpectationInvalid
from workbench.naming import nearest
from workbench.protocol.dispatch import Stage
from workbench.protocol.host_effect.effect import Effect
from workbench.protocol.json import parsing
from workbench.protocol.payload_text.pointers import pointer_fault
from workbench.protocol.profiles import Profile

OUTCOMES: Final = ("ok", "fallback")


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is expected of one answer, and what it is asked for under."""

    outcome: str = "ok"
    """One of OUTCOMES."""
    stage: str | None = None
    """Where it fails; None: wherever."""
    effect: str | None = Effect.USED.value
    """What a host does with it; None: whatever."""
    response: Mapping[str, Any] = field(default_factory=dict)
    """JSON pointer into the answer, and what stands there."""
    ignore: tuple[str, ...] = ()
    """JSON pointers into the answer, where everything may differ; `*` matches one part."""
    profile: Profile | None = None
    """None: that of the run."""
    capabilities: tuple[str, ...] | None = None
    """What the host offers; None: what it offers in the run."""
    notes: str = ""


NOTHING_SAID: Final = Expectation()
"""Of a payload without such a file: the outcome is ok, and a host uses the answer."""


def read_expectation(content: bytes, path: str) -> Expectation:
    """Return what a file expects.

    Args:
        content: The file.
        path: Names it in errors.

    Raises:
        ExpectationInvalid: It is no such file; the first fault.
    """
    try:
        value = parsing.parse(content)
    except parsing.JsonTextError as fault:
        place = f"line {fault.line:,}, column {fault.column:,}"
        raise ExpectationInvalid(path, place, fault.expected, fault.found) from fault
    return _Reader(path).expectation(value)


class _Reader:
    def __init__(self, path: str) -> None:
        self._path = path

    def expectation(self, value: Any) -> Expectation:
        if not isinstance(value, dict):
            raise self._fault("", "a JSON object", parsing.kind_of(value))
        for key in value:
            if key not in _KEYS:
                known = ", ".join(_KEYS)
                raise ExpectationInvalid(self._path, "", f"only the keys {known}", repr(key), nearest(key, _KEYS))
        stage = self._word(value, "stage", [one.value for one in Stage])
        outcome = self._word(value, "outcome", OUTCOMES) or ("ok" if stage is None else "fallback")
        if stage is not None and outcome == "ok":
            raise self._fault("stage", "no stage, since the outcome is ok", repr(stage))
        response = self._response(value)
        if response and outcome != "ok":
            raise self._fault("response", "no response, since the outcome is fallback", "an object with values")
        usual = Effect.USED.value if outcome == "ok" else None
        profile = self._word(value, "profile", [one.value for one in Profile])
        return Expectation(
            outcome,
            stage,
            self._word(value, "effect", [one.value for one in Effect]) or usual,
            response,
            self._pointers(value),
            None if profile is None else Profile(profile),
            self._texts(value, "capabilities") if "capabilities" in value else None,
            self._text(value, "notes"),
        )

    def _word(self, value: Mapping[str, Any], key: str, words: Any) -> str | None:
        if key not in value:
            return None
        found = value[key]
        if not isinstance(found, str):
            raise self._fault(key, f"one of {', '.join(words)}", parsing.kind_of(found))
        if found not in words:
            expected = f"one of {', '.join(words)}"
            raise ExpectationInvalid(self._path, key, expected, repr(found), nearest(found, words))
        return found

    def _response(self, value: Mapping[str, Any]) -> dict[str, Any]:
        found = value.get("response", {})
        if not isinstance(found, dict):
            raise self._fault("response", "an object of JSON pointers and values", parsing.kind_of(found))
        for pointer in found:
            self._check_pointer("response", pointer)
        return found

    def _pointers(self, value: Mapping[str, Any]) -> tuple[str, ...]:
        found = self._texts(value, "ignore")
        for pointer in found:
            self._check_pointer("ignore", pointer)
        return found

    def _check_pointer(self, key: str, pointer: str) -> None:
        fault = pointer_fault(pointer)
        if fault is not None:
            raise self._fault(key, f"a JSON pointer, such as {'/' + pointer.lstrip('/')!r}", f"{pointer!r}, {fault}")

    def _texts(self, value: Mapping[str, Any], key: str) -> tuple[str, ...]:
        found = value.get(key, [])
        if not isinstance(found, list):
            raise self._fault(key, "an array of strings", parsing.kind_of(found))
        for at, one in enumerate(found):
            if not isinstance(one, str):
                raise self._fault(f"{key}[{at}]", "a string", parsing.kind_of(one))
        return tuple(found)

    def _text(self, value: Mapping[str, Any], key: str) -> str:
        found = value.get(key, "")
        if not isinstance(found, str):
            raise self._fault(key, "a string", parsing.kind_of(found))
        return found

    def _fault(self, place: str, expected: str, found: str) -> ExpectationInvalid:
        return ExpectationInvalid(self._path, place, expected, found)


_POINTERS: Final = {"type": "string", "pattern": "^(/([^~]|~[01])*)?$"}

_KEYS: Final[dict[str, dict[str, Any]]] = {
    "outcome": {"enum": list(OUTCOMES), "default": "ok", "description": "How the dispatch ends."},
    "stage": {"enum": [stage.value for stage in Stage], "description": "Where it fails; the outcome is fallback then."},
    "effect": {
        "enum": [effect.value for effect in Effect],
        "default": Effect.USED.value,
        "description": "What a host does with the answer.",
    },
    "response": {
        "type": "object",
        "propertyNames": _POINTERS,
        "description": "JSON pointers into the answer, each with the value that stands there. A pointer may go on into "
        "the JSON of a base64 field: /body_base64/model.",
    },
    "ignore": {
        "type": "array",
        "items": _POINTERS,
        "description": "JSON pointers into the answer, where everything may differ; * matches one part.",
    },
    "profile": {
        "enum": [profile.value for profile in Profile],
        "description": "The protocol line that it is sent under.",
    },
    "capabilities": {
        "type": "array",
        "items": {"type": "string"},
        "description": "What the host offers beside the wire functions.",
    },
    "notes": {"type": "string", "description": "For people."},
}
"""The keys of the file, and the JSON Schema of each."""


def expectation_schema() -> dict[str, Any]:
    """Return the JSON Schema of a file of expectations."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "expectation",
        "description": "What is expected of the answer to the payload of the same name.",
        "type": "object",
        "properties": dict(_KEYS),
        "additionalProperties": False,
    }
