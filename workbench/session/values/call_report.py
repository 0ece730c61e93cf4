"""One dispatch that was asked for, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from workbench.protocol.calls import LOG_LEVELS
from workbench.protocol.dispatch import RESPONSE_MAX_BYTES
from workbench.protocol.hints.evidence import Hint
from workbench.protocol.host_effect.effect import Effect
from workbench.protocol.host_functions import HostSnapshot
from workbench.protocol.layers import Cost, cost_of
from workbench.protocol.redaction.found import Found
from workbench.session.values.dispatch_hints import dispatch_hints
from workbench.session.values.dispatch_record import DispatchRecord
from workbench.session.values.generation import Generation
from workbench.session.values.host_view import Storage
from workbench.session.values.settings import Settings


@dataclass(frozen=True, slots=True)
class CallRequest:
    """A dispatch to make, on an instance of its own."""

    function: str
    """One of the seven."""
    payload: str
    """The request as JSON text; whatever else it is goes the same way."""
    host: HostSnapshot | None = None
    """Clock and random source; None: the real ones, and nothing stored."""
    storage: Storage = field(default_factory=dict)
    """What the host has stored for plugins, when `host` is given."""
    measure_fuel: bool = False
    """Also find out how much fuel the call uses."""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Values by name that are kept as `${NAME}` in the report and in a recording."""


@dataclass(frozen=True, slots=True)
class HostOfCall:
    """The host's state around one dispatch."""

    plugin_name: str
    before: HostSnapshot
    after: HostSnapshot


@dataclass(frozen=True, slots=True)
class CallReport:
    """One dispatch that was made."""

    settings: Settings
    generation: Generation
    record: DispatchRecord
    triggered: tuple[str, ...] = ()
    """Which of the injected faults were triggered."""
    host: HostOfCall | None = None
    """None: the request gave no host."""
    versions: Mapping[str, str] = field(default_factory=dict)
    """Of the engine, to which the price of fuel belongs; empty when no fuel was asked for."""
    taken_out: tuple[Found, ...] = ()
    """Secrets that the recording does not have, and where they stood."""
    kept: tuple[Found, ...] = ()
    """What the recording has, and looks like a secret."""

    @property
    def is_used(self) -> bool:
        """Whether the dispatch is ok, and a host uses the answer as a whole."""
        effect = self.record.effect
        return self.record.outcome.ok and effect is not None and effect.effect is Effect.USED

    @property
    def hints(self) -> tuple[Hint, ...]:
        """What is known of the cause of a failure; empty: nothing failed, or no cause was recognised. Untrusted."""
        return dispatch_hints(self.generation, self.record.outcome, self.settings.dispatch_budget.max_pages)

    @property
    def fuel_max(self) -> int:
        """Fuel that the call may use; 0: not metered."""
        return self.settings.dispatch_budget.fuel

    @property
    def cost(self) -> Cost:
        """What the call used up, beside its limits."""
        cost = cost_of(self.record.outcome.call, self.settings.dispatch_budget, RESPONSE_MAX_BYTES)
        fuel = self.record.fuel
        return cost if fuel is None else replace(cost, fuel_used=fuel.fuel_used)

    def with_logs_from(self, level: str) -> CallReport:
        """Return the report without the lines that the plugin logged below a level (of `LOG_LEVELS`)."""
        outcome = self.record.outcome
        if outcome.call is None:
            return self
        wanted = LOG_LEVELS[LOG_LEVELS.index(level) :]
        activity = outcome.call.activity
        # A level that is none is as the plugin wrote it: nobody knows how much it matters.
        logs = tuple(line for line in activity.logs if line.level in wanted or line.level not in LOG_LEVELS)
        call = replace(outcome.call, activity=replace(activity, logs=logs))
        return replace(self, record=replace(self.record, outcome=replace(outcome, call=call)))
