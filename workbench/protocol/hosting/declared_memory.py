"""Whether a module declares more memory than a budget gives, so that no instance of it can be built."""

from __future__ import annotations

from typing import Final

from workbench.protocol.budgets import Budget
from workbench.protocol.wasm.module_map import ModuleMap
from workbench.visible import size

PAGE_BYTES: Final = 65_536


def declared_pages(module_map: ModuleMap) -> int:
    """Return how many pages all memories of a module begin with; imported ones are the host's."""
    return sum(memory.minimum_pages for memory in module_map.memories if not memory.imported)


def memory_above(module_map: ModuleMap, budget: Budget) -> str | None:
    """Return a sentence when a module declares more memory than a budget gives; None: it does not."""
    declared, allowed = declared_pages(module_map), budget.max_pages
    if allowed is None or declared <= allowed:
        return None
    return (
        f"declares {declared:,} pages of memory ({size(declared * PAGE_BYTES)}), and the {budget.name} budget allows "
        f"{allowed:,} ({size(allowed * PAGE_BYTES)}): each dispatch fails"
    )
