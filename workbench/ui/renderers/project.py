"""The project file: why it is not used, and what it asks for, for a person to read before they trust it. Pure.

All of it may be a stranger's text, made to look harmless: `workbench.trust` shows what is hidden in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from textual.content import Content

from workbench.session.values.state import ProjectState
from workbench.trust import NOT_TRUSTED, RUNS_AS_YOU, Requests, request_facts
from workbench.ui.drawing import styles
from workbench.ui.drawing.key_hints import with_keys
from workbench.ui.drawing.lines import BLANK, Line, empty_state
from workbench.ui.drawing.styles import grey, say
from workbench.visible import visible

_SHOWS: Final = "   ^p trust shows it"


def project_line(project: ProjectState) -> Content | None:
    """Return what is to be said of the project file on the main screen, and what shows it in full; None: nothing."""
    if project.declined:
        return None
    if project.refused is not None:
        return say(("! ", styles.WARN), visible(str(project.refused), limit=400), (with_keys(_SHOWS), styles.GREY))
    if project.untrusted is None:
        return None
    asks = ", ".join(_asked(project.untrusted))
    name = project.untrusted.project.rpartition("/")[2]
    return say(("! ", styles.WARN), f"{visible(name)} is not trusted: {asks}", (with_keys(_SHOWS), styles.GREY))


def _asked(requests: Requests) -> Iterator[str]:
    if requests.command is not None:
        yield "its build command waits"
    if requests.limits:
        yield f"{styles.count(len(requests.limits), 'raised limit is', 'raised limits are')} ignored"
    if requests.paths:
        yield f"{styles.count(len(requests.paths), 'path')} outside of its folder"


def lines(project: ProjectState) -> list[Line]:
    """Return all that is known of the project file, and what a person is asked."""
    if project.refused is not None:
        hint = project.refused.hint
        return [
            Line(say((f"{styles.FAILED} {visible(str(project.refused))}", styles.BAD)), hang=2),
            *([Line(grey(f"{styles.HINT} {hint}"), hang=2)] if hint else []),
            BLANK,
            Line(Content("The workbench goes on without it: no setting, no build and no payload folder of it holds.")),
        ]
    if project.untrusted is None:
        return empty_state("No project file waits for your trust.")
    return list(_question(project.untrusted))


def _question(requests: Requests) -> Iterator[Line]:
    yield Line(say(("Trust what this project file asks for?", styles.STRONG)))
    yield BLANK
    for name, text in request_facts(requests):
        yield Line(say((f"{name:<9}", styles.GREY), text), hang=9)
    yield BLANK
    if requests.command is not None:
        yield from (Line(Content(text)) for text in (RUNS_AS_YOU, NOT_TRUSTED))
    if requests.limits or requests.paths:
        yield Line(grey("Limits and paths hold from the next start."))
