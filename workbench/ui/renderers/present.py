"""How one layer is presented: the ladder of layers, two sentences, and the bytes and messages that show it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from workbench.errors.self_check import FailureStatus
from workbench.protocol.hints.evidence import Hint
from workbench.protocol.layers import Layer, LayerResult, Verdict
from workbench.protocol.presenter.page import LayerPage, Loaded, MessageMark, ShownBytes, ShownFacts, ShownMessage
from workbench.session.values.state import SessionState
from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import BLANK, Line, facts, json_lines, rows_of
from workbench.ui.drawing.styles import grey, say
from workbench.ui.renderers.cards import consequence, error_lines, hex_lines
from workbench.visible import visible

_SIGNS = {
    Verdict.PASSED: (styles.OK, styles.GOOD, "passed"),
    Verdict.FAILED: (styles.FAILED, styles.BAD, "failed"),
    Verdict.NOT_RUN: (styles.NOTHING, styles.GREY, "not run"),
}
_WAITING = (styles.EMPTY, styles.ACCENT, "waits for a request")
_MARKED = "bold on $primary 22%"
_GUTTER = "▌ "
SENTENCE_WIDTH = 110
"""Cells of a line of them: longer ones lose the eye on the way back."""
SENTENCE_MAX = 800
"""Characters of one sentence that are shown: it may quote the plugin."""


def loaded_of(state: SessionState) -> Loaded | None:
    """Return what is presented of the newest build; None: no build has been loaded yet."""
    newest, last = state.newest, state.last
    if newest is None:
        return None
    answered = last is not None and last.generation == newest.number
    return Loaded(
        module=newest.artifact.module,
        sha256=newest.artifact.sha256,
        module_map=newest.module_map,
        layers=newest.layers,
        identity=newest.identity,
        negotiation=newest.negotiation,
        accept_text=newest.accept_text,
        self_check=newest.self_check,
        response_text=newest.response_text,
        metadata=newest.metadata,
        dispatched=last.outcome if last is not None and answered else None,
        effect=last.effect if last is not None and answered else None,
    )


def ladder(layers: Sequence[LayerResult], page: LayerPage, width: int) -> Content:
    """Return the five layers in their order on one line, the one that is presented reversed."""
    forms = (("{} {} {}", " "), ("{} {} {}", ""), ("{} {}", ""))
    for form, pad in forms:
        parts: list[Content] = []
        for result in layers:
            here = result.layer is page.layer
            sign, style, _ = _WAITING if here and page.waits else _SIGNS[page.verdict if here else result.verdict]
            text = f"{pad}{form.format(sign, result.layer.label, result.layer.title)}{pad}"
            parts.append(say((text, f"reverse bold {style}" if here else style)))
        whole = Content("  ").join(parts)
        if whole.cell_length <= width:
            break
    return whole


def headline(page: LayerPage, title: str, keys: Sequence[str], width: int) -> Content:
    """Return what is presented, layer, place among the five, verdict and plugin; and the keys that were pressed last.

    As many keys as there is room for; the last one always.
    """
    order = list(Layer)
    place = order.index(page.layer) + 1
    sign, style, word = _WAITING if page.waits else _SIGNS[page.verdict]
    said = say(
        (f"{page.layer.label} {page.layer.title}", f"bold {styles.ACCENT}"),
        (f"   {place} of {len(order)}   ", styles.GREY),
        (f"{sign} {word}", f"bold {style}"),
        (f"   {visible(title, limit=60)}", styles.GREY),
    )
    caps = [say((f" {styles.untrusted(key, 20)} ", "reverse")) for key in keys]
    while caps:
        shown = say(("keys ", styles.GREY), styles.joined(caps, " "))
        if len(caps) == 1 or said.cell_length + shown.cell_length + 3 <= width:
            return say(said, " " * max(width - said.cell_length - shown.cell_length, 3), shown)
        caps = caps[1:]
    return said


def sentences(page: LayerPage, width: int, *, roomy: bool = True) -> Content:
    """Return what happens and why; where there is room, far enough from each other to be read from afar."""
    width = min(width, SENTENCE_WIDTH)
    said = (("What  ", page.what), ("Why   ", page.why))
    rows: list[Content] = []
    for label, text in said:
        line = Line(say((label, styles.ACCENT), (visible(text, limit=SENTENCE_MAX), "bold")), hang=len(label))
        rows += [*([Content()] if rows and roomy else []), *rows_of(line, width)]
    return Content("\n").join(rows)


def shown_lines(page: LayerPage, loaded: Loaded, width: int, hints: Sequence[Hint] = ()) -> list[Line]:
    """Return the failure that ended the layer, and the bytes and messages in which all this can be seen."""
    lines: list[Line] = []
    for shown in page.shown:
        lines += [Line(say((shown.title, f"bold {styles.ACCENT}")))]
        lines += _content(shown, loaded, width)
        lines.append(BLANK)
    if page.error is None:
        return lines[:-1]
    # What the plugin itself says of its faults stands in its answer.
    listed = isinstance(page.error, FailureStatus)
    card = error_lines(page.error, host=consequence(page.layer), hints=hints, text=not listed)
    return [*lines, *card] if listed else [*card, BLANK, *lines[:-1]]


def _content(shown: ShownBytes | ShownMessage | ShownFacts, loaded: Loaded, width: int) -> list[Line]:
    if isinstance(shown, ShownBytes):
        return _bytes(loaded.module, shown, width)
    if isinstance(shown, ShownMessage):
        return _message(shown, width)
    pairs = ((f"  {visible(name, limit=64)}", visible(said, limit=400)) for name, said in shown.facts)
    return list(facts(pairs))


def _bytes(module: bytes, shown: ShownBytes, width: int) -> list[Line]:
    """Return rows of digits and characters, with the marked stretches highlighted in both."""
    per_row = 16 if width >= 74 else 8
    wide = per_row == 16
    lines = []
    for row, line in enumerate(hex_lines(module, shown.start, shown.end, width=width)):
        content, first = line.content, shown.start + row * per_row
        marked = [at for at in range(first, min(first + per_row, shown.end)) if _is_marked(at, shown)]
        characters = 8 + per_row * 3 + (1 if wide else 0) + 1
        for at in marked:
            index = at - first
            digits = 8 + index * 3 + (1 if wide and index > 7 else 0)
            for start, length in ((digits, 2), (characters + index, 1)):
                content = content.stylize("bold reverse", start, start + length)
        lines.append(Line(content))
    return lines


def _is_marked(at: int, shown: ShownBytes) -> bool:
    return any(start <= at < end for start, end in shown.marks)


def _message(shown: ShownMessage, width: int) -> list[Line]:
    """Return a message, one member on each line, with a bar and a word beside what is to be seen."""
    lines, waiting = [], {mark.name: mark for mark in shown.marks}
    ends: int | None = None
    for line in json_lines(shown.text, width=width - len(_GUTTER)):
        plain = line.content.plain
        indent = len(plain) - len(plain.lstrip(" "))
        found = None
        if ends is None:
            found = _mark_of(plain, waiting)
            if found is not None:
                del waiting[found.name]
                ends = indent if plain.rstrip()[-1:] in "{[" else -1
        drawn = line.drawn()
        if ends is None:
            lines.append(Line(drawn.pad_left(len(_GUTTER)), hang=line.hang + len(_GUTTER)))
            continue
        drawn = drawn.stylize(_MARKED, indent)
        bar, hang = say((_GUTTER, styles.ACCENT)), line.hang + len(_GUTTER)
        beside = say(bar, drawn, grey("" if found is None else f"  ← {found.note}"))
        fits = beside.cell_length <= width
        lines.append(Line(beside if fits else say(bar, drawn), hang=hang))
        if not fits and found is not None:
            lines.append(Line(say(bar, grey(f"{' ' * indent}  ↑ {found.note}")), hang=hang))
        if ends < 0 or (found is None and indent == ends):
            ends = None
    return lines


def _mark_of(plain: str, waiting: dict[str, MessageMark]) -> MessageMark | None:
    return next((mark for name, mark in waiting.items() if plain.lstrip(" ").startswith(f'"{name}":')), None)
