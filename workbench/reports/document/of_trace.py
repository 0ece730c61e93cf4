"""A trace as a document: a sequence diagram of each layer, and below it the messages in full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from workbench.protocol.layers import Layer
from workbench.reports.document.blocks import (
    Block,
    Chapter,
    ErrorBlock,
    Foldout,
    Listing,
    ReportDocument,
    SequenceArrow,
    SequenceDiagram,
    Tone,
    Words,
)
from workbench.session.values.trace import NOTHING_GIVEN, Direction, TraceMessage, host_call_text
from workbench.visible import duration, size

HOST, PLUGIN, FUNCTIONS = 0, 1, 2
LIFELINES: Final = ("host", "plugin", "host functions")
ARROWS_MAX: Final = 400
"""Arrows of one layer that are drawn."""
LISTED_MAX: Final = 200
"""Messages of one layer that are shown in full."""
_WHAT: Final = {
    Layer.HANDSHAKE: "The host offers versions and capabilities; the plugin says which of them it takes.",
    Layer.SELF_CHECK: "The plugin checks its own types for the functions that the host names.",
    Layer.DISPATCH: "The host calls wire functions; what a plugin asks its host for stands within the call.",
}


def trace_document(
    title: str,
    messages: Sequence[TraceMessage],
    versions: Mapping[str, str],
    failed: tuple[str, ErrorBlock] | None = None,
) -> ReportDocument:
    """Return a trace as a document.

    Args:
        title: What was traced.
        messages: In their order.
        versions: Of the workbench and its engine, by name.
        failed: The layer that failed, and why; None: none did, or nothing was judged.
    """
    calls = sum(one.direction is Direction.TO_PLUGIN for one in messages)
    asked = sum(one.direction is Direction.TO_HOST for one in messages)
    summary = f"{_counted(calls, 'call')} of the plugin, {_counted(asked, 'call')} of host functions within them."
    return ReportDocument(
        title=title,
        subject="trace",
        verdict=Words(_counted(len(messages), "message"), Tone.QUIET),
        summary=summary,
        facts=tuple((name, Words(version)) for name, version in versions.items()),
        rail=(),
        cause=failed,
        chapters=tuple(_chapter(layer, list(group)) for layer, group in groupby(messages, key=lambda one: one.layer)),
    )


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def _chapter(layer: Layer, messages: Sequence[TraceMessage]) -> Chapter:
    arrows = [arrow for one in messages[:ARROWS_MAX] for arrow in _arrows(one)]
    diagram = SequenceDiagram(LIFELINES, tuple(arrows), _WHAT[layer], max(len(messages) - ARROWS_MAX, 0))
    failed = any(one.outcome not in ("", "ok") for one in messages)
    blocks: list[Block] = [diagram]
    listed = tuple(block for one in messages[:LISTED_MAX] for block in _listing(one))
    if listed:
        left = len(messages) - LISTED_MAX
        more = f", the first {LISTED_MAX:,} of {len(messages):,}" if left > 0 else ""
        blocks.append(Foldout(f"Messages in full{more}", listed))
    title = f"{layer.label} {layer.title}"
    return Chapter(title, Words("a call failed", Tone.BAD) if failed else None, tuple(blocks))


def _arrows(one: TraceMessage) -> Iterator[SequenceArrow]:
    """Give what is drawn of a message: of a call of a host function there and back."""
    if one.direction is Direction.TO_PLUGIN:
        yield SequenceArrow(HOST, PLUGIN, one.name, size(one.size_bytes), one.number)
    elif one.direction is Direction.FROM_PLUGIN:
        good = one.outcome == "ok"
        said = f"{size(one.size_bytes)} · {duration(one.wall_us)}" if good else one.head.decode("utf-8", "replace")
        tone = Tone.PLAIN if good else Tone.BAD
        if one.left_out:
            yield SequenceArrow(PLUGIN, FUNCTIONS, f"… {one.left_out:,} more calls", "", None, Tone.QUIET)
        yield SequenceArrow(PLUGIN, HOST, one.outcome, said, one.number, tone, is_answer=True)
    elif one.host_call is not None:
        call = one.host_call
        yield SequenceArrow(PLUGIN, FUNCTIONS, one.name, ", ".join(call.arguments), one.number)
        said = NOTHING_GIVEN if call.result == "" else call.result or ""
        if one.wall_us:
            said = f"{said} · {duration(one.wall_us)}" if said else duration(one.wall_us)
        if call.error is not None:
            yield SequenceArrow(FUNCTIONS, PLUGIN, "failed", call.error, None, Tone.BAD, is_answer=True)
        else:
            word = "ok" if call.injected is None else f"ok, injected: {call.injected}"
            yield SequenceArrow(FUNCTIONS, PLUGIN, word, said, None, Tone.QUIET, is_answer=True)


def _listing(one: TraceMessage) -> Iterator[Listing]:
    """Give a message in full, as far as it was kept."""
    if one.host_call is not None:
        yield Listing(host_call_text(one.host_call), f"{one.number} {one.name}")
        return
    cut = one.size_bytes - len(one.head)
    more = (
        f", the first {size(len(one.head))} of {size(one.size_bytes)}" if cut > 0 and one.outcome in ("", "ok") else ""
    )
    arrow = "→" if one.direction is Direction.TO_PLUGIN else "←"
    yield Listing(one.head.decode("utf-8", "replace"), f"{one.number} {arrow} {one.name}{more}", is_json=True)
