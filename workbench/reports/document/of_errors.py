"""Errors as blocks of a document: kind, text, hints, and the guest's call stack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from workbench.errors import WorkbenchError
from workbench.errors.stack_frame import GuestTrace, TracedError
from workbench.protocol.guest_trace import Folded, first_of_author, folded, frame_text, headline, how_to_see_more
from workbench.protocol.hints.evidence import Hint
from workbench.reports.document.blocks import ErrorBlock


def error_block(error: WorkbenchError, hints: Iterable[Hint] = ()) -> ErrorBlock:
    """Return an error; hints of recognised causes take the place of what is said of every error of its class."""
    trace = error.trace if isinstance(error, TracedError) else None
    text = str(error)
    by_cause = [hint.text for hint in hints]
    advice = by_cause or ([error.hint] if error.hint else [])
    if trace is None:
        return ErrorBlock(error.kind, text, tuple(advice))
    text = headline(text, error.details.get("cause"))
    more = how_to_see_more(trace, text)
    panic = trace.panic if trace.panic and trace.panic not in text else None
    return ErrorBlock(error.kind, text, (*advice, *([more] if more else ())), panic, tuple(_frames(trace)))


def _frames(trace: GuestTrace) -> Iterator[tuple[str, bool]]:
    for line, again in groupby(_lines(trace)):
        yield line
        more = sum(1 for _ in again) - 1
        if more:
            yield f"… and the same {more:,} {'time' if more == 1 else 'times'} more", False


def _lines(trace: GuestTrace) -> Iterator[tuple[str, bool]]:
    first = first_of_author(trace)
    for one in folded(trace.frames):
        if isinstance(one, Folded):
            count = len(one.frames)
            yield f"{count} {'frame' if count == 1 else 'frames'} of the toolchain and its libraries", False
        else:
            yield frame_text(one), one is first
