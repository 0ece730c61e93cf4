"""What a call used up, each figure beside its limit: on one line, or with a bar for each. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from textual.content import Content

from workbench.protocol.budgets import STRICT, Budget, HostLink, departures
from workbench.protocol.layers import Cost
from workbench.session.values.state import SessionState
from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import BLANK, Line, facts
from workbench.ui.drawing.styles import grey, say
from workbench.visible import duration, size, visible

BAR_CELLS = 14
_LABEL = 8
_FULL_CELL, _EMPTY_CELL = "━", "─"


def cost_line(cost: Cost, versions: Mapping[str, str], width: int = 0) -> Content:
    """Return the gauges side by side in `width` cells, 0 for any; empty when nothing was called.

    What is short of its limit gives way first, and loses its limit before it goes.
    """
    if not cost.wall_max_ms:
        return Content()
    full, terse, short = _full(cost, terse=False), _full(cost, terse=True), _short(cost)
    priced = grey(engine_text(versions) if cost.fuel_used is not None else "")
    lines = [styles.joined([*full, priced]), styles.joined(full), styles.joined(terse), styles.joined(terse, "  ")]
    lines += [styles.joined(short[:kept]) for kept in range(len(short), 0, -1)]
    return next((line for line in lines if not width or line.cell_length <= width), lines[-1])


def _full(cost: Cost, *, terse: bool) -> list[Content]:
    """Return the gauges; `terse`: of fuel the share alone."""
    parts = [
        styles.wall_beside(cost.wall_us, cost.wall_max_ms),
        styles.size_beside(cost.output_bytes, cost.output_max_bytes),
    ]
    if cost.memory_pages is not None:
        parts.append(styles.pages_beside(cost.memory_pages, cost.memory_max_pages))
    if cost.fuel_used is not None:
        share = Content(styles.share(cost.fuel_used, cost.fuel_max))
        parts.append(say(("fuel ", styles.GREY), share if terse else styles.fuel_beside(cost.fuel_used, cost.fuel_max)))
    return parts


def _short(cost: Cost) -> list[Content]:
    """Return the figures without limits, but with shares of those that have become scarce; these come first."""
    gauges = [
        (cost.wall_us / 1_000, cost.wall_max_ms, duration(cost.wall_us)),
        (cost.output_bytes, cost.output_max_bytes, size(cost.output_bytes)),
    ]
    if cost.memory_pages is not None:
        gauges.append((cost.memory_pages, cost.memory_max_pages, styles.count(cost.memory_pages, "page")))
    if cost.fuel_used is not None:
        gauges.append((cost.fuel_used, cost.fuel_max, f"fuel {styles.share(cost.fuel_used, cost.fuel_max)}"))
    scarce = [say((text, styles.WARN)) for value, maximum, text in gauges if maximum and value > maximum / 2]
    return [*scarce, *(Content(text) for value, maximum, text in gauges if not maximum or value <= maximum / 2)]


def limits_line(budget: Budget, width: int = 0) -> Content:
    """Return what a call may use up, before there was one."""
    parts = [f"limits {budget.wall_ms:,} ms"]
    if budget.max_pages is not None:
        parts.append(styles.count(budget.max_pages, "page"))
    parts.append(f"fuel {styles.million(budget.fuel)}" if budget.fuel else "fuel not metered")
    while width and len(parts) > 1 and len("   ".join(parts)) > width:
        parts.pop()
    return grey("   ".join(parts))


def mode_mark(strict: Budget) -> Content:
    """Return in few words how a verdict differs from a host's; empty: it does not."""
    words = ["imports trap"] if strict.host_link is HostLink.TRAPS else []
    if departures(replace(strict, host_link=STRICT.host_link)):
        words.append("own strict limits")
    return say((", ".join(words), styles.WARN)) if words else Content()


def mode_lines(strict: Budget) -> list[Line]:
    """Return how the budget of a verdict differs from a host's, in full."""
    said = departures(strict)
    if not said:
        return []
    return [BLANK, Line(say(("no host's verdict: ", styles.WARN), "; ".join(said)), hang=2)]


def engine_text(versions: Mapping[str, str]) -> str:
    """Return whose prices fuel has; empty when that is not known."""
    return f"wasmtime {versions['wasmtime']}" if "wasmtime" in versions else ""


def cost_lines(state: SessionState) -> list[Line]:
    """Return what the last dispatch used up, with a bar for each gauge, and under which rules."""
    record = state.last
    if record is None or not record.cost.wall_max_ms:
        return []
    cost = record.cost
    lines = [
        BLANK,
        *_gauge("time", cost.wall_us / 1_000, cost.wall_max_ms, duration(cost.wall_us), f"{cost.wall_max_ms:,} ms"),
        *_gauge(
            "output",
            cost.output_bytes,
            cost.output_max_bytes,
            size(cost.output_bytes),
            styles.limit_text(cost.output_max_bytes),
        ),
        *_memory(cost),
        *_fuel(cost, state),
        BLANK,
    ]
    call = record.outcome.call
    instance = "fresh" if record.fresh else "long-lived"
    if call is not None and call.restarted:
        instance += ", replaced: its process had ended"
    pairs = [
        ("instance", instance + (", after a broken call" if record.interrupted else "")),
        ("instantiate", duration(cost.instantiate_us) if cost.instantiate_us else ""),
        ("compile", duration(cost.compile_us) if cost.compile_us else ""),
        ("faults", visible(", ".join(record.faults.specs), limit=300)),
    ]
    return [*lines, *facts(pairs)]


def _memory(cost: Cost) -> Iterator[Line]:
    if cost.memory_pages is None:
        yield _said("memory", "not known")
    elif cost.memory_max_pages:
        pages = styles.count(cost.memory_max_pages, "page")
        yield from _gauge("memory", cost.memory_pages, cost.memory_max_pages, f"{cost.memory_pages:,}", pages)
    else:
        yield _said("memory", f"{styles.count(cost.memory_pages, 'page')}, not limited")


def _fuel(cost: Cost, state: SessionState) -> Iterator[Line]:
    if cost.fuel_used is not None:
        yield from _gauge("fuel", cost.fuel_used, cost.fuel_max, f"{cost.fuel_used:,}", styles.million(cost.fuel_max))
        yield Line(grey(f"on a fresh instance, by {engine_text(state.engine_versions) or 'this engine'}"))
    elif cost.fuel_why_not is not None:
        yield _said("fuel", f"not known: {visible(cost.fuel_why_not, limit=300)}")
    elif not cost.fuel_max:
        yield _said("fuel", "not metered")
    else:
        yield _said("fuel", f"limit {styles.million(cost.fuel_max)}; not measured")


def _gauge(label: str, value: float, maximum: float, shown: str, shown_maximum: str) -> Iterator[Line]:
    """Yield a figure beside its limit, and how much of it is used up."""
    part = value / maximum if maximum else 0.0
    filled = min(round(part * BAR_CELLS), BAR_CELLS) if part < 1 else BAR_CELLS
    if value and not filled:
        filled = 1
    style = styles.BAD if part > 1 else styles.WARN if part > 0.5 else styles.ACCENT
    beside = say((f"{label:<{_LABEL}}", styles.GREY), styles.beside_limit(value, maximum, shown, shown_maximum))
    yield Line(beside, hang=_LABEL)
    bar = ((_FULL_CELL * filled, style), (_EMPTY_CELL * (BAR_CELLS - filled), styles.GREY))
    yield Line(say(" " * _LABEL, *bar, (f" {styles.share(value, maximum)}", styles.GREY)))


def _said(label: str, what: str) -> Line:
    return Line(say((f"{label:<{_LABEL}}", styles.GREY), what), hang=_LABEL)
