"""A request's journey as a person sees it: a row for each step with its bar, and what stands behind it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from textual.content import Content

from workbench.protocol.journey.step import CallerAnswer, JourneyEnd, JourneyStep, StepKind
from workbench.protocol.journey.upstream import UpstreamChoice
from workbench.session.values.journey_report import JourneyPlugin, JourneyReport, JourneySetup, JourneyState
from workbench.session.values.waterfall import waterfall
from workbench.ui.drawing import styles
from workbench.ui.drawing.choices import Choice
from workbench.ui.drawing.lines import BLANK, Line, empty_state, facts, json_lines, text_lines
from workbench.ui.drawing.styles import grey, say
from workbench.ui.drawing.table import Column, Row
from workbench.ui.renderers.cards import error_lines, hints_or_mending
from workbench.ui.renderers.host_effect import effect_lines_of
from workbench.visible import duration, visible

STORY: Final = "story"
SENT: Final = "sent"
ANSWERED: Final = "answered"
VIEWS: Final = tuple(Choice(one, one) for one in (STORY, SENT, ANSWERED))
CALLER: Final = "caller"
"""The key of the last row."""
COLUMNS: Final = (
    Column("step"),
    Column("plugin", stretches=True, least=8),
    Column("outcome"),
    Column("if it fails", rank=1),
    Column("time", right=True),
    Column("", stretches=True, least=6),
)
CHOICES: Final = (
    (UpstreamChoice.OK,),
    (UpstreamChoice.UNAUTHORIZED, UpstreamChoice.OK),
    (UpstreamChoice.UNAUTHORIZED,),
    (UpstreamChoice.RATE_LIMITED,),
    (UpstreamChoice.FAILED,),
    (UpstreamChoice.OVERLOADED,),
    (UpstreamChoice.BROKEN,),
)
"""What the upstream can be let answer, in turn."""
_BESIDE_BAR: Final = 66
"""Cells of a row that are not its bar."""
_BAR_LEAST, _BAR_MOST = 8, 60
_BODY_LINES: Final = 400
_LABEL: Final = 13
_ERRORS_FROM: Final = 400


def next_choice(answers: tuple[UpstreamChoice, ...]) -> tuple[UpstreamChoice, ...]:
    """Return what the upstream answers next when a person turns it."""
    return CHOICES[(CHOICES.index(answers) + 1) % len(CHOICES)] if answers in CHOICES else CHOICES[0]


def upstream_words(answers: tuple[UpstreamChoice, ...]) -> str:
    """Return what the upstream answers: `401, then 200`."""
    return ", then ".join(one.value for one in answers)


def summary(journey: JourneyState | None, serving: int | None) -> Content:
    """Return how far a journey is, or what the caller got; and whether it is one of the build that answers."""
    if journey is None:
        return grey("no journey yet")
    about = grey(f"upstream {upstream_words(journey.setup.answers)}")
    parts = [_verdict(journey), about, *_extras(journey)]
    if serving is not None and serving != journey.generation:
        parts.append(say((f"of gen {journey.generation}; gen {serving} answers now, r takes it again", styles.WARN)))
    return styles.joined(parts)


def _verdict(journey: JourneyState) -> Content:
    if journey.running is not None:
        step = journey.running or "loading the plugins"
        return say((f"{styles.RUNNING} {step}", styles.ACCENT))
    end = journey.report.end if journey.report is not None else None
    if journey.cancelled:
        return say((f"{styles.NOTHING} cancelled", styles.WARN))
    if end is None:
        return say((f"{styles.FAILED} no journey", styles.BAD))
    is_good = _is_good(end.caller)
    sign, style = (styles.OK, styles.GOOD) if is_good else (styles.FAILED, styles.BAD)
    return say((f"{sign} the caller gets {end.caller.status}", f"bold {style}"))


def _extras(journey: JourneyState) -> Iterator[Content]:
    setup, report = journey.setup, journey.report
    if report is not None and report.end is not None:
        yield grey(f"{styles.count(report.calls, 'call')}, {duration(report.plugins_us)}")
    if setup.edits:
        yield say((f"edited: {', '.join(setup.edits)}", styles.WARN))
    if setup.payload is not None:
        yield grey("the editor's request")
    if setup.paths:
        yield grey(f"with {plugins_words(setup)}")


def table(journey: JourneyState | None, width: int) -> list[Row]:
    """Return a row for each plugin that was rejected, each step, and the caller, in `width` cells."""
    report = journey.report if journey is not None else None
    if report is None:
        return []
    cells = min(max(width - _BESIDE_BAR, _BAR_LEAST), _BAR_MOST)
    bars = waterfall([step.wall_us for step in report.steps], cells)
    rows = [_rejected_row(index, one) for index, one in enumerate(report.plugins) if one.error is not None]
    rows += [_step_row(step, bar) for step, bar in zip(report.steps, bars, strict=True)]
    return [*rows, _caller_row(report.end)] if report.end is not None else rows


def _rejected_row(index: int, plugin: JourneyPlugin) -> Row:
    failed = plugin.generation.failed_layer
    layer = failed.layer.title if failed is not None else ""
    words = say((f"{styles.FAILED} rejected at {layer}", styles.BAD))
    name = Content(visible(plugin.generation.plugin_name, limit=64))
    return Row(f"plugin {index}", (grey("–"), name, words, grey("not served"), Content(), Content()))


def _step_row(step: JourneyStep, bar: str) -> Row:
    sign, style = _sign(step)
    edited = (" edited", styles.WARN) if step.is_edited else ""
    plugin = Content(visible(step.player.name, limit=64)) if step.player is not None else grey("–")
    called = step.outcome is not None and step.outcome.call is not None
    cells = (
        say((step.name, styles.STRONG)),
        plugin,
        say((f"{sign} {step.word}", style), edited),
        grey(step.policy.value if step.policy is not None else ""),
        Content(duration(step.wall_us) if called else ""),
        say((bar, styles.ACCENT)),
    )
    return Row(step.name, cells)


def _caller_row(end: JourneyEnd) -> Row:
    caller = end.caller
    sign, style = (styles.OK, styles.GOOD) if _is_good(caller) else (styles.FAILED, styles.BAD)
    status = f"{caller.status}, cut off" if caller.is_cut else str(caller.status)
    total = sum(step.wall_us for step in end.steps)
    cells = (
        say((CALLER, styles.STRONG)),
        grey("–"),
        say((f"{sign} {status}", f"bold {style}")),
        Content(),
        say((duration(total), styles.GREY)),
        Content(),
    )
    return Row(CALLER, cells)


def _sign(step: JourneyStep) -> tuple[str, str]:
    if step.kind is StepKind.UPSTREAM:
        is_error = step.answer is not None and (step.answer.is_error or step.answer.is_broken)
        return styles.HINT, styles.WARN if is_error else styles.PLAIN
    if step.kind is StepKind.NO_PLUGIN:
        return styles.NOTHING, styles.GREY
    return (styles.OK, styles.GOOD) if step.is_good else (styles.FAILED, styles.BAD)


def _is_good(caller: CallerAnswer) -> bool:
    return caller.status < _ERRORS_FROM and not caller.is_cut


def step_of(journey: JourneyState | None, key: str | None) -> JourneyStep | None:
    """Return the step of a row; None: the row is none."""
    report = journey.report if journey is not None else None
    return next((step for step in report.steps if step.name == key), None) if report is not None else None


def names(step: JourneyStep | None) -> tuple[str, ...]:
    """Return what stands in a row and may have an explanation: the kind of its error, its stage, its function."""
    if step is None or step.function is None:
        return ()
    outcome = step.outcome
    error = (outcome.error.kind,) if outcome is not None and outcome.error is not None else ()
    stage = (outcome.stage.value,) if outcome is not None and outcome.stage is not None else ()
    rules = tuple(reason.rule.value for reason in step.effect.reasons) if step.effect is not None else ()
    return tuple(dict.fromkeys((*error, *stage, *rules, step.function)))


def message(step: JourneyStep | None, view: str) -> str | None:
    """Return what was sent in a step, or answered, as JSON text; None: there is no such text, or none is asked for."""
    if step is None or view == STORY or step.outcome is None:
        return None
    if view == SENT:
        return step.payload
    call = step.outcome.call
    return call.output.decode("utf-8", "replace") if call is not None and call.failure is None else None


def lines(journey: JourneyState | None, key: str | None, view: str, width: int) -> list[Line]:
    """Return what stands behind a row, in `width` cells."""
    if journey is None:
        return empty_state("No request has been taken through yet.", ("r", "takes one through the build that answers"))
    if journey.error is not None:
        return [BLANK, *error_lines(journey.error), BLANK, *_ways_out(journey.setup)]
    if journey.running is not None and journey.report is None:
        return [BLANK, Line(grey("K stops it, and keeps the steps so far."))]
    report = journey.report
    if report is None:
        return empty_state("Another build answered before it was over.", ("r", "takes it again through that build"))
    step = step_of(journey, key)
    if step is not None:
        return _step_lines(step, view, width, has_state=bool(journey.setup.factory_state))
    if key is not None and key.startswith("plugin "):
        return _rejected_lines(report.plugins[int(key.removeprefix("plugin "))])
    return _end_lines(report, report.end, view) if report.end is not None else [BLANK, *_nothing(report)]


def _ways_out(setup: JourneySetup) -> Iterator[Line]:
    """Yield how to go back to what could be taken."""
    for given, key, what in (
        (setup.paths, "D", "drops the other plugins"),
        (setup.edits, "U", "drops the edits"),
        (setup.payload, "E", "takes a typical request again"),
        (setup.factory_state, "f", "types another factory state"),
    ):
        if given:
            yield Line(say((f"{key:>5}", styles.ACCENT), "  ", (what, styles.GREY)), hang=7)


def _nothing(report: JourneyReport) -> list[Line]:
    if report.steps or any(one.functions for one in report.plugins):
        return [Line(grey("It was stopped here."))]
    return [Line(say(("No plugin could take part, so nothing was sent.", styles.WARN)))]


def _rejected_lines(plugin: JourneyPlugin) -> list[Line]:
    assert plugin.error is not None
    host = "does not serve it, so that it plays no part in the journey"
    return [BLANK, *error_lines(plugin.error, host=host, hints=plugin.generation.hints)]


def _step_lines(step: JourneyStep, view: str, width: int, *, has_state: bool) -> list[Line]:
    if view == SENT:
        return [BLANK, *_sent(step, width)]
    if view == ANSWERED:
        return [BLANK, *_answered(step, width)]
    found = [BLANK, Line(Content(step.why)), Line(say((visible(step.came, limit=2_000), styles.ACCENT)))]
    if step.name == "build_signer" and not step.is_good and not has_state:
        found.append(
            Line(say((f"{styles.HINT} A host sends null as factory_state; f types another one.", styles.WARN)))
        )
    if step.outcome is not None and step.outcome.error is not None:
        found += [BLANK, *error_lines(step.outcome.error, hints=hints_or_mending((), step.outcome))]
    elif step.effect is not None and step.effect.reasons:
        found += [BLANK, *effect_lines_of(step.effect)]
    found += [BLANK, *_beside(step)]
    found += [
        Line(say((f"{one.level:<{_LABEL}}", styles.GREY), visible(one.message)), hang=_LABEL) for one in step.logs
    ]
    if step.kind is StepKind.NO_PLUGIN:
        return found
    sent, answered = _sent(step, width), _answered(step, width)
    return [*found, BLANK, Line(grey(SENT)), *sent, BLANK, Line(grey(ANSWERED)), *answered]


def _beside(step: JourneyStep) -> Iterator[Line]:
    """Yield what a host would do if a step failed, and what is assumed in it."""
    if step.policy is not None:
        words = f"{step.policy.effect} ({step.policy.value})"
        yield Line(say((f"{'if it fails':<{_LABEL}}", styles.GREY), words), hang=_LABEL)
    for one in step.assumed:
        yield Line(say((f"{'assumed':<{_LABEL}}{one.sentence}", styles.GREY)), hang=_LABEL)


def _sent(step: JourneyStep, width: int) -> list[Line]:
    request = step.sent
    if request is None:
        return _text(step.payload, "Nothing was sent: no plugin was asked.", width)
    found = [Line(say((f"{visible(request.method)} {visible(request.url)}", styles.STRONG)), hang=2)]
    for header in request.headers:
        value = "(no base64)" if header.content is None else visible(header.content.decode("utf-8", "replace"))
        found.append(Line(say((f"{visible(header.name)}: ", styles.GREY), value), hang=2))
    return [*found, BLANK, *_body_lines(request.body or b"")]


def _answered(step: JourneyStep, width: int) -> list[Line]:
    answer = step.answer
    if answer is None:
        return _text(message(step, ANSWERED), "There is no answer.", width)
    head = say((str(answer.status), styles.STRONG), (f"  content-type: {answer.content_type}", styles.GREY))
    return [Line(head), BLANK, *_body_lines(answer.body)]


def _text(text: str | None, none: str, width: int) -> list[Line]:
    return [Line(grey(none))] if text is None else json_lines(text, width=width)


def _end_lines(report: JourneyReport, end: JourneyEnd, view: str) -> list[Line]:
    caller = end.caller
    found = [BLANK, Line(say(("The caller gets ", styles.PLAIN), (str(caller.status), styles.STRONG)))]
    found.append(Line(say((visible(caller.why), styles.ACCENT))))
    headers = [Line(say((f"{name}: ", styles.GREY), visible(value))) for name, value in caller.headers]
    message = [*headers, BLANK, *_body_lines(caller.body)]
    if view != STORY:
        return [*found, BLANK, *message]
    beside = list(facts(_remarks(report, end)))
    found += [BLANK, *beside] if beside else []
    found += [BLANK, *message, BLANK, Line(grey("Assumed, since the protocol leaves it open:"))]
    return [*found, *(Line(say((f"· {one.sentence}", styles.GREY)), hang=2) for one in end.assumed)]


def _remarks(report: JourneyReport, end: JourneyEnd) -> Iterator[tuple[str, str]]:
    """Yield what is to be known of each plugin and edit beside the steps."""
    for one in end.observers:
        yield visible(one.player.name), _observed(one.batches, one.events, one.batches_dropped)
    for player, function in report.cast.idle:
        yield visible(player.name), f"is not asked for {function}: another plugin plays it"
    for name in report.unused_edits:
        yield name, "did not come, so its edited input was not sent"


def _observed(batches: int, events: int, dropped: int) -> str:
    sent = f"{styles.count(batches, 'batch', 'batches')} with {styles.count(events, 'event')}"
    return f"was sent {sent}, {dropped:,} dropped"


def _body_lines(body: bytes) -> list[Line]:
    if not body:
        return [Line(grey("an empty body"))]
    return text_lines(body.decode("utf-8", "replace"), lines_max=_BODY_LINES)


def plugins_words(setup: JourneySetup) -> str:
    """Return which files play beside the build; empty: none."""
    return ", ".join(visible(path.replace("\\", "/").rsplit("/", 1)[-1]) for path in setup.paths)
