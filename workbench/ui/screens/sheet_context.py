"""What a sheet is given: values and small callables, never the screen behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from workbench.session.values.state import SessionState
    from workbench.ui.bridge.request import Ask
    from workbench.ui.commands.keymap import Keymap
    from workbench.ui.drawing.notice import Notice

Viewer = Callable[["SessionState"], object]


@dataclass(frozen=True, slots=True)
class SheetContext:
    """How a sheet learns what it shows, and says what it requests."""

    state: Callable[[], SessionState | None]
    """The state that is drawn; None before the first."""
    draft: Callable[[], tuple[str, str]]
    """Function and payload in the editor."""
    ask: Ask
    """Hands a request to the session."""
    post: Callable[[Message], object]
    """Hands a message to the screen behind: `CommandRequested`, `CopyRequested`, `ComparisonSheetRequested`."""
    keymap: Keymap
    notices: Callable[[], Sequence[Notice]]
    """What was said in this run, the newest last."""
    viewers: list[Viewer] = field(default_factory=list)
    """Called with each state that is drawn."""
