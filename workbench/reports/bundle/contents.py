"""What goes into a bundle: every text without its secrets, and a member that says what the others are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.protocol.redaction.redactor import Redactor
from workbench.reports.bundle import names
from workbench.reports.bundle.manifest import manifest_text
from workbench.reports.document.blocks import Chapter
from workbench.reports.document.of_check import check_document
from workbench.reports.document.texts import with_texts
from workbench.reports.html.page import html_page
from workbench.reports.json.check import check_json
from workbench.reports.json.json_text import json_text
from workbench.reports.markdown.page import markdown_page
from workbench.session.recordings.conditions import conditions_of
from workbench.session.recordings.text import recording_text
from workbench.session.replay.redaction import redact_whole
from workbench.session.values.bundle import Bundle, BundleMember, BundleRecording, BundleText
from workbench.session.values.check_report import CheckReport


@dataclass(frozen=True, slots=True)
class BundleSources:
    """What a bundle is made of."""

    report: CheckReport
    versions: Mapping[str, str]
    """Of the workbench and what it stands on, by name."""
    with_module: bool = True
    payloads: Sequence[BundleText] = ()
    recordings: Sequence[BundleRecording] = ()
    chapters: tuple[Chapter, ...] = ()
    """What the reports say beside the check."""
    secret_config: frozenset[str] = field(default_factory=frozenset)
    """Names of entries of the configuration that are secret wherever they stand."""


def bundle_of(sources: BundleSources) -> Bundle:
    """Return the bundle of a check."""
    report = sources.report
    learning = Redactor()
    checked = check_json(report, conditions_of(report.settings).limits)
    for learned in (checked, dict(report.settings.config), *(one.text for one in sources.payloads)):
        _learn(learning, learned)
    redactor = Redactor(known=learning)
    recordings = [(one.name, redact_whole(one.recording)) for one in sources.recordings]
    members = [
        *_module(sources),
        *_messages(report, redactor),
        *_reports(sources, checked, redactor),
        *(
            _member(f"{names.PAYLOADS}/{one.name}", redactor.payload(one.text, one.name), "a saved payload")
            for one in sources.payloads
        ),
        *(
            _member(
                f"{names.RECORDINGS}/{name}{names.RECORDING_SUFFIX}",
                recording_text(redacted.recording),
                f"a recording of {_count(len(redacted.recording.calls))}",
            )
            for name, redacted in recordings
        ),
    ]
    manifest = manifest_text(report, sources.versions, sources.secret_config, members, redactor)
    taken_out = (*redactor.taken_out, *(found for _, one in recordings for found in one.taken_out))
    kept = (*redactor.kept, *(found for _, one in recordings for found in one.kept))
    return Bundle(
        (_member(names.MANIFEST, manifest, "versions, settings, and what is inside"), *members),
        sources.with_module,
        tuple(dict.fromkeys(taken_out)),
        tuple(dict.fromkeys(kept)),
    )


def _count(calls: int) -> str:
    return "1 call" if calls == 1 else f"{calls:,} calls"


def _learn(redactor: Redactor, value: Any) -> None:
    if isinstance(value, str):
        redactor.payload(value, "")
    else:
        redactor.value(value, "")


def _member(name: str, text: str, holds: str) -> BundleMember:
    return BundleMember(name, text.encode("utf-8", "backslashreplace"), holds)


def _module(sources: BundleSources) -> list[BundleMember]:
    if not sources.with_module:
        return []
    module = sources.report.generation.artifact.module
    return [BundleMember(names.MODULE, module, "the module, byte for byte")]


def _messages(report: CheckReport, redactor: Redactor) -> list[BundleMember]:
    generation = report.generation
    members = [_member(names.OFFER, report.settings.host_offer.text() + "\n", "what the host offers")]
    for name, text, holds in (
        (names.ACCEPT, generation.accept_text, "the plugin's answer to the offer"),
        (names.SELF_CHECK, generation.response_text, "the plugin's answer to the self-check"),
    ):
        if text is not None:
            members.append(_member(name, redactor.payload(text, name), holds))
    return members


def _reports(sources: BundleSources, checked: dict[str, Any], redactor: Redactor) -> list[BundleMember]:
    document = with_texts(
        check_document(sources.report, sources.versions, sources.chapters), redactor.words, redactor.json_or_words
    )
    return [
        _member(names.CHECK, json_text(redactor.value(checked, names.CHECK), indent=2) + "\n", "what check says"),
        BundleMember(names.HTML, html_page(document), "the same for people"),
        BundleMember(names.MARKDOWN, markdown_page(document), "the same for a pull request"),
    ]
