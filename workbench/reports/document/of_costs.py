"""Figures beside their limits, as words of a document."""

from __future__ import annotations

from workbench.protocol.layers import Cost
from workbench.reports.document.blocks import Tone, Words
from workbench.visible import duration, size

COST_HEADS = ("call", "wall clock", "output", "memory", "fuel", "compile", "instantiate")
COST_NUMERIC = frozenset(range(1, len(COST_HEADS)))
_UNKNOWN = Words("not measured", Tone.QUIET)


def cost_row(name: str, cost: Cost) -> tuple[Words, ...]:
    """Return what a call used up, in the order of `COST_HEADS`."""
    return (
        Words(name, is_code=True),
        _limited(duration(cost.wall_us), cost.wall_us, cost.wall_max_ms * 1_000, f"{cost.wall_max_ms:,} ms"),
        _limited(size(cost.output_bytes), cost.output_bytes, cost.output_max_bytes, size(cost.output_max_bytes)),
        _memory(cost),
        _fuel(cost),
        Words(duration(cost.compile_us) if cost.compile_us else "–", Tone.PLAIN if cost.compile_us else Tone.QUIET),
        Words(duration(cost.instantiate_us)),
    )


def _memory(cost: Cost) -> Words:
    if cost.memory_pages is None:
        return Words("not known", Tone.QUIET)
    pages = f"{cost.memory_pages:,} {'page' if cost.memory_pages == 1 else 'pages'}"
    return _limited(pages, cost.memory_pages, cost.memory_max_pages, f"{cost.memory_max_pages:,}")


def _fuel(cost: Cost) -> Words:
    if cost.fuel_used is None:
        return Words(f"limit {cost.fuel_max:,}", Tone.QUIET) if cost.fuel_max else _UNKNOWN
    return _limited(f"{cost.fuel_used:,}", cost.fuel_used, cost.fuel_max, f"{cost.fuel_max:,}")


def _limited(found: str, value: int, limit: int, limit_words: str) -> Words:
    """Return a figure; a limit of 0: there is none."""
    if not limit:
        return Words(found)
    return Words(f"{found} of {limit_words}", Tone.BAD if value > limit else Tone.PLAIN, share=value / limit)
