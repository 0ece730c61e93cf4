"""`workbench decode TYPE`: what the reference says of a JSON text."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from workbench.cli.input_text import read_input
from workbench.cli.output import Exit, new_page, print_json, print_page
from workbench.cli.streams import opened_in
from workbench.protocol.profiles import Profile
from workbench.protocol.verdicts import all_problems, judge_text, only_mode
from workbench.protocol.wire.decode import Mode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.cli.report_files import ReportFiles
    from workbench.errors.operator import SettingInvalid
    from workbench.protocol.verdicts import TextVerdict
    from workbench.protocol.wire.problems import Problem


def run(arguments: argparse.Namespace) -> int:
    """Decode one text, or with `--batch` one in each line."""
    if arguments.batch:
        from workbench.cli.batch import answer_lines  # noqa: PLC0415 - most ask about one text

        if arguments.type is not None:
            raise _invalid("TYPE", arguments.type, "no type with --batch: each line names its own")
        if arguments.report:
            raise _invalid("report", arguments.report[0], "no report with --batch")
        return answer_lines(opened_in(), _answer)
    if arguments.type is None:
        raise _invalid("TYPE", None, "the name of a type, such as shape_response", "argument", found="none")
    reports = _report_files(arguments)
    mode = _checked_mode(arguments.type, arguments.mode)
    text, profile = read_input(arguments), Profile(arguments.profile)
    verdict = judge_text(
        arguments.type,
        text,
        mode=mode,
        profile=profile,
        offer=_offer_text(arguments.offer),
    )
    found = all_problems(arguments.type, text, profile, mode)
    if reports is not None:
        _write_reports(reports, arguments.type, verdict, found)
    if arguments.format == "json":
        from workbench.reports.json.decode import decode_json  # noqa: PLC0415 - people do without

        print_json(decode_json(verdict, found))
    else:
        from workbench.reports.text.decode import write_decoded  # noqa: PLC0415 - programs do without

        page = new_page(arguments.color)
        write_decoded(page, verdict, found)
        print_page(page)
    return Exit.PASSED if verdict.ok else Exit.FAILED


def _report_files(arguments: argparse.Namespace) -> ReportFiles | None:
    """Return the reports that are to be written; None: none. Raises SettingInvalid, PlaceUnwritable."""
    if not arguments.report:
        return None
    from workbench.cli.report_files import report_files  # noqa: PLC0415 - few ask for a report

    return report_files(arguments.report, (arguments.input_file, arguments.offer))


def _write_reports(reports: ReportFiles, type_name: str, verdict: TextVerdict, found: Sequence[Problem]) -> None:
    """Write them. Raises PlaceUnwritable, MachineError."""
    from workbench.reports.json.decode import decode_json  # noqa: PLC0415 - few ask for a report
    from workbench.reports.judged_hosts import decode_cases  # noqa: PLC0415 - as above

    reports.write("decode", lambda: decode_cases(type_name, verdict, found), lambda: decode_json(verdict, found))


def _offer_text(file: str | None) -> bytes | None:
    """Return the offer of a file; None: none is named. Raises FileUnreadable, FileDamaged, OfferUndecodable."""
    if not file:
        return None
    from workbench.store.offer_files import read_offer  # noqa: PLC0415 - few types are held against an offer

    return read_offer(file).text().encode()


def _checked_mode(type_name: str, mode: str | None) -> Mode | None:
    """Return the mode that is asked for. Raises SettingInvalid when no host reads the type so."""
    if mode is None:
        return None
    only = only_mode(type_name)
    if only is not None and Mode(mode) is not only:
        raise _invalid("mode", mode, f"{only.value}: a host reads {type_name} in no other way")
    return Mode(mode)


def _invalid(name: str, value: str | None, expected: str, source: str = "option", *, found: str = "") -> SettingInvalid:
    from workbench.errors.operator import SettingInvalid  # noqa: PLC0415 - no start pays for what names its failures

    return SettingInvalid(name, value, expected, source, found=found)


def _answer(line: dict[str, Any], text: bytes) -> str:
    import base64  # noqa: PLC0415 - most ask about one text

    from workbench.reports.json.json_text import json_text  # noqa: PLC0415 - as above

    offer, type_name = line.get("offer_b64"), str(line["type"])
    verdict = judge_text(
        type_name,
        text,
        mode=_checked_mode(type_name, line.get("mode")),
        profile=Profile(line.get("profile") or "0.1"),
        offer=base64.b64decode(offer) if offer else None,
    )
    return json_text(
        {
            "id": line.get("id"),
            "ok": verdict.ok,
            "canonical": verdict.canonical,
            "error_kind": verdict.error_kind,
            "stage": verdict.stage.value if verdict.stage else None,
        }
    )
