"""What is known of the cause of a dispatch that failed."""

from __future__ import annotations

from workbench.errors.dispatch import DispatchError
from workbench.protocol.dispatch import DispatchOutcome
from workbench.protocol.hints.evidence import Evidence, Hint
from workbench.protocol.hints.table import hints_for
from workbench.session.values.generation import Generation


def dispatch_hints(generation: Generation | None, outcome: DispatchOutcome, max_pages: int | None) -> tuple[Hint, ...]:
    """Return what is known of the cause of a failure; empty: nothing failed, or no cause was recognised. Untrusted.

    Args:
        generation: The build that answered, or was to answer; None: it is not known any more.
        outcome: How the dispatch ended.
        max_pages: Pages that each memory could grow to; None: as many as the engine gives.
    """
    error = outcome.error
    if error is None or generation is None:
        return ()
    if not isinstance(error, DispatchError):
        return generation.hints if error is generation.error else ()
    sent_bytes = len((outcome.request_text or "").encode("utf-8", "replace"))
    evidence = Evidence(generation.module_map, generation.artifact.module, error, sent_bytes, max_pages)
    return hints_for(evidence)
