"""What a journey costs above the bare calls that it makes. `python -m tests.benchmarks.journey`; goal: 50 ms for seven.

The plugins are compiled and loaded before: what is timed is one journey of all four samples, with its instances.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, replace
from statistics import median

from workbench.assets import asset_folder
from workbench.compose import artifact_at, session_settings, start_engine
from workbench.engine.client.engine_client import EngineClient
from workbench.project import read_settings
from workbench.protocol.journey.proxied_request import typical_proxied
from workbench.protocol.journey.step import NextCall
from workbench.protocol.journey.upstream import UpstreamChoice
from workbench.session.journey.journey import take_journey
from workbench.session.values.generation import Artifact
from workbench.session.values.journey_report import JourneyRequest
from workbench.session.values.settings import Settings

SAMPLES = asset_folder("sample_plugins")
RUNS = 100
CHOICES = {
    "200": (UpstreamChoice.OK,),
    "401, then 200": (UpstreamChoice.UNAUTHORIZED, UpstreamChoice.OK),
    "500": (UpstreamChoice.FAILED,),
}


@dataclass
class Timed:
    """Milliseconds of one journey."""

    loading: float
    whole: float
    bare: float
    calls: int


class Timer:
    """Takes the journey again and again, and notes when its first call begins."""

    def __init__(self, engine: EngineClient, artifacts: list[Artifact], settings: Settings) -> None:
        self._engine = engine
        self._artifacts = artifacts
        self._settings = settings
        self._first_call = 0.0

    def time(self, request: JourneyRequest) -> Timed:
        """Take one journey."""
        self._first_call = 0.0
        begun = time.perf_counter()
        report = take_journey(
            self._engine,
            self._engine.host,
            self._artifacts,
            self._settings,
            request,
            clock=time.time,
            on_call=self._called,
        )
        whole = (time.perf_counter() - self._first_call) * 1_000
        return Timed((self._first_call - begun) * 1_000, whole, report.plugins_us / 1_000, report.calls)

    def _called(self, _call: NextCall) -> bool:
        self._first_call = self._first_call or time.perf_counter()
        return True


def main() -> int:
    """Print a line for each upstream answer: the whole journey, the calls in it, and what is above them."""
    resolved = read_settings({}, None)
    settings = replace(session_settings(resolved), capabilities=frozenset({"observability:emit"}))
    engine = start_engine(resolved)
    try:
        names = ("dialect", "filter", "signer", "observer")
        timer = Timer(engine, [artifact_at(str(SAMPLES / name / f"{name}.wasm")) for name in names], settings)
        for shown, answers in CHOICES.items():
            request = JourneyRequest(typical_proxied(), answers, {"api_key": "k"})
            timed = [timer.time(request) for _ in range(RUNS)]
            above = median(one.whole - one.bare for one in timed)
            print(
                f"{shown:<14} {timed[0].calls} calls: {median(one.whole for one in timed):5.1f} ms, "
                f"bare {median(one.bare for one in timed):5.1f} ms, above them {above:5.1f} ms (goal 50 ms), "
                f"slowest {max(one.whole for one in timed):5.1f} ms; "
                f"layers 1 to 3 of four plugins {median(one.loading for one in timed):5.1f} ms"
            )
    finally:
        engine.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
