"""What can be known of a module without an engine: its sections, its identity, the static checks. Reads no file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.errors import PluginError
from workbench.protocol.budgets import SERVING
from workbench.protocol.hosting.declared_memory import memory_above
from workbench.protocol.identity import Identity, identity_of
from workbench.protocol.static_checks import StaticCheck, static_checks
from workbench.protocol.wasm import ModuleMap, walk_leniently

if TYPE_CHECKING:
    from workbench.protocol.wasm import ModuleBytes


@dataclass(frozen=True, slots=True)
class Inspection:
    """What can be known of a module without an engine. Holds none of its bytes."""

    module_map: ModuleMap
    identity: Identity | None
    """None: layer L1 failed."""
    error: PluginError | None
    """Why it failed; None: it passed."""
    checks: tuple[StaticCheck, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """What the author should know beside the verdict, in sentences."""
        sentence = memory_above(self.module_map, SERVING)
        return () if sentence is None else (sentence,)

    @property
    def passed(self) -> bool:
        """Whether layer L1 and every static check passed."""
        return self.error is None and all(check.passed for check in self.checks)


def inspect_module(module: ModuleBytes) -> Inspection:
    """Read a module once. Never raises for what it holds."""
    module_map, damage = walk_leniently(module)
    checks = static_checks(module, module_map, damage)
    try:
        return Inspection(module_map, identity_of(module, module_map, damage), None, checks)
    except PluginError as error:
        # The traceback would keep the module's bytes alive.
        return Inspection(module_map, None, error.with_traceback(None), checks)
