"""The sheet of a request's journey, by its keys."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.journeys import ALL, drive
from tests.ui import states
from tests.ui.renderers.test_journey import state_of
from tests.ui.shown import shown
from workbench.protocol.journey.upstream import UpstreamChoice
from workbench.session.values.journey_report import JourneySetup
from workbench.ui.actions.registry import MAIN
from workbench.ui.editor.json_editor import JsonEditor
from workbench.ui.sheets.journey import JourneySheet
from workbench.ui.widgets.json_tree_view import JsonTreeView

KNOWN = replace(states.ready(), journey=state_of(drive(ALL)))


def test_the_keys_of_the_readme_do_what_it_says() -> None:
    keys = {key: command.id for command in JourneySheet.OWN.values() for key in command.keys}
    assert {key: keys[key].removeprefix("journey-") for key in "saofE"} == {
        **{"s": "upstream", "a": "edit", "o": "plugin", "f": "state", "E": "request"}
    }
    assert MAIN["journey"].keys == ("J",)


@pytest.mark.scenario
async def test_it_takes_a_journey_at_once_and_again_with_what_is_chosen() -> None:
    async with shown(states.ready()) as app:
        await app.press("escape", "J")
        await app.until(lambda: app.asked("journey.run"))
        assert app.asked("journey.run") == [("journey.run", JourneySetup())]
        await app.become(KNOWN)
        await app.press("s", "f", "ctrl+u", *'{"a":1}', "enter", "o", "ctrl+u", *"b.wasm", "enter", "E", "r", "K")
        await app.until(lambda: app.asked("journey.cancel"))
        upstream, state, plugin, request, again = (asked[1] for asked in app.asked("journey.run")[1:])
        assert upstream.answers == (UpstreamChoice.UNAUTHORIZED, UpstreamChoice.OK)
        assert (state.factory_state, plugin.paths) == ('{"a":1}', ("b.wasm",))
        assert '"principal"' in request.payload
        assert again == JourneySetup()


@pytest.mark.scenario
async def test_an_edited_input_runs_on_from_its_step_and_what_is_no_json_is_told() -> None:
    async with shown(KNOWN) as app:
        await app.press("escape", "J", "down", "a")
        editor = await app.part("#content")
        assert isinstance(editor, JsonEditor)
        assert json.loads(editor.text)["candidates"]
        editor.load_text('{"candidates": []}')
        await app.press("escape")
        await app.until(lambda: app.asked("journey.run"))
        (taken,) = (asked[1] for asked in app.asked("journey.run"))
        assert {name: json.loads(text) for name, text in taken.edits.items()} == {"filter": {"candidates": []}}
        await app.press("f", "ctrl+u", *"{", "enter")
        assert len(app.asked("journey.run")) == 1


@pytest.mark.scenario
async def test_a_message_is_read_as_a_tree_and_enter_opens_it_as_a_payload() -> None:
    async with shown(KNOWN) as app:
        await app.press("escape", "J", "down", "l")
        tree = await app.part("#journey-message")
        assert isinstance(tree, JsonTreeView)
        assert tree.display
        assert '"candidates"' in tree.copied()
        await app.press("h")
        assert not tree.display
        await app.press("enter")
        document = app.screen.documents.opened()[-1]
        assert (document.function, document.origin.reference) == ("filter", "filter")
