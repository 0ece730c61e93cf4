"""Hostile plugins come in while somebody types: every letter appears, the rail names the layer, nothing is lost.

How long a letter takes is a figure: `python -m tests.benchmarks.survival` prints it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile.arena import COMPILE_LIMIT_MS, RESIDENT_LIMIT_BYTES, TREE_MAX_BYTES, tree_bytes
from tests.hostile.corpus import CORPUS
from tests.hostile.desk import desk

ALWAYS = ("version-with-escapes", "handshake-fills-memory", "dispatch-forges-a-block")
MET = (
    "sections-1-million", "exports-20-thousand", "start-logs-by-table", "functions-1-million",
    "self-check-with-escapes", "logs-for-ever-unmetered", "stores-ever-new-keys",
)  # fmt: skip


async def meet_all(names: tuple[str, ...], cache: Path) -> None:
    limits = {"compile_limit_ms": COMPILE_LIMIT_MS, "resident_limit_bytes": RESIDENT_LIMIT_BYTES}
    # What tests before this one left in the same process is not the workbench's.
    held_before = tree_bytes()
    async with desk(**limits, cache=cache) as app:
        for hostile in (one for one in CORPUS if one.name in names):
            seen = await app.meet(hostile)
            assert hostile.is_verdict(seen.layer, seen.kind, seen.text), seen
            assert ("fallback" if seen.layer == "dispatch" else seen.kind) in seen.rail, seen
            assert seen.tree_bytes - held_before < TREE_MAX_BYTES
        await app.stop_typing()
        assert app.keys > 0
        assert app.is_whole


@pytest.mark.scenario
async def test_whoever_types_loses_no_letter_and_reads_the_verdict_in_the_rail(tmp_path: Path) -> None:
    await meet_all(ALWAYS, tmp_path)


@pytest.mark.slow
async def test_whoever_types_loses_no_letter_whatever_comes_in(tmp_path: Path) -> None:
    await meet_all(MET, tmp_path)
