"""All that was said in this run, the newest first. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import Line, empty_state
from workbench.ui.drawing.notice import Notice, notice_content
from workbench.ui.renderers.generations import clock


def lines(notices: Sequence[Notice]) -> list[Line]:
    """Return each notice with its time, in full."""
    if not notices:
        return empty_state("Nothing was said yet: what goes wrong beside the loop, and what was saved or copied.")
    times = [clock(one.at) for one in notices]
    return [
        Line(styles.say((f"{at}  ", styles.GREY), notice_content(one)), hang=len(at) + 4)
        for at, one in reversed(list(zip(times, notices, strict=True)))
    ]
