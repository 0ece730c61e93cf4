"""Which payload stands in the editor, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Callable

from tests.ui import states
from tests.ui.app_parts import FakePreferences
from workbench.ui.payload.drafts import Drafts, sample


def at_once(job: Callable[[], object]) -> None:
    job()


def test_without_a_plugin_the_sample_of_the_first_function_is_loaded() -> None:
    chosen = Drafts(FakePreferences(), at_once).choose(None, "", untouched=True)
    assert chosen == ("shape", sample("shape"), False)


def test_a_plugin_that_comes_brings_its_draft() -> None:
    drafts = Drafts(FakePreferences(drafts={("dialect", "shape"): '{"mine": 1}'}), at_once)
    chosen = drafts.choose(states.ready(), "shape", untouched=True)
    assert chosen == ("shape", '{"mine": 1}', False)


def test_a_plugin_is_waited_for_until_its_functions_are_known() -> None:
    drafts = Drafts(FakePreferences(drafts={("dialect", "shape"): '{"mine": 1}'}), at_once)
    assert drafts.choose(states.checking(), "sign", untouched=True) is None
    assert drafts.choose(states.ready(), "sign", untouched=True) == ("shape", '{"mine": 1}', False)


def test_what_was_typed_is_never_replaced() -> None:
    drafts = Drafts(FakePreferences(drafts={("dialect", "shape"): "other"}), at_once)
    assert drafts.choose(states.ready(), "shape", untouched=False) is None


def test_a_reload_of_the_same_plugin_changes_nothing() -> None:
    drafts = Drafts(FakePreferences(), at_once)
    drafts.choose(states.ready(), "shape", untouched=True)
    assert drafts.choose(states.reloaded(), "shape", untouched=True) is None


def test_drafts_are_kept_by_plugin_and_function_and_once() -> None:
    preferences = FakePreferences()
    jobs: list[Callable[[], object]] = []
    drafts = Drafts(preferences, jobs.append)
    drafts.keep("shape", "before a plugin")
    drafts.choose(states.ready(), "shape", untouched=False)
    drafts.keep("shape", "typed")
    drafts.keep("shape", "typed")
    for job in jobs:
        job()
    assert len(jobs) == 1
    assert preferences.drafts == {("dialect", "shape"): "typed"}
