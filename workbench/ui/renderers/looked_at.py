"""What the cursor of a pane or a sheet stands on, as names that can be explained. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from workbench.errors import WorkbenchError
from workbench.errors.operator import NameUnknown
from workbench.protocol.conformance.case import CaseResult
from workbench.protocol.explanations.case_words import case_name
from workbench.protocol.explanations.explain import EXPLANATIONS, WORDS, MessageField
from workbench.protocol.explanations.messages import fields_of, message_field
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.hints.evidence import Hint
from workbench.protocol.json.parsing import Steps
from workbench.protocol.layers import Layer
from workbench.protocol.profiles import Profile
from workbench.protocol.wasm.module_map import ModuleMap, Section
from workbench.session.values.state import SessionState
from workbench.ui.renderers.lab_hosts import changed_offer
from workbench.ui.renderers.module_tables import ROWS_MAX, section_keys


@dataclass(frozen=True, slots=True)
class Look:
    """Where somebody looks."""

    pane: str
    """The id of a pane, or of a sheet's command."""
    view: str = ""
    """The view that it is turned to; empty: it has one alone."""
    key: str | None = None
    """The row under its cursor, or the wire function that it shows; None: neither."""
    steps: Steps | None = None
    """The part of a message under its cursor; None: the cursor stands on none."""
    names: tuple[str, ...] = ()
    """What stands in the row of a sheet and may have an explanation."""


@dataclass(frozen=True, slots=True)
class Meant:
    """What there is to be said of a place."""

    own: tuple[str, ...] = ()
    """Words for what the cursor stands on."""
    around: tuple[str, ...] = ()
    """Words for what stands beside it: the layer, the figures."""
    kinds: tuple[str, ...] = ()
    """Names of `EXPLANATIONS` for what the cursor stands on."""
    error: WorkbenchError | None = None
    """What failed there; None: nothing did, or it is not at hand."""
    hints: tuple[Hint, ...] = ()
    """What is known of the cause of `error`. Untrusted."""
    fields: tuple[MessageField, ...] = ()
    """Fields of the message that is shown."""
    has_field: bool = False
    """The cursor stands on the first of them."""


_CALL: Final = ("wall time", "fuel used", "memory pages", "instantiate time", "compile time")
_LAYER_CALL: Final = ("answer size", "wall time", "memory pages", "fuel used", "budget")
_SECTION_WORDS: Final = {"memory": "memory section", "producers": "producers section", "name": "name section"}
_MESSAGES: Final = {
    ("handshake", "offer"): ("offer", "offer"),
    ("handshake", "accept"): ("accept", "handshake"),
    ("self-check", "request"): ("self_check_request", "self_check"),
    ("self-check", "response"): ("self_check_response", "self_check"),
    ("self-check", "record"): ("augmented_metadata", "persistence"),
}
"""The message of a view, and its word."""
_SHEET_WORDS: Final = {
    "journey": ("envelope", "outcome", "effect", "policy"),
    "payloads": ("recording",),
    "bench": ("wall time", "fuel used", "memory pages", "compile time", "instantiate time"),
}
"""Words for what stands on a sheet beside its own."""
_HOST_WORDS: Final = {
    "storage": ("storage", "storage quota", "cc_lb_storage_get", "cc_lb_storage_put"),
    "counters": ("counters", "cc_lb_metric_incr"),
    "log": ("log", "cc_lb_log"),
    "snapshots": ("snapshots",),
    "faults": ("faults",),
}
_HOST_ROWS: Final = {
    "clock": ("clock", "cc_lb_now_unix_ms"),
    "random": ("random", "cc_lb_random_bytes"),
    "capabilities": ("capability", "offer"),
    "profile": ("profile",),
    "budget": ("budget", *_CALL[:3]),
    "imports": ("imports",),
    "offer": ("offer", "version"),
}


def meant(state: SessionState, look: Look) -> Meant:
    """Return what there is to be said of a place."""
    if look.pane == "sections":
        return _in_sections(state, look)
    if (look.pane, look.view) in _MESSAGES:
        message, word = _MESSAGES[look.pane, look.view]
        return Meant(around=(word,), fields=tuple(fields_of(message)))
    of_pane = _PANES.get(look.pane)
    if of_pane is not None:
        return of_pane(state, look)
    words = (look.pane, *_SHEET_WORDS.get(look.pane, ()))
    return Meant(around=words if look.pane in WORDS else ())


def is_known(look: Look) -> bool:
    """Say whether there is something to be said of a sheet."""
    return look.pane in _PANES or look.pane in WORDS


def _in_sections(state: SessionState, look: Look) -> Meant:
    name = (look.key or "").rpartition("#")[0]
    module_map = state.newest.module_map if state.newest is not None else None
    if look.key in EXPLANATIONS:
        is_check = EXPLANATIONS[look.key].layer == "static check"
        return Meant(("static check" if is_check else "hazard",), kinds=(look.key,))
    if module_map is None:
        return Meant(around=("identity",))
    if look.view == "imports":
        return Meant(_import_words(module_map, look.key), ("import",))
    if look.view == "exports":
        words = ("linear memory",) if name == "memory" else _known(name)
        return Meant((*words, "export"), ("handshake",))
    section = next((one for one, key in _keyed_sections(module_map) if key == look.key), None)
    around = ("identity", "offset and size", "sha256")
    if section is None:
        return Meant(around=around)
    if section.is_custom and section.name == "cc_lb.plugin.v1":
        return Meant(("cc_lb.plugin.v1",), around, fields=tuple(fields_of("identity")))
    return Meant((_section_word(section),), around)


def _keyed_sections(module_map: ModuleMap) -> list[tuple[Section, str]]:
    sections = module_map.sections[:ROWS_MAX]
    return list(zip(sections, section_keys(sections), strict=True))


def _section_word(section: Section) -> str:
    if section.is_custom and section.name.startswith(".debug_"):
        return "debug section"
    word = f"{section.name} section"
    is_listed = word in WORDS and (section.name in ("name", "producers", "target_features")) == section.is_custom
    return word if is_listed else "custom section"


def _import_words(module_map: ModuleMap, key: str | None) -> tuple[str, ...]:
    place = (key or "").rpartition("#")[2]
    if not place.isdigit() or int(place) >= len(module_map.imports):
        return ()
    one = module_map.imports[int(place)]
    module = "wasi" if one.module.startswith("wasi") else one.module
    return (*_known(one.name), *_known(module))


def _known(name: str) -> tuple[str, ...]:
    return (name,) if name in WORDS else ()


def _in_handshake(state: SessionState, look: Look) -> Meant:
    around = ("handshake", "offer", "version", "slot", "capability", "offer hash", *_LAYER_CALL)
    return Meant(_known(look.key or ""), around)


def _in_self_check(state: SessionState, look: Look) -> Meant:
    return Meant(around=("self_check", *_LAYER_CALL, "persistence"))


def _in_dispatch(state: SessionState, look: Look) -> Meant:
    """Return what is to be said of the payload: a field of it is explained elsewhere."""
    return Meant(_known(look.key or ""), ("dispatch", "envelope", "budget", "policy", "instance"))


def _in_response(state: SessionState, look: Look) -> Meant:
    function = look.key or ""
    figures = ("outcome", "policy", "effect", *_CALL, "response limit", "instance", "envelope")
    if look.view == "log":
        return Meant(("log", "counters", "storage"), figures)
    if look.steps == ("_v",):
        return Meant(("envelope", "version"), figures)
    if function not in WIRE_FUNCTIONS:
        return Meant(around=("dispatch", *figures))
    message = f"{function}_request" if look.view == "sent" else _response_message(state, function)
    fields = fields_of(message)
    asked = None if look.steps is None else _field_at(message, look.steps)
    if asked is None:
        return Meant((function,), figures, fields=tuple(fields))
    others = tuple(one for one in fields if one.name != asked.name)
    return Meant((function,), figures, fields=(asked, *others), has_field=True)


def _response_message(state: SessionState, function: str) -> str:
    is_later = function == "filter" and state.settings.profile is Profile.V0_3
    return "filter_response:0.3" if is_later else f"{function}_response"


def _field_at(message: str, steps: Steps) -> MessageField | None:
    """Return the innermost part at some steps that the message has; None: it has none of them."""
    while steps:
        try:
            return message_field(message, steps)
        except NameUnknown:
            steps = steps[:-1]
    return None


def _in_host(state: SessionState, look: Look) -> Meant:
    words = _HOST_WORDS.get(look.view)
    if words is None:
        words = _HOST_ROWS.get(look.key or "", ("config",))
    return Meant(words, ("capability",) if look.view == "settings" and "capability" not in words else ())


def _in_trace(state: SessionState, look: Look) -> Meant:
    one = next((one for one in state.trace if str(one.number) == look.key), None)
    if one is None:
        return Meant(around=("trace",))
    return Meant(_known(one.name), ("trace",), (one.outcome,) if one.outcome in EXPLANATIONS else ())


def _in_conformance(state: SessionState, look: Look) -> Meant:
    result = _case(state, look.key)
    if result is None:
        return Meant(around=("conformance",))
    rules = result.effect.reasons if result.effect is not None and result.passed else ()
    kinds = [] if result.error is None else [result.error.kind]
    kinds += dict.fromkeys(reason.rule.value for reason in rules)
    return Meant((case_name(result.layer),), ("conformance", "budget"), tuple(kinds), result.error)


def _case(state: SessionState, key: str | None) -> CaseResult | None:
    report = state.conformance.report if state.conformance is not None else None
    if report is None or key is None or int(key) >= len(report.results):
        return None
    return report.results[int(key)]


def _in_history(state: SessionState, look: Look) -> Meant:
    around = ("history", "outcome", "policy", "instance", "wall time", "gen", "recording")
    words = tuple(name for name in look.names if name in WORDS)
    return Meant(words, around, tuple(name for name in look.names if name in EXPLANATIONS))


def _in_journey(state: SessionState, look: Look) -> Meant:
    around = ("journey", "outcome", "policy", "instance", "wall time")
    words = tuple(name for name in look.names if name in WORDS)
    return Meant(words, around, tuple(name for name in look.names if name in EXPLANATIONS))


def _in_lab(state: SessionState, look: Look) -> Meant:
    """Return what ended the negotiation with the offer of the lab, and what the row is."""
    around = ("lab", "handshake", "offer", "version", "capability")
    kind, _, name = (look.key or "").partition(":")
    own = _known(name if kind == "function" else kind)
    tried = state.lab.tried if state.lab is not None else None
    if look.view == "sweep":
        changed = changed_offer(state.sweep, look.key)
        tried = changed.tried if changed is not None else None
    if look.view == "hosts" or tried is None or tried.error is None:
        return Meant(own, around)
    return Meant(own, around, (tried.error.kind,), tried.error, tried.hints)


def _in_present(state: SessionState, look: Look) -> Meant:
    """A layer, and the error that ended it."""
    words = tuple(name for name in look.names if name in WORDS)
    return Meant(words, ("gen", "profile", "budget"), tuple(name for name in look.names if name in EXPLANATIONS))


def _in_generations(state: SessionState, look: Look) -> Meant:
    return Meant(("gen",), ("sha256", "compile time", "fuel used", *(one.value for one in Layer)))


_PANES: Final = {
    "handshake": _in_handshake,
    "self-check": _in_self_check,
    "dispatch": _in_dispatch,
    "response": _in_response,
    "host": _in_host,
    "trace": _in_trace,
    "conformance": _in_conformance,
    "history": _in_history,
    "journey": _in_journey,
    "lab": _in_lab,
    "present": _in_present,
    "generations": _in_generations,
}
