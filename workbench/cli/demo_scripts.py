"""Where the demo script comes from: the one that ships with the workbench, or a person's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from workbench.assets import asset_folder, sample_plugins

if TYPE_CHECKING:
    from workbench.session.demo.script import DemoScript

SHIPPED: Final = "layers.toml"
"""The script that is played when none is named."""


def demo_reader(script: str | None) -> Callable[[], DemoScript]:
    """Return what reads a script, by its path; None: the one that ships. What it raises see `read_demo`."""
    return lambda: read_demo_file(str(asset_folder("demos") / SHIPPED) if script is None else script)


def read_demo_file(path: str) -> DemoScript:
    """Return the script in a file. What it raises see `read_demo`."""
    from workbench.store.demo_files import read_demo  # noqa: PLC0415 - not every session is a show

    return read_demo(path, {one.name: one.path for one in sample_plugins()})
