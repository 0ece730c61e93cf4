"""The files of `--report`: looked at before the work, written as a whole after it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors.operator import SettingInvalid

if TYPE_CHECKING:
    from workbench.reports.junit import ReportCase

_MODE_OF_NEW = 0o644


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """Where the reports go that were asked for."""

    paths: tuple[Path, ...]

    def write(
        self, suite: str, cases: Callable[[], Sequence[ReportCase]], learned: Callable[[], Any] = lambda: None
    ) -> None:
        """Write them. When there are any, `cases` is called, and `learned`, which gives the same report as JSON.

        Raises:
            PlaceUnwritable: A file cannot be written; what stood there stands as it was.
            MachineError: The disk is full.
        """
        if not self.paths:
            return
        from workbench.cli.redaction import without_secrets  # noqa: PLC0415 - as below
        from workbench.reports.junit import junit_xml  # noqa: PLC0415 - few ask for a report
        from workbench.store.named_files import replace_named  # noqa: PLC0415 - as above

        named = ", ".join(str(path) for path in self.paths)
        content = junit_xml(suite, without_secrets(cases(), named, learned()))
        for path in self.paths:
            replace_named(path, content, mode_of_new=_MODE_OF_NEW)


def report_files(options: Sequence[str]) -> ReportFiles:
    """Return the files that `--report FORMAT=FILE` names, each of which can be written.

    Raises:
        SettingInvalid: The format is not `junit`.
        PlaceUnwritable: A file cannot be written.
    """
    paths = tuple(_path(option) for option in options)
    if paths:
        from workbench.store.named_files import check_writable  # noqa: PLC0415 - few ask for a report

        for path in paths:
            check_writable(path)
    return ReportFiles(paths)


def _path(option: str) -> Path:
    kind, _, file = option.partition("=")
    if kind != "junit" or not file:
        raise SettingInvalid("report", option, "junit=FILE", "option")
    return Path(file)
