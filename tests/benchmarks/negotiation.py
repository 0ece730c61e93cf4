"""What an edit in the negotiation lab takes until its verdict is on the screen, and what a trial and a sweep take.

Run by hand: `python -m tests.benchmarks.negotiation`. Goals: an edit at most 100 ms, a sweep over seven functions and
eight capabilities at most 2 s. The engine's process is warm, the plugin is a sample.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.ui.app_parts import THEMES
from workbench.assets import asset_folder
from workbench.cli.arguments import parse
from workbench.cli.options import resolved_settings
from workbench.cli.plugin_opener import CommandLinePlugins
from workbench.compose import artifact_at, start_engine
from workbench.protocol.layers import Layer
from workbench.protocol.offer import reference_offer
from workbench.session.load.load_steps import load_generation
from workbench.session.negotiation.sweep import sweep
from workbench.session.negotiation.trial import try_offer
from workbench.session.values.settings import Settings
from workbench.store.places import places
from workbench.ui.app import WorkbenchApp
from workbench.ui.sheets.lab import LabSheet

PLUGIN = str(asset_folder("sample_plugins") / "dialect/dialect.wasm")
TRIALS, SWEEPS, EDITS = 50, 5, 21
CAPABILITIES = tuple(f"capability_{number}" for number in range(8))


def measure_engine() -> None:
    """Print what a trial and a sweep take, without a screen."""
    settings = Settings(capabilities=frozenset(CAPABILITIES))
    offer, budget = reference_offer(CAPABILITIES), settings.strict_budget
    engine = start_engine()
    try:
        generation = load_generation(engine, artifact_at(PLUGIN), settings, time.time, until=Layer.HANDSHAKE)
        trials = []
        for _ in range(TRIALS):
            started = time.perf_counter()
            try_offer(engine, generation, budget, offer)
            trials.append((time.perf_counter() - started) * 1_000)
        reports = [
            sweep(engine, generation, budget, offer, timer=time.perf_counter, limit_s=600) for _ in range(SWEEPS)
        ]
    finally:
        engine.shutdown()
    _say("trial", trials, "")
    _say("sweep", [report.wall_us / 1_000 for report in reports], f"; {reports[0].tried:,} changed offers")


async def measure_screen(app: WorkbenchApp) -> None:
    """Print what passes between a tick and the verdict on it, drawn."""
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("escape", "O")
        sheet = app.screen
        assert isinstance(sheet, LabSheet)
        while sheet.detail.copied().count("passed") < 9:
            await pilot.pause(0.05)
        times = []
        for _ in range(EDITS):
            started = time.perf_counter()
            sheet.tick()
            wanted = "ended here" if "shape" not in sheet.draft.offer.function_versions else "9 accept"
            while wanted not in sheet.detail.copied() or ("ended here" in sheet.detail.copied()) != (wanted[0] == "e"):
                await asyncio.sleep(0.001)
            times.append((time.perf_counter() - started) * 1_000)
            await pilot.pause(0.1)
    _say("edit", times, ", until its verdict is drawn")


def _say(what: str, times_ms: list[float], more: str) -> None:
    spread = f"median of {len(times_ms)}; slowest {max(times_ms):.1f} ms"
    print(f"{what:<6} {statistics.median(times_ms):8.1f} ms  ({spread}{more})")


def main() -> int:
    """Print a line for each."""
    measure_engine()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"XDG_STATE_HOME": folder, "XDG_CONFIG_HOME": folder}
        arguments = parse([PLUGIN])[1]
        plugins = CommandLinePlugins(arguments, places(), None, None)
        first = plugins.first(PLUGIN, resolved_settings(arguments, goes_on=True))
        app = WorkbenchApp(first, theme_folders=(THEMES,), crash_folder=Path(folder), opener=plugins)
        try:
            asyncio.run(measure_screen(app))
        finally:
            plugins.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
