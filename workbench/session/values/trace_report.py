"""What `workbench trace` found."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.session.values.dispatch_record import DispatchRecord
from workbench.session.values.generation import Generation
from workbench.session.values.settings import Settings
from workbench.session.values.trace import TraceMessage


@dataclass(frozen=True, slots=True)
class TraceReport:
    """The messages of one load and its calls."""

    settings: Settings
    generation: Generation
    messages: tuple[TraceMessage, ...]
    """In their order; of very many the last."""
    records: tuple[DispatchRecord, ...]
    """The calls that followed the layers, but for the conformance cases."""
    is_asked: bool = False
    """The one call was asked for; else samples were sent, which a plugin may refuse."""

    @property
    def passed(self) -> bool:
        """No layer failed, and no call that was asked for."""
        return self.generation.is_good and not (self.is_asked and any(not one.outcome.ok for one in self.records))
