"""What stands in the negotiation lab: the offer as rows, the nine steps as lines, the messages. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from textual.content import Content

from workbench.errors.handshake import HandshakeSchemaVersionMismatch
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.negotiation.name_advice import name_advice
from workbench.protocol.negotiation.offer_draft import OfferDraft
from workbench.protocol.negotiation.steps import OfferTried, Step, StepState, StepVerdict
from workbench.protocol.offer import Offer
from workbench.session.values.lab import LabState
from workbench.ui.drawing import styles
from workbench.ui.drawing.choices import Choice
from workbench.ui.drawing.lines import BLANK, Line, facts, json_lines, rows_of
from workbench.ui.drawing.styles import grey, labelled, say, untrusted
from workbench.ui.drawing.table import Column, Row
from workbench.ui.renderers.cards import error_lines
from workbench.visible import size

VIEWS: Final = ("steps", "messages", "hosts", "sweep")
SCHEMA: Final = "schema"
ENVELOPE: Final = "envelope"
MORE: Final = "more:"
ROWS_MAX: Final = 100
"""Functions that are listed, and capabilities: a host may offer 32 of each."""
FUNCTION: Final = "function:"
CAPABILITY: Final = "capability:"
COLUMNS: Final = (
    Column("host offers", stretches=True, least=18),
    Column("versions", stretches=True, least=8),
    Column("plugin", rank=2),
    Column("chosen", rank=1),
    Column("note", stretches=True, least=10),
)
ADDED: Final = "added"
TAKEN_OUT: Final = "taken out"
_NAME_MAX: Final = 40
_TICKED: Final = "[✓] "
_UNTICKED: Final = "[ ] "
_LISTED_MAX: Final = 6
_SIGNS: Final = {
    StepState.PASSED: (styles.OK, styles.GOOD),
    StepState.ENDED: (styles.FAILED, styles.BAD),
    StepState.NOT_REACHED: (styles.NOTHING, styles.GREY),
}
_WORDS: Final = {StepState.PASSED: "passed", StepState.ENDED: "ended here", StepState.NOT_REACHED: "not reached"}
_TITLE_WIDTH: Final = max(len(step.title) for step in Step)


def view_choices(view: str, *, swept: str, hosts: int) -> list[Choice]:
    """Return the views of the lab."""
    notes = {"sweep": swept, "hosts": str(hosts)}
    return [Choice(one, one, notes.get(one, ""), quiet=one != view) for one in VIEWS]


def summary(lab: LabState | None, *, pending: bool, changes: int) -> Content:
    """Return the verdict on the offer in the lab, in one line."""
    beside = say((styles.count(changes, "change"), styles.ACCENT)) if changes else grey("")
    if pending or lab is None:
        return styles.joined([grey(f"{styles.RUNNING} the offer is being tried"), beside])
    if lab.tried is None:
        kind = lab.error.kind if lab.error is not None else "no build"
        return say((f"{styles.FAILED} nothing can be negotiated: {kind}", styles.BAD))
    return styles.joined([verdict(lab.tried), beside])


def verdict(tried: OfferTried) -> Content:
    """Return what came of an offer, in a few words."""
    step = tried.ended_at
    if step is None or tried.error is None:
        chosen = ", ".join(f"{untrusted(name, _NAME_MAX)} {version}" for name, version in tried.negotiated.items())
        left = chosen or "nothing: a registry would keep no record"
        return say((f"{styles.OK} all nine steps passed", styles.GOOD), "   ", labelled("negotiated", left))
    return say((f"{styles.FAILED} ended at step {step.number}: {tried.error.kind}", styles.BAD))


# ---- the offer ------------------------------------------------------------------------------------------------------


def rows(draft: OfferDraft, session: Offer, tried: OfferTried | None) -> list[Row]:
    """Return the offer as rows: functions, capabilities, the two numbers; each with what the plugin answered.

    Args:
        draft: What is edited.
        session: What the host of this session offers, to say what is changed.
        tried: What came of the draft; None: not known yet.
    """
    named = _named_in(tried)
    functions, capabilities = draft.functions, draft.capabilities
    return [
        *(_function_row(name, draft, session, tried, named) for name in functions[:ROWS_MAX]),
        *_more_row("functions", len(functions)),
        *(_capability_row(name, draft, session, tried, named) for name in capabilities[:ROWS_MAX]),
        *_more_row("capabilities", len(capabilities)),
        *_number_rows(draft.offer, session, tried, named),
    ]


def _more_row(what: str, count: int) -> Iterator[Row]:
    """Yield a row for those that are not listed; none where all are."""
    if count > ROWS_MAX:
        nothing = grey("")
        yield Row(
            f"{MORE}{what}", (grey(f"    … {count - ROWS_MAX:,} more {what}"), nothing, nothing, nothing, nothing)
        )


def _named_in(tried: OfferTried | None) -> tuple[str, str]:
    """Return the key of the row that an error speaks of, and the step that it ends; empty: it speaks of none."""
    step = tried.ended_at if tried is not None else None
    if tried is None or step is None:
        return "", ""
    function, capability = getattr(tried.error, "function", None), getattr(tried.error, "capability", None)
    title = f"step {step.number}"
    if function is not None:
        return f"{FUNCTION}{function}", title
    if capability is not None:
        return f"{CAPABILITY}{capability}", title
    return (SCHEMA, title) if isinstance(tried.error, HandshakeSchemaVersionMismatch) else ("", "")


def _function_row(
    name: str, draft: OfferDraft, session: Offer, tried: OfferTried | None, named: tuple[str, str]
) -> Row:
    offered = name in draft.offer.function_versions
    accept = tried.accept if tried is not None else None
    supported = accept.plugin_supported.get(name, ()) if accept is not None else ()
    chosen = accept.chosen_versions.get(name) if accept is not None else None
    was, now = session.function_versions.get(name), draft.offer.function_versions.get(name)
    changed = "" if was == now else ADDED if was is None else TAKEN_OUT if now is None else f"was {_versions(was)}"
    unknown = "" if name in WIRE_FUNCTIONS else "none of the seven"
    style = styles.PLAIN if offered else styles.GREY
    return Row(
        f"{FUNCTION}{name}",
        (
            _ticked(name, offered=offered),
            say((_versions(draft.versions(name)), style)),
            say(_versions(supported)) if supported else grey(styles.NOTHING),
            grey(styles.NOTHING) if chosen is None else say((str(chosen), styles.GOOD)),
            _note(f"{FUNCTION}{name}", named, changed, unknown),
        ),
    )


def _capability_row(
    name: str, draft: OfferDraft, session: Offer, tried: OfferTried | None, named: tuple[str, str]
) -> Row:
    offered, was = name in draft.offer.host_capabilities, name in session.host_capabilities
    wanted = tried is not None and name in tried.wanted_capabilities
    changed = "" if offered == was else TAKEN_OUT if was else ADDED
    return Row(
        f"{CAPABILITY}{name}",
        (
            _ticked(name, offered=offered),
            grey("capability"),
            say(("required", styles.PLAIN if offered else styles.WARN)) if wanted else grey(styles.NOTHING),
            grey(styles.NOTHING),
            _note(f"{CAPABILITY}{name}", named, changed, ""),
        ),
    )


def _number_rows(offer: Offer, session: Offer, tried: OfferTried | None, named: tuple[str, str]) -> Iterator[Row]:
    accept = tried.accept if tried is not None else None
    numbers = (
        (SCHEMA, "schema version", offer.handshake_schema_version, session.handshake_schema_version),
        (ENVELOPE, "envelope version", offer.envelope_version, session.envelope_version),
    )
    answered = {
        SCHEMA: accept.handshake_schema_version if accept is not None else None,
        ENVELOPE: accept.envelope_version if accept is not None else None,
    }
    for key, title, now, was in numbers:
        said = answered[key]
        yield Row(
            key,
            (
                say(" " * len(_TICKED), title),
                say(str(now)),
                grey(styles.NOTHING) if said is None else say(str(said)),
                grey(styles.NOTHING),
                _note(key, named, "" if now == was else f"was {was}", ""),
            ),
        )


def _ticked(name: str, *, offered: bool) -> Content:
    shown = untrusted(name, _NAME_MAX)
    return say((_TICKED, styles.GOOD), shown) if offered else grey(_UNTICKED + shown)


def _note(key: str, named: tuple[str, str], changed: str, otherwise: str) -> Content:
    if key == named[0]:
        return say((f"{styles.FAILED} {named[1]}", styles.BAD))
    return say((changed, styles.ACCENT)) if changed else grey(otherwise)


def _versions(versions: Sequence[int]) -> str:
    shown = ", ".join(map(str, versions[:_LISTED_MAX]))
    left = len(versions) - _LISTED_MAX
    return (f"{shown} … {left} more" if left > 0 else shown) or "none"


# ---- the steps ------------------------------------------------------------------------------------------------------


def step_lines(lab: LabState | None, *, brief: bool | None, width: int, height: int) -> list[Line]:
    """Return the nine steps and what the plugin answered.

    `brief`: without the sentences of steps that passed; None: as brief as it takes to see where it ended.
    """
    if lab is None:
        return [BLANK, Line(grey(f"{styles.RUNNING} The offer is being tried."))]
    if lab.tried is None:
        return [BLANK, *(error_lines(lab.error) if lab.error is not None else ())]
    lines = fitted_lines(lab.tried, brief=brief, width=width, height=height)
    return [*lines, *_lacking_lines(lab.tried), BLANK, *_answer_lines(lab.tried)]


def _lacking_lines(tried: OfferTried) -> Iterator[Line]:
    """Yield what the plugin requires and the offer lacks."""
    lacking = sorted(tried.wanted_capabilities - tried.offer.host_capabilities)
    if lacking:
        names = ", ".join(untrusted(name, _NAME_MAX) for name in lacking)
        yield BLANK
        yield Line(say((f"{styles.HINT} ", styles.WARN), f"The plugin requires {names}: tick it in the offer."), hang=2)


def fitted_lines(tried: OfferTried, *, brief: bool | None = None, width: int, height: int) -> list[Line]:
    """Return the nine steps; for the arguments see `step_lines`."""
    lines = list(_lines_of(tried.steps, brief=bool(brief)))
    if brief is None and not _fit(lines, width, height):
        lines = list(_lines_of(tried.steps, brief=True))
        if not _fit(lines, width, height):
            lines = list(_folded_lines(tried))
    return lines


def _fit(lines: Sequence[Line], width: int, height: int) -> bool:
    return sum(len(rows_of(line, width)) for line in lines) <= height


def _folded_lines(tried: OfferTried) -> Iterator[Line]:
    """Yield the step that ended the negotiation, and in a line each what passed before and was not reached."""
    for state, steps in groupby(tried.steps, key=lambda one: one.state):
        group = list(steps)
        if state is StepState.ENDED or len(group) == 1:
            yield from _lines_of(group, brief=True)
            continue
        sign, style = _SIGNS[state]
        span = f" {group[0].step.number} to {group[-1].step.number} ".ljust(_TITLE_WIDTH + 3)
        yield Line(say((sign, style), (span, styles.GREY), "  ", (_WORDS[state], styles.GREY)))


def _lines_of(steps: Iterable[StepVerdict], *, brief: bool) -> Iterator[Line]:
    for one in steps:
        yield _step_title(one)
        if one.state is StepState.ENDED or (one.state is StepState.PASSED and not brief):
            yield Line(grey(f"    {untrusted(one.compared, 1_000)}"), hang=4)
        if one.error is not None:
            yield from _indented(error_lines(one.error, hints=one.hints))


def _step_title(one: StepVerdict) -> Line:
    sign, style = _SIGNS[one.state]
    title = one.step.title.ljust(_TITLE_WIDTH)
    title_style = styles.GREY if one.state is StepState.NOT_REACHED else styles.STRONG
    word_style = styles.BAD if one.state is StepState.ENDED else styles.GREY
    return Line(say((sign, style), f" {one.step.number} ", (title, title_style), "  ", (_WORDS[one.state], word_style)))


def _indented(lines: Sequence[Line]) -> Iterator[Line]:
    for line in lines:
        yield Line(line.content.pad_left(4), hang=line.hang + 4)


def _answer_lines(tried: OfferTried) -> Iterator[Line]:
    accept = tried.accept
    yield Line(say(("The plugin answered", styles.STRONG), _size_of(tried)))
    if accept is None:
        why = {Step.OFFER: "It was not asked.", Step.INSTANCE: "It could not be asked.", Step.EXPORT: "It cannot be."}
        step = tried.ended_at
        yield Line(grey(f"    {why.get(step, 'No accept came.') if step is not None else 'No accept came.'}"))
        return
    listed = {
        "chooses": [f"{name} {version}" for name, version in accept.chosen_versions.items()],
        "supports": [f"{name} {_versions(versions)}" for name, versions in accept.plugin_supported.items()],
        "implements": sorted(accept.implemented_functions),
        "requires": sorted(accept.required_capabilities),
    }
    yield from facts(
        (f"    {verb}", ", ".join(untrusted(name, _NAME_MAX) for name in names) or "nothing")
        for verb, names in listed.items()
    )


def _size_of(tried: OfferTried) -> Content:
    return grey("") if tried.answer_bytes is None else grey(f"   {size(tried.answer_bytes)}")


def message_lines(offer: Offer, lab: LabState | None, *, width: int) -> list[Line]:
    """Return the offer and the answer to it, as they cross the border."""
    text = offer.text()
    lines = [Line(say(("offer, host to plugin", styles.STRONG), ("   " + size(len(text.encode())), styles.GREY)))]
    lines += [*json_lines(text, width=width), BLANK]
    tried = lab.tried if lab is not None else None
    answered = tried.answer_text if tried is not None else None
    if tried is None or answered is None:
        return [*lines, Line(grey("No answer came."))]
    lines.append(Line(say(("accept, plugin to host", styles.STRONG), _size_of(tried))))
    return [*lines, *json_lines(answered, width=width)]


def advice_lines(offer: Offer, key: str | None) -> list[Line]:
    """Return what is to be known of the capability of a row."""
    return [
        Line(say((f"{styles.HINT} ", styles.WARN), untrusted(one.sentence, 400)), hang=2)
        for one in name_advice(offer)
        if key == f"{CAPABILITY}{one.capability}"
    ]
