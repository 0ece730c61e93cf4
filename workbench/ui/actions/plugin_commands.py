"""Commands on the plugins that are open on the screen. The sheet that opens them stands among the sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.ui.commands.command import Scope, command

if TYPE_CHECKING:
    from workbench.ui.actions.workplace import Workplace

_NONE: str = "No other plugin is open: 0 lists plugins, and s opens one beside this one."


@command(
    "swap-plugin",
    "Show the other plugin",
    "Go to the plugin that is open beside this one; both stay as they are.",
    Scope.EVERYWHERE,
    "ctrl+6",
    "ctrl+circumflex_accent",
    "alt+o",
    footer="other plugin",
    synonyms=("swap", "switch", "beside"),
)
def swap_plugin(on: Workplace) -> None:
    """Show the other plugin that is open."""
    if not on.plugins.swap():
        on.notify(_NONE, severity="warning", timeout=4)


@command(
    "close-beside",
    "Close the plugin beside this one",
    "End the session of the plugin that is not shown; what was typed for it is kept.",
    synonyms=("leave",),
)
def close_beside(on: Workplace) -> None:
    """Leave the plugin that is not shown."""
    if not on.plugins.close_beside():
        on.notify(_NONE, severity="warning", timeout=4)
