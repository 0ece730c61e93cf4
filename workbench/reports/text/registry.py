"""`registry` for people."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.protocol.admin_upload import CREATED, UploadAnswer
from workbench.reports.json.json_text import json_text
from workbench.reports.json.registry import record_json
from workbench.reports.judged_hosts import ADDED
from workbench.reports.text.page import Page
from workbench.session.registry.records import Added, Listed, Recheck, RecheckReport, Shown
from workbench.session.registry.start import StartOutcome, StartReport
from workbench.visible import size, visible


def write_added(page: Page, added: Added, sha256: str) -> None:
    """Write what became of the plugin with this hash."""
    where = f"at {added.layer.label} {added.layer.value}" if added.layer else sha256[:12]
    page.verdict(added.admission in ADDED, added.admission.value, where)
    if added.error is not None:
        page.error(added.error)


def write_records(page: Page, listed: Sequence[Listed]) -> None:
    """Write a line for each record."""
    page.items(
        f"{one.record.sha256[:12]}  {visible(f'{one.record.plugin_name} {one.record.plugin_version}'):<40} "
        f"{one.freshness.value}"
        for one in listed
    )
    if not listed:
        page.note("the registry is empty; add a plugin: workbench registry add PLUGIN")


def write_record(page: Page, shown: Shown) -> None:
    """Write all that is known of one record."""
    for name, fact in (record_json(shown) | {"size": size(shown.size_bytes)}).items():
        text = fact if isinstance(fact, str) else "none" if fact is None else json_text(fact)
        page.line(f"{name:<26} {visible(text)}")


def write_recheck(page: Page, report: RecheckReport) -> None:
    """Write what a host's start would do with each record."""
    shown_as = {Recheck.PASSED: True, Recheck.BROKEN: False}
    for result in report.results:
        name = f"{result.record.plugin_name} {result.record.plugin_version}"
        page.verdict(
            shown_as.get(result.outcome),
            visible(name),
            f"{result.outcome.value}, was {result.freshness.value}",
            width=40,
        )
        if result.error is not None:
            page.error(result.error, indent="    ")
    page.note(f"{report.wall_ms:,} ms of {report.wall_max_ms:,} ms")


def write_upload(page: Page, answer: UploadAnswer) -> None:
    """Write what the host answers to an upload."""
    if answer.record is not None:
        what = "created" if answer.status == CREATED else "known: what is stored is returned, and nothing is renewed"
        name = f"{answer.record.plugin_name} {answer.record.plugin_version}"
        page.verdict(True, str(answer.status), f"{what}  {visible(name)} {answer.record.sha256[:12]}")
        return
    page.verdict(False, str(answer.status), f"{answer.code}  {answer.found}".rstrip())
    if answer.error is not None:
        page.error(answer.error)


def write_start(page: Page, report: StartReport) -> None:
    """Write what a host's start did with each record."""
    shown_as = {StartOutcome.RENEWED: True, StartOutcome.SKIPPED: True, StartOutcome.DISABLED: False}
    for result in report.results:
        name = f"{result.record.plugin_name} {result.record.plugin_version}"
        in_time = "" if result.error is not None or result.outcome is not StartOutcome.DISABLED else ", not in time"
        detail = f"{result.outcome.value}{in_time}: {result.cause.value}"
        page.verdict(shown_as.get(result.outcome), visible(name), detail, width=40)
        if result.error is not None:
            page.error(result.error, indent="    ")
    page.note(f"{report.wall_ms:,} ms of {report.wall_max_ms:,} ms")
