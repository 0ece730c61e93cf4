"""`self-check` for people: what the plugin was asked, what it answered, and every failure in full."""

from __future__ import annotations

from workbench.protocol.layers import Layer
from workbench.protocol.self_check import SelfCheck
from workbench.reports.text.check import write_end, write_head, write_layer, write_layer_error, write_layer_verdict
from workbench.reports.text.page import Page
from workbench.session.values.generation import Generation
from workbench.session.values.settings import Settings
from workbench.visible import visible


def write_self_check(page: Page, generation: Generation, settings: Settings) -> None:
    """Write the layers up to the self-check, the request and the response."""
    write_head(page, settings, generation)
    for result in generation.layers[:2]:
        write_layer(page, generation, result)
    checked = generation.layer(Layer.SELF_CHECK)
    write_layer_verdict(page, checked)
    if generation.self_check is not None:
        _write_messages(page, generation.self_check)
    if checked.error is not None:
        write_layer_error(page, generation, checked.error)
    write_end(page, settings, passed=generation.is_good)


def _write_messages(page: Page, found: SelfCheck) -> None:
    if found.request is None:
        return
    asked = ", ".join(found.request.functions_to_test)
    page.line(f"    asked     {visible(asked)}, at {found.request.initiated_at}")
    if found.response is None:
        page.line("    answered  nothing that can be decoded")
        return
    count = len(found.response.failures)
    failures = f"{count:,} failure{'s' * (count != 1)}"
    page.line(f"    answered  {visible(found.response.status)}, {failures}, completed at {found.response.completed_at}")
