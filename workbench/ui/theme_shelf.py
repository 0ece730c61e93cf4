"""The themes of a running app: ours, Textual's, and the person's own, which are read anew when their files change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.theme import BUILTIN_THEMES, Theme

from workbench.errors.operator import SettingInvalid
from workbench.naming import nearest
from workbench.ui.contrast import readable
from workbench.ui.themes import DEFAULT_THEME, hard_to_read, load_themes, signature

if TYPE_CHECKING:
    from textual.app import App

    from workbench.settings import Resolved


class ThemeShelf:
    """Registers themes with an app. It exists before the app does, which asks for colours while it is made."""

    def __init__(self, folders: Sequence[Path]) -> None:
        """Know the folders of themes: ours first, then the person's own."""
        self._app: App[Any] | None = None
        self._folders = folders
        self._seen = signature(folders[1:])
        self._own: Sequence[Theme] = ()
        """The person's own themes, as they were read last."""
        self._warned: set[str] = set()
        self._problems: Sequence[object] = ()
        self._unknown: Sequence[object] = ()
        """What settings name instead of a theme."""
        self._set: Resolved | None = None

    def register(self, app: App[Any]) -> None:
        """Register all themes."""
        self._app = app
        self._read(app)

    def chosen(self, app: App[Any], set_theme: Resolved | None, remembered: str | None) -> str:
        """Return the theme to begin with: what settings name, else what was chosen last, if there is one of that name.

        A name in the settings that is none is said with the other problems.
        """
        self._set = set_theme
        wanted = None if set_theme is None else set_theme.value
        if set_theme is not None and wanted is not None and wanted not in app.available_themes:
            meant = nearest(wanted, app.available_themes)
            expected = "the name of a theme (Theme in the palette lists them)"
            self._unknown = (
                SettingInvalid("theme", wanted, expected, set_theme.source, *set_theme.value_at, nearest=meant),
            )
        names = (wanted, remembered, DEFAULT_THEME, "textual-dark")
        return next(name for name in names if name in app.available_themes)

    def overruled(self, name: str) -> str:
        """Return what is to be said when a theme is chosen and settings name another one; empty: nothing."""
        if self._set is None or self._set.value in (None, name):
            return ""
        return f"{name} holds until the end of this run: theme in {self._set.source} sets {self._set.value}."

    def variables(self, found: Mapping[str, str]) -> dict[str, str]:
        """Return the colours of the theme in use; those of Textual's own that are hard to read are moved a little."""
        if self._app is None or BUILTIN_THEMES.get(self._app.theme) is not self._app.current_theme:
            return dict(found)
        return {**found, **readable(found)}

    def say_problems(self) -> None:
        """Say which theme files cannot be used, and which themes of the person's own are hard to read."""
        for text in map(str, (*self._unknown, *self._problems, *hard_to_read(self._own))):
            if text not in self._warned and self._app is not None:
                self._warned.add(text)
                self._app.notify(text, severity="warning", markup=False)

    def look(self, aside: Callable[[Callable[[], object]], object]) -> None:
        """Look for changed files by `aside`, beside the screen; where there are some, use them at once."""
        aside(self._look)

    def _look(self) -> None:
        now = signature(self._folders[1:])
        if now != self._seen and self._app is not None:
            self._seen = now
            self._app.call_later(self._reload, self._app)

    def _reload(self, app: App[Any]) -> None:
        self._read(app)
        # The name is the same, so that setting it changes nothing.
        app._watch_theme(app.theme)
        self.say_problems()

    def _read(self, app: App[Any]) -> None:
        ours, broken = load_themes(self._folders[:1])
        self._own, broken_own = load_themes(self._folders[1:])
        self._problems = (*broken, *broken_own)
        for theme in (*ours, *self._own):
            app.register_theme(theme)
