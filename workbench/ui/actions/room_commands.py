"""Commands on the room of the panes: the lines between them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from workbench.ui.commands.command import Scope, command
from workbench.ui.drawing.splits import Split

if TYPE_CHECKING:
    from workbench.ui.actions.workplace import Workplace


@command(
    "resize",
    "Move the splits",
    "Move the lines between the panes by arrow keys; they are remembered.",
    Scope.EVERYWHERE,
    "ctrl+g",
    footer="splits",
    synonyms=("resize", "width", "wider", "narrower", "layout"),
)
def resize(on: Workplace) -> None:
    """Move the lines between the panes until another key is pressed."""
    room = on.panes.room
    moves: dict[str, Callable[[], object]] = {
        "left": lambda: room.move(room.column_split(), -1),
        "right": lambda: room.move(room.column_split(), 1),
        "up": lambda: room.move(room.row_split(), -1),
        "down": lambda: room.move(room.row_split(), 1),
        "left_square_bracket": partial(room.move, Split.HALVES, -1),
        "right_square_bracket": partial(room.move, Split.HALVES, 1),
        "0": room.put_back,
    }
    on.overlays.resize(moves)


@command("reset-splits", "Reset the splits", "Put the lines between the panes where they stood at first.")
def put_splits_back(on: Workplace) -> None:
    """Put the lines between the panes where they stood at first."""
    on.panes.room.put_back()
