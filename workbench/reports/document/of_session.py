"""Chapters on a run of the screen: its builds, its dispatches, and the newest of them in full."""

from __future__ import annotations

from datetime import UTC, datetime

from workbench.reports.document.blocks import Block, Chapter, ErrorBlock, FactList, Tone, Words
from workbench.reports.document.of_layers import answer_listing
from workbench.reports.document.of_module import table
from workbench.session.values.generation import Generation
from workbench.session.values.history import HistoryEntry
from workbench.session.values.kept_outcome import KeptOutcome
from workbench.session.values.session_snapshot import SessionSnapshot
from workbench.visible import duration, size

_SHA_SHOWN = 12


def session_chapters(snapshot: SessionSnapshot) -> tuple[Chapter, ...]:
    """Return the chapters; none where nothing was done."""
    chapters = []
    if snapshot.calls:
        chapters += [_newest_chapter(snapshot.calls[-1]), _calls_chapter(snapshot)]
    if snapshot.generations:
        chapters.append(_builds_chapter(snapshot))
    return tuple(chapters)


def _newest_chapter(entry: HistoryEntry) -> Chapter:
    outcome = entry.outcome
    facts = FactList(
        (
            ("function", Words(entry.function, is_code=True)),
            ("sent", Words(_time(entry.at))),
            ("instance", Words("fresh" if entry.fresh else "long-lived")),
            ("budget", Words(entry.budget)),
            ("wall clock", Words(duration(entry.wall_us) if entry.wall_us else "nothing was called")),
        )
    )
    blocks: list[Block] = [facts]
    if outcome.error_kind is not None:
        blocks.append(ErrorBlock(outcome.error_kind, outcome.message))
    blocks.append(answer_listing("Payload", entry.payload))
    if outcome.response_text is not None:
        blocks.append(answer_listing("Response", outcome.response_text))
    elif outcome.output_text:
        blocks.append(answer_listing("Output that a host cannot decode", outcome.output_text))
    return Chapter("Newest dispatch", _word(outcome), tuple(blocks))


def _calls_chapter(snapshot: SessionSnapshot) -> Chapter:
    rows = [
        (
            Words(str(entry.number)),
            Words(_time(entry.at), Tone.QUIET),
            Words(entry.function, is_code=True),
            _word(entry.outcome),
            Words(duration(entry.wall_us) if entry.wall_us else "–"),
            Words(size(len(entry.payload.encode(errors="surrogatepass")))),
            Words(str(entry.generation)),
        )
        for entry in reversed(snapshot.calls)
    ]
    heads = ("entry", "sent", "function", "outcome", "wall clock", "payload", "build")
    listed = table(heads, rows, snapshot.calls_total, frozenset({0, 4, 5, 6}))
    failed = sum(not entry.outcome.ok for entry in snapshot.calls)
    verdict = Words(f"{failed:,} of {len(rows):,} fell back", Tone.WARN) if failed else Words("all ok", Tone.GOOD)
    return Chapter("Dispatches of this run", verdict, (listed,))


def _builds_chapter(snapshot: SessionSnapshot) -> Chapter:
    shown = snapshot.checked.generation.number
    rows = [_build_row(build, is_shown=build.number == shown) for build in reversed(snapshot.generations)]
    heads = ("build", "loaded", "plugin", "size", "sha256", "verdict", "changed")
    return Chapter("Builds of this run", None, (table(heads, rows, len(rows), frozenset({0, 3})),))


def _build_row(build: Generation, *, is_shown: bool) -> tuple[Words, ...]:
    failed = build.failed_layer
    verdict = Words("good", Tone.GOOD)
    if failed is not None and not build.is_good:
        verdict = Words(f"{failed.layer.label} {failed.error.kind if failed.error else 'failed'}", Tone.BAD)
    return (
        Words(f"{build.number}{' (this one)' if is_shown else ''}"),
        Words(_time(build.loaded_at), Tone.QUIET),
        Words(build.title),
        Words(size(build.artifact.size_bytes)),
        Words(build.artifact.sha256[:_SHA_SHOWN], is_code=True),
        verdict,
        Words("; ".join(build.changes) or "–"),
    )


def _word(outcome: KeptOutcome) -> Words:
    return Words(outcome.word, Tone.GOOD if outcome.ok else Tone.BAD)


def _time(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S} UTC"
