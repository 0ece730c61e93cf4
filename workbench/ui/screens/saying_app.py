"""An app that says things at the foot of whichever screen is seen. Textual's own notices would cover what is read."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from textual.app import App

from workbench.ui.drawing.notice import Notice, Severity
from workbench.visible import gated

if TYPE_CHECKING:
    from workbench.ui.screens.notices import Notices


class SayingApp(App[None]):
    """Hands what is said on to its notices."""

    notices: Notices

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: Severity = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Say something for `timeout` seconds (None: 5), at the foot of the screen; any thread may call it.

        It may quote a stranger: nothing in it is markup, or anything that a terminal obeys.
        """
        notice = Notice(gated(message), gated(title), severity, time.time())
        self.call_later(self.notices.say, notice, self.NOTIFICATION_TIMEOUT if timeout is None else timeout)

    def withdraw(self, message: str) -> None:
        """Take back what was said and holds no more, also a warning or an error."""
        self.call_later(self.notices.withdraw, gated(message))

    def clear_notifications(self) -> None:
        """Take back what was said, but no warning and no error."""
        self.call_later(self.notices.clear, keeps_warnings=True)
