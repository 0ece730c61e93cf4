"""What stands above the halves of pane 4: the wire functions, and what calling one of them means."""

from __future__ import annotations

from textual.content import Content

from workbench.protocol.budgets import departures
from workbench.protocol.function_table import FunctionRow
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.session.values.dispatch_record import DispatchRecord
from workbench.session.values.state import SessionState
from workbench.ui.drawing import styles
from workbench.ui.drawing.choices import Choice
from workbench.ui.drawing.key_hints import with_keys
from workbench.ui.drawing.styles import grey, say
from workbench.ui.renderers.faults import border_mark
from workbench.ui.renderers.gauges import cost_line, limits_line


def function_choices(state: SessionState) -> list[Choice]:
    """Return the seven functions, those that can be called first; the others are grey."""
    rows = {row.function: row for row in state.serving.function_table} if state.serving else {}
    choices = []
    for name in WIRE_FUNCTIONS:
        row = rows.get(name)
        callable_now = row is not None and row.negotiated
        choices.append(Choice(name, name, quiet=not callable_now, stays=callable_now))
    return sorted(choices, key=lambda choice: choice.quiet)


def function_line(state: SessionState, function: str) -> Content:
    """Return what calling this function means."""
    wire = WIRE_FUNCTIONS[function]
    row = _row(state, function)
    if row is not None and row.negotiated:
        return say(
            (f"@{row.chosen}", styles.STRONG),
            ("   on failure ", styles.GREY),
            wire.policy.value,
            ("   slot " if row.slot else "", styles.GREY),
            row.slot.value if row.slot else "",
        )
    if row is None:
        return grey(f"on failure {wire.policy.value}   no build answers yet")
    return say(
        (f"{styles.NOTHING} {row.cause}", styles.WARN), ("  a host never calls it; a dispatch shows why", styles.GREY)
    )


def _row(state: SessionState, function: str) -> FunctionRow | None:
    if state.serving is None:
        return None
    return next((row for row in state.serving.function_table if row.function == function), None)


def cost_text(state: SessionState, shown: DispatchRecord | None, width: int) -> Content:
    """Return what the dispatch whose answer is shown used up beside its limits; None: what the next one may use."""
    if shown is None:
        return limits_line(state.settings.faults.apply(state.settings.budget), width)
    if not shown.cost.wall_max_ms:
        return grey("the plugin was not called")
    return cost_line(shown.cost, state.engine_versions, width)


def instance_text(state: SessionState, *, fresh: bool = False) -> str:
    """Return what answers, for the border; `fresh`: each dispatch has an instance of its own."""
    if state.serving is None:
        return "no build answers"
    instance = "fresh instances" if fresh else "long-lived instance"
    if state.interrupted and not fresh:
        instance = with_keys("instance possibly interrupted, ^p reset")
    own = ", own limits" if departures(state.settings.budget) else ""
    return f"gen {state.serving.number} · {instance} · {state.settings.budget.name}{own}{border_mark(state)}"
