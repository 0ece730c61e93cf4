"""`handshake` and `sweep` for people: nine steps, and the smallest changes of an offer that break a plugin."""

from __future__ import annotations

from typing import Final

from workbench.protocol.budgets import STRICT, Imports
from workbench.protocol.negotiation.name_advice import advice_sentences
from workbench.protocol.negotiation.steps import OfferTried, Step, StepState
from workbench.reports.text.page import Page
from workbench.session.values.generation import Generation
from workbench.session.values.negotiation_report import NegotiationReport
from workbench.session.values.settings import Settings
from workbench.session.values.sweep_report import ChangedOffer, SweepReport
from workbench.visible import duration, size, visible

_STATES: Final = {StepState.PASSED: True, StepState.ENDED: False, StepState.NOT_REACHED: None}
_TITLE_WIDTH: Final = 24
NOTHING_LEFT: Final = "nothing is negotiated then: layer 4 would reject it with NoNegotiatedFunctions"
_HOPELESS: Final = "This step comes before the offer plays any part: no other offer was tried."
_IMPOSSIBLE: Final = "No host can make this offer: no other one was tried."


def write_handshake(page: Page, report: NegotiationReport, settings: Settings) -> None:
    """Write the nine steps and what was negotiated."""
    _write_head(page, report.generation, settings)
    if report.tried is None:
        _write_layer_one(page, report.generation)
        return
    for one in report.tried.steps:
        page.verdict(_STATES[one.state], f"{one.step.number} {one.step.title}", _word(one.state), width=_TITLE_WIDTH)
        page.line(f"    {page.paint(visible(one.compared), 'quiet')}")
        if one.error is not None:
            page.error(one.error, indent="    ", hints=one.hints)
    _write_verdict(page, report.tried)
    _write_notes(page, settings, report.tried)


def write_sweep(page: Page, report: SweepReport, settings: Settings) -> None:
    """Write the smallest changes that were looked for, those that lessen what is negotiated, and what was tried."""
    _write_head(page, report.generation, settings)
    baseline = report.baseline
    if baseline is None:
        _write_layer_one(page, report.generation)
        return
    step = baseline.ended_at
    if step is None:
        page.verdict(True, "the offer itself", f"passes all nine steps; {negotiated_text(baseline)}")
    else:
        page.verdict(False, "the offer itself", f"ends at step {step.number}, {step.title}")
        assert baseline.error is not None, "a step ended it"
        page.error(baseline.error, indent="    ", hints=baseline.hints)
    if report.is_hopeless:
        page.line(_HOPELESS if step is not Step.OFFER else _IMPOSSIBLE)
        return
    _write_found(page, report)
    if report.lessened:
        page.title(f"the plugin passes, and negotiates less, with {_count(len(report.lessened), 'single change')}")
    for one in page.shown(report.lessened):
        left = f"; {NOTHING_LEFT}" if not one.tried.negotiated else ""
        page.line(f"  {visible(one.sentence)}: without {visible(', '.join(one.lost))}{left}")
    _write_end(page, report)
    _write_notes(page, settings, baseline)


def _write_found(page: Page, report: SweepReport) -> None:
    verb = "let the plugin pass" if report.mends else "break the plugin"
    if not report.found:
        page.title(f"no change that was tried {'lets the plugin pass' if report.mends else 'breaks the plugin'}")
        return
    page.title(f"the smallest changes that {verb}: {len(report.found) + report.found_more:,}")
    for one in page.shown(report.found):
        _write_changed(page, one)
    if report.found_more:
        page.line(f"  … and {report.found_more:,} more pairs")


def _write_changed(page: Page, one: ChangedOffer) -> None:
    step, sentence = one.tried.ended_at, visible(one.sentence)
    if step is None or one.tried.error is None:
        page.line(f"  {page.paint('✓', 'good')} {sentence}: {negotiated_text(one.tried)}")
        return
    page.line(f"  {page.paint('✕', 'bad')} {sentence}: step {step.number}, {step.title}")
    page.error(one.tried.error, indent="      ", hints=one.tried.hints)


def negotiated_text(tried: OfferTried) -> str:
    """Return which functions an offer leads to, as one clause. Untrusted text made harmless."""
    chosen = ", ".join(f"{visible(name)} {version}" for name, version in tried.negotiated.items())
    return f"negotiated: {chosen}" if chosen else "nothing is negotiated"


def _write_verdict(page: Page, tried: OfferTried) -> None:
    if tried.passed:
        page.line(f"{page.paint('passed', 'good')}  {negotiated_text(tried)}")
    else:
        page.line(page.paint("failed", "bad"))


def _write_end(page: Page, report: SweepReport) -> None:
    of = f" of {report.planned:,} planned" if report.tried < report.planned else ""
    took = page.paint(duration(report.wall_us), "quiet")
    if report.ended_early is None:
        page.line(f"{page.paint('completed', 'good')}  {_count(report.tried, 'changed offer')} tried in {took}")
        return
    page.line(f"{page.paint('ended early', 'bad')}  {_count(report.tried, 'changed offer')} tried{of} in {took}")
    page.line(f"  {visible(report.ended_early)}")


def _write_notes(page: Page, settings: Settings, tried: OfferTried) -> None:
    for sentence in advice_sentences(tried.offer):
        page.note(visible(sentence))
    if settings.strict != STRICT:
        page.note("this verdict uses the strict budget of your settings; a host uses the protocol's")
    if settings.imports is Imports.TRAP:
        page.note("this verdict uses --imports trap; a host rejects host function imports in the strict budget")


def _write_layer_one(page: Page, generation: Generation) -> None:
    failed = generation.failed_layer
    assert failed is not None, "layer 1 failed"
    assert failed.error is not None, "a failed layer has an error"
    page.verdict(False, "L1 identity", "failed: there is nothing to negotiate with")
    page.error(failed.error, indent="    ", hints=generation.hints)


def _write_head(page: Page, generation: Generation, settings: Settings) -> None:
    artifact = generation.artifact
    page.line(
        f"{page.paint(visible(generation.title), 'strong')}  {size(artifact.size_bytes)}  sha256 "
        f"{artifact.sha256[:12]}  profile {settings.profile.value}  imports {settings.imports.value}"
    )


def _word(state: StepState) -> str:
    return {StepState.PASSED: "passed", StepState.ENDED: "ended here", StepState.NOT_REACHED: "not reached"}[state]


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
