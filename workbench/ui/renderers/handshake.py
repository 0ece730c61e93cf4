"""What stands in pane 2: what both sides offer, function by function, and why one is not negotiated."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from workbench.protocol.function_table import FunctionRow
from workbench.protocol.handshake import Negotiation
from workbench.protocol.layers import Layer, Verdict
from workbench.session.values.generation import Generation
from workbench.ui.drawing import styles
from workbench.ui.drawing.choices import Choice
from workbench.ui.drawing.lines import BLANK, Line
from workbench.ui.drawing.styles import grey, labelled, say, untrusted
from workbench.ui.drawing.table import Column, Row
from workbench.ui.renderers.cards import consequence, error_lines
from workbench.ui.renderers.gauges import mode_lines
from workbench.visible import size

COLUMNS = (
    Column("function"),
    Column("host"),
    Column("plugin"),
    Column("chosen"),
    Column("impl", rank=1),
    Column("export"),
    Column("slot", rank=2),
    Column("verdict", stretches=True, least=19),
)
SETTLED = ("", "not implemented", "handshake rejected", "no accept")
"""Causes that need nobody's attention: the function is left out, or the fault lies elsewhere."""


def function_rows(table: Iterable[FunctionRow]) -> list[Row]:
    """Return the table, one row per function."""
    return [Row(row.function, _cells(row)) for row in table]


def _cells(row: FunctionRow) -> tuple[Content, ...]:
    style = styles.PLAIN if row.negotiated else styles.GREY
    name_style = styles.PLAIN if row.cause in SETTLED else styles.BAD
    chosen = styles.NOTHING if row.chosen is None else str(row.chosen)
    return (
        say((untrusted(row.function, 32), name_style)),
        say((versions(row.offered), style)),
        say((versions(row.supported), style)),
        say((chosen, style)),
        _mark(row.implemented),
        _mark(row.exported),
        say((row.slot.value if row.slot else styles.NOTHING, style if row.slot else styles.GREY)),
        _verdict(row),
    )


def _verdict(row: FunctionRow) -> Content:
    if row.negotiated:
        return say((f"{styles.OK} negotiated", styles.GOOD))
    if row.cause in SETTLED:
        return grey(f"{styles.NOTHING} {row.cause}")
    return say((f"{styles.FAILED} {row.cause}", styles.BAD))


def _mark(present: bool) -> Content:
    return Content(styles.OK) if present else grey(styles.NOTHING)


def versions(numbers: tuple[int, ...]) -> str:
    """Return a list of versions: `1`, `1, 2`, `1, 2 … 16`."""
    if len(numbers) > 3:
        return f"{numbers[0]}, {numbers[1]} … {numbers[-1]}"
    return ", ".join(map(str, numbers)) or styles.NOTHING


def failed(generation: Generation) -> bool:
    """Say whether the handshake was rejected."""
    return generation.layer(Layer.HANDSHAKE).verdict is Verdict.FAILED


def summary(generation: Generation) -> str:
    """Return the versions of the accept, for the border; empty when there is none."""
    accept = generation.negotiation.accept if generation.negotiation else None
    return f"schema {accept.handshake_schema_version} · envelope {accept.envelope_version}" if accept else ""


def message_text(generation: Generation, view: str) -> str | None:
    """Return offer or accept as they crossed the border; None for the other view, and when there is none."""
    if view == "offer" and generation.negotiation:
        return generation.negotiation.offer.text()
    return generation.accept_text if view == "accept" else None


def detail_lines(generation: Generation, chosen: str | None) -> list[Line]:
    """Return what stands under the table: the error in full, else the facts of the negotiation."""
    result = generation.layer(Layer.HANDSHAKE)
    negotiation = generation.negotiation
    if negotiation is None:
        failed = generation.failed_layer
        if failed is None:
            return [BLANK, Line(grey(f"{styles.RUNNING} not run yet"))]
        kind = f" with {failed.error.kind}" if failed.error else ""
        return [
            BLANK,
            Line(grey(f"{styles.NOTHING} not run: {failed.layer.title} failed{kind}")),
            BLANK,
            Line(grey("  See pane 1 Sections.")),
        ]
    lines = []
    if result.error is not None:
        lines += [*error_lines(result.error, host=consequence(Layer.HANDSHAKE), hints=generation.hints), BLANK]
    return [*lines, *_negotiation_lines(generation, negotiation), *_row_lines(generation, chosen)]


def _negotiation_lines(generation: Generation, negotiation: Negotiation) -> list[Line]:
    accept = negotiation.accept
    cost = generation.layer(Layer.HANDSHAKE).cost
    digest = negotiation.offer.sha256()
    offered = ", ".join(sorted(negotiation.offer.host_capabilities)) or styles.NOTHING
    required = ", ".join(untrusted(name, 64) for name in sorted(accept.required_capabilities)) if accept else ""
    first = [labelled("offer hash", f"{digest[:4]}…{digest[-4:]}"), labelled("offers", offered)]
    first.append(labelled("requires", required or styles.NOTHING))
    second = []
    if generation.accept_text is not None:
        second.append(say(("accept ", styles.GREY), styles.size_beside(cost.output_bytes, cost.output_max_bytes)))
    if cost.wall_us:
        second.append(styles.wall_beside(cost.wall_us, cost.wall_max_ms))
    if cost.memory_pages is not None:
        second.append(styles.pages_beside(cost.memory_pages, cost.memory_max_pages))
    if cost.fuel_used is not None:
        second.append(labelled("fuel", styles.share(cost.fuel_used, cost.fuel_max)))
    lines = [Line(styles.joined(parts)) for parts in (first, second) if parts]
    return [*lines, *mode_lines(generation.judged_under)]


def _row_lines(generation: Generation, chosen: str | None) -> list[Line]:
    row = next((row for row in generation.function_table if row.function == chosen), None)
    if row is None or row.cause in SETTLED:
        return []
    meaning = {
        "not chosen": "both sides speak a common version, but the accept chooses none; nothing is dispatched to it",
        "no common version": "host and plugin have no version in common; nothing is dispatched to it",
    }.get(row.cause)
    name = untrusted(row.function, 32)
    return [BLANK, Line(say((f"{name}  ", styles.STRONG), (meaning, styles.GREY)), hang=2)] if meaning else []


def view_choices(generation: Generation) -> list[Choice]:
    """Return the views of the pane."""
    bad, table, answer = failed(generation), generation.function_table, generation.accept_text
    negotiated = f"{sum(row.negotiated for row in table)} of {len(table)}" if table else ""
    return [
        Choice("functions", "functions", styles.FAILED if bad else negotiated, styles.BAD if bad else styles.GREY),
        Choice("offer", "offer", quiet=generation.negotiation is None),
        Choice("accept", "accept", "" if answer is None else size(len(answer)), quiet=answer is None),
    ]
