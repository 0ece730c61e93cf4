"""What of the project file does not hold, on one line, and in full where a person answers."""

from __future__ import annotations

from workbench.errors.projects import LimitNotRaised, ProjectFileRefused, ProjectPathOutside, ProjectRule
from workbench.session.values.state import ProjectState
from workbench.trust import Requests
from workbench.ui.renderers.project import lines, project_line

REFUSED = ProjectFileRefused("/p/workbench.toml", ProjectRule.OWNER, "a file of yours", "one of \x1b[2Jnobody")
LIMIT = LimitNotRaised("/p/workbench.toml", "compile_limit_ms", 300_000, 20_000, 4)
PATH = ProjectPathOutside("/p/workbench.toml", "plugin", "../x", "/x", "/p", 1)
ASKED = Requests("/p/workbench.toml", "make\x1b[8m evil", ("src/*",), (LIMIT,), (PATH,))


def said(project: ProjectState) -> str:
    line = project_line(project)
    return "" if line is None else line.plain


def text(project: ProjectState) -> str:
    return "\n".join(line.content.plain for line in lines(project))


def test_a_refused_file_is_said_with_its_rule_and_drives_no_terminal() -> None:
    shown = said(ProjectState(refused=REFUSED))
    assert "/p/workbench.toml is not used (owner)" in shown
    assert "\x1b" not in shown + text(ProjectState(refused=REFUSED))
    assert "--trust-project" in text(ProjectState(refused=REFUSED))


def test_what_waits_is_counted_on_the_line_and_shown_in_full_behind_it() -> None:
    assert "its build command waits, 1 raised limit is ignored, 1 path outside of its folder" in said(
        ProjectState(ASKED)
    )
    shown = text(ProjectState(ASKED))
    for one in ("make␛[8m evil", "src/*", "300,000 instead of 20,000", "leads to /x", "makefiles", "folder   /p"):
        assert one in shown


def test_nothing_is_said_where_nothing_waits_or_a_person_said_later() -> None:
    assert said(ProjectState()) == said(ProjectState(ASKED, declined=True)) == ""
    assert "No project file waits" in text(ProjectState())
    assert "makefiles" in text(ProjectState(ASKED, declined=True)), "they may change their mind"
