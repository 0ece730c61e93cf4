"""`workbench [PLUGIN]`: the workbench itself."""

from __future__ import annotations

import argparse
import gc
import os
from shutil import rmtree
from typing import TYPE_CHECKING

from workbench.assets import asset_folder, sample_plugins
from workbench.cli.key_options import checked_keys
from workbench.cli.options import resolved_settings
from workbench.cli.output import Exit, narrate_error
from workbench.errors.operator import PluginUnreadable
from workbench.project import named_plugin

if TYPE_CHECKING:
    from workbench.protocol.hosting.injected_faults import FaultPlan
    from workbench.protocol.offer import Offer


def run(arguments: argparse.Namespace) -> int:
    """Open the workbench, and return when the person leaves it."""
    resolved = resolved_settings(arguments, goes_on=True)
    plugin = named_plugin(arguments.plugin, resolved) or _first_sample()
    keymap = checked_keys(resolved, in_browser=arguments.in_browser)
    faults, offer = _faults(arguments.fault), _offer(arguments.offer)
    from workbench.ui.terminal.running import run_screen, unfit  # noqa: PLC0415 - a headless run loads no screen

    # A browser shows UTF-8, and moves its cursor, whatever the locale of the server says.
    if obstacle := None if arguments.in_browser else unfit():
        narrate_error(f"workbench: {obstacle}")
        return Exit.USAGE
    if arguments.color == "never":
        os.environ["NO_COLOR"] = "1"
    # What is imported stays; looking through it for garbage would delay the first frame, behind which it is switched
    # on again.
    gc.disable()
    from workbench.cli.demo_scripts import demo_reader, read_demo_file  # noqa: PLC0415
    from workbench.cli.plugin_opener import CommandLinePlugins  # noqa: PLC0415
    from workbench.store.places import places  # noqa: PLC0415
    from workbench.ui.app import WorkbenchApp  # noqa: PLC0415
    from workbench.ui.demo.options import DemoOptions  # noqa: PLC0415

    plugins = CommandLinePlugins(arguments, ours := places(), faults, offer)
    app = WorkbenchApp(
        plugins.first(plugin, resolved),
        theme_folders=(asset_folder("themes"), ours.config / "themes"),
        keymap=keymap,
        theme=resolved["theme"],
        crash_folder=ours.state / "crashes",
        opener=plugins,
        in_browser=arguments.in_browser,
        demo=DemoOptions(demo_reader(None), read_demo_file),
    )
    app.at_end.append(plugins.kill)
    if (folder := getattr(arguments, "at_end", None)) is not None:
        # Of a bundle: gone, even where the screen leaves at once.
        app.at_end.append(lambda: rmtree(folder, ignore_errors=True))
    try:
        return run_screen(app)
    finally:
        plugins.close()


def _faults(specs: list[str]) -> FaultPlan | None:
    """Return the faults to inject; None: nothing."""
    if not specs:
        return None
    from workbench.protocol.hosting.injected_faults import parse_plan  # noqa: PLC0415 - most runs do without

    return parse_plan(specs)


def _offer(file: str | None) -> tuple[Offer, str] | None:
    """Return the offer of a file, with its path; None: none is named. Raises FileUnreadable and OfferUndecodable."""
    if file is None:
        return None
    from workbench.store.offer_files import read_offer  # noqa: PLC0415 - as above

    return read_offer(file), file


def _first_sample() -> str:
    samples = sample_plugins()
    if not samples:
        raise PluginUnreadable("sample_plugins", "the installation has no sample plugins; name a .wasm file")
    return str(samples[0].path)
