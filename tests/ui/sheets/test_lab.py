"""The negotiation lab: the draft by its rows, the hosts, and the sheet by its keys."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.ui import states
from tests.ui.shown import shown
from workbench.protocol.negotiation.offer_draft import draft_of
from workbench.protocol.offer import Offer, reference_offer
from workbench.session.values.lab import LabState
from workbench.session.values.state import SessionState
from workbench.ui.sheets.lab import LabSheet
from workbench.ui.sheets.lab_draft import UNDO_MAX, LabDraft


def draft(offer: Offer | None = None) -> tuple[LabDraft, list[int]]:
    told: list[int] = []
    return LabDraft(offer or reference_offer(["log"]), "this host", lambda: told.append(1)), told


def test_rows_are_ticked_stepped_and_typed() -> None:
    made, told = draft()
    assert made.tick("function:shape")
    assert made.tick("capability:log")
    assert made.step("function:sign", 1)
    assert made.step("schema", 1)
    assert made.step("envelope", -1)
    made.put("function:sign", "0, 7")
    made.put("envelope", "5")
    made.put("schema", "3")
    assert not made.tick("schema")
    assert made.tick("more:functions")
    assert not made.step("capability:log", 1)
    offer = made.offer
    assert "shape" not in offer.function_versions
    assert offer.function_versions["sign"] == (0, 7)
    assert (offer.host_capabilities, offer.handshake_schema_version, offer.envelope_version) == (frozenset(), 3, 5)
    assert len(told) == 8


def test_every_edit_is_taken_back_in_turn() -> None:
    made, _ = draft()
    before = made.value
    made.tick("function:shape")
    made.take(Offer({}), "empty host")
    assert made.origin == "empty host"
    assert "log" in made.value.capabilities
    assert (made.undo(), made.undo(), made.undo()) == (True, True, False)
    assert (made.value, made.origin) == (before, "this host")


def test_the_title_says_whose_offer_it_is_and_whether_it_was_changed_since() -> None:
    made, _ = draft()
    made.tick("function:shape")
    assert made.title == "this host, changed"
    made.tick("function:shape")
    assert made.title == "this host"
    made.take(Offer({"sign": (1,)}), "host 0.3")
    assert made.title == "host 0.3"
    made.step("function:sign", 1)
    assert made.title == "host 0.3, changed"
    made.belong_to("this host")
    assert made.title == "this host"
    made.undo()
    assert made.title == "host 0.3"
    made.undo()
    assert made.title == "this host, changed"


def test_edits_that_are_kept_are_bounded_and_what_changes_nothing_is_none() -> None:
    made, told = draft()
    for _ in range(UNDO_MAX + 5):
        made.step("function:shape", 1)
    made.become(made.value)
    assert len(told) == UNDO_MAX + 5
    assert sum(made.undo() for _ in range(UNDO_MAX + 5)) == UNDO_MAX


def test_what_was_added_is_gone_to() -> None:
    made, _ = draft()
    made.add_function("new=1,2")
    assert made.added == "function:new"
    made.add_capability("disk")
    assert made.added == "capability:disk"
    with pytest.raises(ValueError, match="each function once"):
        made.add_function("new")


@pytest.mark.scenario
async def test_an_edit_is_tried_at_once_and_used_only_by_its_key() -> None:
    own = states.ready().settings.host_offer
    async with shown(states.ready()) as app:
        await app.press("escape", "O")
        await app.until(lambda: app.asked("lab.try_offer"))
        await app.press("space")
        await app.until(lambda: len(app.asked("lab.try_offer")) == 2)
        first, second = (asked[1] for asked in app.asked("lab.try_offer"))
        without = draft_of(own).with_function_toggled("shape").offer
        assert (first, second) == (own, without)
        assert not app.asked("offer.use_alone")
        await app.press("U")
        await app.until(lambda: app.asked("offer.use_alone"))
        assert app.asked("offer.use_alone") == [("offer.use_alone", without)]


@pytest.mark.scenario
async def test_keys_edit_take_hosts_and_sweep() -> None:
    async with shown(states.ready()) as app:
        await app.press("escape", "O")
        sheet = app.bench.app.screen
        assert isinstance(sheet, LabSheet)
        await app.press("plus", "minus", "A", "d", "enter")
        assert sheet.grid.key == "capability:d"
        await app.press("u", "v", "a", "n", "enter")
        assert sheet.grid.key == "function:n"
        assert sheet.draft.offer.host_capabilities == frozenset()
        await app.press("enter", *"1 0", "enter")
        assert sheet.draft.offer.function_versions["n"] == (1, 0)
        await app.press("p", "p", "p")
        assert (sheet.draft.origin, sheet.draft.offer) == ("empty host", Offer({}))
        await app.press("l", "l", "down", "enter")
        assert (sheet.view, sheet.draft.origin) == ("steps", "host 0.1")
        await app.press("h")
        await app.until(lambda: app.asked("lab.sweep"))
        assert app.asked("lab.sweep")[0][1] == sheet.draft.offer
        await app.press("K")
        await app.until(lambda: app.asked("lab.cancel"))


@pytest.mark.scenario
async def test_it_begins_with_the_last_offer_and_offers_are_saved_and_opened() -> None:
    async with shown(replace(states.ready(), lab=LabState(1, Offer({"shape": (1,)})))) as app:
        app.session.lab.answers["read"] = Offer({"sign": (2,)})
        await app.press("escape", "O")
        sheet: Any = app.bench.app.screen
        assert sheet.draft.offer == Offer({"shape": (1,)})
        await app.press("s", "enter")
        await app.until(lambda: app.asked("lab.write"))
        assert app.asked("lab.write") == [("lab.write", "offer.json", Offer({"shape": (1,)}))]
        await app.press("o", *"x.json", "enter")
        await app.until(lambda: sheet.draft.origin == "x.json")
        assert sheet.draft.offer == Offer({"sign": (2,)})
        assert [one.name for one in sheet.known.hosts(states.ready())][-2:] == ["offer.json", "x.json"]
        # Another one, opened before there is a state: it begins with the first.
        known: list[SessionState | None] = [None]
        early = LabSheet(replace(app.screen._sheet_context, state=lambda: known[0]))
        await app.bench.app.push_screen(early)
        known[0] = states.ready()
        early.show(states.ready())
        assert early.draft.offer == states.ready().settings.host_offer


@pytest.mark.scenario
async def test_a_warning_about_what_was_typed_goes_when_another_text_is_taken() -> None:
    async with shown(states.ready()) as app:
        notices = app.bench.app.notices
        await app.press("escape", "O", "enter", *"abc", "enter")
        await app.until(lambda: any("found 'abc'" in one.text for one in notices.shown))
        await app.press("ctrl+u", "3", "enter")
        await app.until(lambda: not notices.shown)
