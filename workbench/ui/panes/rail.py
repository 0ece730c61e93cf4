"""The five layers side by side: sign, verdict, and the few numbers that matter of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.widget import Widget

from workbench.protocol.layers import Layer, LayerResult, Verdict
from workbench.session.state import Generation, SessionState
from workbench.ui import ink
from workbench.ui.messages import LayerPicked
from workbench.visible import duration

NAMES = {
    Layer.IDENTITY: "identity",
    Layer.HANDSHAKE: "handshake",
    Layer.SELF_CHECK: "self-check",
    Layer.RECORD: "record",
    Layer.DISPATCH: "dispatch",
}


@dataclass(frozen=True, slots=True)
class Box:
    """One layer as it is drawn."""

    layer: Layer
    sign: str
    style: str
    detail: str

    @property
    def title(self) -> str:
        """`L1 identity`."""
        return f"{self.layer.label} {NAMES[self.layer]}"


def boxes(state: SessionState) -> list[Box]:
    """Return the five boxes of the newest build."""
    generation = state.newest
    if generation is None:
        return [Box(layer, ink.NOTHING, ink.GREY, "waiting") for layer in Layer]
    running = None
    if not generation.complete:
        running = next((one.layer for one in generation.layers if one.verdict is Verdict.NOT_RUN), None)
    return [_box(one, state, generation, running=one.layer is running) for one in generation.layers]


def _box(result: LayerResult, state: SessionState, generation: Generation, *, running: bool) -> Box:
    layer = result.layer
    if running:
        return Box(layer, ink.RUNNING, ink.ACCENT, "running")
    if layer is Layer.DISPATCH:
        return _dispatch_box(state)
    if result.verdict is Verdict.FAILED:
        return Box(layer, ink.FAILED, ink.BAD, result.error.kind if result.error else "failed")
    if result.verdict is Verdict.NOT_RUN:
        return Box(layer, ink.NOTHING, ink.GREY, "not run")
    time = duration(result.cost.wall_us) if result.cost.wall_us else ""
    detail = " · ".join(part for part in (_gist(layer, generation), time) if part)
    return Box(layer, ink.OK, ink.GOOD, detail or "passed")


def _gist(layer: Layer, generation: Generation) -> str:
    if layer is Layer.IDENTITY:
        passed = sum(check.passed for check in generation.static_checks)
        return f"{passed}/{len(generation.static_checks)} checks"
    if layer is Layer.HANDSHAKE:
        return f"{sum(row.negotiated for row in generation.function_table)} of {len(generation.function_table)}"
    if layer is Layer.SELF_CHECK:
        return "" if generation.self_check and generation.self_check.request else "nothing to ask"
    days = 7 if generation.metadata is None else _days(generation)
    return f"fresh for {days} d"


def _days(generation: Generation) -> int:
    metadata = generation.metadata
    return (metadata.expires_at - metadata.handshake_completed_at) // 86_400 if metadata else 0


def _dispatch_box(state: SessionState) -> Box:
    good, bad = state.dispatched_ok, state.dispatched_fallback
    if state.running:
        return Box(Layer.DISPATCH, ink.RUNNING, ink.ACCENT, state.running)
    if not good and not bad:
        waiting = "ready" if state.serving else "not run"
        return Box(Layer.DISPATCH, ink.NOTHING, ink.GREY, waiting)
    failed = state.last is not None and not state.last.outcome.ok
    detail = f"{good} ok" + (f" · {bad} fallback" if bad else "")
    return Box(Layer.DISPATCH, ink.FAILED if failed else ink.OK, ink.BAD if failed else ink.GOOD, detail)


def box_widths(needs: Sequence[int], width: int) -> list[int]:
    """Return the width of each box: what it needs, the rest shared; all alike when everything fits so."""
    alike = width // len(needs)
    if max(needs) <= alike:
        more = width - alike * len(needs)
        widths = [alike + (index < more) for index in range(len(needs))]
    else:
        spare = width - sum(needs)
        widths = [need + spare // len(needs) for need in needs] if spare >= 0 else _shrunk(needs, -spare)
    widths[-1] += width - sum(widths)
    return widths


def _shrunk(needs: Sequence[int], over: int) -> list[int]:
    widths = list(needs)
    while over > 0 and max(widths) > 8:
        widest = widths.index(max(widths))
        widths[widest] -= 1
        over -= 1
    return widths


def rail_boxes(state: SessionState, width: int) -> tuple[Content, list[int]]:
    """Return three rows of boxes, and the width of each."""
    shown = boxes(state)
    widths = box_widths([max(len(box.title), len(box.detail)) + 7 for box in shown], width)
    top, middle, bottom = Content(), Content(), Content()
    for box, room in zip(shown, widths, strict=True):
        edge = {ink.BAD: "$error", ink.GOOD: "$success-muted"}.get(box.style, "$border-blurred")
        inner = max(room - 3, 3)  # one cell stays free on the right: boxes do not touch
        title = box.title[: max(inner - 4, 0)]
        title_style = ink.BAD if box.style == ink.BAD else ink.GREY if box.style == ink.GREY else ink.PLAIN
        top += ink.say(("╭─ ", edge), (title, title_style), (" " + "─" * (inner - len(title) - 3) + "╮ ", edge))
        text = ink.say((f"{box.sign} ", box.style), (box.detail, ink.BAD if box.style == ink.BAD else ink.GREY))
        text = text.truncate(max(inner - 2, 1), ellipsis=True)
        text = text.pad_right(max(inner - 2 - text.cell_length, 0))
        middle += ink.say(("│ ", edge), text, (" │ ", edge))
        bottom += ink.say(("╰" + "─" * inner + "╯ ", edge))
    return Content("\n").join([top, middle, bottom]), widths


def rail_line(state: SessionState, width: int) -> tuple[Content, list[int]]:
    """Return the layers on one line, with as many words as fit, and the width of each."""
    shown = boxes(state)
    for words in (_full, _medium, _narrow, _short):
        parts = [ink.say((f"{box.sign} ", box.style), words(box)) for box in shown]
        if sum(part.cell_length + 2 for part in parts) + 1 <= width:
            break
    line = Content(" ")
    for part in parts:
        line += ink.say(part, "  ")
    return line.truncate(max(width, 1)), [part.cell_length + 2 for part in parts]


def _full(box: Box) -> Content:
    return ink.say(box.title, (f" {box.detail}", ink.BAD if box.style == ink.BAD else ink.GREY))


def _medium(box: Box) -> Content:
    if box.style == ink.BAD:
        return ink.say(box.layer.label, (f" {box.detail}", ink.BAD))
    return Content(box.title)


def _narrow(box: Box) -> Content:
    return _medium(box) if box.style == ink.BAD else _short(box)


def _short(box: Box) -> Content:
    return Content(box.layer.label)


class Rail(Widget):
    """Draws the layers; one line when it has no room for boxes."""

    def __init__(self, state: SessionState) -> None:
        super().__init__(id="rail")
        self._state = state
        self._widths: list[int] = []

    def show(self, state: SessionState) -> None:
        """Show another state."""
        self._state = state
        self.refresh()

    def render(self) -> Content:
        """Draw the layers."""
        width = self.size.width
        drawn, self._widths = (rail_boxes if self.size.height >= 3 else rail_line)(self._state, width)
        return drawn

    def on_click(self, event: events.Click) -> None:
        """Tell which layer was clicked."""
        x = event.x
        for layer, width in zip(Layer, self._widths, strict=False):
            if x < width:
                self.post_message(LayerPicked(layer))
                return
            x -= width
