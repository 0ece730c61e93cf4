"""What covers the panes when it is asked for: one file each, named as the command that opens it.

A sheet is one widget here and one renderer in `renderers/`. It is given a `SheetContext`, and requests by typed
messages and requests; it knows neither the main screen nor another sheet. Imported when it is first opened, composed
each time. A new one needs its file, its renderer, and its line in `actions/sheet_commands.py`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.ui.screens.sheet import Sheet


def sheet_class(command_id: str) -> type[Sheet]:
    """Return the class of a sheet: `BuildOutputSheet` in `build_output.py` for `build-output`."""
    words = command_id.split("-")
    module = import_module(f"workbench.ui.sheets.{'_'.join(words)}")
    found: type[Sheet] = getattr(module, "".join(word.capitalize() for word in words) + "Sheet")
    return found
