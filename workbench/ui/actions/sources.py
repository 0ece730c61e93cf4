"""From a place that a compiler or a module names to the person's editor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from workbench.ui.source_lines import source_path_anywhere

if TYPE_CHECKING:
    from workbench.ui.actions.workplace import Workplace
    from workbench.ui.drawing.lines import SourcePlace
    from workbench.ui.outside_editor import TerminalLender


def open_source(on: Workplace, place: SourcePlace) -> None:
    """Open the editor at a place that the plugin names: from the plugin's folder, where it is no absolute one."""
    newest = on.state.newest if on.state else None
    open_below(on, str(Path(newest.artifact.path).absolute().parent) if newest else ".", place)


def open_below(on: Workplace, folder: str, place: SourcePlace) -> None:
    """Open the editor at a place, and say why where it cannot be opened."""
    from workbench.ui.other_programs import EditorUnusable  # noqa: PLC0415 - few look
    from workbench.ui.outside_editor import open_place  # noqa: PLC0415 - as above

    try:
        path = source_path_anywhere(folder, place.file)
        open_place(cast("TerminalLender", on.app), path, place.line, place.column)
    except EditorUnusable as unusable:
        on.notify(str(unusable), severity="error", markup=False)
