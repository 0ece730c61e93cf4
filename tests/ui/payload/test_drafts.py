"""Which payload document is asked for, by the plugin that answers."""

from __future__ import annotations

from collections.abc import Callable

from tests.ui import states
from tests.ui.app_parts import FakePreferences
from workbench.ui.payload.drafts import Drafts, sample


def at_once(job: Callable[[], object]) -> None:
    job()


def drafts_of(preferences: FakePreferences) -> Drafts:
    return Drafts(preferences, at_once, lambda _: None, lambda: 0)


def test_without_a_plugin_the_sample_of_the_first_function_is_shown() -> None:
    document = drafts_of(FakePreferences()).choose(None)
    assert document is not None
    assert (document.function, document.text) == ("shape", sample("shape"))


def test_a_plugin_is_waited_for_until_its_functions_are_known() -> None:
    drafts = drafts_of(FakePreferences(drafts={("dialect", "shape"): '{"mine": 1}'}))
    drafts.choose(None)
    assert drafts.choose(states.checking()) is None
    document = drafts.choose(states.ready())
    assert document is not None
    assert (document.function, document.text) == ("shape", '{"mine": 1}')
