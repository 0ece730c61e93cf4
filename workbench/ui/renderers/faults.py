"""Injected faults as a person sees them: which there are, what they do, which were triggered; and their marks. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.content import Content

from workbench.errors.operator import FaultUnknown
from workbench.protocol.budgets import Budget
from workbench.protocol.hosting.host_faults import ANY, HostFault, HostFaultKind
from workbench.protocol.hosting.injected_faults import FUNCTIONS, LEAST, FaultPlan, LimitFault, parse_plan
from workbench.session.values.dispatch_record import DispatchRecord
from workbench.session.values.state import SessionState
from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import BLANK, Line, empty_state, facts
from workbench.ui.drawing.styles import grey, say, untrusted
from workbench.ui.drawing.table import Column, Row
from workbench.visible import visible

COLUMNS: Final = (Column("fault"), Column("last dispatch"), Column("what it does", stretches=True, least=20))
NAME_MAX: Final = 24
"""Characters of a snapshot's name in marks."""
TYPED: Final = "FUNCTION=fail, any=slow:MS, fuel=N, capability:NAME"
"""What can be typed, in short."""
_CALLS_MAX: Final = 50
_EXAMPLES: Final = (
    ("storage_put=fail", f"a host function fails, and the call with it: {', '.join(FUNCTIONS)}, or {ANY}"),
    ("any=slow:200", "a host function takes 200 ms longer, then does its work"),
    ("fuel=1000", f"a smaller limit: {', '.join(LEAST)}"),
    ("capability:NAME", "a capability that the host does not offer"),
)
_STANDING: Final = (
    "Injected faults apply to each dispatch, on the long-lived instance and on fresh ones, until they are cleared. "
    "Layers, conformance cases, fuzzing, benchmarks and hidden state do without them. "
    "When they change, the long-lived instance is replaced."
)


def rows(state: SessionState) -> list[Row]:
    """Return the injected faults, then those that the last dispatch still had."""
    last, plan = state.last, state.settings.faults
    meant = _meanings(plan, state.settings.budget, state.settings.capabilities)
    listed = [Row(spec, (Content(_shown(spec)), _of_last(spec, last), Content(meant[spec]))) for spec in plan.specs]
    gone = [spec for spec in last.faults.specs if spec not in meant] if last is not None else []
    return [*listed, *(Row(spec, (grey(_shown(spec)), _of_last(spec, last), grey("cleared since"))) for spec in gone)]


def _shown(spec: str) -> str:
    return visible(spec, limit=80)


def _of_last(spec: str, last: DispatchRecord | None) -> Content:
    if last is None:
        return grey(styles.NOTHING)
    if spec in last.triggered:
        return say((f"{styles.FULL} triggered", styles.WARN))
    return grey("not triggered" if spec in last.faults.specs else "injected since")


def _meanings(plan: FaultPlan, budget: Budget, offered: frozenset[str]) -> dict[str, str]:
    """Return what each fault does, by what names it."""
    host = {fault.spec: _host_meaning(fault) for fault in plan.host}
    limits = {limit.spec: _limit_meaning(limit, budget) for limit in plan.limits}
    withdrawn = {
        f"capability:{name}": "the host does not offer it"
        + (": the handshake runs again" if name in offered else " anyway: no effect")
        for name in plan.withdrawn
    }
    return {**host, **limits, **withdrawn}


def _host_meaning(fault: HostFault) -> str:
    whose = "a host function" if fault.function == ANY else fault.function
    if fault.kind is HostFaultKind.SLOW:
        return f"each call of {whose} takes {fault.delay_ms:,} ms longer"
    return f"each call of {whose} fails, and with it the dispatch"


def _limit_meaning(limit: LimitFault, budget: Budget) -> str:
    usual = {
        "fuel": ("fuel", budget.fuel),
        "wall_ms": ("ms of wall clock", budget.wall_ms),
        "pages": ("pages of memory", budget.max_pages),
        "quota": ("bytes of storage", budget.storage_quota_bytes),
    }
    unit, most = usual[limit.name]
    if limit.apply(budget) == budget:
        return f"the budget allows only {most:,} {unit} anyway: no effect"
    return f"at most {limit.limit:,} {unit}" + (f", instead of {most:,}" if most else "")


def detail_lines(state: SessionState, key: str | None) -> list[Line]:
    """Return what stands behind a fault; without one, how one is injected."""
    if key is None:
        lines = empty_state("No fault is injected.", ("a", "injects one, as --fault does"))
        return [*lines, BLANK, *facts((f"  {typed}", grey(what)) for typed, what in _EXAMPLES), BLANK, _standing()]
    lines = [Line(say((_shown(key), styles.STRONG))), _standing()]
    call = state.last.outcome.call if state.last else None
    calls = [one for one in call.activity.calls if key in (one.injected or "").split(" ")] if call else []
    if calls:
        lines += [BLANK, Line(grey("triggered in the last dispatch"))]
    for one in calls[:_CALLS_MAX]:
        arguments = ", ".join(untrusted(argument, 60) for argument in one.arguments)
        failed = (f" {styles.FAILED} failed", styles.BAD) if one.error else ""
        lines.append(Line(say("  ", untrusted(one.function, 60), (f"({arguments})", styles.GREY), failed), hang=4))
    if len(calls) > _CALLS_MAX:
        lines.append(Line(grey(f"  … {len(calls) - _CALLS_MAX:,} more")))
    return lines


def _standing() -> Line:
    return Line(grey(_STANDING))


def summary(state: SessionState) -> Content:
    """Return how many there are, and how many of them were triggered."""
    plan, last = state.settings.faults, state.last
    if not plan.specs:
        return grey("no fault injected")
    triggered = "" if last is None else f", {len(last.triggered):,} triggered in the last dispatch"
    return say((f"{len(plan.specs):,} injected", styles.WARN), (triggered, styles.GREY))


def typed_fault(text: str) -> str:
    """Return a fault that was typed.

    Raises:
        ValueError: It is none; the text names the nearest one.
    """
    try:
        return parse_plan([text.strip()], source="typed").specs[0]
    except FaultUnknown as error:
        expected = f"did you mean {error.nearest!r}?" if error.nearest else f"expected {TYPED}"
        raise ValueError(f"no fault is called {error.spec!r}: {expected}") from None


# ---- what keeps them in mind ----------------------------------------------------------------------------------------


def mark(state: SessionState) -> Content:
    """Return how the host differs from one that is left alone, for the first line; empty: it does not."""
    parts = _marks(state)
    return say((f"! {', '.join(parts)}", styles.WARN)) if parts else Content()


def border_mark(state: SessionState) -> str:
    """Return the same for a border, behind other facts."""
    return "".join(f" · {part}" for part in _marks(state))


def _marks(state: SessionState) -> list[str]:
    count = len(state.settings.faults.specs)
    faults = [f"{styles.count(count, 'injected fault')}"] if count else []
    return [*faults, *([f"starts from {visible(state.host_start, limit=NAME_MAX)}"] if state.host_start else [])]


def outcome_mark(record: DispatchRecord) -> Content:
    """Return in a few words what a dispatch was made under; empty: nothing worth saying."""
    if not record.faults.specs:
        return Content()
    triggered = (
        f"{styles.count(len(record.triggered), 'fault')} triggered" if record.triggered else "no fault triggered"
    )
    return say((f"! {triggered}", styles.WARN))


def fault_lines(faults: Sequence[str], triggered: Sequence[str], started_from: str) -> list[Line]:
    """Return which faults were injected and which triggered, and the snapshot that a dispatch began with."""
    said_lines: list[tuple[str, str, str]] = []
    if faults:
        said_lines = [
            ("injected", _named(faults), ""),
            ("triggered", _named(triggered) or "none", styles.WARN if triggered else ""),
        ]
    if started_from:
        said_lines.append(("started from", visible(started_from, limit=80), ""))
    lines = [Line(styles.labelled(label, said, style), hang=2) for label, said, style in said_lines]
    return [*lines, BLANK] if lines else []


def _named(specs: Sequence[str]) -> str:
    return visible(", ".join(specs), limit=600)
