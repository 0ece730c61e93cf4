"""A demo on the running screen."""

from __future__ import annotations

import pytest

from tests.ui import states
from tests.ui.app_parts import PLACE, FakeOpener
from tests.ui.shown import Shown, shown
from workbench.errors.demo import DemoScriptInvalid
from workbench.session.demo.script import Action, DemoScript, DemoStep, Press, Show, SwapPlugin, WaitFor
from workbench.ui.demo.options import DemoOptions, reading_time
from workbench.ui.demo.player import DemoPlayer
from workbench.ui.sheets.present import PresentSheet
from workbench.ui.widgets.caption import Caption

OTHER = "/plugins/other.wasm"


def script(*steps: tuple[str, tuple[Action, ...]]) -> DemoScript:
    made = tuple(DemoStep(line, say, actions) for line, (say, actions) in enumerate(steps, 1))
    return DemoScript("show.toml", "A show", SwapPlugin("own", PLACE), made)


SCRIPT = script(
    ("the accept", (Show("handshake", "accept"),)),
    ("", (Show("sections"),)),
    ("the checks", (Press(("l",)),)),
    ("a layer", (Show("present", "self-check"),)),
    ("ready", (WaitFor("ready"), Show("all"))),
)


def player(app: Shown) -> DemoPlayer:
    found = app.bench.app.demos.player
    assert found is not None
    return found


async def stands(app: Shown, step: int) -> str:
    """Wait until the show stands at a step; return what is said there."""
    await app.until(lambda: app.bench.app.demos.player is not None and player(app).stands_at == step)
    return str(app.bench.app.screen.query_one(Caption).render())


@pytest.mark.scenario
async def test_a_show_goes_on_and_back_is_left_and_goes_on_where_it_was_left() -> None:
    async with shown(states.ready(), demo=DemoOptions(lambda: SCRIPT)) as app:
        panes, sections = app.screen.panes, app.screen.sections
        await app.screen.action_run("demo")
        said = await stands(app, 0)
        assert said.startswith("  the accept")
        assert "1/4" in said
        assert (panes.active.id, panes.active.view, panes.maximised) == ("handshake", "accept", True)

        await app.press("space")
        assert "keys  l " in await stands(app, 2)
        assert sections.view == "checks"
        await app.press("right")
        assert "a layer" in await stands(app, 3)
        assert isinstance(app.bench.app.screen, PresentSheet)

        await app.press("left")
        await stands(app, 2)
        assert (panes.active.id, sections.view) == ("sections", "checks"), "keys are pressed again on what was shown"
        await app.press("escape")
        await app.until(lambda: not player(app).is_playing)
        assert not app.screen.query(Caption)

        await app.screen.action_run("demo")
        await stands(app, 2)
        await app.press("space")
        await stands(app, 3)
        await app.press("space")
        assert "ready" in await stands(app, 4)
        assert not panes.maximised
        await app.press("space")
        await app.until(lambda: not player(app).is_playing)
        assert player(app).problems == []


@pytest.mark.scenario
async def test_what_does_not_come_about_is_said_and_the_show_goes_on_by_itself() -> None:
    pictures: list[tuple[int, str]] = []
    failing = script(
        ("first", (WaitFor("rejected"), Press(("W",)), Show("help"))),
        ("second", (SwapPlugin("gone", "/gone.wasm"), Show("trace"))),
        ("third", (SwapPlugin("other", OTHER), Show("sections", "exports"))),
    )
    options = DemoOptions(
        lambda: failing,
        starts=True,
        pause=lambda _: 0.0,
        picture=lambda number, place, svg: pictures.append((number, place)) if svg.startswith("<svg") else None,
        ends_screen=True,
    )
    async with shown(states.ready(), demo=options, opener=FakeOpener({OTHER: states.ready()})) as app:
        await app.until(lambda: player(app).problems[2:] and not player(app).is_playing)
        waited, pressed, swapped = player(app).problems
    assert waited == "show.toml, line 1: expected rejected, found a dispatch that is ok"
    assert pressed == "show.toml, line 1: the key W does nothing here that a script may do"
    assert swapped.startswith("show.toml, line 2: gone: ")
    assert pictures == [(1, "help"), (2, "trace"), (3, "sections-exports")]


@pytest.mark.scenario
async def test_a_show_is_said_at_any_size_and_only_where_it_is_played() -> None:
    played = script(
        ("a text that takes two rows where the screen is narrow", (SwapPlugin("other", OTHER), Show("all")))
    )
    opener = FakeOpener({OTHER: states.ready()})
    async with shown(states.ready(), (100, 30), demo=DemoOptions(lambda: played), opener=opener) as app:
        plugins = app.bench.app.plugins
        plugins.open(OTHER, beside=True, then=lambda _: None)
        await app.until(lambda: plugins.name_beside and plugins.current.screen is app.bench.app.screen)
        plugins.swap()
        await app.until(lambda: app.bench.app.screen is app.screen)
        await app.screen.action_run("demo")
        await stands(app, 0)
        assert app.bench.app.screen is not app.screen
        caption = app.bench.app.screen.query_one(Caption)
        await app.until(lambda: caption.size.height == 2)
        await app.pilot.resize_terminal(44, 30)
        await app.until(lambda: caption.size.height == 3)
        assert plugins.current.screen is not None
        plugins.current.screen.overlays.present()
        assert app.bench.app.screen.query_children(Caption), "a screen has the text from its first frame on"
        await app.press("escape")
        await app.until(lambda: not player(app).is_playing)
        plugins.swap()
        await app.until(lambda: app.bench.app.screen is app.screen and not app.screen.query(Caption))


@pytest.mark.scenario
async def test_a_script_of_ones_own_is_played_by_its_path_and_is_the_demo_from_then_on() -> None:
    asked: list[str] = []

    def own(path: str) -> DemoScript:
        asked.append(path)
        if path == "bad":
            raise DemoScriptInvalid("bad", 3, "step 1", "a step", "'sey'", "say")
        return SCRIPT

    async with shown(states.ready(), demo=DemoOptions(lambda: script(("shipped", ())), own)) as app:
        app.bench.app.demos.play_file("bad")
        await app.until(lambda: any("did you mean 'say'" in one.text for one in app.bench.app.notices.said))
        assert not player(app).is_playing
        await app.screen.action_run("demo-file")
        await app.press(*"a/b", "enter")
        assert (await stands(app, 0)).startswith("  the accept")
        app.bench.app.demos.play_file("c")
        await app.press("escape")
        await app.until(lambda: not player(app).is_playing)
        await app.screen.action_run("demo-restart")
        await stands(app, 0)
    assert asked == ["bad", "a/b", "a/b"], "the one that is played is left first"


def test_a_text_stands_as_long_as_it_takes_to_read() -> None:
    assert reading_time("") < reading_time("word") < reading_time("word " * 40) < 30
