"""What a run over several plugins prints and writes at its end, collected while it runs, outside of our memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from workbench.cli.report_files import ReportFiles
from workbench.errors.machine import MachineError
from workbench.errors.remedies import words_of

if TYPE_CHECKING:
    from workbench.reports.junit import ReportCase
    from workbench.session.values.plugin_verdict import ManyVerdicts

_IN_MEMORY_BYTES: Final = 16 * 1024 * 1024
FAILED_KEPT_MAX: Final = 20
"""Failures of one plugin that documents and annotations name."""


@dataclass(frozen=True, slots=True)
class PluginParts:
    """What of one plugin the output and the reports need; empty where nobody asked for it."""

    line: str = ""
    """Its object as JSON, in one line."""
    suite: bytes = b""
    """Its suite of a JUnit report."""
    failed: tuple[ReportCase, ...] = ()
    """What failed, the first of many."""


class Spool:
    """Texts that are read again at the end, by name; what does not fit stands in a file without a name."""

    def __init__(self) -> None:
        self._file: tempfile.SpooledTemporaryFile[bytes] | None = None
        self._places: list[tuple[str, int, int]] = []

    def add(self, name: str, content: bytes) -> None:
        """Add one. Raises MachineError."""
        if self._file is None:
            self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES)  # noqa: SIM115 - open until `close`
        try:
            self._places.append((name, self._file.seek(0, 2), len(content)))
            self._file.write(content)
        except OSError as error:
            raise MachineError("the temporary folder", "room for the report", words_of(error)) from error

    def __iter__(self) -> Iterator[bytes]:
        """Give all of them by name."""
        if self._file is not None:
            for _, place, length in sorted(self._places):
                self._file.seek(place)
                yield self._file.read(length)

    def close(self) -> None:
        """Forget them."""
        if self._file is not None:
            self._file.close()


@dataclass(frozen=True, slots=True)
class ManyReports:
    """The files of `--report`, over all plugins."""

    files: ReportFiles
    suites: Spool
    failed: dict[str, Sequence[ReportCase]] = field(default_factory=dict)

    @property
    def wants_cases(self) -> bool:
        """Whether anybody asked for what was judged of each plugin."""
        return bool(self.files.files) or self.files.annotates

    @property
    def wants_suites(self) -> bool:
        """Whether a JUnit report is asked for."""
        return any(kind == "junit" for kind, _ in self.files.files)

    def add(self, path: str, parts: PluginParts) -> None:
        """Take what was judged of a plugin."""
        if parts.suite:
            self.suites.add(path, parts.suite)
        if parts.failed:
            self.failed[path] = parts.failed

    def write(self, run: ManyVerdicts) -> None:
        """Write them. Raises PlaceUnwritable, MachineError."""
        if not self.wants_cases:
            return
        from workbench.reports.document.of_many import many_document  # noqa: PLC0415 - few ask for a report
        from workbench.reports.junit import suites_xml  # noqa: PLC0415 - as above

        rows = [(one.path, case) for one in run.worst_first for case in self.failed.get(one.path, ())]
        self.files.write_made(
            "check",
            junit=lambda: suites_xml(self.suites),
            document=lambda versions: many_document(run, self.failed, versions),
            annotated=rows,
        )
