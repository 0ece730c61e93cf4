"""Where the files that come with the workbench stand: themes, sample plugins, project templates and demo scripts.

In a checkout they are folders beside the package, in an installed wheel folders inside it. No other module
knows that there are two places.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class SamplePlugin:
    """One plugin that comes with the workbench."""

    name: str
    path: Path
    """The built module."""
    summary: str
    """What it shows, in one line."""


def asset_folder(name: str) -> Path:
    """Return the folder `themes`, `sample_plugins`, `project_templates` or `demos`.

    It does not exist only in a damaged installation.
    """
    beside = _PACKAGE.parent / name
    inside = _PACKAGE / name
    return beside if (_PACKAGE.parent / "pyproject.toml").is_file() and beside.is_dir() else inside


def sample_plugins() -> tuple[SamplePlugin, ...]:
    """Return the sample plugins, the one to open by default first. Empty in a damaged installation."""
    folder = asset_folder("sample_plugins")
    try:
        listed = tomllib.loads((folder / "samples.toml").read_text(encoding="utf-8"))["sample"]
    except (OSError, tomllib.TOMLDecodeError, KeyError):
        return ()
    return tuple(SamplePlugin(entry["name"], folder / entry["file"], entry["summary"]) for entry in listed)
