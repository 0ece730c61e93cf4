"""Which function and payload stand in the editor at first, and what is remembered of what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.ui.drawing.json_layout import lay_out

if TYPE_CHECKING:
    from workbench.session.ports import Preferences
    from workbench.session.values.state import SessionState

FIRST_FUNCTION = next(iter(WIRE_FUNCTIONS))


class Drafts:
    """Remembers payloads by plugin and function. Nothing is kept before a plugin is known."""

    def __init__(self, preferences: Preferences, aside: Callable[[Callable[[], object]], None]) -> None:
        """Know no plugin yet.

        Args:
            preferences: Where drafts are kept.
            aside: Runs a job that may block for a moment.
        """
        self._preferences = preferences
        self._aside = aside
        self._plugin = ""
        self._kept: dict[str, str] = {}

    def choose(
        self, state: SessionState | None, current: str, *, untouched: bool, width: int = 0
    ) -> tuple[str, str, bool] | None:
        """Return function, text and whether other texts are void; None when everything stays as it is.

        Args:
            state: The session; None before its first state.
            current: The function in the editor; empty at the start.
            untouched: Nothing was typed into what was loaded.
            width: Cells of a line in the editor; 0 means any.
        """
        generation = (state.serving or state.newest) if state else None
        if generation is not None and not generation.complete and current:
            # Which functions it has is not known before its handshake.
            return None
        plugin = generation.identity.plugin_name if generation and generation.identity else ""
        if plugin == self._plugin and current:
            return None
        changed, self._plugin = bool(self._plugin), plugin or self._plugin
        self._kept.clear()
        if current and not untouched:
            return None
        negotiated = [row.function for row in generation.function_table if row.negotiated] if generation else []
        function = next((name for name in negotiated if name in WIRE_FUNCTIONS), current or FIRST_FUNCTION)
        return function, self.first_text(function, width), changed

    def first_text(self, function: str, width: int = 0) -> str:
        """Return what stands in the editor when a function is turned to for the first time."""
        draft = self._preferences.draft(self._plugin, function) if self._plugin else None
        return draft if draft is not None else sample(function, width)

    def keep(self, function: str, text: str) -> None:
        """Remember a payload, unless it is the sample or was kept already."""
        if not self._plugin or not function or self._kept.get(function) == text:
            return
        self._kept[function] = text
        plugin = self._plugin
        self._aside(lambda: self._preferences.keep_draft(plugin, function, text))

    def keep_now(self, function: str, text: str) -> bool:
        """Remember a payload before returning, from any thread; return False when no plugin is known.

        Raises:
            OSError: It could not be written.
        """
        if not self._plugin or not function:
            return False
        self._preferences.keep_draft(self._plugin, function, text)
        return True


def sample(function: str, width: int = 0) -> str:
    """Return the dry-run sample of a function's request, laid out for an editor of `width` cells; 0 means any."""
    import json  # noqa: PLC0415

    from workbench.protocol.wire.samples import request_sample  # noqa: PLC0415 - the first frame does not need it

    text = json.dumps(request_sample(function), ensure_ascii=False)
    layout = lay_out(text, width=width)
    return layout.text if layout else text
