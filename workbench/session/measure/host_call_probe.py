"""Which host functions a plugin really calls: its layers and samples run once more, with host functions that work.

Gives no verdict: a host would not link them in L2 and L3. What the plugin stores and counts meanwhile stays in the
host's state, so this is for a host that is thrown away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

from workbench.protocol import limits
from workbench.protocol.budgets import HostLink
from workbench.protocol.calls import CallOutcome, FailureKind, HostCall
from workbench.protocol.dispatch import RESPONSE_MAX_BYTES, Prepared, prepare
from workbench.protocol.handshake import Negotiation, judge_handshake
from workbench.protocol.hosting.audit import Audit, Occasion, audit, imports_host_function
from workbench.protocol.self_check import SelfCheckRequest, functions_to_test
from workbench.protocol.wire.encode import compact
from workbench.protocol.wire.samples import request_sample
from workbench.session.ports import Engine
from workbench.session.values.generation import Generation
from workbench.session.values.settings import Settings


def audited(engine: Engine, generation: Generation, settings: Settings) -> Audit:
    """Return the audit of a build; one that imports a host function is run for it.

    Raises:
        EngineUnavailable: It could not be run.
    """
    observed, negotiation = None, generation.negotiation
    runs = imports_host_function(generation.module_map) and generation.identity is not None
    if runs and not any(hazard.fatal for hazard in generation.hazards):
        observing = _Observing(engine, generation, settings)
        observed = observing.run()
        negotiation = negotiation if negotiation and negotiation.accept else observing.negotiation
    accept = negotiation.accept if negotiation else None
    capabilities = accept.required_capabilities if accept else None
    return audit(generation.module_map, capabilities, observed, settings.serving)


_PROCESS_ENDED: Final = frozenset({FailureKind.CHILD_DIED, FailureKind.OVERSTAYED, FailureKind.MEMORY_LIMIT})


class _ProcessEnded(Exception):
    """A call ended the engine's process, and with it the instance that was observed."""


class _Observing:
    """One run, on one instance: a call that ends its process ends the run."""

    def __init__(self, engine: Engine, generation: Generation, settings: Settings) -> None:
        self.negotiation: Negotiation | None = None
        self._engine = engine
        self._generation = generation
        self._settings = settings
        self._budget = replace(settings.strict, host_link=HostLink.REAL, wasi=True)
        self._instance = 0
        self._calls: dict[Occasion, list[HostCall]] = {}

    def run(self) -> Mapping[Occasion, Sequence[HostCall]] | None:
        """Return the calls that were made; None when no instance can be built."""
        identity = self._generation.identity
        opened = self._engine.open(
            self._generation.artifact.module,
            self._budget,
            plugin_name=identity.plugin_name if identity else "",
            config=self._settings.config,
        )
        if opened.instance is None:
            return None
        self._instance = opened.instance
        try:
            with suppress(_ProcessEnded):
                self._pass_layers()
        finally:
            self._engine.close(opened.instance)
        return self._calls

    def _pass_layers(self) -> None:
        offer = self._settings.host_offer
        outcome = self._call(Occasion.HANDSHAKE, limits.HANDSHAKE_EXPORT, offer.text())
        negotiation = judge_handshake(offer, outcome, self._generation.module_map, self._budget)
        self.negotiation = negotiation
        if negotiation.accept is None:
            return
        functions = functions_to_test(self._settings.profile, negotiation.accept)
        if functions:
            request = SelfCheckRequest(functions, max(1, int(self._generation.loaded_at)))
            self._call(Occasion.SELF_CHECK, limits.SELF_CHECK_EXPORT, request.text())
        for name in negotiation.accept.chosen_versions:
            prepared = prepare(negotiation, name, compact(request_sample(name)))
            if isinstance(prepared, Prepared):
                self._call(Occasion.DISPATCH, name, prepared.text)

    def _call(self, occasion: Occasion, export: str, text: str) -> CallOutcome:
        outcome = self._engine.call(self._instance, export, text.encode(), output_max_bytes=RESPONSE_MAX_BYTES)
        self._calls.setdefault(occasion, []).extend(outcome.activity.calls)
        if outcome.failure is not None and outcome.failure.kind in _PROCESS_ENDED:
            raise _ProcessEnded
        return outcome
