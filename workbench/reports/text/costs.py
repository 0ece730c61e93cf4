"""What calls use up, in words: time, output, memory, fuel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from workbench.protocol.layers import Cost
from workbench.visible import duration, size, visible

if TYPE_CHECKING:
    from workbench.protocol.calls import FuelMeasured


def cost_text(cost: Cost) -> str:
    """Return time, output and memory of a call beside their limits, in words."""
    limit = f" of {size(cost.output_max_bytes)}" if cost.output_max_bytes else ""
    parts = [f"{duration(cost.wall_us)} of {cost.wall_max_ms:,} ms", f"output {size(cost.output_bytes)}{limit}"]
    if cost.memory_pages is not None:
        most = f"of {cost.memory_max_pages:,} pages" if cost.memory_max_pages else "pages, not limited"
        parts.append(f"memory {cost.memory_pages:,} {most}")
    return ", ".join(parts)


def fuel_text(measured: FuelMeasured, fuel_max: int, versions: Mapping[str, str]) -> str:
    """Return the same in words."""
    if measured.fuel_used is None:
        return f"fuel not known: {visible(measured.why_not or 'not measured')}"
    engine = fuel_engine(versions)
    share = f", {measured.fuel_used / fuel_max:.2%}" if fuel_max else ""
    return f"fuel {measured.fuel_used:,} of {fuel_max:,}{share}, on a fresh instance, by {engine}"


def fuel_engine(versions: Mapping[str, str]) -> str:
    """Return whose prices of fuel these are."""
    return f"wasmtime {versions['wasmtime']}" if "wasmtime" in versions else "this engine"
