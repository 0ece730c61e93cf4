"""What is tried with an input: everything in the core that reads it.

Each part either succeeds or raises the protocol's own errors; anything else comes out of here, and so does a
disagreement between two parts.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from typing import Final, TypeVar

from tests.messages import negotiated
from workbench.errors import WorkbenchError, as_json
from workbench.protocol.dispatch import DispatchOutcome, Prepared, judge_output, prepare
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.host_effect.text_types import TEXT_TYPES
from workbench.protocol.hosting.hazards import hazards
from workbench.protocol.identity import identity_of, judge_payload, read_identity
from workbench.protocol.json import parsing
from workbench.protocol.profiles import Profile
from workbench.protocol.protocol_line import protocol_line
from workbench.protocol.static_checks import EngineAnswer, static_checks
from workbench.protocol.verdicts import TextVerdict, judge_text, offer_of_entries
from workbench.protocol.wasm import ModuleMap, walk, walk_leniently
from workbench.protocol.wasm.custom_sections import custom_section_text
from workbench.protocol.wire.decode import DecodeError, Mode, from_text
from workbench.protocol.wire.messages import TYPES_BY_NAME, request_type, response_type
from workbench.protocol.wire.problems import PROBLEMS_MAX, Severity, problems
from workbench.protocol.wire.types import WireType
from workbench.visible import visible

OWN_ERRORS: Final = (WorkbenchError, DecodeError, parsing.JsonTextError)
NEGOTIATION: Final = negotiated()

_TEXT_MAX_CHARACTERS: Final = 20_000
_SECTIONS_SHOWN_MAX: Final = 50

_T = TypeVar("_T")


class Disagreement(AssertionError):
    """Two parts of the core say different things of the same input."""


class Trial:
    """One input: runs the parts one by one, and keeps how long the slowest took, in time of the processor."""

    def __init__(self, content: bytes, chance: random.Random) -> None:
        self.content = content
        self.chance = chance
        self.slowest_s = 0.0
        self.slowest_part = ""

    def get(self, part: str, act: Callable[[], _T]) -> _T:
        """Return what an act gives; it must not raise."""
        started = time.thread_time()
        try:
            return act()
        finally:
            took_s = time.thread_time() - started
            if took_s > self.slowest_s:
                self.slowest_s, self.slowest_part = took_s, part

    def error_of(self, part: str, act: Callable[[], object]) -> Exception | None:
        """Return the protocol's own error that an act raises, or None; the error must be able to speak."""
        try:
            self.get(part, act)
        except OWN_ERRORS as error:
            self.hear(error)
            return error.with_traceback(None)
        return None

    def hear(self, error: Exception) -> None:
        """Require of an error that its text is there, is bounded, and goes into a report."""
        text = str(error)
        if not text or len(text) > _TEXT_MAX_CHARACTERS + 8 * len(self.content):
            raise Disagreement(f"{type(error).__name__}: a text of {len(text):,} characters")
        visible(text)
        if isinstance(error, WorkbenchError):
            json.dumps(as_json(error))


def try_module(trial: Trial) -> str:
    """Read a module in every way; return a word for what came of it."""
    module = trial.content
    module_map, damage = trial.get("walk_leniently", lambda: walk_leniently(module))
    _same("walk and walk_leniently", str(trial.error_of("walk", lambda: walk(module))), str(damage))
    first = trial.error_of("identity_of", lambda: identity_of(module, module_map, damage))
    read = trial.error_of("read_identity", lambda: read_identity(module))
    _same("read_identity and identity_of", str(read), str(first))
    checks = trial.get("static_checks", lambda: static_checks(module, module_map, damage, EngineAnswer("x\0y")))
    _same("the number of static checks", len(checks), 9)
    hazard = trial.get("hazards", lambda: [visible(one.detail) for one in hazards(module, module_map)])
    trial.get("protocol_line", lambda: protocol_line(module_map))
    trial.get("custom_section_text", lambda: _custom_sections(module, module_map))
    for name in WIRE_FUNCTIONS:
        trial.get("exports", lambda name=name: (module_map.function_exists(name), module_map.export_found(name)))  # type: ignore[misc]
    return (type(first).__name__ if first else "identified") + (", with a hazard" if hazard else "")


def _custom_sections(module: bytes, module_map: ModuleMap) -> None:
    for section in module_map.sections[:_SECTIONS_SHOWN_MAX]:
        if section.is_custom:
            for line in custom_section_text(module, section):
                visible(line.text)


def try_text(type_name: str, trial: Trial) -> str:
    """Judge a text as a type in both modes; return a word for what came of it."""
    profile = trial.chance.choice(list(Profile))
    verdicts = [_judged(trial, type_name, mode, profile) for mode in Mode]
    if type_name in TEXT_TYPES:
        # What is no JSON has neither a wire type nor problems.
        return "accepted" if verdicts[0].ok else "refused"
    _compare_with_problems(trial, type_name, type_of(type_name, profile))
    plain = trial.error_of("parse", lambda: parsing.parse(trial.content))
    keeping = trial.error_of("parse_keeping_repeated", lambda: parsing.parse_keeping_repeated(trial.content))
    _same("parse and parse_keeping_repeated", str(plain), str(keeping))
    for verdict in verdicts:
        if verdict.ok and type_name in TYPES_BY_NAME and type_name not in _MAY_BE_INFINITE:
            again = judge_text(type_name, (verdict.canonical or "").encode(), profile=profile)
            _same("the verdict on a canonical text", again.ok, True)
    _try_dispatch(trial, profile)
    trial.error_of("judge_payload", lambda: judge_payload(trial.content))
    trial.error_of("offer_of_entries", lambda: offer_of_entries(trial.content).sha256())
    direct = verdicts[0]
    return "accepted" if direct.ok else direct.error_kind or (direct.stage.value if direct.stage else "")


def _judged(trial: Trial, type_name: str, mode: Mode, profile: Profile) -> TextVerdict:
    verdict = trial.get("judge_text", lambda: judge_text(type_name, trial.content, mode=mode, profile=profile))
    _same("ok and error", verdict.ok, verdict.error is None)
    if verdict.error is not None:
        trial.hear(verdict.error)
    return verdict


def type_of(type_name: str, profile: Profile) -> WireType:
    """Return the wire type behind a name of `decode`."""
    family, _, rest = type_name.partition(":")
    if family == "envelope":
        return response_type(rest.partition(":")[0], profile)
    if family == "wire_request":
        return request_type(rest)
    return TYPES_BY_NAME[type_name]


def _compare_with_problems(trial: Trial, type_name: str, wire_type: WireType) -> None:
    """What is an error among all problems is what the reference refuses when it reads a value."""
    try:
        text = trial.content.decode()
    except UnicodeDecodeError:
        return
    trial.get("problems of a payload", lambda: problems(wire_type, text, as_payload=True))
    found = trial.get("problems", lambda: problems(wire_type, text))
    if len(found) < PROBLEMS_MAX:
        refused = trial.error_of("from_text", lambda: from_text(wire_type, text, Mode.VALUE)) is not None
        said = any(problem.severity is Severity.ERROR for problem in found)
        _same(f"problems and decode of {type_name}", said, refused)


def _try_dispatch(trial: Trial, profile: Profile) -> None:
    function = trial.chance.choice(list(WIRE_FUNCTIONS))
    prepared = trial.get("prepare", lambda: prepare(NEGOTIATION, function, trial.content))
    if isinstance(prepared, DispatchOutcome):
        _same("an outcome without call", prepared.ok, False)
    elif error := trial.error_of("what is sent", lambda: parsing.parse(prepared.text)):
        raise Disagreement(f"what is sent is no JSON: {error}")
    outcome = trial.get("judge_output", lambda: judge_output(Prepared(function, 1, ""), trial.content, profile))
    if outcome.error is not None:
        trial.hear(outcome.error)


_MAY_BE_INFINITE: Final = frozenset({"cache_score", "candidate", "filter_request"})
"""`confidence` beyond f32 is written as null, which is no f32."""


def _same(what: str, one: object, other: object) -> None:
    if one != other:
        raise Disagreement(f"{what}: {str(one)[:300]} != {str(other)[:300]}")
