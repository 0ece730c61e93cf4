"""`history` for people: a list, one entry in full, two compared. Texts that were kept are a stranger's."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Final

from workbench.reports.json.json_text import json_text
from workbench.reports.text.page import Page
from workbench.reports.text.replay import write_comparison
from workbench.session.recordings.conditions import unusual_words
from workbench.session.values.history import HistoryEntry
from workbench.session.values.history_listing import ComparedEntries, HistoryListing
from workbench.session.values.recording import SavedRecording
from workbench.visible import duration, size, visible

_ROW_CELLS: Final = 79
"""Of an entry in a list, without what there is room for beside it."""
_WIDE: Final = 132
"""Cells of a line that no terminal shows."""
_FUNCTION_WIDTH: Final = 15
_OUTCOME_WIDTH: Final = 18
_MOMENT_MAX: Final = 2.0**33
"""What every system's calendar can show."""
_TEXT_MAX: Final = 64 * 1024 * 1024


def write_listing(page: Page, listing: HistoryListing, columns: int | None = None) -> None:
    """Write one line for each entry, and what could not be read; `columns`: of the terminal, None: there is none."""
    shown = len(listing.entries)
    total = f"{listing.total:,}{'+' if listing.more else ''}"
    counted = f"{total} dispatches" if listing.total != 1 or listing.more else "1 dispatch"
    of = f", the newest {shown:,}" if shown < listing.total or listing.more else ""
    page.line(f"{page.paint(visible(listing.plugin), 'strong')}  {counted}{of}")
    for entry in listing.entries:
        page.line(_row(page, entry, (columns or _WIDE) - _ROW_CELLS))
    write_damage(page, listing)


def write_damage(page: Page, listing: HistoryListing) -> None:
    """Say what of the file could not be read."""
    for error in listing.damage:
        page.note(f"{page.paint('damaged:', 'warn')} {visible(str(error))}")
    if listing.damage:
        page.note("  what cannot be read is passed over; nothing in the file was changed")


def write_entry(page: Page, entry: HistoryEntry) -> None:
    """Write when and how it was sent, what came, and the payload."""
    page.line(_row(page, entry))
    sent = datetime.fromtimestamp(min(max(entry.at, 0.0), _MOMENT_MAX)).astimezone().isoformat(" ", "milliseconds")
    repeats = f", repeats #{entry.parent}" if entry.parent is not None else ""
    page.line(f"  sent {sent}{repeats}")
    build = f"sha256 {visible(entry.module_sha256[:12])}, build {entry.generation} of its run"
    page.line(f"  of {visible(entry.plugin)}, {build}")
    page.line(f"  profile {visible(entry.profile)}, budget {visible(entry.budget)}, {_instance(entry)}")
    for name, words in (unusual_words(entry.conditions) if entry.conditions is not None else {}).items():
        page.line(f"  {name} {visible(words)}")
    if entry.triggered:
        page.line(f"  triggered {visible(', '.join(entry.triggered))}")
    if entry.started_from:
        page.line(f"  started from {visible(entry.started_from)}")
    outcome = entry.outcome
    if outcome.ok:
        page.title("response")
        page.data(_pretty(outcome.response_text or ""))
    else:
        page.line(f"  {page.paint(visible(outcome.error_kind or outcome.word), 'bad')}: {visible(outcome.message)}")
    if outcome.output_text:
        page.title("output of the plugin")
        page.line(visible(outcome.output_text, limit=_TEXT_MAX, multiline=True))
    if entry.logs:
        page.title("log")
        page.items(f"  {visible(line)}" for line in entry.logs)
    page.title("payload")
    page.data(_pretty(entry.payload))


def write_compared(page: Page, compared: ComparedEntries) -> None:
    """Write both entries, and what became of the first one's answer in the second."""
    page.line(_row(page, compared.first))
    page.line(_row(page, compared.second))
    write_comparison(page, f"#{compared.first.number} → #{compared.second.number}", compared.comparison)


def write_saved(page: Page, saved: SavedRecording) -> None:
    """Say what was written into a recording, and what was not."""
    in_place = f", in place of {saved.replaced:,}" if saved.replaced else ""
    page.note(f"{saved.calls:,} call{'s' * (saved.calls != 1)} written to {visible(saved.path)}{in_place}")
    for number, why_not in saved.left_out.items():
        page.note(f"  #{number} left out: {visible(why_not)}")


def _row(page: Page, entry: HistoryEntry, room: int = 0) -> str:
    """Return number, time, function, outcome, cost and size of an entry, and in `room` cells how its payload begins."""
    sign = page.paint("✓", "good") if entry.outcome.ok else page.paint("✕", "bad")
    word = f"{visible(entry.outcome.word, limit=60)}{' ●' if entry.marked else ''}"
    took = duration(entry.wall_us) if entry.wall_us else ""
    repeats = f"  repeats #{entry.parent}" if entry.parent is not None else ""
    more = repeats if len(repeats) <= room else ""
    start = visible(" ".join(entry.payload[:400].split()))[: max(room - len(more) - 2, 0)]
    return (
        f"{sign} #{entry.number:<6} {_moment(entry.at)} {visible(entry.function, limit=60):<{_FUNCTION_WIDTH}} "
        f"{word:<{_OUTCOME_WIDTH}} {took:>7} {size(len(entry.payload.encode(errors='surrogatepass'))):>8}"
        f"{more}{page.paint(f'  {start}', 'quiet') if start else ''}"
    ).rstrip()


def _instance(entry: HistoryEntry) -> str:
    behind = ", which an earlier call had interrupted" if entry.interrupted else ""
    return "a fresh instance" if entry.fresh else f"the long-lived instance{behind}"


def _moment(at: float) -> str:
    return datetime.fromtimestamp(min(max(at, 0.0), _MOMENT_MAX)).astimezone().strftime("%Y-%m-%d %H:%M")


def _pretty(text: str) -> str:
    """Return JSON text over several lines; any other text as it is, its control characters visible."""
    try:
        return json_text(json.loads(text), indent=2)
    except (ValueError, RecursionError):
        return visible(text, limit=_TEXT_MAX, multiline=True)
