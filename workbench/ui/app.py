"""The application: one screen, the themes, the palette. No business verbs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, SystemCommand
from textual.screen import Screen

from workbench.ui.bridge.bridge import Bridge
from workbench.ui.bridge.session_port import SessionFactory
from workbench.ui.commands import COMMANDS, Scope, key_of
from workbench.ui.payload.payload_problems import check
from workbench.ui.screens.main_screen import MainScreen
from workbench.ui.themes import DEFAULT_THEME, load_themes

if TYPE_CHECKING:
    from workbench.session.ports import ArtifactSource, Preferences


PALETTE_SCOPES = (Scope.EVERYWHERE, Scope.OUTSIDE_EDITOR, Scope.PALETTE)


class WorkbenchApp(App[None]):
    """The terminal workbench."""

    TITLE = "workbench"
    CSS_PATH: ClassVar[str] = "app.tcss"

    def __init__(
        self,
        session_factory: SessionFactory,
        source: ArtifactSource,
        preferences: Preferences,
        theme_folders: Sequence[Path] = (),
        keymap: Mapping[str, str] | None = None,
    ) -> None:
        """Make the app; nothing is loaded before its first frame is painted.

        Args:
            session_factory: Makes the session, on the bridge's thread, with what it tells its states to.
            source: Where builds come from. Started and stopped by the app.
            preferences: What is remembered from run to run.
            theme_folders: Folders of theme files, the person's own last.
            keymap: Keys by command id, in place of the ones of the registry.
        """
        super().__init__()
        self._preferences = preferences
        self._keymap_wanted = dict(keymap or {})
        self.bridge = Bridge(session_factory, source, self._post_to_screen)
        themes, self._theme_troubles = load_themes(theme_folders)
        for theme in themes:
            self.register_theme(theme)
        wanted = preferences.theme() or DEFAULT_THEME
        self.theme = (
            wanted
            if wanted in self.available_themes
            else next(name for name in (DEFAULT_THEME, "textual-dark") if name in self.available_themes)
        )

    def get_default_screen(self) -> Screen[None]:
        """Return the one screen."""
        self._main = MainScreen(self.bridge, self._preferences, self._keymap_wanted, check)
        return self._main

    def on_mount(self) -> None:
        """Take over keys, and tell of theme files that cannot be used."""
        if self._keymap_wanted:
            self.set_keymap(self._keymap_wanted)
        self.theme_changed_signal.subscribe(self, lambda theme: self._keep_theme(theme.name))
        for trouble in self._theme_troubles:
            self.notify(str(trouble), severity="warning", markup=False)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Yield the registry for the palette."""
        for command in COMMANDS.values():
            if command.scope not in PALETTE_SCOPES and command.scope is not getattr(screen, "SCOPE", None):
                continue
            if command.id in ("palette", "help-short", "explain-short", "leave"):
                continue
            key = key_of(command.id, self._keymap_wanted)
            title = f"{command.title}  ({key})" if key else command.title
            run = getattr(screen, "action_run", self._main.action_run)
            yield SystemCommand(title, command.help, partial(self._main.call_later, run, command.id))

    def _keep_theme(self, name: str) -> None:
        self.bridge.aside(lambda: self._preferences.keep_theme(name))

    def _post_to_screen(self, message: object) -> None:
        self._main.post_message(message)  # type: ignore[arg-type]
