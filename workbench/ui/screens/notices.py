"""What is said for a moment, on whichever screen is seen: nothing that is read is covered by it.

A notice stands where the keys stand, at the foot. A longer one pushes what is above it, which is made smaller and not
covered. It stays as long as it takes to read; a warning or an error then waits for a key, so that nobody misses it who
looked away. All are kept for the sheet of notices.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from workbench.ui.drawing.notice import ROWS_MAX, Notice, notice_rows
from workbench.ui.widgets.notice_line import NoticeLine
from workbench.ui.widgets.notifying import Notifying

if TYPE_CHECKING:
    from textual.app import App
    from textual.screen import Screen

KEPT_MAX: Final = 200
"""Notices of a run that can be read again."""


class Notices:
    """What is said now, and what was said in this run."""

    def __init__(self, app: App[Any], more: Callable[[], str]) -> None:
        """Say nothing yet.

        Args:
            app: On whose screens it is said.
            more: Gives the words that name the way to all notices.
        """
        self._app, self._more = app, more
        self.said: deque[Notice] = deque(maxlen=KEPT_MAX)
        """The newest last."""
        self._shown: list[Notice] = []
        self._read: set[Notice] = set()
        """Of those shown: they had their time, and go with the next key."""

    @property
    def shown(self) -> tuple[Notice, ...]:
        """What is said now."""
        return tuple(self._shown)

    def say(self, notice: Notice, time_s: float) -> None:
        """Show a notice for that many seconds at least."""
        self._shown = [one for one in self._shown if (one.text, one.title) != (notice.text, notice.title)]
        self._shown.append(notice)
        self.said.append(notice)
        self._app.set_timer(time_s, lambda: self._had_its_time(notice))
        self.draw()

    def key_pressed(self) -> None:
        """Remove what had its time: somebody is there, and goes on."""
        if self._read:
            self._shown = [one for one in self._shown if one not in self._read]
            self._read.clear()
            self.draw()

    def withdraw(self, text: str) -> None:
        """Remove what is shown of something that holds no more."""
        self._shown = [one for one in self._shown if one.text != text]
        self._read = {one for one in self._read if one.text != text}
        self.draw()

    def clear(self, *, keeps_warnings: bool = False) -> None:
        """Remove all that is shown, warnings and errors or not."""
        kept = [one for one in self._shown if keeps_warnings and one.severity != "information"]
        self._shown, self._read = kept, self._read.intersection(kept)
        self.draw()

    def draw(self) -> None:
        """Show on each screen what is said now."""
        for screen in self._app.screen_stack:
            if screen.is_attached:
                self._draw_on(screen)

    def _draw_on(self, screen: Screen[Any]) -> None:
        rows = notice_rows(self._shown, max(self._app.size.width - 2, 1), self._more()) if self._shown else []
        lines = screen.query_children(NoticeLine)
        if rows and not lines:
            screen.mount(line := NoticeLine(self.clear))
            line.show(rows)
        for line in lines:
            line.display = bool(rows)
            if rows:
                line.show(rows)
        for count in range(2, ROWS_MAX + 1):
            screen.set_class(len(rows) == count, f"-notice-{count}")

    def _had_its_time(self, notice: Notice) -> None:
        if notice not in self._shown:
            return
        if notice.severity == "information":
            self._shown.remove(notice)
            self.draw()
        else:
            self._read.add(notice)


def tell_of_project(news: Callable[[], tuple[str, bool] | None], notify: Notifying) -> None:
    """Say what became of the project file, if anything did."""
    found = news()
    if found is not None:
        text, is_error = found
        notify(text, severity="error" if is_error else "warning", timeout=10)
