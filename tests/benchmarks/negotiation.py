"""What one trial of an offer and a sweep take in a child process that is warm, on a sample plugin.

Run by hand: `python -m tests.benchmarks.negotiation`. Goals: a trial at most 100 ms, a sweep over seven functions and
eight capabilities at most 2 s.
"""

from __future__ import annotations

import statistics
import sys
import time

from workbench.assets import asset_folder
from workbench.compose import artifact_at, start_engine
from workbench.protocol.layers import Layer
from workbench.protocol.offer import reference_offer
from workbench.session.load.load_steps import load_generation
from workbench.session.negotiation.sweep import sweep
from workbench.session.negotiation.trial import try_offer
from workbench.session.values.settings import Settings

TRIALS = 50
SWEEPS = 5
CAPABILITIES = tuple(f"capability_{number}" for number in range(8))


def main() -> int:
    """Print a line for each."""
    settings = Settings(capabilities=frozenset(CAPABILITIES))
    offer = reference_offer(CAPABILITIES)
    engine = start_engine()
    try:
        artifact = artifact_at(str(asset_folder("sample_plugins") / "dialect/dialect.wasm"))
        generation = load_generation(engine, artifact, settings, time.time, until=Layer.HANDSHAKE)
        trials = []
        for _ in range(TRIALS):
            started = time.perf_counter()
            tried = try_offer(engine, generation, settings.strict_budget, offer)
            assert tried.steps
            trials.append((time.perf_counter() - started) * 1_000)
        reports = [
            sweep(engine, generation, settings.strict_budget, offer, timer=time.perf_counter, limit_s=600)
            for _ in range(SWEEPS)
        ]
    finally:
        engine.shutdown()
    print(f"trial   {statistics.median(trials):8.1f} ms  (median of {TRIALS}; slowest {max(trials):.1f} ms)")
    sweeps = [report.wall_us / 1_000 for report in reports]
    print(f"sweep   {statistics.median(sweeps):8.1f} ms  (median of {SWEEPS}; {reports[0].tried:,} changed offers)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
