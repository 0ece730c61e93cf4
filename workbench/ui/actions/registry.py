"""All commands of the main screen, by id. Those of lists and sheets stand with their widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.ui.actions import (
    build_commands,
    copy_commands,
    dispatch_commands,
    document_commands,
    editor_commands,
    payload_commands,
    plugin_commands,
    room_commands,
    screen_commands,
    setting_commands,
    sheet_commands,
    show_commands,
)
from workbench.ui.commands.command import declared_in

if TYPE_CHECKING:
    from workbench.ui.actions.workplace import Workplace
    from workbench.ui.commands.command import Command

MAIN: dict[str, Command[Workplace]] = {
    one.id: one
    for one in (
        *declared_in(dispatch_commands),
        *declared_in(payload_commands),
        *copy_commands.COPIES,
        *declared_in(copy_commands),
        *declared_in(document_commands),
        *declared_in(editor_commands),
        *declared_in(build_commands),
        *declared_in(plugin_commands),
        *declared_in(screen_commands),
        *declared_in(room_commands),
        *screen_commands.PANES,
        *screen_commands.PANES_WHILE_TYPING,
        *declared_in(show_commands),
        *sheet_commands.SHEETS,
        *setting_commands.PROFILES,
        *declared_in(setting_commands),
        *payload_commands.FUNCTIONS,
    )
}
"""In the order of help and palette."""


def now_of(on: Workplace, command_id: str) -> str:
    """Return how a switch stands; empty for what is no switch."""
    now = MAIN[command_id].now if command_id in MAIN else None
    return now(on) if now is not None else ""
