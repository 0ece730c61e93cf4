"""Secrets taken out of reports, and said on stderr: what a report has not got, and what looks like one in it.

`call` and `decode` print what was asked for as it is; so does whatever prints no report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.cli.output import narrate, print_json
from workbench.cli.streams import says_details

if TYPE_CHECKING:
    from workbench.protocol.redaction.redactor import Redactor
    from workbench.reports.document.blocks import ReportDocument
    from workbench.reports.junit import ReportCase


def print_report(value: Any, *, as_line: bool = False) -> bool:
    """Write a report as JSON to stdout, without its secrets; return whether anybody still reads.

    Raises:
        MachineError: stdout cannot be written.
    """
    from workbench.protocol.redaction.redactor import value_without_secrets  # noqa: PLC0415 - people do without

    redacted, redactor = value_without_secrets(value)
    is_read = print_json(redacted, as_line=as_line)
    narrate_found(redactor, "the report")
    return is_read


def without_secrets(cases: Sequence[ReportCase], file: str, learned: Any) -> list[ReportCase]:
    """Return the cases of a report that goes to a file, without their secrets.

    `learned` is the same report as JSON, whose names of headers and fields say what is secret.
    """
    from workbench.protocol.redaction.redactor import Redactor  # noqa: PLC0415 - few ask for a report

    learning = Redactor()
    learning.value(learned, "")
    redactor = Redactor(known=learning)
    redacted = redacted_cases(cases, redactor)
    narrate_found(redactor, file)
    return redacted


def redacted_cases(cases: Sequence[ReportCase], redactor: Redactor) -> list[ReportCase]:
    """Return cases without the secrets that a redactor finds in their texts."""
    return [
        replace(
            case,
            name=redactor.words(case.name, f"{case.group}/name"),
            detail=redactor.words(case.detail, f"{case.group}/{case.name}"),
            hint=redactor.words(case.hint, f"{case.group}/{case.name}"),
        )
        for case in cases
    ]


def document_without_secrets(document: ReportDocument, file: str, learned: Any) -> ReportDocument:
    """Return a document that goes to a file, without its secrets; `learned` is as in `without_secrets`."""
    from workbench.reports.document import redacted  # noqa: PLC0415 - few ask for a report

    page, redactor = redacted.without_secrets(document, learned)
    narrate_found(redactor, file)
    return page


def narrate_secrets_in(value: Any, file: str) -> None:
    """Say where in a JSON value that was saved as it is something looks like a secret."""
    from workbench.protocol.redaction.redactor import Redactor  # noqa: PLC0415 - few save payloads
    from workbench.reports.text.redaction import found_text  # noqa: PLC0415 - as above
    from workbench.visible import visible  # noqa: PLC0415 - as above

    redactor = Redactor()
    redactor.value(value, "")
    found = [*redactor.taken_out, *redactor.kept]
    if found:
        narrate(f"{visible(file)} holds what looks like a secret; it is for git: {found_text(found)}")


def narrate_count(count: int, what: str) -> None:
    """Say how many values were taken out of something."""
    from workbench.visible import visible  # noqa: PLC0415 - most reports hold no secret

    values = "1 value; -v names it" if count == 1 else f"{count:,} values; -v lists them"
    narrate(f"kept out of {visible(what)}, since they look like secrets: {values}")


def narrate_found(redactor: Redactor, what: str) -> None:
    """Say what was taken out of something, and what looks like a secret in it."""
    if not redactor.taken_out and not redactor.kept:
        return
    from workbench.reports.text.redaction import found_text  # noqa: PLC0415 - most reports hold no secret
    from workbench.visible import visible  # noqa: PLC0415 - as above

    if redactor.taken_out and says_details():
        narrate(f"kept out of {visible(what)}, since they look like secrets: {found_text(redactor.taken_out)}")
    elif redactor.taken_out:
        narrate_count(len(redactor.taken_out), what)
    if redactor.kept:
        narrate(f"{visible(what)} keeps what looks like a secret: {found_text(redactor.kept)}")
