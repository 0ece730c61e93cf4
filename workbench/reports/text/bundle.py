"""A bundle for people: what is inside before it is written, and what one from elsewhere says of itself."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.reports.text.page import Page
from workbench.session.values.bundle import Bundle, BundleFacts
from workbench.visible import size, visible

_NAME_WIDTH = 34


def write_preview(page: Page, bundle: Bundle, file: str, archive_bytes: int) -> None:
    """Write what a bundle holds, what was taken out of it, and what still looks like a secret."""
    page.title(f"{visible(file)}  {size(archive_bytes)}, {len(bundle.members):,} members")
    page.items(
        f"  {visible(one.name):<{_NAME_WIDTH}} {size(len(one.content)):>10}  {page.paint(one.holds, 'quiet')}"
        for one in bundle.members
    )
    if bundle.has_module:
        page.line("  The module is as it was built: nothing is taken out of it. --hash-only leaves it out.")
    for word, found in (("taken out", bundle.taken_out), ("kept, looks like a secret", bundle.kept)):
        if found:
            page.title(f"{word}: {len(found):,}")
        page.items(f"  {visible(str(one))}" for one in found)


def write_facts(page: Page, facts: BundleFacts, sizes: Mapping[str, int]) -> None:
    """Write what a bundle says of itself, and its members; it may be anybody's."""
    page.line(
        f"{page.paint(visible(facts.title, limit=200), 'strong')}  {size(facts.size_bytes)}  sha256 {facts.sha256[:12]}"
    )
    page.line(f"  {visible(facts.verdict, limit=400)}")
    made_by = ", ".join(f"{name} {version}" for name, version in facts.made_by.items())
    page.line(f"  made by {visible(made_by, limit=400)}")
    page.line(f"  profile {facts.profile}  budget {facts.budget}  imports {facts.conditions.imports.value}")
    if facts.conditions.capabilities:
        page.line(f"  capabilities {visible(', '.join(facts.conditions.capabilities), limit=400)}")
    if facts.hidden_config:
        page.line(f"  config without a value: {visible(', '.join(facts.hidden_config), limit=400)}")
    page.title(f"members: {len(sizes):,}")
    page.items(f"  {visible(name):<{_NAME_WIDTH}} {size(count):>10}" for name, count in sizes.items())
