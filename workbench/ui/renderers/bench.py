"""What a call costs as a person sees it: the figures of its parts, the series in order, how often which time. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from textual.content import Content

from workbench.session.values.benchmark import BenchReport, BenchState, Spread
from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import BLANK, Line, empty_state
from workbench.ui.drawing.styles import grey, say
from workbench.ui.renderers.cards import error_lines
from workbench.visible import duration, size, visible

LEVELS = "▁▂▃▄▅▆▇█"
BAR_MAX = 40
_LABEL = 24
_FIGURE = 11
_PARTS = (
    ("call in a series", "call"),
    ("the engine's bare call", "bare"),
    ("call through the border", "border"),
    ("instantiate", "instantiate"),
    ("compile, cold", "compile"),
)
_STEPS = {
    "series": "calls in a series",
    "border": "calls through the border",
    "compile": "compiles",
    "instantiate": "instances",
}


def summary(bench: BenchState | None) -> Content:
    """Return how far it is, or the figures that matter most."""
    if bench is None:
        return grey("nothing measured yet")
    if bench.step is not None:
        done = f"{bench.step.done:,} of {bench.step.total:,} {_STEPS[bench.step.what]}"
        return say((f"{styles.RUNNING} measuring", styles.ACCENT), (f"  {bench.function}  {done}", styles.GREY))
    report = bench.report
    if report is None or report.call is None:
        return say((f"{styles.FAILED} not measured", styles.BAD), (f"  {bench.function}", styles.GREY))
    parts = [
        say((f"{styles.OK} {time(report.call.median_us)}", f"bold {styles.GOOD}"), (" a call", styles.GREY)),
        say(f"{report.per_second:,.0f}", (" per second", styles.GREY)),
        _beside_former(bench),
        say(("ended early", styles.WARN)) if report.ended_early else Content(),
    ]
    return styles.joined(parts)


def _beside_former(bench: BenchState) -> Content:
    if bench.ratio is None or bench.previous is None:
        return Content()
    style = styles.WARN if bench.ratio > 1.1 else styles.GOOD if bench.ratio < 0.9 else styles.PLAIN
    return say((f"{bench.ratio:.2f} x", style), (f" gen {bench.previous.generation}", styles.GREY))


def lines(bench: BenchState | None, width: int) -> list[Line]:
    """Return everything that was measured, in `width` cells."""
    if bench is None:
        return empty_state("Nothing has been measured yet.", ("r", "measures the payload in the editor"))
    report = bench.report
    if bench.step is not None:
        return [BLANK, Line(grey(f"{bench.runs:,} calls of {bench.function} on gen {bench.generation}; K ends it"))]
    if report is None:
        return [BLANK, *(error_lines(bench.error) if bench.error is not None else ())]
    shown = [Line(_subject(bench, report), hang=2)]
    if report.outcome.error is not None:
        shown += [BLANK, *error_lines(report.outcome.error)]
    elif report.ended_early is not None:
        shown += [BLANK, Line(say(("ended early: ", styles.WARN), visible(report.ended_early, limit=400)), hang=2)]
    if report.call is None:
        return shown
    return [*shown, BLANK, *_table(report, bench.previous), BLANK, *_ratios(report), *_course(report, width)]


def _subject(bench: BenchState, report: BenchReport) -> Content:
    version = "" if report.outcome.version is None else f"@{report.outcome.version}"
    return styles.joined(
        [
            say((f"{bench.function}{version}", styles.STRONG)),
            grey(f"gen {bench.generation}, {visible(bench.plugin, limit=80)}"),
            grey(f"payload {size(report.payload_bytes)}, output {size(report.output_bytes)}" if report.call else ""),
        ]
    )


def _table(report: BenchReport, previous: BenchState | None) -> Iterator[Line]:
    titles = "".join(f"{title:>{_FIGURE}}" for title in ("min", "median", "p95", "of"))
    earlier = previous.report if previous is not None else None
    last = f"{f'gen {previous.generation} median':>19}" if previous is not None else ""
    yield Line(grey(" " * _LABEL + titles + last))
    for label, name in _PARTS:
        part: Spread | None = getattr(report, name)
        if part is None:
            continue
        least, median = f"{time(part.minimum_us):>{_FIGURE}}", f"{time(part.median_us):>{_FIGURE}}"
        rest = f"{time(part.p95_us):>{_FIGURE}}{part.count:>{_FIGURE},}"
        was: Spread | None = getattr(earlier, name) if earlier is not None else None
        before = "" if was is None else f"{time(was.median_us):>19}"
        yield Line(
            say((f"{label:<{_LABEL}}", styles.GREY), least, (median, styles.STRONG), rest, (before, styles.GREY))
        )


def _ratios(report: BenchReport) -> Iterator[Line]:
    if report.ratio_to_bare is not None:
        yield Line(
            say(("a call in a series costs ", styles.GREY), f"{report.ratio_to_bare:.2f} x", (" bare", styles.GREY))
        )
    if report.border_cost_us is not None:
        adds = time(report.border_cost_us)
        yield Line(say(("the process border adds ", styles.GREY), adds, (" a call", styles.GREY)))


def _course(report: BenchReport, width: int) -> Iterator[Line]:
    """Yield the series in its order, then how often which time was taken."""
    if len(report.course_us) > 1:
        least, most = min(report.course_us), max(report.course_us)
        yield BLANK
        yield Line(grey(f"in order, medians from {time(least)} to {time(most)}"))
        yield Line(say((sparkline(report.course_us, width), styles.ACCENT)))
    if len(report.buckets) > 1:
        yield BLANK
        yield Line(grey("distribution"))
        yield from _histogram(report, width)


def _histogram(report: BenchReport, width: int) -> Iterator[Line]:
    most = max(bucket.count for bucket in report.buckets)
    room = max(min(width - 34, BAR_MAX), 4)
    for bucket in report.buckets:
        span = f"{time(bucket.from_us):>9} to {time(bucket.to_us):>9}"
        cells = round(bucket.count / most * room) or bool(bucket.count)
        yield Line(say((f"{span}  ", styles.GREY), ("━" * cells, styles.ACCENT), f" {bucket.count:,}"))


def sparkline(values: Sequence[float], width: int) -> str:
    """Return values as a row of columns from the least to the largest; of too many several share a column."""
    cells = max(min(len(values), width), 1)
    edges = [len(values) * index // cells for index in range(cells + 1)]
    tops = [max(values[start:end]) for start, end in pairwise(edges)]
    least, most = min(tops), max(tops)
    scale = (len(LEVELS) - 1) / (most - least) if most > least else 0.0
    return "".join(LEVELS[round((top - least) * scale)] for top in tops)


def time(wall_us: float) -> str:
    """Return a time for people, short ones with a decimal: `25.4 µs`."""
    return f"{wall_us:.1f} µs" if abs(wall_us) < 99.95 else duration(round(wall_us))
