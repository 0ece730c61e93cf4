"""What can be known of a module without an engine: its sections, its identity, the static checks. Reads no file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.errors import PluginError
from workbench.protocol.budgets import SERVING
from workbench.protocol.hints.evidence import Evidence, Hint
from workbench.protocol.hints.table import hints_for
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
    hints: tuple[Hint, ...] = ()
    """Causes of what failed, or of what a host will reject, and what to do about them. Untrusted."""

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
        identity = identity_of(module, module_map, damage)
    except PluginError as error:
        hints = hints_for(Evidence(module_map, module, error))
        if damage is None:
            # What a damaged module declares may be the damage.
            hints += hints_for(Evidence(module_map, module))
        # The traceback would keep the module's bytes alive.
        return Inspection(module_map, None, error.with_traceback(None), checks, tuple(dict.fromkeys(hints)))
    return Inspection(module_map, identity, None, checks, hints_for(Evidence(module_map, module)))
