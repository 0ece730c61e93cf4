"""What the session needs of an engine. The one implementation stands in `workbench.engine`; tests bring a fake.

All methods block, and are called from one thread, except `cancel`, which may be called from any.
None of them raises for what a plugin does: that is in the outcome. They raise `EngineUnavailable` only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from workbench.protocol.budgets import Budget
from workbench.protocol.calls import CallFault, CallOutcome


@dataclass(frozen=True, slots=True)
class InstanceOpened:
    """A long-lived instance, or why there is none."""

    instance: int | None
    """What to call; None when `fault` says why."""
    fault: CallFault | None
    compile_us: int
    instantiate_us: int


class Engine(Protocol):
    """Runs modules under budgets."""

    def versions(self) -> Mapping[str, str]:
        """Name and version of what runs the plugins: `extism`, `libextism`, `wasmtime` where known."""

    def call_fresh(
        self, module: bytes, budget: Budget, export: str, payload: bytes, *, output_max_bytes: int
    ) -> CallOutcome:
        """Call one export on an instance of its own, which is dropped afterwards.

        The module is compiled once per budget and kept until `forget`.
        """

    def open(
        self, module: bytes, budget: Budget, *, plugin_name: str, config: Mapping[str, str]
    ) -> InstanceOpened:
        """Build an instance that lives until `close`. Storage keys and counters are scoped by `plugin_name`."""

    def call(self, instance: int, export: str, payload: bytes, *, output_max_bytes: int) -> CallOutcome:
        """Call one export on a living instance.

        When the child process has died since `open`, it is started again with a new instance of the same
        module, and the outcome says so (`CHILD_DIED` belongs to the call that it died in).
        """

    def close(self, instance: int) -> None:
        """Drop a living instance. Unknown numbers are ignored."""

    def forget(self, module: bytes) -> None:
        """Drop what was compiled of a module."""

    def cancel(self) -> None:
        """End the call that runs, if one does: its outcome's failure is `CANCELLED`."""

    def shutdown(self) -> None:
        """End the child process. The engine can not be used afterwards."""
