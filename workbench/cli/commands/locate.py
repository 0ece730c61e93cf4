"""`workbench locate [PLACE]`: the places of our files."""

from __future__ import annotations

import argparse
from pathlib import Path

from workbench.assets import asset_folder
from workbench.cli.output import Exit, new_page, print_json, print_page
from workbench.errors.operator import NameUnknown
from workbench.naming import nearest
from workbench.store.places import is_nowhere, places
from workbench.store.settings_files import find_project_file


def run(arguments: argparse.Namespace) -> int:
    """Print the places, or one of them."""
    ours = places()
    project = find_project_file(None)
    found = {
        "config": _shown(ours.config),
        "state": _shown(ours.state),
        "cache": _shown(ours.cache),
        "themes": str(asset_folder("themes")),
        "user_themes": _shown(ours.config / "themes"),
        "sample_plugins": str(asset_folder("sample_plugins")),
        "project": str(project) if project else None,
    }
    if arguments.place is not None:
        if arguments.place not in found:
            raise NameUnknown("place", arguments.place, nearest(arguments.place, found))
        found = {arguments.place: found[arguments.place]}
    if arguments.format == "json":
        print_json(found)
        return Exit.PASSED
    page = new_page(arguments.color)
    for name, place in found.items():
        shown = place if place else "none"
        page.line(shown if arguments.place else f"{name:<15} {shown}")
    print_page(page)
    return Exit.PASSED


def _shown(place: Path) -> str | None:
    return None if is_nowhere(place) else str(place)
