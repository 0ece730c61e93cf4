"""The app on a fake session that shows given states, and remembers what was asked of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from workbench.errors import WorkbenchError
from workbench.errors.artifact import PluginUnreadable
from workbench.session.ports import ArtifactListener
from workbench.session.values.path_completion import PathCompletion
from workbench.session.values.payload import OtherDraft
from workbench.session.values.plugin_listing import PluginListing, RecentPlugin
from workbench.session.values.settings import Settings
from workbench.session.values.state import SessionState
from workbench.session.values.variable_values import KnownVariables
from workbench.ui.app import WorkbenchApp
from workbench.ui.bridge.plugin_port import OpenedPlugin, PluginOpener
from workbench.ui.demo.options import DemoOptions

PLACE = "/work/plugin.wasm"
"""Where the plugin of a bench stands, as far as its screen knows."""
THEMES = Path(__file__).resolve().parents[2] / "themes"


class FakePart:
    """A part of a session: whatever is asked of it is noted with the part's name, and answered as `answers` says."""

    def __init__(self, name: str, asked: list[tuple[Any, ...]]) -> None:
        self.answers: dict[str, Any] = {}
        """By verb; those that are missing are answered with None."""
        self._name = name
        self._asked = asked

    def __getattr__(self, verb: str) -> Callable[..., Any]:
        def note(*arguments: Any, **named: Any) -> Any:
            self._asked.append((f"{self._name}.{verb}", *arguments, *named.values()))
            return self.answers.get(verb)

        return note


class FakeSession:
    """Shows the states it is given; every request is noted."""

    def __init__(self, state: SessionState) -> None:
        self.state = state
        self.asked: list[tuple[Any, ...]] = []
        self.on_change: Callable[[SessionState], None] = lambda _: None
        self.bench: Any = FakePart("bench", self.asked)
        self.conformance: Any = FakePart("conformance", [])
        self.drift: Any = FakePart("drift", self.asked)
        self.fuzz: Any = FakePart("fuzz", self.asked)
        self.journey: Any = FakePart("journey", self.asked)
        self.builds: Any = FakePart("builds", self.asked)
        self.exports: Any = FakePart("exports", self.asked)
        self.project: Any = FakePart("project", self.asked)
        self.comparator: Any = FakePart("comparator", self.asked)
        self.host: Any = FakePart("host", self.asked)
        self.faults: Any = FakePart("faults", self.asked)
        self.offer: Any = FakePart("offer", self.asked)
        self.storage: Any = FakePart("storage", self.asked)
        self.fuel: Any = FakePart("fuel", [])
        self.history: Any = FakePart("history", self.asked)
        self.lab: Any = FakePart("lab", self.asked)
        self.lab.answers["try_each"] = ()
        self.replay: Any = FakePart("replay", self.asked)
        self.saved: Any = FakePart("saved", self.asked)
        self.variables: Any = FakePart("variables", [])
        self.variables.answers["known"] = KnownVariables()
        self.completion: PathCompletion | None = None
        """How any path goes on; None: as it was typed."""
        self.refusal: WorkbenchError | None = None
        """What a dispatch raises; None: it raises nothing."""

    def become(self, state: SessionState) -> None:
        """Publish another state, as the session's thread would."""
        self.state = state
        self.on_change(state)

    def changing(self, path: str) -> None:
        self.asked.append(("changing", path))

    def unchanged(self, path: str) -> None:
        self.asked.append(("unchanged", path))

    def load(self, path: str, module: bytes, *, forced: bool = False) -> None:
        self.asked.append(("load", path, forced))

    def refuse(self, error: WorkbenchError) -> None:
        self.asked.append(("refuse", error.kind))

    def note(self, source: str, text: str) -> None:
        self.asked.append(("note", source, text))

    def dispatch(self, function: str, payload: str, *, fresh: bool = False, name: str = "") -> Any:
        self.asked.append(("dispatch", function, payload, fresh))
        if self.refusal is not None:
            raise self.refusal

    def reset(self) -> None:
        self.asked.append(("reset",))

    def reconfigure(self, settings: Settings) -> None:
        self.asked.append(("reconfigure", settings))

    def answer_with(self, number: int | None) -> bool:
        self.asked.append(("answer_with", number))
        return True

    def pin(self, number: int | None) -> None:
        self.asked.append(("pin", number))

    def pause(self, paused: bool) -> None:
        self.asked.append(("pause", paused))

    def complete_path(self, typed: str, suffixes: Sequence[str]) -> PathCompletion:
        self.asked.append(("complete_path", typed, suffixes))
        return self.completion or PathCompletion(typed)

    def cancel(self) -> None:
        self.asked.append(("cancel",))

    def close(self) -> None:
        self.asked.append(("close",))


class FakeSource:
    """Hands on nothing by itself."""

    def __init__(self) -> None:
        self.listener: ArtifactListener | None = None
        self.rereads = 0

    def start(self, listener: ArtifactListener) -> None:
        self.listener = listener

    def reread(self) -> None:
        self.rereads += 1

    def stop(self) -> None:
        self.listener = None


class FakePreferences:
    """Remembers in memory."""

    def __init__(self, theme: str | None = None, drafts: Mapping[tuple[str, str], str] | None = None) -> None:
        self.chosen = theme
        self.drafts = dict(drafts or {})
        self.others: dict[tuple[str, str], tuple[OtherDraft, ...]] = {}
        self.kept_splits: dict[str, int] = {}
        self.numbers_shown = False
        self.error: WorkbenchError | None = None

    def theme(self) -> str | None:
        return self.chosen

    def keep_theme(self, name: str) -> None:
        self.chosen = name

    def splits(self) -> Mapping[str, object]:
        return self.kept_splits

    def keep_splits(self, percents: Mapping[str, int]) -> None:
        self.kept_splits = dict(percents)

    def line_numbers(self) -> bool:
        return self.numbers_shown

    def keep_line_numbers(self, shown: bool) -> None:
        self.numbers_shown = shown

    def draft(self, plugin: str, function: str) -> str | None:
        return self.drafts.get((plugin, function))

    def keep_draft(self, plugin: str, function: str, payload: str) -> bool:
        self.drafts[plugin, function] = payload
        return False

    def other_drafts(self, plugin: str, function: str) -> tuple[OtherDraft, ...]:
        return self.others.get((plugin, function), ())


class FakeOpener:
    """Opens sessions that show given states, by their paths; whatever else is asked for is gone."""

    def __init__(self, states: Mapping[str, SessionState]) -> None:
        self.states = dict(states)
        self.sessions: dict[str, list[FakeSession]] = {path: [] for path in states}
        """Those that were made, by path, the newest last."""
        self.preferences = FakePreferences()
        self.kept: list[tuple[Any, ...]] = []
        """What was remembered, and forgotten."""
        self.recent: tuple[RecentPlugin, ...] = ()

    def open(self, path: str) -> OpenedPlugin:
        if path not in self.states:
            raise PluginUnreadable(path, "no such file")
        session = FakeSession(self.states[path])
        self.sessions[path].append(session)

        def make(on_change: Callable[[SessionState], None]) -> FakeSession:
            session.on_change = on_change
            return session

        close = lambda: self.kept.append(("closed", path))  # noqa: E731
        return OpenedPlugin(make, FakeSource(), self.preferences, path, close=close)

    def listing(self) -> PluginListing:
        return PluginListing(self.recent)

    def seen(self, place: str, name: str, version: str) -> WorkbenchError | None:
        self.kept.append(("seen", place, name, version))
        return None

    def forget(self, place: str) -> WorkbenchError | None:
        self.kept.append(("forgotten", place))
        return None


class Bench:
    """An app and the fakes around it."""

    def __init__(
        self,
        state: SessionState,
        *,
        theme: str | None = None,
        keymap: Mapping[str, str] | None = None,
        splits: Mapping[str, int] | None = None,
        opener: PluginOpener | None = None,
        project_news: Callable[[], tuple[str, bool] | None] | None = None,
        demo: DemoOptions | None = None,
    ) -> None:
        self.session = FakeSession(state)
        self.source = FakeSource()
        self.preferences = FakePreferences(theme)
        self.preferences.kept_splits = dict(splits or {})

        def make(on_change: Callable[[SessionState], None]) -> FakeSession:
            self.session.on_change = on_change
            return self.session

        self.app = WorkbenchApp(
            OpenedPlugin(make, self.source, self.preferences, PLACE, project_news),
            [THEMES],
            keymap,
            opener=opener,
            demo=demo,
        )
