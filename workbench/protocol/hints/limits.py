"""Causes that show in what a module asks of its host: memory, capabilities."""

from __future__ import annotations

from workbench.protocol.budgets import SERVING
from workbench.protocol.hints.evidence import Evidence, listed
from workbench.protocol.hosting.declared_memory import declared_pages


def declared_memory(evidence: Evidence) -> str | None:
    """Recognise more memory at the start than the serving budget gives."""
    declared, allowed = declared_pages(evidence.module_map), SERVING.max_pages or 0
    if declared <= allowed:
        return None
    return (
        f"The module declares {declared:,} pages of memory to begin with, and a serving host allows {allowed:,}: no "
        "dispatch can succeed. Declare less: a smaller --initial-memory, a smaller stack (-z stack-size=65536), less "
        "static data."
    )


def capability(evidence: Evidence) -> str:
    """Recognise a capability that the offer lacks, or has in another spelling."""
    name, offered = evidence.detail("capability"), evidence.detail("offered")
    spelled = sorted(one for one in offered if one != name and one.lower() == name.lower())
    if spelled:
        return f"The host offers {listed(spelled)}, and the plugin requires {name}: spell it as the host does."
    return (
        f"Offer it with --capability {name}, or on the screen in the settings of *5 Host*, "
        "as a host would that has it; or do not require it."
    )
