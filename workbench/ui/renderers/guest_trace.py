"""Where in the guest a call failed: the author's frames line by line, the toolchain's folded. Pure.

A line that leads to a place in a source has that place as its target.
"""

from __future__ import annotations

from dataclasses import replace

from textual.content import Content

from workbench.errors.stack_frame import GuestTrace, StackFrame
from workbench.protocol.guest_trace import (
    Folded,
    first_of_author,
    folded,
    how_to_see_more,
    is_authors,
    place_text,
)
from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import BLANK, Line, SourcePlace
from workbench.ui.drawing.styles import say
from workbench.visible import visible

_PARTS_SHOWN = 2
LABEL_WIDTH = len("expected")
TEXT_MAX = 400
"""Characters of one frame that are shown."""
PANIC_MAX = 2_000
"""Characters of the guest's own words that are shown."""


def trace_lines(trace: GuestTrace, *, said: str = "", whole: bool = False) -> list[Line]:
    """Return the guest's own words and its frames, the author's first.

    Args:
        trace: Where the guest was.
        said: What stands above them already.
        whole: Show each frame of the toolchain too, all in the order of the calls.
    """
    lines: list[Line] = []
    if trace.panic and trace.panic not in said:
        lines.append(_labelled("guest", visible(trace.panic, limit=PANIC_MAX)))
    lines += _every_frame(trace) if whole else _authors_frames(trace)
    if any(line.target is not None for line in lines):
        lines.append(
            _labelled("", say(("enter", styles.ACCENT), (" opens the marked line in your editor", styles.GREY)))
        )
    more = how_to_see_more(trace, said)
    return [*lines, BLANK, _labelled("to do", more)] if more else lines


def _every_frame(trace: GuestTrace) -> list[Line]:
    first = first_of_author(trace)
    return [
        _frame(frame, "" if index else "at", first=frame is first, quiet=not is_authors(frame))
        for index, frame in enumerate(trace.frames)
    ]


def _authors_frames(trace: GuestTrace) -> list[Line]:
    lines: list[Line] = []
    parts = list(folded(trace.frames))
    first = first_of_author(trace)
    # What the toolchain did on the way to its trap tells least: it stands behind the author's own code.
    inside = parts.pop(0) if first is not None and isinstance(parts[0], Folded) else None
    label = "at"
    for part in parts:
        if isinstance(part, Folded):
            lines.append(_labelled(label, _toolchain(part)))
        else:
            lines.append(_frame(part, label, first=part is first))
        label = ""
    if isinstance(inside, Folded):
        lines.append(_labelled("inside", _toolchain(inside)))
    if any(isinstance(part, Folded) for part in (inside, *parts)):
        lines.append(_labelled("", say(("e", styles.ACCENT), (" outside the editor shows every frame", styles.GREY))))
    return lines


def _labelled(label: str, content: Content | str) -> Line:
    return Line(say((f"  {label:<{LABEL_WIDTH}}  ", styles.GREY), content), hang=LABEL_WIDTH + 4)


def _frame(frame: StackFrame, label: str, *, first: bool, quiet: bool = False) -> Line:
    place = _short_place(frame)
    name = visible(frame.function or "a function without a name", limit=TEXT_MAX)
    content = say(
        (name, f"bold {styles.BAD}" if first else styles.GREY if quiet else ""),
        (f"  {visible(place, limit=TEXT_MAX)}" if place else "", "" if first else styles.GREY),
        ("  inlined" if frame.inlined else "", styles.GREY),
    )
    return replace(_labelled(label, content), target=_target(frame))


def _toolchain(part: Folded) -> Content:
    """Return frames of a toolchain in one line, by the one that the author's code called."""
    count = len(part.frames)
    name = visible(part.frames[-1].function or "a function without a name", limit=TEXT_MAX)
    return say(
        (f"{name} and {count - 1} more of the toolchain" if count > 1 else f"{name} of the toolchain", styles.GREY)
    )


def _short_place(frame: StackFrame) -> str:
    """Return where a frame is, of a path its last two parts: a pane is narrow, and enter opens the file."""
    if frame.file is None:
        return place_text(frame)
    parts = frame.file.replace("\\", "/").rstrip("/").split("/")
    short = "/".join(parts[-_PARTS_SHOWN:])
    return place_text(replace(frame, file=short if len(parts) <= _PARTS_SHOWN else f"…/{short}"))


def _target(frame: StackFrame) -> SourcePlace | None:
    if frame.file is None or frame.line is None:
        return None
    return SourcePlace(frame.file, frame.line, frame.column)
