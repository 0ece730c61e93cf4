"""The host's effect: what a host does with an answer after it decoded (PROTOCOL.md section 8a).

`judge` is the way in; `observe_batch` and `filter_chain` are how the host gets there for several events and filters.
Computed from values alone. Whoever shows an effect shows it beside the protocol's outcome, never in its place.
"""

from workbench.protocol.host_effect.effect import Effect, HostEffect, Reason, Rule
from workbench.protocol.host_effect.judge import effect_of_answer, effect_of_fallback
from workbench.protocol.host_effect.warnings import PayloadWarning, payload_warnings, response_warnings

__all__ = [
    "Effect",
    "HostEffect",
    "PayloadWarning",
    "Reason",
    "Rule",
    "effect_of_answer",
    "effect_of_fallback",
    "payload_warnings",
    "response_warnings",
]
