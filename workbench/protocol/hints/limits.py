"""Causes that show in what a module asks of its host: memory, capabilities, functions."""

from __future__ import annotations

from typing import Final

from workbench.protocol.budgets import SERVING
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.hints.evidence import Evidence, listed
from workbench.protocol.hosting.declared_memory import PAGE_BYTES, declared_pages

SHARE_OF_LIMIT: Final = 8
"""A request of this part of the memory's limit counts as large: it is held several times while it is read."""
_NO_BLOCK: Final = "failed to allocate extism memory"


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


def payload_too_large(evidence: Evidence) -> str | None:
    """Recognise a request that does not fit into the memory that a dispatch has, or hardly does."""
    pages, sent = evidence.max_pages, evidence.sent_bytes
    if pages is None or sent * SHARE_OF_LIMIT < pages * PAGE_BYTES:
        return None
    limit = (
        f"The request has {sent:,} bytes, and each memory may grow to {pages:,} pages ({pages * PAGE_BYTES:,} bytes)"
    )
    if evidence.detail("found") == _NO_BLOCK:
        return (
            f"{limit}: the kernel's memory, which holds input and output, has no room for it. The plugin was not "
            "called. A host fails such a request, too: send less."
        )
    return (
        f"{limit}: what the plugin makes of it no longer fits. Reading JSON and base64 takes several times their size: "
        "keep fewer copies, or send less."
    )


def capability(evidence: Evidence) -> str | None:
    """Recognise a capability that the offer lacks, or has in another spelling: the plugin's word for it counts too."""
    group = evidence.detail("group")
    if group is None or group["group"] != "MissingCapability":
        return None
    name, offered = group["name"], evidence.detail("offered") or ()
    spelled = sorted(one for one in offered if one != name and one.lower() == name.lower())
    if spelled:
        return f"The host offers {listed(spelled)}, and the plugin requires {name}: spell it as the host does."
    return (
        f"Offer it with --capability {name}, or on the screen in the settings of 5 Host, "
        "as a host would that has it; or do not require it."
    )


def function_not_offered(evidence: Evidence) -> str | None:
    """Recognise a function of the protocol that is spelled well, and that this offer leaves out."""
    name = evidence.detail("function")
    if name not in WIRE_FUNCTIONS:
        return None
    return (
        f"{name} is one of the seven wire functions, and this host does not offer it: no such host takes a plugin that "
        "names it. Offer it, or let the plugin name only functions that it finds in the offer."
    )
