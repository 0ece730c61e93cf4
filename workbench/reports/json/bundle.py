"""The objects of `bundle` and `open --list`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from workbench.reports.json.parts import redaction_json
from workbench.session.recordings.conditions import conditions_value

if TYPE_CHECKING:
    from workbench.session.values.bundle import Bundle, BundleFacts


def bundle_json(bundle: Bundle, file: str | None, archive_bytes: int, sha256: str, *, written: bool) -> dict[str, Any]:
    """Return what a bundle holds; `file` is where it goes, None when it is only shown, and `written` is false then."""
    return {
        "bundle": file,
        "written": written,
        "size": archive_bytes,
        "sha256": sha256,
        "members": [{"name": one.name, "size": len(one.content), "holds": one.holds} for one in bundle.members],
        "redaction": redaction_json(bundle.taken_out, bundle.kept),
    }


def facts_json(facts: BundleFacts, sizes: Mapping[str, int]) -> dict[str, Any]:
    """Return what a bundle says of itself, and its members."""
    return {
        "plugin": {"title": facts.title, "file": facts.file, "size": facts.size_bytes, "sha256": facts.sha256},
        "verdict": facts.verdict,
        "made_by": dict(facts.made_by),
        "profile": facts.profile,
        "budget": facts.budget,
        "conditions": conditions_value(facts.conditions),
        "config": dict(facts.config),
        "hidden_config": list(facts.hidden_config),
        "members": [{"name": name, "size": count} for name, count in sizes.items()],
    }
