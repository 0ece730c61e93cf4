"""Recordings as text, and back: the format of the file.

A recording is UTF-8 text in JSON lines, made for git: one line of facts, then one line for each call, in the order in
which they are sent.

The first line; what need not be said has the value in brackets:

    workbench_recording  2: the format. A newer one is rejected.
    plugin               the name in the plugin's identity; what it stores is scoped by it
    profile              `0.1` or `0.3`
    budget               `serving` or `strict`
    imports              `reference` or `trap`
    capabilities         names that the host offered
    budgets              [{}] budget -> limit -> number: limits other than the protocol's, as in the project file
    offer                [what the profile offers] the host's offer, as `workbench offer --format json` prints it
    faults               [[]] the faults that were injected into the host, as `call --fault` takes it
    clock_unix_ms        where the clock stands at the first call; it does not move by itself
    seed                 what the random source is seeded with before the first call
    ignore               JSON pointers that do not count in a comparison; a part `*` stands for any one
    tolerances           JSON pointer -> how far two numbers may be apart

Each further line:

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
    log                  [[]] the lines that the plugin wrote, each with its level in front; null: as of `stored`
    note                 [] why a replay may differ, for people

Format 1 had no `budgets`, `offer`, `faults` and `log`: its calls are read as if their log were null. Fields that are
not known are an error, so that a mistyped one is noticed. The configuration of the plugin is not kept, for
it may hold secrets: it comes from the project file or from `--config`.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, TypeVar

from workbench.errors.files import FormatTooNew, LineDamaged
from workbench.errors.operator import FileDamaged
from workbench.protocol.budgets import BUDGETS
from workbench.protocol.dispatch import bare_request
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.json import parsing
from workbench.protocol.profiles import Profile
from workbench.protocol.wire.encode import compact
from workbench.session.host.views import (
    clock_value,
    random_value,
    read_clock,
    read_counters,
    read_log,
    read_random,
    read_storage,
    storage_value,
)
from workbench.session.recordings.conditions import conditions_value
from workbench.session.recordings.line import RecordedLine
from workbench.session.values.kept_outcome import OK, KeptOutcome
from workbench.session.values.recording import Given, RecordedCall, Recording
from workbench.session.values.replay_verdict import CallEffect, ReplayRules, check_pointer
from workbench.visible import HIDDEN

T = TypeVar("T")

RECORDING_FORMAT: Final = 2
_HIDDEN: Final = re.compile(f"[{HIDDEN}]")

_FACTS: Final = {
    1: frozenset(
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
}
_FACTS[2] = _FACTS[1] | {"budgets", "offer", "faults"}
"""The fields of the first line, by format."""
_CALL_FIELDS: Final = {
    1: frozenset(
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
}
_CALL_FIELDS[2] = _CALL_FIELDS[1] | {"log"}
"""The fields of a call's line, by format."""
_SILENT_LOG: Final[Mapping[int, tuple[str, ...] | None]] = {1: None, 2: ()}
"""What a call's line says by saying nothing of the log, by format."""


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
            "imports": recording.conditions.imports.value,
            "capabilities": list(recording.conditions.capabilities),
            **conditions_value(recording.conditions),
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
        value["response"] = parsing.parse(outcome.response_text or "null")
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
    if effect.logs is None or effect.logs:
        value["log"] = None if effect.logs is None else list(effect.logs)
    return _line(value)


def _payload_value(payload: str) -> dict[str, Any]:
    try:
        value = parsing.parse(payload)
    except parsing.InvalidUtf8:
        return {"payload_base64": base64.b64encode(_bytes_of(payload)).decode()}
    except parsing.JsonTextError:
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
    text = text.encode("utf-8", "replace").decode()
    # Whoever reviews a recording in git must see what is there.
    return _HIDDEN.sub(lambda hidden: json.dumps(hidden.group())[1:-1], text) + "\n"


def is_recording(beginning: bytes) -> bool:
    """Say by the beginning of a file whether it is a recording, be it damaged or too new."""
    first, _, _ = beginning.partition(b"\n")
    return first.lstrip().startswith(b"{") and b'"workbench_recording"' in first


def read_recording(content: bytes, path: str) -> Recording:
    """Return the recording that a file holds. `path` is named in errors.

    Raises:
        FileDamaged: The file is empty, a module, or no recording.
        FormatTooNew: A newer workbench wrote it.
        LineDamaged: A line is not what it must be; the last one may be cut off.
    """
    if content.startswith(b"\0asm"):
        raise FileDamaged(path, "a recording", "a WebAssembly module")
    lines = content.split(b"\n")
    if lines[-1]:
        found = f"a line that is cut off at byte {len(lines[-1]):,}"
        raise LineDamaged(path, len(lines), "a line feed at the end of the last line", found)
    if not content.strip():
        raise FileDamaged(path, "a recording", "an empty file")
    header = _line_of(lines[0], path, 1)
    version = _read_version(header)
    calls = tuple(
        _read_call(_line_of(line, path, number), version)
        for number, line in enumerate(lines[1:-1], start=2)
        if line.strip()
    )
    return replace(_read_header(header, version), calls=calls)


def _line_of(content: bytes, path: str, number: int) -> RecordedLine:
    try:
        value = parsing.parse(content)
    except parsing.JsonTextError as error:
        found = f"{error.found} at byte {error.offset:,}"
        raise LineDamaged(path, number, f"JSON with {error.expected}", found) from error
    if not isinstance(value, dict):
        raise LineDamaged(path, number, "a JSON object", f"{parsing.kind_of(value)} at byte 0")
    return RecordedLine(value, content, path, number)


def _read_version(line: RecordedLine) -> int:
    version = line.value.get("workbench_recording")
    if version is None:
        raise FileDamaged(line.path, "a recording, with workbench_recording in its first line", "another JSON object")
    if type(version) is not int or version < 1:
        raise line.wrong("the format as a positive integer", compact(version), "workbench_recording")
    if version > RECORDING_FORMAT:
        raise FormatTooNew(line.path, "recording", version, RECORDING_FORMAT)
    return version


def _read_header(line: RecordedLine, version: int) -> Recording:
    line.reject_unknown(_FACTS[version])
    rules = ReplayRules(tuple(line.texts("ignore")), {key: float(number) for key, number in line.numbers("tolerances")})
    for field, pointers in (("ignore", rules.ignore), ("tolerances", rules.tolerances)):
        for pointer in pointers:
            if not check_pointer(pointer):
                raise line.wrong("a JSON pointer, that begins with /", repr(pointer), field)
    return Recording(
        plugin=line.text("plugin"),
        profile=Profile(line.choice("profile", [one.value for one in Profile])),
        budget=line.choice("budget", list(BUDGETS)),
        conditions=line.conditions(),
        clock_unix_ms=line.integer("clock_unix_ms"),
        seed=line.text("seed"),
        rules=rules,
    )


def _read_call(line: RecordedLine, version: int) -> RecordedCall:
    value = line.value
    line.reject_unknown(_CALL_FIELDS[version])
    function = line.choice("function", list(WIRE_FUNCTIONS))
    payload, bare = _read_payload(line, function)
    stage = line.text("outcome")
    if stage == OK:
        if "response" not in value:
            raise line.wrong("a response, for the outcome is ok", "none")
        outcome = KeptOutcome(None, compact(value["response"]))
    else:
        error = line.within("error")
        outcome = KeptOutcome(stage, None, error.text("kind"), error.text("message"), error.text("cause"))
    given = Given(
        _kept(line, "storage", read_storage, None),
        _kept(line, "clock", read_clock, None),
        _kept(line, "random", read_random, None),
    )
    nothing: dict[str, bytes] = {}
    effect = CallEffect(
        outcome,
        _kept(line, "stored", read_storage, nothing),
        _kept(line, "counters", read_counters, None) or {},
        _kept(line, "log", read_log, _SILENT_LOG[version]),
    )
    fresh = value.get("fresh", False)
    if not isinstance(fresh, bool):
        raise line.wrong("fresh as true or false", parsing.kind_of(fresh), "fresh")
    return RecordedCall(function, payload, effect, given, fresh, str(value.get("note", "")), bare)


def _kept(line: RecordedLine, field: str, read: Callable[[Any], T], absent: T | None) -> T | None:
    """Return what a field holds; None for null."""
    if field not in line.value:
        return absent
    value = line.value[field]
    try:
        return None if value is None else read(value)
    except (ValueError, TypeError, AttributeError) as error:
        raise line.wrong(f"{field} as documented", str(error), field) from error


def _read_payload(line: RecordedLine, function: str) -> tuple[str, str | None]:
    """Return the payload, and what crosses the border for it where that can be known before."""
    given = [name for name in ("payload", "payload_text", "payload_base64") if name in line.value]
    if len(given) != 1:
        raise line.wrong("one of payload, payload_text and payload_base64", " and ".join(given) or "none")
    if given == ["payload"]:
        value = line.mapping("payload")
        return compact(value), bare_request(function, value)
    if given == ["payload_text"]:
        return line.text("payload_text"), None
    try:
        return base64.b64decode(line.text("payload_base64"), validate=True).decode("utf-8", "surrogateescape"), None
    except ValueError as error:
        raise line.wrong("payload_base64 as base64", str(error), "payload_base64") from error
