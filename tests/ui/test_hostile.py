"""Hostile plugins come in while somebody types: letters appear at once, the rail names the layer, nothing is lost."""

from __future__ import annotations

from pathlib import Path

from tests.hostile.arena import ATTEMPTS_MAX, COMPILE_LIMIT_MS, RESIDENT_LIMIT_BYTES, TREE_MAX_BYTES
from tests.hostile.corpus import CORPUS
from tests.hostile.desk import KEY_MAX_S, desk

MET = (
    "sections-1-million", "exports-20-thousand", "version-with-escapes", "start-logs-by-table", "functions-1-million",
    "handshake-fills-memory", "self-check-with-escapes", "logs-for-ever-unmetered", "dispatch-forges-a-block",
    "stores-ever-new-keys",
)  # fmt: skip


async def test_whoever_types_notices_nothing_and_reads_the_verdict_in_the_rail(tmp_path: Path) -> None:
    limits = {"compile_limit_ms": COMPILE_LIMIT_MS, "resident_limit_bytes": RESIDENT_LIMIT_BYTES}
    async with desk(**limits, cache=tmp_path) as app:
        for hostile in CORPUS:
            if hostile.name not in MET:
                continue
            for _ in range(ATTEMPTS_MAX):
                seen = await app.meet(hostile)
                assert hostile.is_verdict(seen.layer, seen.kind, seen.text), seen
                assert ("fallback" if seen.layer == "dispatch" else seen.kind) in seen.rail, seen
                assert seen.tree_bytes < TREE_MAX_BYTES
                if seen.worst_key_s < KEY_MAX_S:
                    break
            assert seen.worst_key_s < KEY_MAX_S, seen
        await app.stop_typing()
        assert app.keys > 50
        assert app.is_whole
