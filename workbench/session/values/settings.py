"""How plugins are loaded and called in a session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from workbench.protocol.budgets import SERVING, STRICT, Budget, Imports
from workbench.protocol.hosting.injected_faults import NO_FAULTS, FaultPlan
from workbench.protocol.offer import Offer, reference_offer
from workbench.protocol.profiles import DEFAULT_PROFILE, Profile


@dataclass(frozen=True, slots=True)
class Settings:
    """How plugins are loaded and called in this session."""

    profile: Profile = DEFAULT_PROFILE
    capabilities: frozenset[str] = frozenset()
    budget: Budget = SERVING
    """Of dispatches."""
    imports: Imports = Imports.REFERENCE
    config: Mapping[str, str] = field(default_factory=dict)
    """The plugin's configuration, seen in the serving budget only."""
    redispatch: bool = True
    """After a reload that passed, send the last payload and the marked ones of the history again."""
    run_conformance: bool = True
    """On the screen: run the conformance cases of each build that has passed its layers."""
    offer: Offer | None = None
    """What a host of other versions would offer; None: as the reference does."""
    offer_file: str = ""
    """Where `offer` was read from, for display; empty: it stands in no file."""

    strict: Budget = STRICT
    """Of L2, L3 and conformance. A verdict under another one than the protocol's is no reference's."""
    serving: Budget = SERVING
    """Of dispatches, where `budget` is not the strict one."""

    faults: FaultPlan = NO_FAULTS
    """Injected faults. In a session they concern dispatches only: layers are judged without them."""

    measure_fuel: bool = True
    """Find out unasked how much fuel calls used, when nothing else is wanted."""

    named_profile: str = ""
    """The profile of the settings files that these come from, while `profile` is as it says; empty: none."""

    @property
    def strict_budget(self) -> Budget:
        """The budget that L2, L3 and conformance run under."""
        return self.strict.with_imports(self.imports)

    @property
    def dispatch_budget(self) -> Budget:
        """The budget that dispatches run under, with the injected faults."""
        return self.faults.apply(self.budget.with_imports(self.imports))

    @property
    def host_offer(self) -> Offer:
        """What the host of this session offers: functions and versions, and the capabilities named beside them."""
        offer = reference_offer(()) if self.offer is None else self.offer
        capabilities = (offer.host_capabilities | self.capabilities) - self.faults.withdrawn
        return replace(offer, host_capabilities=capabilities)
