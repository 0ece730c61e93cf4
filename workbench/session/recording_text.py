"""Recordings as text, and back: the format of the file.

A recording is UTF-8 text in JSON lines, made for git: one line of facts, then one line for each call, in the order in
which they are sent.

The first line:

    workbench_recording  1: the format. A newer one is refused.
    plugin               the name in the plugin's identity; what it stores is scoped by it
    profile              `0.1` or `0.3`
    budget               `serving` or `strict`
    imports              `reference` or `trap`
    capabilities         names that the host offered
    clock_unix_ms        where the clock stands at the first call; it does not move by itself
    seed                 what the random source is seeded with before the first call
    ignore               JSON pointers that do not count in a comparison; a part `*` stands for any one
    tolerances           JSON pointer -> how far two numbers may be apart

Each further line; what is not said has the value in brackets:

    function             one of the seven wire functions
    payload              the request, a JSON object without `_v`; or instead:
    payload_text         the request as it was typed, because it is no JSON object
    payload_base64       the same in base64, because it is no UTF-8 either
    outcome              `ok`, or the stage that failed
    response             what the plugin answered, without `_v`; only when ok
    error                {kind, message, cause}; only when it failed. `cause` is compared, `message` is for people
    fresh                [false] true: on an instance of its own; else all on one, which keeps its globals
    storage              [as the call before left it; empty at first] key -> base64: the plugin's entries before it
    clock, random        [as the call before left them] [unix_ms, step_ms], [seed, position]
    stored               [{}] key -> base64: what the plugin stored or changed; null: not known, and not compared
    counters             [{}] name -> what the plugin added
    note                 [] why a replay may differ, for people

Fields that are not known are an error, so that a slip of the pen is not passed over. The configuration of the plugin is
not kept, for it may hold secrets: it comes from the project file or from `--config`.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from workbench.errors import OperatorError
from workbench.errors.files import FormatTooNew, LineDamaged
from workbench.errors.operator import FileDamaged
from workbench.protocol import jsontext
from workbench.protocol.budgets import BUDGETS, Imports
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.profiles import Profile
from workbench.protocol.wire.encode import compact
from workbench.session.host_views import (
    clock_value,
    random_value,
    read_clock,
    read_counters,
    read_random,
    read_storage,
    storage_value,
)
from workbench.session.kept_outcome import OK, KeptOutcome
from workbench.session.recordings import Given, RecordedCall, Recording
from workbench.session.replay_verdicts import CallEffect, ReplayRules, check_pointer

RECORDING_FORMAT: Final = 1

_FACTS: Final = frozenset(
    {
        "workbench_recording",
        "plugin",
        "profile",
        "budget",
        "imports",
        "capabilities",
        "clock_unix_ms",
        "seed",
        "ignore",
        "tolerances",
    }
)
_CALL_FIELDS: Final = frozenset(
    {
        "function",
        "payload",
        "payload_text",
        "payload_base64",
        "outcome",
        "response",
        "error",
        "fresh",
        "storage",
        "clock",
        "random",
        "stored",
        "counters",
        "note",
    }
)


def recording_text(recording: Recording) -> str:
    """Return the text of a recording."""
    return "".join((header_line(recording), *map(call_line, recording.calls)))


def header_line(recording: Recording) -> str:
    """Return the first line, with its line feed."""
    return _line(
        {
            "workbench_recording": RECORDING_FORMAT,
            "plugin": recording.plugin,
            "profile": recording.profile.value,
            "budget": recording.budget,
            "imports": recording.imports.value,
            "capabilities": list(recording.capabilities),
            "clock_unix_ms": recording.clock_unix_ms,
            "seed": recording.seed,
            "ignore": list(recording.rules.ignore),
            "tolerances": dict(recording.rules.tolerances),
        }
    )


def call_line(call: RecordedCall) -> str:
    """Return the line of a call, with its line feed."""
    outcome, given, effect = call.effect.outcome, call.given, call.effect
    value: dict[str, Any] = {"function": call.function} | _payload_value(call.payload) | {"outcome": outcome.word}
    if outcome.ok:
        value["response"] = jsontext.parse(outcome.response_text or "null")
    else:
        value["error"] = {"kind": outcome.error_kind, "message": outcome.message, "cause": outcome.cause}
    maybe = {
        "fresh": True if call.fresh else None,
        "storage": None if given.storage is None else storage_value(given.storage),
        "clock": None if given.clock is None else clock_value(given.clock),
        "random": None if given.random is None else random_value(given.random),
        "counters": dict(sorted(effect.counters.items())) or None,
        "note": call.note or None,
    }
    value |= {name: fact for name, fact in maybe.items() if fact is not None}
    if effect.stored is None or effect.stored:
        value["stored"] = None if effect.stored is None else storage_value(effect.stored)
    return _line(value)


def _payload_value(payload: str) -> dict[str, Any]:
    try:
        value = jsontext.parse(payload)
    except jsontext.InvalidUtf8:
        return {"payload_base64": base64.b64encode(_bytes_of(payload)).decode()}
    except jsontext.JsonTextError:
        value = None
    return {"payload": value} if isinstance(value, dict) else {"payload_text": payload}


def _bytes_of(payload: str) -> bytes:
    try:
        return payload.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return payload.encode("utf-8", "surrogatepass")


def _line(value: Mapping[str, Any]) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # Half a surrogate pair, in a message, has no UTF-8.
    return text.encode("utf-8", "replace").decode() + "\n"


def read_recording(content: bytes, path: str) -> Recording:
    """Return the recording that a file holds. `path` is named in errors.

    Raises:
        FileDamaged: The file is empty, or is no recording.
        FormatTooNew: A newer workbench wrote it.
        LineDamaged: A line is not what it must be; the last one may be cut off.
    """
    lines = content.split(b"\n")
    if lines[-1]:
        raise LineDamaged(path, len(lines), "a line feed at the end of the last line", "a line that is cut off")
    if not content.strip():
        raise FileDamaged(path, "a recording", "an empty file")
    recording = _read_header(_object(lines[0], path, 1), path)
    calls = tuple(
        _read_call(_object(line, path, number), path, number)
        for number, line in enumerate(lines[1:-1], start=2)
        if line.strip()
    )
    return replace(recording, calls=calls)


def _object(line: bytes, path: str, number: int) -> dict[str, Any]:
    try:
        value = jsontext.parse(line)
    except jsontext.JsonTextError as error:
        found = f"{error.found} at byte {error.offset:,}"
        raise LineDamaged(path, number, f"JSON with {error.expected}", found) from error
    if not isinstance(value, dict):
        raise LineDamaged(path, number, "a JSON object", jsontext.kind_of(value))
    return value


def _read_header(value: Mapping[str, Any], path: str) -> Recording:
    version = value.get("workbench_recording")
    if version is None:
        raise FileDamaged(path, "a recording, with workbench_recording in its first line", "another JSON object")
    if type(version) is not int or version < 1:
        raise LineDamaged(path, 1, "the format as a positive integer", compact(version))
    if version > RECORDING_FORMAT:
        raise FormatTooNew(path, "recording", version, RECORDING_FORMAT)
    line = _Line(value, path, 1)
    line.refuse_unknown(_FACTS)
    rules = ReplayRules(tuple(line.texts("ignore")), {key: float(number) for key, number in line.numbers("tolerances")})
    for pointer in (*rules.ignore, *rules.tolerances):
        if not check_pointer(pointer):
            raise LineDamaged(path, 1, "a JSON pointer, that begins with /", repr(pointer))
    return Recording(
        plugin=line.text("plugin"),
        profile=Profile(line.choice("profile", [one.value for one in Profile])),
        budget=line.choice("budget", list(BUDGETS)),
        imports=Imports(line.choice("imports", [one.value for one in Imports])),
        capabilities=tuple(line.texts("capabilities")),
        clock_unix_ms=line.integer("clock_unix_ms"),
        seed=line.text("seed"),
        rules=rules,
    )


def _read_call(value: dict[str, Any], path: str, number: int) -> RecordedCall:
    line = _Line(value, path, number)
    line.refuse_unknown(_CALL_FIELDS)
    function = line.choice("function", list(WIRE_FUNCTIONS))
    payload = _read_payload(line)
    stage = line.text("outcome")
    if stage == OK:
        if "response" not in value:
            raise line.wrong("a response, for the outcome is ok", "none")
        outcome = KeptOutcome(None, compact(value["response"]))
    else:
        error = _Line(line.mapping("error"), path, number)
        outcome = KeptOutcome(stage, None, error.text("kind"), error.text("message"), error.text("cause"))
    try:
        given = Given(
            read_storage(value["storage"]) if "storage" in value else None,
            read_clock(value["clock"]) if "clock" in value else None,
            read_random(value["random"]) if "random" in value else None,
        )
        stored = value.get("stored", {})
        effect = CallEffect(
            outcome,
            None if stored is None else read_storage(stored),
            read_counters(value.get("counters", {})),
        )
    except (ValueError, TypeError, AttributeError) as error:
        raise line.wrong("storage, clock, random, stored and counters as documented", str(error)) from error
    fresh = value.get("fresh", False)
    if not isinstance(fresh, bool):
        raise line.wrong("fresh as true or false", jsontext.kind_of(fresh))
    return RecordedCall(function, payload, effect, given, fresh, str(value.get("note", "")))


def _read_payload(line: _Line) -> str:
    given = [name for name in ("payload", "payload_text", "payload_base64") if name in line.value]
    if len(given) != 1:
        raise line.wrong("one of payload, payload_text and payload_base64", " and ".join(given) or "none")
    if given == ["payload"]:
        return compact(line.mapping("payload"))
    if given == ["payload_text"]:
        return line.text("payload_text")
    try:
        return base64.b64decode(line.text("payload_base64"), validate=True).decode("utf-8", "surrogateescape")
    except ValueError as error:
        raise line.wrong("payload_base64 as base64", str(error)) from error


@dataclass(frozen=True, slots=True)
class _Line:
    """Takes fields out of a line, and says what is wrong with them."""

    value: Mapping[str, Any]
    path: str
    number: int

    def wrong(self, expected: str, found: str) -> OperatorError:
        return LineDamaged(self.path, self.number, expected, found)

    def refuse_unknown(self, known: frozenset[str]) -> None:
        unknown = sorted(set(self.value) - known)
        if unknown:
            raise self.wrong("known fields", f"the field {unknown[0]!r}")

    def _field(self, name: str, kind: type | tuple[type, ...], expected: str) -> Any:
        if name not in self.value:
            raise self.wrong(f"the field {name}", "no such field")
        found = self.value[name]
        if not isinstance(found, kind) or isinstance(found, bool):
            raise self.wrong(f"{name} as {expected}", jsontext.kind_of(found))
        return found

    def text(self, name: str) -> str:
        return str(self._field(name, str, "a string"))

    def integer(self, name: str) -> int:
        return int(self._field(name, int, "an integer"))

    def mapping(self, name: str) -> dict[str, Any]:
        return dict(self._field(name, dict, "an object"))

    def choice(self, name: str, allowed: Sequence[str]) -> str:
        found = self.text(name)
        if found not in allowed:
            raise self.wrong(f"{name} as one of {', '.join(allowed)}", repr(found))
        return found

    def texts(self, name: str) -> list[str]:
        found = self._field(name, list, "an array") if name in self.value else []
        if not all(isinstance(one, str) for one in found):
            raise self.wrong(f"{name} as an array of strings", "another element")
        return list(found)

    def numbers(self, name: str) -> list[tuple[str, float]]:
        found = self.mapping(name) if name in self.value else {}
        for one in found.values():
            if isinstance(one, bool) or not isinstance(one, (int, float)):
                raise self.wrong(f"{name} as an object of numbers", jsontext.kind_of(one))
        return list(found.items())
