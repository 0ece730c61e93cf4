"""What came of payloads that nobody thought of: a row for each ending, and what stands behind it. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from workbench.protocol.fuzzing.chances import seed_text
from workbench.session.values.fuzz_report import Ending, FunctionFuzz, FuzzFailure, FuzzState
from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import BLANK, Line, empty_state, json_lines
from workbench.ui.drawing.styles import grey, labelled, say
from workbench.ui.drawing.table import Column, Row
from workbench.ui.renderers.cards import error_lines
from workbench.visible import visible

COLUMNS = (
    Column("payloads", right=True),
    Column("function", rank=1),
    Column("ended", stretches=True, least=12),
    Column("cause", stretches=True, least=20),
)
_CAUSE_MAX = 300


def summary(fuzz: FuzzState | None) -> Content:
    """Return how far a run is, or what came of it."""
    if fuzz is None:
        return grey("nothing sent yet")
    seed = grey(f"seed {seed_text(fuzz.request.seed)}, gen {fuzz.generation}")
    if fuzz.step is not None:
        step = fuzz.step
        sent = f"  {step.function}  {step.sent:,} of {step.runs:,} payloads"
        return styles.joined([say((f"{styles.RUNNING} sending", styles.ACCENT), (sent, styles.GREY)), seed])
    if fuzz.report is None:
        return styles.joined([say((f"{styles.FAILED} not sent", styles.BAD)), seed])
    failed = sum(len(one.failures) for one in fuzz.report.functions)
    sent_all = styles.count(sum(one.runs for one in fuzz.report.functions), "payload")
    if fuzz.report.passed:
        verdict = say((f"{styles.OK} nothing failed", f"bold {styles.GOOD}"))
    else:
        verdict = say((f"{styles.FAILED} {styles.count(failed, 'kind')} of failure", f"bold {styles.BAD}"))
    return styles.joined([verdict, grey(sent_all), seed])


def rows(fuzz: FuzzState | None) -> list[Row]:
    """Return the endings, failures first. The key of a row finds its ending again."""
    if fuzz is None or fuzz.report is None:
        return []
    found = [
        (_failure(fuzzed, counted.ending), Row(f"{fuzzed.function} {index}", _cells(fuzzed, index)))
        for fuzzed in fuzz.report.functions
        for index, counted in enumerate(fuzzed.counts)
    ]
    return [row for _, row in sorted(found, key=lambda one: one[0] is None)]


def _cells(fuzzed: FunctionFuzz, index: int) -> tuple[Content, ...]:
    counted = fuzzed.counts[index]
    ending = counted.ending
    style = styles.BAD if _failure(fuzzed, ending) else styles.PLAIN if ending.is_used else styles.WARN
    sign = styles.FAILED if _failure(fuzzed, ending) else styles.OK if ending.is_used else styles.NOTHING
    words = say((f"{sign} {_words(ending)}", style))
    cause = visible(ending.cause, limit=_CAUSE_MAX) + (f" in {visible(ending.place)}" if ending.place else "")
    return Content(f"{counted.count:,}"), Content(fuzzed.function), words, Content(cause)


def _words(ending: Ending) -> str:
    if ending.stage is None:
        return f"ok, {ending.effect.value.replace('_', ' ')}"
    return f"refused at {ending.stage}" if ending.is_refusal else ending.stage


def _failure(fuzzed: FunctionFuzz, ending: Ending) -> FuzzFailure | None:
    return next((one for one in fuzzed.failures if one.ending == ending), None)


def chosen(fuzz: FuzzState | None, key: str | None) -> tuple[FunctionFuzz, FuzzFailure] | None:
    """Return the failure of a row, with its function; None: the row is no failure, or there is none."""
    if fuzz is None or fuzz.report is None or key is None:
        return None
    function, _, index = key.partition(" ")
    fuzzed = next((one for one in fuzz.report.functions if one.function == function), None)
    if fuzzed is None or int(index) >= len(fuzzed.counts):
        return None
    failure = _failure(fuzzed, fuzzed.counts[int(index)].ending)
    return None if failure is None else (fuzzed, failure)


def lines(fuzz: FuzzState | None, key: str | None, width: int) -> list[Line]:
    """Return what stands behind a row, in `width` cells."""
    if fuzz is None:
        return empty_state("Nothing has been sent yet.", ("r", "sends payloads that nobody thought of"))
    if fuzz.step is not None:
        return [BLANK, Line(grey("K stops it, and keeps what was found."))]
    if fuzz.error is not None:
        return [BLANK, *error_lines(fuzz.error)]
    found = chosen(fuzz, key)
    failure = [] if found is None else [BLANK, *_failure_lines(*found, width)]
    remarks = list(_remarks(fuzz))
    return [*failure, *([BLANK, *remarks] if remarks else [])]


def _remarks(fuzz: FuzzState) -> Iterator[Line]:
    """Yield what is to be known of each function that did not simply answer."""
    for fuzzed in fuzz.report.functions if fuzz.report is not None else ():
        if fuzzed.error is not None:
            yield from error_lines(fuzzed.error)
        if fuzzed.refuses_usual:
            yield Line(
                say((f"{styles.HINT} ", styles.WARN), f"{fuzzed.function} refuses the usual payload too."), hang=2
            )
        if fuzzed.ended_early is not None:
            yield Line(say((f"{fuzzed.function} ended early: ", styles.WARN), visible(fuzzed.ended_early)), hang=2)


def _failure_lines(fuzzed: FunctionFuzz, failure: FuzzFailure, width: int) -> Iterator[Line]:
    yield Line(labelled("found with", f"payload {failure.number:,} of {fuzzed.runs:,}"))
    if failure.needs_earlier:
        yield Line(
            say(("It fails only behind the payloads before it, and not on an instance of its own.", styles.WARN))
        )
    elif failure.is_smallest:
        yield Line(labelled("shrunk", f"by {failure.tries:,} tries; nothing smaller fails like this"))
    else:
        yield Line(labelled("shrunk", f"by {failure.tries:,} tries, not to the end"))
    yield BLANK
    yield from json_lines(failure.shrunk, width=width)
    if failure.error is not None:
        yield BLANK
        yield from error_lines(failure.error)
