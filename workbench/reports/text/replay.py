"""`replay` for people, and what `diff` shares with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from workbench.protocol.layers import LayerResult
from workbench.reports.text.differences import difference_text
from workbench.reports.text.page import Page
from workbench.session.replay.replay_build import BuildReplayed
from workbench.session.values.replay_report import ReplayedCall
from workbench.session.values.replay_verdict import CallComparison, ReplayVerdict
from workbench.visible import duration, visible

_POINTER_MAX_CHARACTERS: Final = 200
_DIFFERENCES_SHOWN_MAX: Final = 20
_COLOURS: Final = {
    ReplayVerdict.SAME: "good",
    ReplayVerdict.CHANGED: "warn",
    ReplayVerdict.NEWLY_FAILING: "bad",
    ReplayVerdict.FIXED: "accent",
}


def write_replay(page: Page, replayed: BuildReplayed, path: str, *, updated: bool, update_wanted: bool) -> None:
    """Write what became of each call that differs, of all together, and of the recording at `path`."""
    _write_head(page, replayed)
    differing = (call for call in replayed.report.calls if call.comparison.verdict is not ReplayVerdict.SAME)
    for call in page.shown(differing, indent=""):
        write_replayed_call(page, call, replayed.generation.failed_layer)
    report = replayed.report
    calls = "1 call" if len(report.calls) == 1 else f"{len(report.calls):,} calls"
    spent = sum(call.outcome.call.wall_us for call in report.calls if call.outcome.call)
    page.line(
        f"{page.paint('passed', 'good') if report.passed else page.paint('differs', 'bad')}  "
        f"{calls}: {counts_text(report.counts)}  {duration(spent)}"
    )
    _note_end(page, replayed, visible(path), updated=updated, update_wanted=update_wanted)


def note_unmatched(page: Page, pointers: Sequence[str]) -> None:
    """Say which pointers of rules lead nowhere."""
    for pointer in pointers:
        page.note(
            f"{visible(pointer, limit=_POINTER_MAX_CHARACTERS)} leads to no value in any call, so it ignores nothing"
        )


def _write_head(page: Page, replayed: BuildReplayed) -> None:
    identity, recorded = replayed.generation.identity, replayed.recording.plugin
    if identity is not None and identity.plugin_name != recorded:
        page.note(f"recorded with {visible(recorded)}, replayed on {visible(identity.plugin_name)}")
    failed = replayed.generation.failed_layer
    if failed is not None and failed.error is not None:
        page.error(failed.error)


def write_replayed_call(page: Page, call: ReplayedCall, failed: LayerResult | None = None) -> None:
    """Write what became of a call; `failed` is the layer whose error is written already, None: none is."""
    title = f"call {call.number}, {call.recorded.function}"
    error = call.outcome.error
    if failed is not None and error is failed.error:
        # It stands above, once for all calls.
        _write_verdict(page, title, call.comparison.verdict)
        return
    write_comparison(page, title, call.comparison)
    if error is not None:
        page.error(error, indent="    ")
    if call.recorded.note:
        page.line(f"    {page.paint('note:', 'quiet')} {visible(call.recorded.note)}")


def _note_end(page: Page, replayed: BuildReplayed, path: str, *, updated: bool, update_wanted: bool) -> None:
    """Say what became of the recording, and what can be done about differences."""
    note_unmatched(page, replayed.unmatched)
    report, failed = replayed.report, replayed.generation.failed_layer
    count = len(report.calls) - report.counts[ReplayVerdict.SAME]
    if updated:
        page.note(f"{path}: {count:,} call{'s' * (count != 1)} accepted")
    elif update_wanted and failed is not None:
        where = f"{failed.layer.label} {failed.layer.value}"
        page.note(f"{path} is unchanged: nothing is accepted from a build that fails at {where}")
    elif count and failed is None:
        page.note("--update accepts what differs, --ignore POINTER ignores it")


def counts_text(counts: Mapping[ReplayVerdict, int]) -> str:
    """Return how often each verdict was given, those that are not `same` only when there are any."""
    return ", ".join(
        f"{count:,} {verdict.value}" for verdict, count in counts.items() if count or verdict is ReplayVerdict.SAME
    )


def _write_verdict(page: Page, title: str, verdict: ReplayVerdict) -> None:
    """Write a call's verdict."""
    page.line(f"{page.paint(verdict.value, _COLOURS[verdict]):<7}  {title}")


def write_comparison(page: Page, title: str, comparison: CallComparison) -> None:
    """Write a call's verdict and differences."""
    _write_verdict(page, title, comparison.verdict)
    for difference in page.shown(comparison.differences, at_most=_DIFFERENCES_SHOWN_MAX, indent="    "):
        page.line(f"    {difference_text(difference)}")
    if comparison.cut_off:
        page.line("    the rest was not compared")
