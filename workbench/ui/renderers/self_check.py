"""What stands in pane 3: what the plugin was asked, what it answered, every failure in full, the cost."""

from __future__ import annotations

import time
from collections.abc import Iterator

from textual.content import Content

from workbench.protocol.layers import Cost, Layer, Verdict
from workbench.protocol.round_trip import round_trip
from workbench.protocol.self_check import SelfCheck
from workbench.session.compare.build_diff import generation_changes
from workbench.session.values.generation import Generation
from workbench.ui.drawing import styles
from workbench.ui.drawing.choices import Choice
from workbench.ui.drawing.lines import BLANK, Line, facts
from workbench.ui.drawing.styles import grey, say
from workbench.ui.renderers.cards import consequence, error_lines
from workbench.ui.renderers.gauges import mode_lines
from workbench.visible import size, visible

TRIP_BEFORE = 40
"""Characters before the first difference of two texts that are shown."""
TRIP_MAX = 200
"""Characters from it on."""


def failed(generation: Generation) -> bool:
    """Say whether the self-check did not pass."""
    return generation.layer(Layer.SELF_CHECK).verdict is Verdict.FAILED


def message_text(generation: Generation, view: str) -> str | None:
    """Return request, response or record as JSON text; None for the other view, and when there is none."""
    checked = generation.self_check
    if view == "request":
        return checked.request.text() if checked and checked.request else None
    if view == "record":
        return generation.metadata.canonical() if generation.metadata else None
    return generation.response_text if view == "response" else None


def lines(generation: Generation, view: str, before: Generation | None = None) -> list[Line]:
    """Return what stands in a view that has no message to show; `before` is the build before, None for none."""
    if view == "result":
        return [*result_lines(generation), *change_lines(before, generation)]
    words = {
        "request": "No request was sent.",
        "response": "There is no response.",
        "record": "A registry would keep no record.",
    }
    record = generation.layer(Layer.RECORD)
    if view == "record" and record.error is not None:
        return error_lines(record.error, host=consequence(Layer.RECORD))
    return [BLANK, Line(grey(words[view]))]


def change_lines(before: Generation | None, generation: Generation) -> list[Line]:
    """Return what changed since the build before; nothing while layers still run."""
    if before is None or not generation.complete:
        return []
    changes = generation_changes(before, generation) or ("nothing changed",)
    shown = [Line(say(("  ", styles.GREY), visible(change, limit=200)), hang=4) for change in changes]
    return [BLANK, Line(grey(f"since gen {before.number}")), *shown]


def result_lines(generation: Generation) -> list[Line]:
    """Return what came of the self-check."""
    result = generation.layer(Layer.SELF_CHECK)
    checked = generation.self_check
    if checked is None or result.verdict is Verdict.NOT_RUN:
        return _not_run(generation)
    shown = [Line(_headline(checked), hang=2)]
    if checked.response is not None and checked.response.failures:
        shown += [BLANK, *_failures(checked)]
    if result.error is not None:
        host = consequence(Layer.SELF_CHECK)
        listed = checked.response is not None and bool(checked.response.failures)
        shown += [BLANK, *error_lines(result.error, host=host, text=not listed, hints=generation.hints)]
    asked = ", ".join(checked.request.functions_to_test) if checked.request else ""
    shown += mode_lines(generation.judged_under)
    return [*shown, BLANK, *cost_lines(result.cost), *([BLANK, *facts([("asked", asked)])] if asked else ())]


def _not_run(generation: Generation) -> list[Line]:
    failed = generation.failed_layer
    if failed is None or generation.layer(Layer.SELF_CHECK).error is not None:
        return [BLANK, Line(grey(f"{styles.RUNNING} not run yet"))]
    why = f"not run: {failed.layer.title} failed" + (f" with {failed.error.kind}" if failed.error else "")
    pane = "1 Sections" if failed.layer is Layer.IDENTITY else "2 Handshake"
    return [BLANK, Line(grey(f"{styles.NOTHING} {why}")), BLANK, Line(grey(f"  See pane {pane}."))]


def _headline(checked: SelfCheck) -> Content:
    if checked.request is None:
        return say(
            (f"{styles.OK} passed", f"bold {styles.GOOD}"), ("   this profile does not check this plugin", styles.GREY)
        )
    asked = f"   asked for {styles.count(len(checked.request.functions_to_test), 'function')}"
    if checked.error is None:
        return say((f"{styles.OK} success", f"bold {styles.GOOD}"), (asked, styles.GREY))
    answer = checked.response.status if checked.response else "no usable answer"
    return say((f"{styles.FAILED} {answer}", f"bold {styles.BAD}"), (asked, styles.GREY))


def _failures(checked: SelfCheck) -> Iterator[Line]:
    assert checked.response is not None
    for number, failure in enumerate(checked.response.failures, 1):
        yield Line(say((f"{number:>3} ", styles.GREY), (styles.untrusted(failure.stage, 40), styles.WARN)))
        yield Line(Content(f"    {visible(failure.message, limit=2_000)}"), hang=4)
        yield from _round_trip(failure.message)


def _round_trip(message: str) -> Iterator[Line]:
    """Yield both texts of a message one below the other, where it has two, and where they differ first."""
    found = round_trip(message)
    if found is None:
        return
    places = [len(text) - len(head) for text, head in zip((found.first, found.second), found.heads, strict=True)]
    for label, text, place in zip(("first ", "second"), (found.first, found.second), places, strict=True):
        start = max(place - TRIP_BEFORE, 0)
        shown = visible(text[start:place]), visible(text[place:], limit=TRIP_MAX)
        cut = "…" if start else ""
        yield Line(say((f"    {label}  ", styles.GREY), f"{cut}{shown[0]}", (shown[1], styles.BAD)), hang=12)
    yield Line(grey(f"    they differ from byte {found.offset:,} on"))


def cost_lines(cost: Cost) -> Iterator[Line]:
    """Yield what a layer's call used up, beside its limits."""
    if not cost.wall_us and not cost.output_bytes:
        return
    pages, fuel = cost.memory_pages, cost.fuel_used
    yield from facts(
        (
            ("answer", styles.size_beside(cost.output_bytes, cost.output_max_bytes)),
            ("time", styles.wall_beside(cost.wall_us, cost.wall_max_ms)),
            ("memory", "" if pages is None else styles.pages_beside(pages, cost.memory_max_pages)),
            ("fuel", "" if fuel is None else styles.fuel_beside(fuel, cost.fuel_max)),
        )
    )


def completed(generation: Generation) -> str:
    """Return when the plugin says that it was done, for the border."""
    response = generation.self_check.response if generation.self_check else None
    if response is None:
        return ""
    try:
        return time.strftime("completed %H:%M:%S", time.localtime(response.completed_at))
    except (OverflowError, OSError, ValueError):
        return f"completed_at {response.completed_at}"


def view_choices(generation: Generation) -> list[Choice]:
    """Return the views of the pane."""
    answered = generation.response_text
    return [
        Choice("result", "result", styles.FAILED if failed(generation) else "", styles.BAD),
        Choice("request", "request", quiet=generation.self_check is None),
        Choice("response", "response", "" if answered is None else size(len(answered)), quiet=answered is None),
        Choice("record", "record", quiet=generation.metadata is None),
    ]
