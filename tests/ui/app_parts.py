"""The app on a fake session that shows given states, and remembers what was asked of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from workbench.errors import WorkbenchError
from workbench.session.port import ArtifactListener
from workbench.session.state import SessionState, Settings
from workbench.ui.app import WorkbenchApp

THEMES = Path(__file__).resolve().parents[2] / "themes"


class FakeSession:
    """Shows the states it is given; every request is noted."""

    def __init__(self, state: SessionState) -> None:
        self.state = state
        self.asked: list[tuple[Any, ...]] = []
        self.on_change: Callable[[SessionState], None] = lambda _: None

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

    def dispatch(self, function: str, payload: str, *, fresh: bool = False) -> Any:
        self.asked.append(("dispatch", function, payload, fresh))

    def reset(self) -> None:
        self.asked.append(("reset",))

    def reconfigure(self, settings: Settings) -> None:
        self.asked.append(("reconfigure", settings))

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

    def theme(self) -> str | None:
        return self.chosen

    def keep_theme(self, name: str) -> None:
        self.chosen = name

    def draft(self, plugin: str, function: str) -> str | None:
        return self.drafts.get((plugin, function))

    def keep_draft(self, plugin: str, function: str, payload: str) -> None:
        self.drafts[plugin, function] = payload


class Bench:
    """An app and the fakes around it."""

    def __init__(
        self, state: SessionState, *, theme: str | None = None, keymap: Mapping[str, str] | None = None
    ) -> None:
        self.session = FakeSession(state)
        self.source = FakeSource()
        self.preferences = FakePreferences(theme)

        def make(on_change: Callable[[SessionState], None]) -> FakeSession:
            self.session.on_change = on_change
            return self.session

        self.app = WorkbenchApp(make, self.source, self.preferences, [THEMES], keymap)
