"""What stands in the right half of pane 4: outcome, cost and answer of the last dispatch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from textual.content import Content

from workbench.protocol.calls import CallOutcome
from workbench.protocol.dispatch import DispatchOutcome, Stage
from workbench.protocol.hints.evidence import Hint
from workbench.session.values.dispatch_hints import dispatch_hints
from workbench.session.values.dispatch_record import DispatchRecord
from workbench.session.values.state import SessionState
from workbench.ui.drawing import styles
from workbench.ui.drawing.choices import Choice
from workbench.ui.drawing.key_hints import with_keys
from workbench.ui.drawing.lines import BLANK, Line, facts, json_lines, text_lines
from workbench.ui.drawing.styles import grey, say, untrusted
from workbench.ui.renderers.answers import AnswerDifference, difference_lines, inline_lines, versus
from workbench.ui.renderers.base64_content import message_lines, with_contents
from workbench.ui.renderers.cards import error_lines, hex_lines, hints_or_mending
from workbench.ui.renderers.faults import fault_lines, outcome_mark
from workbench.ui.renderers.gauges import cost_lines
from workbench.ui.renderers.host_effect import effect_lines
from workbench.visible import duration, size, visible

_STAGES = list(Stage)
HEX_SHOWN_MAX = 8_192
"""Bytes of an output that are shown as hexadecimal digits."""
INTERRUPTED = "possibly interrupted"
_INTERRUPTED_MEANS = (
    "stopped inside its code, its globals and memory may be half changed; like a host, it keeps answering"
)


def outcome_line(state: SessionState, width: int = 0, *, owner: Content | None = None) -> Content:
    """Return the outcome in one line of `width` cells, 0 for any; the numbers give way first."""
    if state.running is not None:
        return say(
            (f"{styles.RUNNING} running", f"bold {styles.ACCENT}"), (f"  {state.running}   esc cancels", styles.GREY)
        )
    record = state.last
    if record is None:
        return grey(f"{styles.NOTHING} not dispatched yet")
    outcome = record.outcome
    if outcome.ok:
        head, policy = say((f"{styles.OK} ok", f"bold {styles.GOOD}")), Content()
    else:
        head = say((f"{styles.FAILED} fallback", f"bold {styles.BAD}"))
        policy = Content(outcome.policy.value if outcome.policy else "")
    # Whose answer it is goes before everything that says more of it.
    whose = (owner or Content(), _other_build(record, state))
    beside = (policy, outcome_mark(record), versus(state), grey(_origin(record)), *_numbers(outcome))
    parts = [part for part in (head, *whose, *beside) if part]
    while width and len(parts) > 1 and styles.joined(parts, "  ").cell_length > width:
        parts.pop()
    return styles.joined(parts, "  ")


def owner(whose: str) -> Content:
    """Return whose answer a dispatch is; nothing for an empty text."""
    return say((f"! {visible(whose, limit=80)}", styles.WARN)) if whose else Content()


def _numbers(outcome: DispatchOutcome) -> list[Content]:
    call = outcome.call
    if call is None:
        return []
    parts = [Content(duration(call.wall_us))]
    if call.failure is None:
        parts.append(Content(size(call.output_size_bytes or len(call.output))))
    return parts


def _other_build(record: DispatchRecord, state: SessionState) -> Content:
    """Return which build answered, when another one would now."""
    if state.serving is None or state.serving.number == record.generation:
        return Content()
    return say((f"! of gen {record.generation}", styles.WARN))


def _origin(record: DispatchRecord) -> str:
    """Return how the instance stood that answered, when that is not plain."""
    parts = []
    if record.fresh:
        parts.append("fresh instance")
    if record.interrupted:
        parts.append("after a broken call")
    return ", ".join(parts)


def hints_of(record: DispatchRecord, state: SessionState) -> tuple[Hint, ...]:
    """Return what is known of the cause of a dispatch that failed; empty: nothing."""
    answered = next((one for one in state.generations if one.number == record.generation), None)
    return dispatch_hints(answered, record.outcome, record.cost.memory_max_pages)


def failure_lines(outcome: DispatchOutcome, hints: tuple[Hint, ...] = ()) -> list[Line]:
    """Return a failed dispatch in full: error, stage, causes that are known, and what the host does in production."""
    assert outcome.error is not None
    host = f"{outcome.policy.value}: {outcome.policy.effect}" if outcome.policy else ""
    stage = ""
    if outcome.stage is not None:
        stage = f"{_STAGES.index(outcome.stage) + 1} of {len(_STAGES)}, {outcome.stage.value}"
    lines = error_lines(outcome.error, host=host, first=[("stage", stage)], hints=hints_or_mending(hints, outcome))
    call = outcome.call
    if call is not None and call.interrupted:
        lines += [
            BLANK,
            Line(say(("instance  ", styles.GREY), (INTERRUPTED, styles.WARN), f": {_INTERRUPTED_MEANS}"), hang=10),
        ]
        lines.append(
            Line(say((with_keys("          ^p reset"), styles.ACCENT), (" replaces it", styles.GREY)), hang=10)
        )
    if call is not None and call.output and not call.failure:
        text = call.output.decode("utf-8", errors="replace")
        lines += [BLANK, Line(grey("output of the plugin")), *json_lines(text)]
    return lines


def raw_lines(call: CallOutcome | None) -> tuple[list[Line], str]:
    """Return the output as it came, and the whole of it to copy."""
    if call is None or not call.output:
        return [BLANK, Line(grey("There is no output."))], ""
    text = call.output.decode("utf-8", errors="replace")
    return text_lines(text), text


def own_lines(call: CallOutcome | None, width: int) -> tuple[list[Line], str]:
    """Return the output laid out with its keys in the plugin's own order, and the whole of it to copy."""
    if call is None or not call.output:
        return raw_lines(call)
    text = call.output.decode("utf-8", errors="replace")
    return json_lines(text, width=width), text


def output_hex_lines(call: CallOutcome | None, width: int) -> tuple[list[Line], str]:
    """Return the output byte by byte, as much as is worth reading, and all of its digits to copy."""
    if call is None or not call.output:
        return raw_lines(call)
    shown = min(len(call.output), HEX_SHOWN_MAX)
    lines = hex_lines(call.output, 0, shown, width=width)
    if shown < len(call.output):
        lines.append(Line(grey(f"… shown in part: the whole is {size(len(call.output))}; c copies all digits")))
    return lines, call.output.hex()


OUTPUT_VIEWS: Final[Mapping[str, Callable[[CallOutcome | None, int], tuple[list[Line], str]]]] = {
    "tree": lambda call, width: raw_lines(call),
    "own": own_lines,
    "raw": lambda call, width: raw_lines(call),
    "hex": output_hex_lines,
}
"""Those that show the output as the plugin wrote it."""


def log_lines(call: CallOutcome | None) -> list[Line]:
    """Return what the plugin did to its host during the call: log lines, counters, calls."""
    if call is None:
        return [BLANK, Line(grey("The plugin was not called."))]
    activity = call.activity
    by_level = {"error": styles.BAD, "warn": styles.WARN}
    lines = [
        Line(say((f"{untrusted(one.level, 8):<6}", by_level.get(one.level, styles.GREY)), visible(one.message)), hang=6)
        for one in activity.logs
    ]
    if activity.logs_dropped:
        lines.append(Line(grey(f"{activity.logs_dropped:,} more lines were dropped")))
    if activity.counters:
        lines += [BLANK, Line(grey("counters"))]
        lines += facts((f"  {untrusted(name, 60)}", f"+{value:,}") for name, value in activity.counters.items())
    if activity.calls:
        lines += [BLANK, Line(grey("host functions"))]
    for one in activity.calls:
        arguments = ", ".join(untrusted(argument, 60) for argument in one.arguments)
        end = say((f" {styles.FAILED} {untrusted(one.error)}", styles.BAD)) if one.error else _result(one.result)
        # A call that an injected fault fails says so itself.
        why = f"  injected: {untrusted(one.injected, 80)}" if one.injected and not one.error else ""
        called = say("  ", untrusted(one.function, 60), (f"({arguments})", styles.GREY), end, (why, styles.WARN))
        lines.append(Line(called, hang=4))
    if activity.calls_dropped:
        lines.append(Line(grey(f"  {activity.calls_dropped:,} more calls were dropped")))
    return lines or [BLANK, Line(grey("The plugin wrote no log line and called no host function."))]


def _result(result: str | None) -> Content:
    return Content() if result is None else say((f" {styles.HINT} {untrusted(result, 80)}", styles.GREY))


def view_choices(state: SessionState, difference: AnswerDifference | None) -> list[Choice]:
    """Return the views of the response."""
    outcome = state.last.outcome if state.last else None
    call = outcome.call if outcome else None
    happened = len(call.activity.logs) + len(call.activity.calls) if call else 0
    if difference is None:
        changed = Choice("diff", "diff", quiet=True)
    elif difference.same:
        changed = Choice("diff", "diff", f"{styles.OK} same")
    else:
        changed = Choice("diff", "diff", f"-{difference.removed} +{difference.added}", styles.WARN)
    return [
        Choice("response", "response"),
        Choice("tree", "tree", quiet=not (call and call.output)),
        Choice("own", "own", quiet=not (call and call.output)),
        Choice("raw", "raw", quiet=not (call and call.output)),
        Choice("hex", "hex", quiet=not (call and call.output)),
        Choice("sent", "sent", quiet=not (outcome and outcome.request_text)),
        Choice("log", "log", str(happened) if happened else "", quiet=not happened),
        changed,
    ]


def content(
    state: SessionState, view: str, difference: AnswerDifference | None, *, width: int
) -> tuple[list[Line], str | None]:
    """Return the lines of a view, and the whole text to copy; None when that is what the lines say."""
    if state.last is None:
        return [], None
    outcome = state.last.outcome
    if view in OUTPUT_VIEWS:
        return OUTPUT_VIEWS[view](outcome.call, width)
    if view == "sent":
        sent = outcome.request_text
        return (
            (with_contents(text_lines(sent), sent, width), sent)
            if sent
            else ([BLANK, Line(grey("Nothing was sent."))], None)
        )
    if view == "log":
        return [*log_lines(outcome.call), *cost_lines(state)], None
    if view == "diff":
        return difference_lines(difference, state.difference), None
    record = state.last
    notes = [*fault_lines(record.faults.specs, record.triggered, record.started_from), *effect_lines(record)]
    if outcome.error is not None:
        return [*notes, *failure_lines(outcome, hints_of(record, state))], None
    if difference is not None and difference.added and difference.whole:
        return [*notes, *inline_lines(difference)], outcome.response_text
    return [*notes, *message_lines(outcome.response_text or "", width=width)], outcome.response_text
