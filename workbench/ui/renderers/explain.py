"""What is said of what somebody looks at: what it is, the rule, why it is there, how to mend what failed. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from workbench.errors import WorkbenchError
from workbench.protocol.explanations.explain import EXPLANATIONS, WORDS, Explanation, MessageField, Word
from workbench.protocol.explanations.explanation import Section
from workbench.protocol.hints.evidence import Hint
from workbench.protocol.host_effect.effect import Effect
from workbench.protocol.layers import Layer
from workbench.session.values.dispatch_record import DispatchRecord
from workbench.session.values.generation import Generation
from workbench.session.values.state import SessionState
from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import BLANK, Line, facts
from workbench.ui.drawing.styles import grey, say
from workbench.ui.renderers.cards import around, consequence, error_lines, hints_or_mending
from workbench.ui.renderers.looked_at import Look, Meant, meant
from workbench.ui.renderers.response import hints_of

LAYERS_OF_PANE = {
    "sections": (Layer.IDENTITY,),
    "handshake": (Layer.HANDSHAKE,),
    "self-check": (Layer.SELF_CHECK, Layer.RECORD),
}
_OF_WHAT_ANSWERS: Final = frozenset({"journey", "bench", "fuzz", "drift"})
"""Sheets that ask the build that answers."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is explained."""

    kinds: tuple[str, ...]
    """Names that a verdict carries, the outermost first."""
    error: WorkbenchError | None = None
    """None: a name is explained, nothing has failed."""
    host: str = ""
    """What a cc-lb host does now."""
    found_in: bytes = b""
    """The bytes that the failure is in; empty: it is in none."""
    offset: int | None = None
    """Where in them; None: in no single place."""
    hints: tuple[Hint, ...] = ()
    """What to do about the causes that were recognised. Untrusted."""
    words: tuple[str, ...] = ()
    """Names of `WORDS` that are explained below, whether something has failed or not."""
    fields: tuple[MessageField, ...] = ()
    """Fields of the message that is looked at; one that the cursor stands on comes first, before the words."""
    has_field: bool = False
    """The cursor stands on the first of the fields."""


def subject(state: SessionState, look: Look) -> Subject:
    """Return what there is to be explained: a failure where there is one, and what is looked at.

    The failures of the pane that has the focus come first, then the newest; none is of an older build. A static check
    or a hazard is explained alone, failed or not.
    """
    found = meant(state, look)
    if found.kinds:
        return Subject(found.kinds, words=found.own)
    failed = _failed(state, "dispatch" if look.pane == "response" else look.pane)
    if failed is None:
        return _with(Subject(()), found, (*found.own, *found.around))
    # What is wrong comes alone where the focus is on no row: the words of the pane would only stand in the way.
    return _with(failed, found, found.own)


def row_subject(state: SessionState, look: Look) -> Subject:
    """Return what there is to be explained of a row of a sheet: how it failed, and what it is."""
    found = meant(state, look)
    generation = _generation_of(state, look)
    if state.serving is None and look.pane in _OF_WHAT_ANSWERS:
        # Nothing is there to be explained but why no build answers.
        generation = state.newest
    failed = None if generation is None else failure_of(generation)
    return _with(failed or Subject(found.kinds, found.error, hints=found.hints), found, (*found.own, *found.around))


def _with(of: Subject, found: Meant, words: tuple[str, ...]) -> Subject:
    return replace(of, words=tuple(dict.fromkeys(words)), fields=found.fields, has_field=found.has_field)


def _generation_of(state: SessionState, look: Look) -> Generation | None:
    if look.pane != "generations" or look.key is None:
        return None
    return next((one for one in state.generations if str(one.number) == look.key), None)


def failure_of(generation: Generation) -> Subject | None:
    """Return what failed in the layers of a build; None: nothing did."""
    found = (_of_layer(generation, layer) for layer in list(Layer)[:4])
    return next((one for one in found if one is not None), None)


def _failed(state: SessionState, pane_id: str) -> Subject | None:
    generation = state.newest
    wanted = LAYERS_OF_PANE.get(pane_id, ())
    in_layers = [] if generation is None else [_of_layer(generation, layer) for layer in wanted]
    others = [] if generation is None else [_of_layer(generation, layer) for layer in list(Layer)[:4]]
    dispatch = _of_dispatch(state)
    order = [*in_layers, *others, dispatch]
    if dispatch is not None and (pane_id == "dispatch" or not in_layers) and _is_newer(state):
        order = [*in_layers, dispatch, *others]
    # What cannot be read is newer than every verdict on what could be.
    return next((one for one in [_of_artifact(state), *order] if one is not None), None) or _of_rest(state)


def _is_newer(state: SessionState) -> bool:
    """Say whether the last dispatch was made after the newest build was loaded."""
    return state.last is not None and (state.newest is None or state.last.at >= state.newest.loaded_at)


def _of_layer(generation: Generation, layer: Layer) -> Subject | None:
    error = generation.layer(layer).error
    if error is None:
        return None
    texts = {Layer.HANDSHAKE: generation.accept_text, Layer.SELF_CHECK: generation.response_text}
    offset = getattr(error, "offset", getattr(error, "second_offset", None))
    if layer is Layer.IDENTITY:
        found_in = generation.artifact.module
        if error.kind == "MalformedPayload" and offset is not None:
            offset += _identity_offset(generation)
    else:
        found_in = (texts.get(layer) or "").encode("utf-8", "replace")
    return Subject((error.kind,), error, consequence(layer), found_in, offset, generation.hints)


def _identity_offset(generation: Generation) -> int:
    sections = generation.module_map.sections
    return next((one.payload_offset for one in sections if one.is_custom and one.name == "cc_lb.plugin.v1"), 0)


def _of_dispatch(state: SessionState) -> Subject | None:
    """Return the failure of the last dispatch; None when there is none, or a build failed that answers no more."""
    outcome = state.last.outcome if state.last else None
    if state.last is None or outcome is None:
        return None
    if state.serving is not None and state.last.generation != state.serving.number:
        return None
    if outcome.error is None:
        return _of_effect(state.last)
    call, policy = outcome.call, outcome.policy
    kinds = [outcome.error.kind]
    if call is not None and call.failure is not None:
        kinds.append(call.failure.kind.value)
    host = f"{policy.value}: {policy.effect}" if policy else ""
    output = call.output if call is not None else b""
    offset = getattr(outcome.error, "offset", None)
    return Subject(
        tuple(kinds), outcome.error, host, output, offset, hints_or_mending(hints_of(state.last, state), outcome)
    )


def _of_effect(record: DispatchRecord | None) -> Subject | None:
    """Return what keeps a host from using an answer that decoded; None: nothing does."""
    effect = record.effect if record is not None else None
    if effect is None or effect.effect is Effect.USED:
        return None
    rules = dict.fromkeys(reason.rule.value for reason in effect.reasons)
    return Subject((*rules, effect.effect.value))


def _of_artifact(state: SessionState) -> Subject | None:
    return None if state.error is None else Subject((state.error.kind,), state.error)


def _of_rest(state: SessionState) -> Subject | None:
    """Return what is wrong beside the layers: a static check, a hazard."""
    generation = state.newest
    if generation is None:
        return None
    failed = [one.check for one in generation.static_checks if one.passed is False]
    names = (*failed, *(one.kind.value for one in generation.hazards))
    return Subject(tuple(dict.fromkeys(names))) if names else None


def lines(of: Subject, width: int) -> list[Line]:
    """Return the explanation in full."""
    shown: list[Line] = []
    if of.error is not None:
        place = [] if of.offset is None or not of.found_in else around(of.found_in, of.offset, width=width)
        shown += [*error_lines(of.error, host=of.host, place=place, hints=of.hints, whole=True), BLANK]
    for kind in of.kinds:
        known = EXPLANATIONS.get(kind)
        if known is not None:
            shown += [*_entry(known, mend=of.error is None or (bool(of.error.hint) and not of.hints)), BLANK]
    first, others = (of.fields[:1], of.fields[1:]) if of.has_field else ((), of.fields)
    for field in first:
        shown += [*field_lines(field), BLANK]
    for name in of.words:
        shown += [*_word(WORDS[name]), BLANK]
    for field in others:
        shown += [*field_lines(field), BLANK]
    if not shown:
        shown.append(Line(grey("There is no explanation under this name.")))
    return shown


def _word(word: Word) -> list[Line]:
    said = [("  is", word.what), ("  rule", word.rule), ("  why", word.why), ("  the host", word.host)]
    return [_title(word.name, "", word.section), *facts(said)]


def field_lines(field: MessageField) -> list[Line]:
    """Return what a field of a message is."""
    said = [
        ("  is", field.field.meaning),
        ("  rule", field.rule),
        ("  why", field.why),
        ("  the host", field.host),
        ("  judged by", ", ".join(field.rules)),
    ]
    return [_title(field.name, field.field.type, field.section), *facts(said)]


def _title(name: str, beside: str, section: Section | None) -> Line:
    parts = (f"   {beside}" if beside else "", f"   PROTOCOL.md section {section}" if section is not None else "")
    return Line(say((name, f"bold {styles.ACCENT}"), ("".join(parts), styles.GREY)), hang=2)


def _entry(known: Explanation, *, mend: bool) -> list[Line]:
    title = _title(known.kind, known.layer, known.section)
    said = [("  rule", known.rule), ("  why", known.why), ("  to mend", known.mend if mend else "")]
    return [title, *facts(said)]
