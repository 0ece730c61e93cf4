"""Tries the core with inputs that nobody would write: `python -m tests.fuzz --cases 1000000 --seed 1`.

Each case follows from seed and number alone, so that one which failed can be run again: `--first NUMBER --cases 1`.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from tests.fuzz import inputs
from tests.fuzz.targets import Trial, try_module, try_text
from workbench.protocol.verdicts import type_names

LIMIT_S: Final = 1.0
"""For each part of the core, on inputs of up to 64 KiB."""
FAILURES_MAX: Final = 10
_PROGRESS_EVERY_S: Final = 5.0
_TYPES: Final = type_names()


@dataclass
class Tally:
    """What came of the cases so far."""

    cases: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    slowest_s: float = 0.0
    slowest: str = ""
    failures: int = 0


_MODULE_KINDS: Final = {
    "bytes": inputs.any_bytes,
    "module": inputs.broken_module,
    "stuffed module": inputs.stuffed_module,
}
_KINDS: Final = ("bytes", *["module"] * 7, "stuffed module", "any text", *["text"] * 10)


def case_of(seed: int, number: int) -> tuple[str, Trial]:
    """Return a case: what the input is taken for, and the input with the chances that are left."""
    chance = random.Random(f"{seed}:{number}")
    kind = chance.choice(_KINDS)
    if kind in _MODULE_KINDS:
        return kind, Trial(_MODULE_KINDS[kind](chance), chance)
    type_name = chance.choice(_TYPES)
    text = inputs.any_text(chance) if kind == "any text" else inputs.broken_text(chance, type_name)
    return type_name, Trial(text, chance)


def tried(seed: int, number: int) -> tuple[str, str, Trial]:
    """Run one case; return what its input was taken for, a word for what came of it, and the trial."""
    kind, trial = case_of(seed, number)
    outcome = f"module: {try_module(trial)}" if kind in _MODULE_KINDS else f"text: {try_text(kind, trial)}"
    return kind, outcome, trial


def fault_of(seed: int, number: int, tally: Tally) -> str | None:
    """Run one case, count it, and return what is wrong with it, or None."""
    try:
        kind, outcome, trial = tried(seed, number)
        if trial.slowest_s > LIMIT_S:
            # Once more: the collector of garbage may have had its hour.
            trial = min(trial, tried(seed, number)[2], key=lambda one: one.slowest_s)
    except Exception:  # noqa: BLE001 - whatever comes out is what is looked for
        return traceback.format_exc()
    tally.outcomes[outcome] += 1
    where = f"{trial.slowest_part} took {trial.slowest_s * 1_000:.0f} ms on {len(trial.content):,} bytes ({kind})"
    if trial.slowest_s > tally.slowest_s:
        tally.slowest_s, tally.slowest = trial.slowest_s, f"case {number}: {where}"
    return where if trial.slowest_s > LIMIT_S else None


def main() -> int:
    """Run the cases; 1 when one of them failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000, help="default: 1,000,000")
    parser.add_argument("--seed", type=int, default=1, help="default: 1")
    parser.add_argument("--first", type=int, default=0, help="the number of the first case; default: 0")
    arguments = parser.parse_args()
    tally, started = Tally(), time.perf_counter()
    shown = started
    for number in range(arguments.first, arguments.first + arguments.cases):
        fault = fault_of(arguments.seed, number, tally)
        tally.cases += 1
        if fault is not None:
            tally.failures += 1
            write(f"\nFAILED --seed {arguments.seed} --first {number} --cases 1: {fault}\n")
            if tally.failures == FAILURES_MAX:
                break
        if time.perf_counter() - shown > _PROGRESS_EVERY_S:
            shown = time.perf_counter()
            write(f"\r{_summary(tally, shown - started)}")
    write(f"\r{_summary(tally, time.perf_counter() - started)}\n{tally.slowest}\n")
    write(f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:,} MiB resident\n")
    for outcome, count in tally.outcomes.most_common():
        write(f"{count:>10,}  {outcome}\n")
    return 1 if tally.failures else 0


def _summary(tally: Tally, seconds: float) -> str:
    return f"{tally.cases:,} cases, {tally.failures} failed, {tally.cases / seconds:,.0f} a second"


def write(text: str) -> None:
    """Write to stdout at once."""
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
