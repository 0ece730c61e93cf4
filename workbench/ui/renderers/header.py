"""The first line as text: which plugin, which build, under which rules; and where the loop stands, with its age."""

from __future__ import annotations

from textual.content import Content

from workbench.protocol.budgets import departures
from workbench.session.values.state import LoopPhase, SessionState
from workbench.ui.drawing import styles
from workbench.ui.drawing.styles import grey, labelled, say, untrusted
from workbench.ui.renderers.faults import mark
from workbench.ui.renderers.gauges import mode_mark

PHASES = {
    LoopPhase.WATCHING: (styles.EMPTY, styles.GREY),
    LoopPhase.BUILDING: (styles.RUNNING, styles.ACCENT),
    LoopPhase.COMPILING: (styles.RUNNING, styles.ACCENT),
    LoopPhase.CHECKING: (styles.RUNNING, styles.ACCENT),
    LoopPhase.READY: (styles.FULL, styles.GOOD),
    LoopPhase.REJECTED: (styles.FAILED, styles.BAD),
    LoopPhase.STALE: (styles.FULL, styles.WARN),
    LoopPhase.PAUSED: (styles.EMPTY, styles.WARN),
}
"""Sign and style of each word. The word is always there, too."""


ATTEMPTS = ((True, 56, 3), (True, 44, 1), (False, 24, 2), (False, 12, 1))
"""What is given up in turn until the line fits: what comes next, the cells of what is said of the loop down to so many,
and the parts of the left side down to so many."""


def header_line(state: SessionState, now: float, width: int) -> Content:
    """Return the line for a width: what matters least is left out first, and only then text is cut."""
    word, left = _word(state), _left(state)
    room = width - 4 - word.cell_length
    for with_next, cells_min, fewest in ATTEMPTS:
        # What comes next gives way to whose answers these are.
        parts_min = max(fewest, 2) if with_next and _another_answers(state) else fewest
        needed = _said(state, now, 1_000, with_next=with_next).cell_length
        for parts in range(len(left), min(parts_min, len(left)) - 1, -1):
            shown = styles.joined(left[:parts], "  ")
            cells = room - shown.cell_length
            if cells >= min(cells_min, needed):
                return _spread(shown, say(word, _said(state, now, cells, with_next=with_next)), width)
    return _spread(left[0].truncate(max(room, 0), ellipsis=True), word, width)


def not_started(error: str, width: int) -> Content:
    """Return the line for a session that could not be begun."""
    name, word = ("workbench", f"bold {styles.ACCENT}"), (f"{styles.FAILED} not started", f"bold {styles.BAD}")
    return say(" ", name, "  ", word, (f"  {untrusted(error)}", styles.GREY)).truncate(max(width, 1), ellipsis=True)


def _spread(left: Content, right: Content, width: int) -> Content:
    gap = max(width - 2 - left.cell_length - right.cell_length, 1)
    return say(" ", left, " " * gap, right, " ").truncate(max(width, 1))


def _left(state: SessionState) -> list[Content]:
    """Return the parts of the left side, the most important first."""
    parts = [say(("workbench", f"bold {styles.ACCENT}"))]
    newest, serving = state.newest, state.serving
    if newest is None:
        parts[0] = say(parts[0], ("  no plugin yet", styles.GREY))
    else:
        name, _, version = untrusted((newest if newest.identity else serving or newest).title, 80).partition(" ")
        parts[0] = say(parts[0], " ", (name, "bold"), f" {version}" if version else "")
        if mode := mode_mark(newest.judged_under):
            # Never left out: the verdict is no host's.
            parts[0] = say(parts[0], "  ", mode)
        parts[0] = styles.joined([parts[0], mark(state)], "  ")
        generation, sha = labelled("gen", str(newest.number)), labelled("sha", newest.artifact.sha256[:6])
        if serving is not None and _another_answers(state):
            generation = say(generation, (f", {serving.number} answers", styles.WARN))
            parts += [generation, sha]
        else:
            parts += [sha, generation]
    settings = state.settings
    own = ", own limits" if departures(settings.budget) else ""
    return [
        *parts,
        labelled("profile", settings.profile.value),
        say(labelled("budget", settings.budget.name), (own, styles.WARN)),
        *([] if settings.redispatch else [grey("no redispatch")]),
    ]


def _another_answers(state: SessionState) -> bool:
    newest, serving = state.newest, state.serving
    return newest is not None and serving is not None and serving.number != newest.number


def _fell_back(state: SessionState) -> str:
    """Return the function whose last dispatch to the build that answers failed while all else is well; empty: none."""
    last, serving = state.last, state.serving
    if state.loop.phase is not LoopPhase.READY or last is None or serving is None or state.running is not None:
        return ""
    return last.outcome.function if last.generation == serving.number and not last.outcome.ok else ""


def _word(state: SessionState) -> Content:
    sign, style = PHASES[state.loop.phase]
    if _fell_back(state):
        style = styles.WARN
    return say((f"{sign} {state.loop.phase.value}", f"bold {style}"))


def _said(state: SessionState, now: float, cells_max: int, *, with_next: bool) -> Content:
    """Return what is said of the loop beside its word, in at most so many cells: why, what comes next, the age."""
    loop = state.loop
    failed = _fell_back(state)
    why = untrusted(loop.detail) or (f"{failed} fell back" if failed else "")
    following = untrusted(loop.following) if with_next else ""
    if not why:
        why, following = following, ""
    end = (f" {styles.HINT} {following}" if following else "") + (
        f" · {styles.age(now - loop.since)}" if loop.since else ""
    )
    cut = Content(why).truncate(max(cells_max - 2 - Content(end).cell_length, 0), ellipsis=True).plain
    said = f"{cut}{end}" if cut else end.removeprefix(" · ")
    return grey(f"  {said}" if said else "")
