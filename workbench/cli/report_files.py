"""The files of `--report`: looked at before the work, written as a whole after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from workbench.cli.output_options import STDOUT
from workbench.cli.output_places import place_of, places_of
from workbench.cli.streams import write_for_runner
from workbench.errors.operator import SettingInvalid

if TYPE_CHECKING:
    from workbench.reports.document.blocks import ReportDocument
    from workbench.reports.junit import ReportCase

_MODE_OF_NEW: Final = 0o644
_FORMATS: Final = ("junit", "html", "markdown")
_GITHUB: Final = "github"
_FORM: Final = "junit=FILE, html=FILE, markdown=FILE or github"

DocumentOf = Callable[[Mapping[str, str]], "ReportDocument"]
"""Makes a document, and gets the versions of the workbench and its engine."""


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """Where the reports go that were asked for."""

    files: tuple[tuple[str, Path], ...]
    """Each with its format."""
    annotates: bool = False
    """Also say on stderr what failed, as the runner of GitHub Actions reads it."""

    def write(
        self,
        suite: str,
        cases: Callable[[], Sequence[ReportCase]],
        learned: Callable[[], Any] = lambda: None,
        *,
        title: str = "",
        document: DocumentOf | None = None,
    ) -> None:
        """Write them.

        Args:
            suite: The command.
            cases: Gives what was judged, if it is needed.
            learned: Gives the same report as JSON, whose names say what is secret.
            title: What was judged; empty: the command alone.
            document: Makes what people read; None: it is made of the cases.

        Raises:
            PlaceUnwritable: A file cannot be written; what stood there stands as it was.
            MachineError: The disk is full.
        """
        if not self.files and not self.annotates:
            return
        from workbench.cli.redaction import document_without_secrets, without_secrets  # noqa: PLC0415 - as below
        from workbench.reports.document.of_cases import cases_document  # noqa: PLC0415 - as below
        from workbench.reports.junit import junit_xml  # noqa: PLC0415 - few ask for a report

        known = learned()
        contents: dict[str, bytes] = {}
        if named := self._named("junit"):
            contents["junit"] = junit_xml(suite, without_secrets(cases(), named, known))
        if named := self._named("html", "markdown"):
            made = document or (lambda versions: cases_document(suite, title or suite, cases(), versions))
            page = document_without_secrets(made(_versions()), named, known)
            contents |= {kind: _WRITERS[kind](page) for kind, _ in self.files if kind in _WRITERS}
        self._replace(contents)
        if self.annotates:
            from workbench.reports.github import annotation_lines  # noqa: PLC0415 - few ask for a report

            write_for_runner(annotation_lines(suite, without_secrets(cases(), "the annotations", known)))

    def write_made(
        self,
        suite: str,
        *,
        junit: Callable[[], bytes],
        document: DocumentOf,
        annotated: Sequence[tuple[str, ReportCase]],
    ) -> None:
        """Write reports that were put together, and have no secrets any more.

        Args:
            suite: The command.
            junit: Gives the whole JUnit report.
            document: Makes what people read.
            annotated: What failed, each with the plugin that it belongs to.

        Raises:
            PlaceUnwritable, MachineError: As `write` does.
        """
        contents = {"junit": junit()} if self._named("junit") else {}
        if self._named("html", "markdown"):
            page = document(_versions())
            contents |= {kind: _WRITERS[kind](page) for kind, _ in self.files if kind in _WRITERS}
        self._replace(contents)
        if self.annotates:
            from workbench.reports.github import annotation_lines  # noqa: PLC0415 - few ask for a report

            cases = [replace(case, group=f"{path}: {case.group}") for path, case in annotated]
            write_for_runner(annotation_lines(suite, cases))

    def _replace(self, contents: Mapping[str, bytes]) -> None:
        from workbench.store.named_files import replace_named  # noqa: PLC0415 - few ask for a report

        for kind, path in self.files:
            replace_named(path, contents[kind], mode_of_new=_MODE_OF_NEW)

    def _named(self, *kinds: str) -> str:
        return ", ".join(str(path) for kind, path in self.files if kind in kinds)


def _html(document: ReportDocument) -> bytes:
    from workbench.reports.html.page import html_page  # noqa: PLC0415 - few ask for a report

    return html_page(document)


def _markdown(document: ReportDocument) -> bytes:
    from workbench.reports.markdown.page import markdown_page  # noqa: PLC0415 - few ask for a report

    return markdown_page(document)


_WRITERS: Final[Mapping[str, Callable[[ReportDocument], bytes]]] = {"html": _html, "markdown": _markdown}


def _versions() -> dict[str, str]:
    from workbench import __version__  # noqa: PLC0415 - few ask for a report
    from workbench.engine.client.versions import engine_versions  # noqa: PLC0415 - as above

    return {"workbench": __version__, **engine_versions()}


def report_files(options: Sequence[str], reads: Sequence[str | None] = ()) -> ReportFiles:
    """Return the files that `--report` names, each of which can be written.

    `reads` are the files that the command reads, which no report may replace; None: none.

    Raises:
        SettingInvalid: The format is unknown, or a file is named twice, or read by the command.
        PlaceUnwritable: A file cannot be written.
    """
    named = [option for option in options if option != _GITHUB]
    files = tuple(_file(option) for option in named)
    if files:
        from workbench.store.named_files import check_writable  # noqa: PLC0415 - few ask for a report

        taken = places_of(reads)
        for option, (_, path) in zip(named, files, strict=True):
            place = place_of(path)
            if place in taken:
                expected = "a file of its own for each report, which the command does not read"
                raise SettingInvalid("report", option, expected, "option")
            check_writable(path)
            if place is not None:
                taken.add(place)
    return ReportFiles(files, annotates=_GITHUB in options)


def _file(option: str) -> tuple[str, Path]:
    kind, _, file = option.partition("=")
    if kind not in _FORMATS or not file:
        raise SettingInvalid("report", option, _FORM, "option")
    if file == STDOUT:
        raise SettingInvalid("report", option, f"{_FORM}; ./- names a file that is called -", "option")
    return kind, Path(file)
