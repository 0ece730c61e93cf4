"""The errors of a failed build as they stand on the main screen: place, message, and the line of the source. Pure."""

from __future__ import annotations

from textual.content import Content

from workbench.session.values.build_error import BuildError, BuildErrors
from workbench.session.values.state import SessionState
from workbench.ui.drawing import styles
from workbench.ui.drawing.styles import grey, say
from workbench.visible import visible

_PATH_MAX = 120


def title(errors: BuildErrors, state: SessionState) -> str:
    """Return what failed, and what answers meanwhile."""
    count = len(errors.found)
    failed = f"Build failed: {styles.count(count, 'error')}" if count else "Build failed"
    return f"{failed} · {_answering(state)}"


def _answering(state: SessionState) -> str:
    return f"gen {state.serving.number} answers" if state.serving is not None else "nothing answers yet"


def rows(errors: BuildErrors, chosen: int, room: int, width: int) -> list[Content]:
    """Return the chosen error with its source line, and as many behind it as there is room for.

    Args:
        errors: What went wrong.
        chosen: The index of an error; ignored where none was found.
        room: Rows, at least 1; the last one says how many errors are left out.
        width: Cells of a row.
    """
    if not errors.found:
        shown = [Content(visible(line, limit=1_000)) for line in errors.last_lines] or [
            grey("The build wrote nothing.")
        ]
        return [row.truncate(max(width, 1), ellipsis=True) for row in shown[:room]]
    first = errors.found[chosen]
    drawn = [_headline(first, marked=True)]
    if first.source and room > 1:
        drawn.append(say("    ", (visible(first.source, limit=1_000), styles.GREY)))
    behind = errors.found[chosen + 1 :]
    free = room - len(drawn)
    shown_behind = behind[: free if len(behind) <= free else max(free - 1, 0)]
    drawn += [_headline(one, marked=False) for one in shown_behind]
    left = len(behind) - len(shown_behind)
    if left and len(drawn) < room:
        drawn.append(grey(f"  and {styles.count(left, 'more error', 'more errors')}"))
    return [row.truncate(max(width, 1), ellipsis=True) for row in drawn]


def _headline(error: BuildError, *, marked: bool) -> Content:
    place = visible(error.place, limit=_PATH_MAX)
    sign = f"{styles.CURSOR} " if marked else "  "
    return say(
        (sign, styles.ACCENT),
        (f"{place}  " if place else "", styles.ACCENT),
        (visible(error.message, limit=1_000), styles.BAD if marked else styles.PLAIN),
    )
