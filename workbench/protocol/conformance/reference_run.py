"""Where the reference's own suite would have stopped, beside our full report (PROTOCOL.md section 12).

It runs one kind, in a fixed order, and its first failure ends it without a report. Ours runs all; this is the rest of
the truth, as a value.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from workbench.errors.base import PluginError
from workbench.errors.conformance import FunctionMissing
from workbench.errors.machine import WorkbenchLimit
from workbench.protocol.conformance.case import CaseResult
from workbench.protocol.conformance.plan import Kind

REFERENCE_ORDER: Final = ("handshake", "needed_function", "identity", "self_check", "second_handshake", "cases")
"""What the reference's suite runs, in this order."""
_CASES_OF: Final = {
    Kind.SHAPE: ("dispatch:shape:", "dispatch:robustness:"),
    Kind.DIALECT: ("dispatch:shape:", "dispatch:robustness:"),
    Kind.OBSERVABILITY: ("dispatch:robustness:",),
    Kind.ROUTER: ("dispatch:filter:",),
}
_OF_OBSERVABILITY: Final = ("empty_events", "multi_event_batch")


@dataclass(frozen=True, slots=True)
class ReferenceRun:
    """How far the reference's suite would have come with one kind."""

    kind: Kind | None
    """What the suite is called for; None: it stops before that matters."""
    stopped_at: str | None
    """A step of `REFERENCE_ORDER`, or the name of a case; None: it comes to its end."""
    error: PluginError | WorkbenchLimit | None
    """Why it stopped there; None: it did not."""

    @property
    def passed(self) -> bool:
        """True when the reference's suite would pass."""
        return self.stopped_at is None


def reference_run(
    kind: Kind | None,
    *,
    identity_error: PluginError | None,
    handshake_error: PluginError | WorkbenchLimit | None,
    self_check_error: PluginError | WorkbenchLimit | None,
    chosen: Collection[str],
    results: Iterable[CaseResult],
) -> ReferenceRun | None:
    """Return how far the reference's suite would have come, or None for a kind that it has no suite for.

    Args:
        kind: What the suite is called for; None: not known, so that only a failed layer says something.
        identity_error: Of layer L1. The reference negotiates before it reads the identity, and shows this as an error
            of the handshake; what the handshake would have said of such a module is not known here.
        handshake_error: Of layer L2.
        self_check_error: Of layer L3.
        chosen: The functions with a chosen version.
        results: Of our own run, in any order of kinds; only the reference's cases count.
    """
    first = handshake_error or identity_error
    if kind is not None and kind not in _CASES_OF:
        return None
    if first is not None:
        return ReferenceRun(kind, "handshake", first)
    if kind is None:
        return None if self_check_error is None else ReferenceRun(kind, "self_check", self_check_error)
    for function in kind.needs:
        if function not in chosen:
            return ReferenceRun(kind, "needed_function", FunctionMissing(function, kind.value))
    if self_check_error is not None:
        return ReferenceRun(kind, "self_check", self_check_error)
    failed = next((one for one in results if _is_of(kind, one) and not one.passed), None)
    return ReferenceRun(kind, failed.layer if failed else None, failed.error if failed else None)


def _is_of(kind: Kind, result: CaseResult) -> bool:
    if not result.is_of_reference or not result.layer.startswith(_CASES_OF[kind]):
        return False
    is_observability = result.layer.endswith(_OF_OBSERVABILITY)
    return is_observability is (kind is Kind.OBSERVABILITY)
