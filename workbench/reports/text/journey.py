"""`journey` for people: the waterfall of the steps, each with what happens and why, and what the caller gets."""

from __future__ import annotations

from typing import Final

from workbench.protocol.journey.step import CallerAnswer, JourneyEnd, JourneyStep, StepKind
from workbench.reports.text.page import Page
from workbench.session.values.journey_report import JourneyPlugin, JourneyReport
from workbench.session.values.waterfall import waterfall
from workbench.visible import duration, visible

BAR_CELLS: Final = 20
_NAME_CELLS: Final = 16
_NO_STATE: Final = "A host sends null as factory_state; --factory-state JSON gives another one."
_BODY_LINES: Final = 6
_LINE_SHOWN_MAX: Final = 160
_SIGNS: Final = {True: ("✓", "good"), False: ("✕", "bad")}


def write_journey(page: Page, report: JourneyReport) -> None:
    """Write what happened."""
    page.title(f"{visible(report.request.proxied.title)} through {_count(len(report.plugins), 'plugin')}")
    for plugin in report.plugins:
        _write_plugin(page, plugin)
    for player, function in report.cast.idle:
        page.line(f"  {visible(player.name)} is not asked for {function}: another plugin plays it")
    if report.request.proxied.removed:
        page.line(f"  removed from the request, as a host does: {visible(', '.join(report.request.proxied.removed))}")
    for name in report.unused_edits:
        page.line(f"  the step {name} did not come, so its edited input was not sent")
    if report.end is None:
        page.line()
        page.line("No plugin could take part, so nothing was sent.")
        return
    page.line()
    bars = waterfall([step.wall_us for step in report.steps], BAR_CELLS)
    said: set[str] = set()
    for step, bar in zip(report.steps, bars, strict=True):
        _write_step(page, step, bar)
        if step.why not in said:
            page.line(f"    {page.paint(step.why, 'quiet')}")
        said.add(step.why)
        page.line(f"    {visible(step.came)}")
        if step.name == "build_signer" and not step.is_good and report.request.factory_state is None:
            page.line(f"    {page.paint('hint:', 'quiet')} {_NO_STATE}")
        page.items(f"    {line.level:<5} {visible(line.message)}" for line in step.logs)
        if step.outcome is not None and step.outcome.error is not None:
            page.error(step.outcome.error, indent="    ")
    page.line()
    _write_end(page, report, report.end)


def _write_plugin(page: Page, plugin: JourneyPlugin) -> None:
    title = visible(plugin.generation.title)
    failed = plugin.generation.failed_layer
    if failed is None or failed.error is None:
        page.line(f"  {page.paint('✓', 'good')} {title}: {', '.join(plugin.functions) or 'no wire function'}")
        return
    page.line(f"  {page.paint('✕', 'bad')} {title}: rejected at {failed.layer.label}, so a host does not serve it")
    page.error(failed.error, indent="      ", hints=plugin.generation.hints)


def _write_step(page: Page, step: JourneyStep, bar: str) -> None:
    if step.kind is StepKind.CALL:
        sign, colour = _SIGNS[step.is_good]
        plugin = step.player.name if step.player else ""
    elif step.kind is StepKind.NO_PLUGIN:
        sign, colour, plugin = "–", "quiet", "–"
    else:
        sign, colour, plugin = "→", "accent", "–"
    word = f"{step.word}, edited" if step.is_edited else step.word
    time = duration(step.wall_us) if step.outcome is not None and step.outcome.call is not None else ""
    name = page.paint(f"{step.name:<17}", "strong")
    policy = page.paint(f"{f'else {step.policy.value}' if step.policy else '':<18}", "quiet")
    line = (
        f"{page.paint(sign, colour)} {name} {_fitted(visible(plugin)):<{_NAME_CELLS}} {word:<20} {policy} {time:>8}  "
    )
    page.line(f"{line}{page.paint(bar, 'accent')}".rstrip())


def _write_end(page: Page, report: JourneyReport, end: JourneyEnd) -> None:
    _write_caller(page, end.caller)
    for count in end.observers:
        sent = f"{_count(count.batches, 'batch', 'es')} with {_count(count.events, 'event')}"
        dropped = f"{_count(count.batches_dropped, 'batch', 'es')} with {_count(count.events_dropped, 'event')}"
        page.line(f"  {visible(count.player.name)} was sent {sent}; dropped: {dropped}")
    page.line(f"  {_count(report.calls, 'call')} took {duration(report.plugins_us)} together")
    page.line("Assumed, since the protocol leaves it open:")
    for assumption in end.assumed:
        page.line(f"  {page.paint(assumption.sentence, 'quiet')}")


def _write_caller(page: Page, caller: CallerAnswer) -> None:
    is_good = caller.failed_at is None and not caller.is_cut and caller.status < 400
    status = page.paint(str(caller.status), "good" if is_good else "bad")
    page.line(f"{page.paint('The caller gets', 'strong')} {status}")
    page.line(f"  {visible(caller.why)}")
    for name, value in caller.headers:
        page.line(f"  {name}: {value}")
    cut = ", cut off" if caller.is_cut else ""
    page.line(f"  body of {_count(len(caller.body), 'byte')}{cut}:")
    lines = caller.body.decode("utf-8", "replace").splitlines()
    for line in page.shown(lines, at_most=_BODY_LINES, indent="    "):
        page.line(f"    {visible(line, limit=_LINE_SHOWN_MAX)}".rstrip())


def _fitted(name: str) -> str:
    return name if len(name) <= _NAME_CELLS else f"{name[: _NAME_CELLS - 1]}…"


def _count(count: int, noun: str, ending: str = "s") -> str:
    return f"{count:,} {noun}{ending * (count != 1)}"
