"""A guest's call stack for people: the author's own code line by line, the toolchain's folded."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.errors.stack_frame import GuestTrace
from workbench.protocol.guest_trace import Folded, first_of_author, folded, frame_text, how_to_see_more
from workbench.visible import visible

_FRAME_MAX_CHARACTERS = 400
_PANIC_MAX_CHARACTERS = 2_000


def trace_lines(trace: GuestTrace, *, said: str = "") -> Iterator[tuple[str, str]]:
    """Give lines and their colours, empty for none: the guest's own words, then the frames, the innermost first.

    `said` is what stands before them already. Where no frame names a line, the last line says how to see more.
    """
    if trace.panic and trace.panic not in said:
        yield from (
            (f"the guest says: {visible(line)}", "") for line in trace.panic[:_PANIC_MAX_CHARACTERS].splitlines()
        )
    first = first_of_author(trace)
    for one in folded(trace.frames):
        if isinstance(one, Folded):
            count = len(one.frames)
            frames = "1 frame" if count == 1 else f"{count} frames"
            yield f"  {frames} of the toolchain and its libraries (--format json has them)", "quiet"
        else:
            text = visible(frame_text(one), limit=_FRAME_MAX_CHARACTERS)
            yield (f"> {text}", "strong") if one is first else (f"  {text}", "")
    more = how_to_see_more(trace, said)
    if more:
        yield f"hint: {more}", ""
