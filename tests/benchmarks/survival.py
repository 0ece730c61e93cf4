"""Every hostile plugin through the whole workbench while somebody types, under the limits that are the default.

`python -m tests.benchmarks.survival [NAME ...]`: verdict, seconds above the budget, the most memory that our process
and its children held at once, and the longest that a typed letter took to appear. Names may hold `*`. Ends with exit
code 1 when a verdict is another one, or a goal is missed.
"""

from __future__ import annotations

import asyncio
import sys
from fnmatch import fnmatch
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.hostile.arena import ABOVE_BUDGET_MAX_S, TREE_MAX_BYTES, budget_s
from tests.hostile.corpus import CORPUS
from tests.hostile.desk import KEY_MAX_S, Desk, desk
from tests.hostile.plugins import Hostile
from workbench.engine.client.child_supervisor import COMPILE_LIMIT_MS, RESIDENT_LIMIT_BYTES


def main() -> int:
    """Print a line for each, and return the exit code."""
    wanted = [hostile for hostile in CORPUS if any(fnmatch(hostile.name, name) for name in sys.argv[1:] or ["*"])]
    print(f"{'plugin':<40} {'verdict':<36} {'above budget':>12} {'memory':>9} {'letter':>8}")
    with TemporaryDirectory() as folder:
        missed = asyncio.run(_run(wanted, Path(folder)))
    print(f"{len(wanted)} plugins, {len(missed)} with another verdict or a goal missed{': ' if missed else ''}", end="")
    print(", ".join(missed))
    return 1 if missed else 0


async def _run(wanted: list[Hostile], cache: Path) -> list[str]:
    missed = []
    limits = {"compile_limit_ms": COMPILE_LIMIT_MS, "resident_limit_bytes": RESIDENT_LIMIT_BYTES}
    async with desk(**limits, cache=cache) as app:
        for hostile in wanted:
            if not await _met(app, hostile):
                missed.append(hostile.name)
        await app.stop_typing()
        if not app.is_whole:
            missed.append("what was typed is not whole")
    return missed


async def _met(app: Desk, hostile: Hostile) -> bool:
    seen = await app.meet(hostile)
    above_s = max(0.0, seen.seconds - budget_s(hostile, COMPILE_LIMIT_MS))
    as_expected = hostile.is_verdict(seen.layer, seen.kind, seen.text)
    verdict = f"{seen.layer} {seen.kind}" if seen.layer else "passed"
    print(
        f"{hostile.name:<40} {verdict:<36} {above_s:>10.2f} s {seen.tree_bytes / 1e6:>6.0f} MB "
        f"{seen.worst_key_s * 1_000:>5.0f} ms{'' if as_expected else f'  UNEXPECTED: {seen.text[:200]!r}'}",
        flush=True,
    )
    in_bounds = above_s < ABOVE_BUDGET_MAX_S and seen.tree_bytes < TREE_MAX_BYTES and seen.worst_key_s < KEY_MAX_S
    return as_expected and in_bounds


if __name__ == "__main__":
    raise SystemExit(main())
