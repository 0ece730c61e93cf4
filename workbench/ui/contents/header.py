"""The first line as text: which plugin, which build, under which rules; and where the loop stands, with its age."""

from __future__ import annotations

from textual.content import Content

from workbench.session.state import LoopPhase, SessionState
from workbench.ui import ink
from workbench.ui.ink import grey, labelled, say, untrusted

PHASES = {
    LoopPhase.WATCHING: (ink.EMPTY, ink.GREY),
    LoopPhase.BUILDING: (ink.RUNNING, ink.ACCENT),
    LoopPhase.COMPILING: (ink.RUNNING, ink.ACCENT),
    LoopPhase.CHECKING: (ink.RUNNING, ink.ACCENT),
    LoopPhase.READY: (ink.FULL, ink.GOOD),
    LoopPhase.REJECTED: (ink.FAILED, ink.BAD),
    LoopPhase.STALE: (ink.FULL, ink.WARN),
    LoopPhase.PAUSED: (ink.EMPTY, ink.WARN),
}
"""Sign and style of each word. The word is always there, too."""


DETAIL_LEAST = 34, 16
"""Cells down to which the detail of the loop is cut before anything is left out, and before it is itself."""


def header_line(state: SessionState, now: float, width: int) -> Content:
    """Return the line for a width: what matters least is left out first, and only then text is cut."""
    left, right = _left(state), _right(state, now)
    keep_left, keep_right = len(left), len(right)
    while True:
        shown_left = ink.joined(left[:keep_left], "  ")
        shown_right = say(*right[:keep_right])
        room = width - 2 - shown_right.cell_length
        if shown_left.cell_length + 2 <= room:
            break
        least = DETAIL_LEAST[keep_left <= 2]
        if keep_right > 1 and right[1].cell_length > least:
            right[1] = _shorter(right[1], shown_left.cell_length + 2 - room, least)
        elif keep_left > 2:
            keep_left -= 1
        elif keep_right > 1:
            keep_right -= 1
        else:
            shown_left = shown_left.truncate(max(room - 2, 0), ellipsis=True)
            break
    gap = max(width - 2 - shown_left.cell_length - shown_right.cell_length, 1)
    return say(" ", shown_left, " " * gap, shown_right, " ").truncate(max(width, 1))


def _shorter(detail: Content, over: int, least: int) -> Content:
    """Cut a detail before its age, to not less than `least` cells."""
    text, mark, age = detail.plain.rpartition(" · ")
    room = max(detail.cell_length - over, least) - len(mark + age) - 1
    return grey(f"{text[: max(room, 0)].rstrip('…').rstrip()}…{mark}{age}")


def _left(state: SessionState) -> list[Content]:
    """Return the parts of the left side, the most important first."""
    parts = [say(("workbench", f"bold {ink.ACCENT}"))]
    newest, serving = state.newest, state.serving
    if newest is None:
        parts[0] = say(parts[0], ("  no plugin yet", ink.GREY))
    else:
        name, _, version = untrusted((newest if newest.identity else serving or newest).title, 80).partition(" ")
        parts[0] = say(parts[0], " ", (name, "bold"), f" {version}" if version else "")
        generation = labelled("gen", str(newest.number))
        if serving is not None and serving.number != newest.number:
            generation = say(generation, (f", {serving.number} answers", ink.WARN))
        parts += [labelled("sha", newest.artifact.sha256[:6]), generation]
    settings = state.settings
    return [
        *parts,
        labelled("profile", settings.profile.value),
        labelled("budget", settings.budget.name),
        *([] if settings.redispatch else [grey("no redispatch")]),
    ]


def _right(state: SessionState, now: float) -> list[Content]:
    """Return the parts of the right side, the most important first."""
    sign, style = PHASES[state.loop.phase]
    parts = [say((f"{sign} {state.loop.phase.value}", f"bold {style}"))]
    since = f" · {ink.age(now - state.loop.since)}" if state.loop.since else ""
    detail = state.loop.detail
    if not detail and state.newest is not None and state.loop.phase is LoopPhase.READY:
        detail = f"watching {basename(state.newest.artifact.path)}"
    if detail:
        parts.append(grey(f"  {untrusted(detail)}{since}"))
    elif since:
        parts.append(grey(since))
    return parts


def basename(path: str) -> str:
    """Return the last part of a path of any system."""
    return path.replace("\\", "/").rsplit("/", 1)[-1]
