"""What covers the panes when it is asked for, one file each. Imported when it is first opened, composed each time."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.ui.screens.main_screen import MainScreen
    from workbench.ui.screens.sheet import Sheet

SHEETS = {
    "host": "HostSheet",
    "history": "HistorySheet",
    "generations": "GenerationsSheet",
    "compare": "CompareSheet",
    "matrix": "MatrixSheet",
    "bench": "BenchSheet",
    "trace": "TraceSheet",
    "build-output": "BuildSheet",
}
"""The class of each sheet, by the id of the command that opens it."""


def opened(command_id: str, main: MainScreen) -> Sheet:
    """Return a new sheet."""
    module = import_module(f"workbench.ui.sheets.{command_id.partition('-')[0]}")
    sheet: Sheet = getattr(module, SHEETS[command_id])(main)
    return sheet
