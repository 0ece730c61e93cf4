"""Pane 3: what the plugin was asked to check, what it answered, every failure in full, and what it cost."""

from __future__ import annotations

import time
from collections.abc import Iterator

from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from workbench.protocol.layers import Cost, Layer, LayerResult, Verdict
from workbench.protocol.self_check import SelfCheck
from workbench.session.state import Generation
from workbench.ui import ink
from workbench.ui.cards import consequence, empty_state, error_lines
from workbench.ui.ink import grey, say
from workbench.ui.lines import BLANK, Line, facts, json_lines
from workbench.ui.pane import Pane
from workbench.ui.reader import Reader
from workbench.ui.ribbon import Choice
from workbench.visible import size, visible

NO_ANSWER = [BLANK, Line(grey("No answer came."))]


def result_lines(generation: Generation | None) -> list[Line]:
    """Return what came of the self-check."""
    if generation is None:
        return empty_state("The plugin's own check comes here.", ("^r", "reads the plugin again"))
    result = generation.layer(Layer.SELF_CHECK)
    checked = generation.self_check
    if checked is None or result.verdict is Verdict.NOT_RUN:
        return _not_run(generation)
    lines = [Line(_headline(checked), hang=2)]
    if checked.response is not None and checked.response.failures:
        lines += [BLANK, *_failures(checked)]
    if result.error is not None:
        host = consequence(Layer.SELF_CHECK)
        listed = checked.response is not None and bool(checked.response.failures)
        lines += [BLANK, *error_lines(result.error, host=host, text=not listed)]
    return [*lines, BLANK, *cost_lines(result.cost)]


def _not_run(generation: Generation) -> list[Line]:
    failed = generation.failed_layer
    if failed is None or generation.layer(Layer.SELF_CHECK).error is not None:
        return [BLANK, Line(grey(f"{ink.RUNNING} not run yet"))]
    why = f"not run: {failed.layer.label} failed" + (f" with {failed.error.kind}" if failed.error else "")
    pane = "1 Sections" if failed.layer is Layer.IDENTITY else "2 Handshake"
    return [BLANK, Line(grey(f"{ink.NOTHING} {why}")), BLANK, Line(grey(f"  See pane {pane}."))]


def _headline(checked: SelfCheck) -> Content:
    if checked.request is None:
        return say((f"{ink.OK} passed", f"bold {ink.GOOD}"), ("   this profile asks nothing of this plugin", ink.GREY))
    asked = f"   asked for {ink.count(len(checked.request.functions_to_test), 'function')}"
    if checked.error is None:
        return say((f"{ink.OK} success", f"bold {ink.GOOD}"), (asked, ink.GREY))
    answer = checked.response.status if checked.response else "no usable answer"
    return say((f"{ink.FAILED} {answer}", f"bold {ink.BAD}"), (asked, ink.GREY))


def _failures(checked: SelfCheck) -> Iterator[Line]:
    assert checked.response is not None
    for number, failure in enumerate(checked.response.failures, 1):
        yield Line(say((f"{number:>3} ", ink.GREY), (ink.untrusted(failure.stage, 40), ink.WARN)))
        yield Line(Content(f"    {visible(failure.message, limit=2_000)}"), hang=4)


def cost_lines(cost: Cost) -> Iterator[Line]:
    """Yield what a layer's call used up, beside its limits."""
    if not cost.wall_us and not cost.output_bytes:
        return
    fuel = (
        ""
        if cost.fuel_used is None
        else ink.beside_limit(cost.fuel_used, cost.fuel_max, ink.million(cost.fuel_used), ink.million(cost.fuel_max))
    )
    yield from facts(
        (
            ("answer", ink.size_beside(cost.output_bytes, cost.output_max_bytes)),
            ("time", ink.wall_beside(cost.wall_us, cost.wall_max_ms)),
            ("fuel", fuel),
        )
    )


def completed(generation: Generation | None) -> str:
    """Return when the plugin says that it was done, for the border."""
    response = generation.self_check.response if generation and generation.self_check else None
    if response is None:
        return ""
    try:
        return time.strftime("completed %H:%M:%S", time.localtime(response.completed_at))
    except (OverflowError, OSError, ValueError):
        return f"completed_at {response.completed_at}"


def view_choices(generation: Generation | None) -> list[Choice]:
    """Return the views of the pane."""
    result: LayerResult | None = generation.layer(Layer.SELF_CHECK) if generation else None
    answered = generation.response_text if generation else None
    bad = result is not None and result.verdict is Verdict.FAILED
    return [
        Choice("result", "result", ink.FAILED if bad else "", ink.BAD),
        Choice("request", "request", quiet=not (generation and generation.self_check)),
        Choice("response", "response", "" if answered is None else size(len(answered)), quiet=answered is None),
    ]


class SelfCheckPane(Pane):
    """Shows layer L3 of the newest build."""

    TITLE = "3 Self-check"

    def __init__(self) -> None:
        super().__init__(id="self-check")
        self.view = "result"
        self._generation: Generation | None = None
        self._reader = Reader(id="self-check-text")

    def compose(self) -> ComposeResult:
        """Make the parts."""
        yield self.ribbon
        yield self._reader

    def focus_target(self) -> Widget:
        """Return the text."""
        return self._reader

    def show(self, generation: Generation | None) -> None:
        """Show another build."""
        self._generation = generation
        self.border_subtitle = completed(generation)
        failed = generation is not None and generation.layer(Layer.SELF_CHECK).verdict is Verdict.FAILED
        self.set_class(failed, "-failed")
        self.refresh_view()

    def refresh_view(self) -> None:
        """Draw the view that is turned to."""
        generation = self._generation
        self.ribbon.show(view_choices(generation), self.view)
        checked = generation.self_check if generation else None
        if self.view == "request" and checked and checked.request:
            text = checked.request.text()
            self._reader.show(json_lines(text), topic="request", whole=text)
        elif self.view == "response" and generation and generation.response_text is not None:
            self._reader.show(json_lines(generation.response_text), topic="response", whole=generation.response_text)
        elif self.view == "result":
            self._reader.show(result_lines(generation), topic="result")
        else:
            self._reader.show(NO_ANSWER, topic=self.view)
