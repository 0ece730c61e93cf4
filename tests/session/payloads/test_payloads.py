"""Text that a person typed is replaced by nothing but their own act, and is kept for the next run."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from workbench.errors import WorkbenchError
from workbench.errors.base import with_hint
from workbench.errors.operator import PlaceUnwritable
from workbench.session.payloads.draft_keeper import LIST_KEY
from workbench.session.payloads.payloads import FIRST_FUNCTION, Payloads
from workbench.session.values.payload import Origin, OriginKind, OtherDraft, PayloadDocument
from workbench.session.values.saved_payload import FileVersion, SavedName


class FakeDrafts:
    """Keeps drafts in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.error: WorkbenchError | None = None
        self.finds_other = False

    def draft(self, plugin: str, function: str) -> str | None:
        return self.kept.get((plugin, function))

    def keep_draft(self, plugin: str, function: str, payload: str) -> bool:
        self.kept[plugin, function] = payload
        return self.finds_other

    def other_drafts(self, plugin: str, function: str) -> tuple[OtherDraft, ...]:
        return (OtherDraft("theirs", 1.0),) if plugin and function else ()


class Desk:
    """Payloads of one screen; what is to be done aside waits until it is asked for."""

    def __init__(self) -> None:
        self.drafts = FakeDrafts()
        self.jobs: list[Callable[[], object]] = []
        self.notes: list[str] = []
        self.payloads = Payloads(
            self.drafts, lambda function: f"sample of {function}", self.jobs.append, self.notes.append
        )

    def write(self) -> None:
        while self.jobs:
            self.jobs.pop(0)()

    @property
    def text(self) -> str:
        assert self.payloads.current is not None
        return self.payloads.current.text


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_before_a_plugin_is_known_the_sample_of_the_first_function_is_shown(desk: Desk) -> None:
    document = desk.payloads.plugin_came("")
    assert document == PayloadDocument(FIRST_FUNCTION, text := f"sample of {FIRST_FUNCTION}", begun_as=text)
    assert desk.payloads.plugin_came("") is None


def test_a_plugin_brings_its_draft_for_its_first_function(desk: Desk) -> None:
    desk.drafts.kept["dialect", "sign"] = "mine"
    desk.payloads.plugin_came("")
    document = desk.payloads.plugin_came("dialect", ["unknown", "sign", "shape"])
    assert document is not None
    assert (document.function, document.text, document.origin.kind) == ("sign", "mine", OriginKind.DRAFT)


def test_a_reload_of_the_same_plugin_changes_nothing(desk: Desk) -> None:
    desk.payloads.plugin_came("dialect", ["shape"])
    assert desk.payloads.plugin_came("dialect", ["sign"]) is None
    assert desk.payloads.plugin_came("") is None


def test_a_plugin_of_another_name_replaces_samples_only(desk: Desk) -> None:
    desk.payloads.plugin_came("one", ["shape"])
    document = desk.payloads.plugin_came("other", ["sign"])
    assert document is not None
    assert document.text == "sample of sign"


def test_what_was_typed_before_turning_away_and_back_stays_under_another_plugin_name(desk: Desk) -> None:
    desk.payloads.plugin_came("one", ["shape"])
    desk.payloads.typed("typed")
    desk.payloads.turn_to("sign")
    assert desk.payloads.turn_to("shape").text == "typed"
    assert desk.payloads.plugin_came("other", ["shape"]) is None
    assert desk.text == "typed"


def test_what_was_typed_for_another_function_stays_under_another_plugin_name(desk: Desk) -> None:
    desk.payloads.plugin_came("one", ["shape"])
    desk.payloads.typed("typed")
    desk.payloads.turn_to("sign")
    desk.payloads.plugin_came("other", ["sign"])
    assert desk.payloads.turn_to("shape").text == "typed"


def test_a_draft_of_an_earlier_run_stays_under_another_plugin_name(desk: Desk) -> None:
    desk.drafts.kept["one", "shape"] = "of yesterday"
    desk.payloads.plugin_came("one", ["shape"])
    assert desk.payloads.plugin_came("other", ["shape"]) is None
    assert desk.text == "of yesterday"
    desk.write()
    assert desk.drafts.kept["other", "shape"] == "of yesterday"


def test_the_draft_that_another_plugin_has_is_left_alone_until_something_is_typed_for_it(desk: Desk) -> None:
    desk.drafts.kept["other", "shape"] = "theirs"
    desk.payloads.plugin_came("one", ["shape"])
    desk.payloads.typed("typed")
    desk.payloads.plugin_came("other", ["shape"])
    desk.write()
    assert desk.drafts.kept == {("one", "shape"): "typed", ("other", "shape"): "theirs"}


def test_what_was_typed_before_a_plugin_was_known_is_kept_for_the_first_that_comes(desk: Desk) -> None:
    desk.payloads.plugin_came("")
    desk.payloads.typed("early")
    assert not desk.payloads.keep_now()
    assert desk.payloads.plugin_came("one", ["sign"]) is None
    assert desk.payloads.keep_now()
    assert desk.drafts.kept == {("one", FIRST_FUNCTION): "early"}


@pytest.mark.parametrize("last", ["", "sample of shape"])
def test_what_was_typed_and_taken_back_is_kept_as_it_was_left(desk: Desk, last: str) -> None:
    desk.payloads.plugin_came("one", ["shape"])
    for text in ("typed", last):
        desk.payloads.typed(text)
        desk.write()
    assert desk.drafts.kept == {("one", "shape"): last}
    again = Payloads(desk.drafts, lambda _: "sample", desk.jobs.append, desk.notes.append)
    again.plugin_came("one", ["shape"])
    assert again.current is not None
    assert again.current.text == last


def test_what_is_typed_faster_than_it_is_written_is_written_once(desk: Desk) -> None:
    desk.payloads.plugin_came("one", ["shape"])
    for text in ("a", "ab", "abc", "abc"):
        desk.payloads.typed(text)
    assert len(desk.jobs) == 1
    desk.write()
    assert desk.drafts.kept == {("one", "shape"): "abc"}


def test_a_draft_may_be_another_text_than_what_is_sent(desk: Desk) -> None:
    desk.payloads.plugin_came("one", ["shape"])
    desk.payloads.typed("broken variant", draft="what it was made of")
    desk.write()
    assert (desk.text, desk.drafts.kept["one", "shape"]) == ("broken variant", "what it was made of")


def test_another_window_s_draft_is_told_and_can_be_had(desk: Desk) -> None:
    desk.payloads.plugin_came("one", ["shape"])
    desk.drafts.finds_other = True
    desk.payloads.typed("mine")
    desk.write()
    assert [note for note in desk.notes if "another window" in note and "shape" in note]
    assert [other.text for other in desk.payloads.others()] == ["theirs"]


def test_drafts_that_cannot_be_kept_are_told_once_and_when_they_can_again(desk: Desk) -> None:
    desk.payloads.plugin_came("one", ["shape"])
    desk.drafts.error = PlaceUnwritable("drafts", "no space left on device")
    for text in ("a", "ab"):
        desk.payloads.typed(text)
        desk.write()
    desk.drafts.error = None
    desk.payloads.typed("abc")
    desk.write()
    error, nothing = desk.notes
    assert error.startswith(with_hint(PlaceUnwritable("drafts", "no space left on device")))
    assert error.endswith(". ctrl+s saves the payload as a file of the project.")
    assert nothing == ""


def test_a_text_that_cannot_be_written_at_the_end_is_said_not_to_be_kept(desk: Desk) -> None:
    desk.payloads.plugin_came("one", ["shape"])
    desk.drafts.error = PlaceUnwritable("drafts", "no space left on device")
    assert desk.payloads.keep_now(), "the sample is nobody's own"
    desk.payloads.typed("mine")
    assert not desk.payloads.keep_now()
    desk.drafts.error = None
    assert desk.payloads.keep_now()


def test_a_document_knows_whether_it_was_edited_since_it_was_sent_or_saved(desk: Desk) -> None:
    def facts() -> tuple[bool, bool, bool]:
        document = desk.payloads.current
        assert document is not None
        return document.is_edited, document.is_edited_since_sent, document.is_edited_since_saved

    desk.payloads.plugin_came("one", ["shape"])
    assert facts() == (False, False, False)
    desk.payloads.sent()
    desk.payloads.typed("typed")
    assert facts() == (True, True, False)
    desk.payloads.sent()
    assert desk.payloads.current is not None
    desk.payloads.saved(desk.payloads.current.number, "mine", "typed", FileVersion("1"))
    assert facts() == (True, False, False)
    desk.payloads.typed("typed more")
    assert facts() == (True, True, True)


def test_what_a_person_fetches_is_theirs_and_kept(desk: Desk) -> None:
    desk.payloads.plugin_came("one", ["shape"])
    desk.payloads.add("shape", "of the history", Origin(OriginKind.HISTORY, "7"))
    assert desk.payloads.plugin_came("other", ["shape"]) is None
    desk.write()
    assert desk.text == "of the history"
    assert desk.drafts.kept["one", "shape"] == "of the history"


def test_a_sample_that_nobody_touched_gives_its_place_to_what_is_opened(desk: Desk) -> None:
    desk.payloads.plugin_came("one", ["shape"])
    desk.payloads.add("shape", "{}", Origin(OriginKind.FILE, "p"), "login", FileVersion("1"))
    assert desk.payloads.place == (1, 1)


def test_several_documents_of_a_function_are_turned_through_and_each_keeps_its_text(desk: Desk) -> None:
    desk.payloads.plugin_came("one", ["shape"])
    desk.payloads.typed("first")
    desk.payloads.add("shape", "second", Origin(OriginKind.FILE, "p"), "login", FileVersion("1"))
    desk.payloads.add("sign", "of sign", Origin(OriginKind.HISTORY, "3"))
    desk.payloads.turn_to("shape")
    assert (desk.text, desk.payloads.place) == ("second", (2, 2))
    desk.payloads.typed("second, changed")
    assert (turned := desk.payloads.step(1)) is not None
    assert turned.text == "first"
    assert (turned := desk.payloads.step(-1)) is not None
    assert (turned.text, turned.name, turned.is_edited_since_saved) == ("second, changed", "login", True)


def test_what_was_typed_into_a_new_document_is_open_in_the_next_run(desk: Desk) -> None:
    desk.payloads.plugin_came("one", ["shape"])
    desk.payloads.typed("first")
    desk.payloads.add("shape", "", Origin(OriginKind.NEW))
    desk.payloads.typed("{")
    desk.write()
    again = Payloads(desk.drafts, lambda _: "sample", desk.jobs.append, desk.notes.append)
    again.plugin_came("one", ["shape"])
    assert [one.text for one in again.open.all()] == ["first", "{"]


def test_all_open_documents_come_back_in_the_next_run_with_names_and_versions(desk: Desk) -> None:
    desk.payloads.plugin_came("one", ["shape"])
    desk.payloads.typed("first")
    number = desk.payloads.add("shape", "second", Origin(OriginKind.FILE, "p"), "login").number
    version = FileVersion(hashlib.sha256(b"second").hexdigest())
    desk.payloads.saved(number, "login", "second", version)
    desk.payloads.add("sign", "of sign", Origin(OriginKind.HISTORY, "3"))
    desk.write()
    again = Payloads(desk.drafts, lambda _: "sample", desk.jobs.append, desk.notes.append)
    again.plugin_came("one", ["shape"])
    again.turn_to("sign")
    assert [(one.text, one.title, one.version) for one in again.open.all()] == [
        ("first", "draft", None),
        ("second", "login", version),
        ("of sign", "history entry 3", None),
    ]
    assert not again.open.all()[1].is_edited_since_saved


@pytest.mark.parametrize("listed", ["", "no JSON", "3", '[{"function": "shape", "slot": -1}]', '[{"slot": "0"}, 7]'])
def test_a_damaged_list_of_open_documents_costs_no_text(desk: Desk, listed: str) -> None:
    desk.drafts.kept["one", LIST_KEY] = listed
    desk.drafts.kept["one", "shape"] = "mine"
    desk.payloads.plugin_came("one", ["shape"])
    assert desk.text == "mine"


def test_a_closed_document_is_opened_again_with_its_text(desk: Desk) -> None:
    desk.payloads.plugin_came("one", ["shape"])
    desk.payloads.typed("first")
    number = desk.payloads.add("shape", "second", Origin(OriginKind.COPY)).number
    assert desk.payloads.close(number).text == "first"
    reopened = desk.payloads.reopen()
    assert reopened is not None
    assert (reopened.text, desk.payloads.place) == ("second", (2, 2))
    assert desk.payloads.reopen() is None


def test_the_last_document_of_a_function_that_is_closed_leaves_the_sample(desk: Desk) -> None:
    desk.payloads.plugin_came("one", ["shape"])
    desk.payloads.typed("first")
    assert desk.payloads.current is not None
    assert desk.payloads.close(desk.payloads.current.number).text == "sample of shape"


def test_a_saved_payload_is_found_among_the_open_documents(desk: Desk) -> None:
    desk.payloads.plugin_came("one", ["shape"])
    document = desk.payloads.add("shape", "{}", Origin(OriginKind.FILE, "p"), "login", FileVersion("1"))
    assert desk.payloads.open.saved_as(SavedName("shape", "login")) == document
    assert desk.payloads.open.saved_as(SavedName("shape", "other")) is None


def test_a_file_that_changed_is_noticed_until_it_is_saved_again(desk: Desk) -> None:
    desk.payloads.plugin_came("one", ["shape"])
    number = desk.payloads.add("shape", "{}", Origin(OriginKind.FILE, "p"), "login", FileVersion("1")).number
    changed = desk.payloads.change(number, disk=FileVersion("2"))
    assert changed is not None
    assert changed.is_changed_on_disk
    assert changed.text == "{}"
    desk.payloads.saved(number, "login", "{}", FileVersion("3"))
    assert desk.payloads.current is not None
    assert not desk.payloads.current.is_changed_on_disk


def test_a_sample_that_was_saved_as_it_is_stays_and_comes_back(desk: Desk) -> None:
    desk.payloads.plugin_came("one", ["shape"])
    assert desk.payloads.current is not None
    text, version = desk.text, FileVersion(hashlib.sha256(desk.text.encode()).hexdigest())
    desk.payloads.saved(desk.payloads.current.number, "login", text, version)
    assert desk.payloads.plugin_came("other", ["shape"]) is None
    desk.payloads.plugin_came("one", ["shape"])
    desk.write()
    again = Payloads(desk.drafts, lambda _: "another sample", desk.jobs.append, desk.notes.append)
    document = again.plugin_came("one", ["shape"])
    assert document is not None
    assert (document.name, document.text, document.is_edited_since_saved) == ("login", text, False)
