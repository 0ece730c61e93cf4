"""What the screen hands to other people: a snapshot of the session in, a file without its secrets out."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from typing import Final

from workbench import __version__
from workbench.reports.bundle.contents import BundleSources, bundle_of
from workbench.reports.document.of_check import check_document
from workbench.reports.document.of_session import session_chapters
from workbench.reports.document.of_trace import trace_document
from workbench.reports.document.redacted import without_secrets
from workbench.reports.html.page import html_page
from workbench.reports.json.check import check_json
from workbench.reports.json.trace import trace_lines
from workbench.reports.markdown.page import markdown_page
from workbench.session.recordings.conditions import conditions_of
from workbench.session.trace import without_secrets as shareable
from workbench.session.values.bundle import Bundle
from workbench.session.values.session_snapshot import ExportedFile, SessionSnapshot
from workbench.session.values.trace import TraceMessage
from workbench.store.bundle_files import archive
from workbench.store.named_files import named_place, replace_named

MARKDOWN_SUFFIXES: Final = (".md", ".markdown")
PAGE_SUFFIXES: Final = (".html", ".htm")
_REPORT_MODE: Final = 0o644
_BUNDLE_MODE: Final = 0o600
"""It may hold what only its owner may know."""


class SnapshotFiles:
    """`ExportStore` of the session's port. A leading `~` in a path is the home folder."""

    def __init__(self, secret_config: frozenset[str]) -> None:
        """Take the names of entries of the configuration that are secret wherever they stand."""
        self._secret_config = secret_config

    def save_report(self, path: str, snapshot: SessionSnapshot) -> ExportedFile:
        """Write a report: for a pull request where the path ends in `.md`, else one page. Raises PlaceUnwritable."""
        settings = snapshot.checked.settings
        learned = [check_json(snapshot.checked, conditions_of(settings).limits), dict(settings.config)]
        document = check_document(snapshot.checked, _versions(snapshot), session_chapters(snapshot))
        page, redactor = without_secrets(document, learned)
        content = markdown_page(page) if path.lower().endswith(MARKDOWN_SUFFIXES) else html_page(page)
        replace_named(named_place(path), content, mode_of_new=_REPORT_MODE)
        return ExportedFile(path, len(content), redactor.taken_out, redactor.kept)

    def save_trace(
        self, path: str, title: str, messages: Sequence[TraceMessage], versions: Mapping[str, str]
    ) -> ExportedFile:
        """Write messages: a page, Markdown, or JSON lines, as the path ends. Raises PlaceUnwritable."""
        shared, redactor = shareable(messages)
        ending = path.lower()
        if ending.endswith((*MARKDOWN_SUFFIXES, *PAGE_SUFFIXES)):
            document = trace_document(title, shared, {"workbench": __version__, **versions})
            content = html_page(document) if ending.endswith(PAGE_SUFFIXES) else markdown_page(document)
        else:
            content = trace_lines(shared)
        replace_named(named_place(path), content, mode_of_new=_REPORT_MODE)
        return ExportedFile(path, len(content), redactor.taken_out, redactor.kept)

    def preview(self, snapshot: SessionSnapshot, *, with_module: bool) -> Bundle:
        """Return what a bundle would hold."""
        return bundle_of(
            BundleSources(
                snapshot.checked,
                _versions(snapshot),
                # The bytes of old builds are not kept.
                with_module=with_module and not snapshot.checked.generation.artifact.dropped_bytes,
                payloads=snapshot.payloads,
                recordings=snapshot.recordings,
                chapters=session_chapters(snapshot),
                secret_config=self._secret_config,
            )
        )

    def save_bundle(self, path: str, snapshot: SessionSnapshot, *, with_module: bool) -> ExportedFile:
        """Write a bundle. Raises PlaceUnwritable."""
        bundle = self.preview(snapshot, with_module=with_module)
        content = archive(bundle.members)
        replace_named(named_place(path), content, mode_of_new=_BUNDLE_MODE)
        return ExportedFile(path, len(content), bundle.taken_out, bundle.kept)


def _versions(snapshot: SessionSnapshot) -> dict[str, str]:
    system = {"python": platform.python_version(), "platform": platform.platform(terse=True)}
    return {"workbench": __version__, **snapshot.versions, **system}
