"""The themes of a running app: ours, Textual's, and the person's own, which are read anew when their files change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.theme import BUILTIN_THEMES, Theme

from workbench.ui.contrast import readable
from workbench.ui.themes import DEFAULT_THEME, hard_to_read, load_themes, signature

if TYPE_CHECKING:
    from textual.app import App


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

    def register(self, app: App[Any]) -> None:
        """Register all themes."""
        self._app = app
        self._read(app)

    def chosen(self, app: App[Any], wanted: str | None) -> str:
        """Return the theme to begin with: the one that is wanted, if there is one of that name."""
        names = (wanted or DEFAULT_THEME, DEFAULT_THEME, "textual-dark")
        return next(name for name in names if name in app.available_themes)

    def variables(self, found: Mapping[str, str]) -> dict[str, str]:
        """Return the colours of the theme in use; those of Textual's own that are hard to read are moved a little."""
        if self._app is None or BUILTIN_THEMES.get(self._app.theme) is not self._app.current_theme:
            return dict(found)
        return {**found, **readable(found)}

    def say_problems(self) -> None:
        """Say which theme files cannot be used, and which themes of the person's own are hard to read."""
        for text in map(str, (*self._problems, *hard_to_read(self._own))):
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
