"""A person's answer to what a project file asks for: remembered, and followed at once."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from tests.loops import FakeBuilder
from workbench.errors import WorkbenchError
from workbench.errors.operator import FileDamaged, PlaceUnwritable
from workbench.session.load.build_controller import BuildController
from workbench.session.load.project_controller import ProjectController
from workbench.session.state_store import StateStore
from workbench.session.values.state import Note, ProjectState, SessionState
from workbench.trust import Requests

ASKED = Requests("/p/workbench.toml", "make", ("src/*",))


@dataclass
class FakeFile:
    untrusted: Requests | None = ASKED
    refused: WorkbenchError | None = None
    note: WorkbenchError | None = None
    error: WorkbenchError | None = None
    remembered: list[Requests] = field(default_factory=list)

    def remember(self, requests: Requests) -> WorkbenchError | None:
        self.remembered.append(requests)
        return self.error


class Desk:
    def __init__(self, file: FakeFile | None) -> None:
        self.builder = FakeBuilder()
        self.states = StateStore(SessionState(), clock=lambda: 0.0, on_change=lambda _: None)
        self.controller = ProjectController(file, BuildController(self.builder, self.states), self.states)


def test_what_is_trusted_is_remembered_and_its_build_released() -> None:
    file = FakeFile()
    desk = Desk(file)
    assert desk.states.state.project == ProjectState(ASKED)
    desk.controller.trust(ASKED)
    assert (file.remembered, desk.builder.asked) == ([ASKED], ["release"])
    assert desk.states.state.project == ProjectState()
    assert desk.states.state.notes == ()


def test_an_answer_to_another_question_is_no_answer() -> None:
    file = FakeFile()
    desk = Desk(file)
    desk.controller.trust(Requests("/p/workbench.toml", "make", ("other/*",)))
    assert (file.remembered, desk.builder.asked) == ([], [])
    assert desk.states.state.project == ProjectState(ASKED)


def test_trust_that_cannot_be_remembered_holds_for_this_run_and_this_is_said() -> None:
    desk = Desk(FakeFile(error=PlaceUnwritable("/s/trust.json", "no space")))
    desk.controller.trust(ASKED)
    assert desk.builder.asked == ["release"]
    (note,) = desk.states.state.notes
    assert note.text.startswith("trusted for this run only: /s/trust.json")


def test_limits_alone_release_no_build() -> None:
    asked = Requests("/p/workbench.toml")
    desk = Desk(FakeFile(asked))
    desk.controller.trust(asked)
    assert desk.builder.asked == []


def test_declined_means_that_it_goes_on_waiting_and_is_not_shown() -> None:
    desk = Desk(FakeFile())
    desk.controller.decline()
    assert desk.states.state.project == ProjectState(ASKED, declined=True)
    assert desk.builder.asked == []
    desk.controller.trust(ASKED)
    assert desk.builder.asked == ["release"], "a person may change their mind"


@pytest.mark.parametrize("note", [None, FileDamaged("/s/trust.json", "a record of trust", "something else")])
def test_a_record_of_trust_that_counts_for_nothing_is_said(note: WorkbenchError | None) -> None:
    desk = Desk(FakeFile(note=note))
    desk.controller.start()
    assert desk.states.state.notes == (() if note is None else (Note("trust", str(note)),))


def test_without_a_project_file_there_is_nothing_to_trust() -> None:
    desk = Desk(None)
    desk.controller.start()
    desk.controller.trust(ASKED)
    assert desk.builder.asked == []
