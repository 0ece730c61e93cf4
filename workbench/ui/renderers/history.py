"""All dispatches that were kept, as rows; and one of them in full. Pure."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Final

from textual.content import Content

from workbench.protocol.host_effect.effect import AnswerEffect
from workbench.protocol.host_effect.of_dispatch import effect_of_texts
from workbench.protocol.profiles import Profile
from workbench.session.compare.json_diff import compare
from workbench.session.recordings.conditions import unusual_words
from workbench.session.values.dispatch_record import DispatchRecord
from workbench.session.values.history import HistoryEntry, HistoryFilter, HistoryHits, HistoryPeek, HistoryRow
from workbench.session.values.recording import SavedRecording
from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import BLANK, Line, empty_state, text_lines
from workbench.ui.drawing.styles import grey, say
from workbench.ui.drawing.table import Column, Row
from workbench.ui.renderers.answers import comparison_lines
from workbench.ui.renderers.base64_content import message_lines
from workbench.ui.renderers.host_effect import effect_lines_of
from workbench.visible import duration, size, visible

_KEPT_MAX: Final = 3
"""Places that are named; the others are counted by a sign."""

COLUMNS = (
    Column("entry", right=True),
    Column("mark"),
    Column("function", stretches=True, least=8),
    Column("outcome", stretches=True, least=8),
    Column("gen", right=True, rank=4),
    Column("repeats", right=True, rank=5),
    Column("at", rank=3),
    Column("took", right=True, rank=2),
    Column("size", right=True, rank=1),
    Column("payload", stretches=True, least=10, rank=6),
)
START_CELLS = 40
"""Of the start of a payload in the list."""
OUTCOMES = (None, "ok", "fallback")


def rows(hits: HistoryHits, peeks: Mapping[int, HistoryPeek]) -> list[Row]:
    """Return what was found, the newest first; `peeks` has what is known of the entries themselves, by number."""
    return [Row(str(one.number), (*_cells(one), *_peek_cells(peeks.get(one.number)))) for one in hits.rows]


def _peek_cells(peek: HistoryPeek | None) -> tuple[Content, ...]:
    # As wide before it is known as afterwards, so that nothing moves under the eye.
    if peek is None:
        return grey(" " * 11), grey(" " * 7), grey(" " * 8), grey(" " * START_CELLS)
    start = " ".join(peek.start.split())
    moment = time.strftime("%m-%d %H:%M", time.localtime(min(max(peek.at, 0.0), 2.0**33)))
    return (
        grey(moment),
        grey((duration(peek.wall_us) if peek.wall_us else "").rjust(7)),
        grey(size(peek.size_bytes).rjust(8)),
        grey(visible(start[:START_CELLS])[:START_CELLS].ljust(START_CELLS)),
    )


def _cells(one: HistoryRow) -> tuple[Content, ...]:
    good = one.outcome == "ok"
    outcome = say(
        (
            f"{styles.OK if good else styles.FAILED} {visible(one.outcome, limit=60)}",
            styles.GOOD if good else styles.BAD,
        )
    )
    return (
        Content(f"#{one.number}"),
        say((f"{styles.FULL} marked" if one.marked else "", styles.ACCENT)),
        Content(visible(one.function, limit=60)),
        outcome,
        grey(str(one.generation)),
        grey(f"#{one.parent}" if one.parent is not None else ""),
    )


def filter_line(wanted: HistoryFilter, hits: HistoryHits, note: str = "") -> Content:
    """Return what is looked for, and how much was found."""
    goes_on = hits.rest is not None
    found = say((f"{hits.total:,}{'+' if hits.more or goes_on else ''}", styles.STRONG), (" found", styles.GREY))
    parts = [say(found, (f", looking back from #{hits.rest:,}" if goes_on else "", styles.GREY))]
    facts = (("text", wanted.text), ("outcome", wanted.outcome), ("function", wanted.function))
    parts += [styles.labelled(label, visible(value, limit=60), styles.ACCENT) for label, value in facts if value]
    if wanted.generation is not None:
        parts.append(styles.labelled("gen", str(wanted.generation), styles.ACCENT))
    if note:
        parts.append(say((f"! {visible(note, limit=200)}", styles.WARN)))
    return styles.joined(parts)


def nothing(wanted: HistoryFilter) -> list[Line]:
    """Return what stands where no entry is."""
    if wanted == HistoryFilter():
        return empty_state("There are no dispatches yet.", ("^j", "sends the payload"))
    return empty_state("No entry matches the filter.", ("f", "searches for a text"), ("o", "changes the filter"))


def entry_lines(entry: HistoryEntry, *, width: int) -> list[Line]:
    """Return an entry in full: where and when, what was sent, what came."""
    outcome = entry.outcome
    moment = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(min(max(entry.at, 0.0), 2.0**33)))
    good = (
        say((f"{styles.OK} ok", styles.GOOD))
        if outcome.ok
        else say((f"{styles.FAILED} {visible(outcome.word)}", styles.BAD))
    )
    parts = [
        say((f"#{entry.number}", styles.STRONG)),
        good,
        grey(moment),
        grey(duration(entry.wall_us)) if entry.wall_us else Content(),
        grey(f"{visible(entry.plugin, limit=60)} gen {entry.generation} {entry.module_sha256[:6]}"),
        grey(f"profile {visible(entry.profile, limit=20)}, budget {visible(entry.budget, limit=20)}"),
        grey("fresh instance") if entry.fresh else Content(),
        say(("after a broken call", styles.WARN)) if entry.interrupted else Content(),
        grey(f"started from {visible(entry.started_from, limit=60)}") if entry.started_from else Content(),
        *(
            grey(f"{name} {visible(words, limit=120)}")
            for name, words in (unusual_words(entry.conditions) if entry.conditions is not None else {}).items()
        ),
    ]
    if entry.conditions is not None and entry.conditions.faults.specs:
        parts.append(
            styles.labelled("triggered", visible(", ".join(entry.triggered), limit=200) or "none", styles.WARN)
        )
    effect = _effect(entry)
    lines = [Line(styles.joined(parts, "  "), hang=2), *effect_lines_of(effect), BLANK]
    if outcome.ok:
        lines += [Line(grey("response")), *message_lines(outcome.response_text or "", width=width)]
    else:
        lines += [Line(say((visible(outcome.message), styles.BAD)), hang=2)]
        if outcome.output_text:
            lines += [BLANK, Line(grey("output of the plugin")), *text_lines(outcome.output_text)]
    if entry.logs:
        lines += [BLANK, Line(grey("log")), *text_lines("\n".join(entry.logs))]
    return [*lines, BLANK, Line(grey("payload")), *message_lines(entry.payload, width=width)]


def compared_lines(entry: HistoryEntry, last: DispatchRecord | None) -> list[Line]:
    """Return what differs between an entry's answer, which is the old one, and that of the last dispatch."""
    if last is None:
        return empty_state("There is no answer to compare with yet.", ("r", "sends this payload again"))
    old, new = entry.outcome, last.outcome
    title = f"#{entry.number} {styles.HINT} the last answer"
    function = visible(entry.function, limit=60)
    beside = "" if entry.function == new.function else f"   {function} {styles.HINT} {new.function}"
    head = Line(grey(f"{title}{beside}"))
    if not old.ok or not new.ok:
        ended = "ok" if new.stage is None else new.stage.value
        return [head, BLANK, Line(Content(f"ended {visible(old.word, limit=80)}, then {ended}"))]
    try:
        before = json.loads(old.response_text or "null")
    except ValueError:
        return [head, BLANK, Line(grey("The answer in the history is no JSON."))]
    found = compare(before, new.response)
    if found.equal:
        return [head, BLANK, Line(say((f"{styles.OK} the same answer", styles.GOOD)))]
    return [head, *comparison_lines(found)]


def _effect(entry: HistoryEntry) -> AnswerEffect | None:
    """Return what a host does with a kept answer; None: it cannot be told."""
    try:
        profile = Profile(entry.profile)
        return effect_of_texts(entry.function, profile, entry.payload, entry.outcome.response_text)
    except (KeyError, ValueError):
        # The file may be another workbench's, of another protocol line.
        return None


def saved_text(saved: SavedRecording) -> str:
    """Return how saving a recording ended, in a few words."""
    if not saved.calls:
        return "Nothing was saved: no entry of this plugin is marked, or no marked entry can be read"
    replaced = f", in place of {saved.replaced:,}" if saved.replaced else ""
    parts = [f"{saved.calls:,} call{'s' * (saved.calls != 1)} saved to {visible(saved.path, limit=200)}{replaced}"]
    if saved.left_out:
        reason = visible(next(iter(saved.left_out.values())), limit=120)
        parts.append(
            f"{len(saved.left_out):,} left out: {reason}{', …' if len(set(saved.left_out.values())) > 1 else ''}"
        )
    if saved.taken_out:
        parts.append(
            f"secrets taken out: {', '.join(f'{name} ({count:,})' for name, count in saved.taken_out.items())}"
        )
    if saved.kept:
        named = ", ".join(visible(str(one), limit=80) for one in saved.kept[:_KEPT_MAX])
        parts.append(f"kept, and looks like a secret: {named}{', …' if len(saved.kept) > _KEPT_MAX else ''}")
    return "\n".join(parts)
