"""`workbench decode TYPE`: what the reference says of a JSON text."""

from __future__ import annotations

import argparse
import base64
import sys
from typing import Any

from workbench.cli.batch import answer_lines
from workbench.cli.context import read_input, read_offer
from workbench.cli.output import Exit, Printer, error_json, json_text, narrate, print_json
from workbench.errors import WorkbenchError
from workbench.errors.operator import SettingInvalid
from workbench.protocol.profiles import Profile
from workbench.protocol.verdicts import NO_KIND, TextVerdict, all_problems, judge_text
from workbench.protocol.wire.decode import DecodeError, Mode
from workbench.protocol.wire.problems import Problem, Severity
from workbench.visible import visible


def run(arguments: argparse.Namespace) -> int:
    """Decode one text, or with `--batch` one in each line."""
    if arguments.batch:
        if arguments.type is not None:
            raise SettingInvalid("TYPE", arguments.type, "no type with --batch: each line names its own", "option")
        return answer_lines(sys.stdin.buffer, _answer)
    if arguments.type is None:
        raise SettingInvalid("TYPE", "", "the name of a type, such as shape_response", "option")
    text, profile = read_input(arguments), Profile(arguments.profile)
    verdict = judge_text(
        arguments.type,
        text,
        mode=Mode(arguments.mode) if arguments.mode else None,
        profile=profile,
        offer=read_offer(arguments.offer) if arguments.offer else None,
    )
    found = all_problems(arguments.type, text, profile)
    if arguments.format == "json":
        report = {"ok": verdict.ok, "canonical": verdict.canonical, "error": _error_json(verdict.error)}
        print_json(report | {"problems": [_problem_json(problem) for problem in found]})
    else:
        _print_text(Printer(arguments.color), verdict, found)
    return Exit.PASSED if verdict.ok else Exit.FAILED


def _print_text(printer: Printer, verdict: TextVerdict, found: list[Problem]) -> None:
    """Write the verdict of a host to stdout, and what the author should know beside it to stderr."""
    if verdict.ok:
        # Header values and base64 are taken as they are: nothing is written again.
        canonical = verdict.canonical or ""
        sys.stdout.write(visible(canonical, limit=len(canonical)) + "\n")
    else:
        _print_error(printer, verdict.error)
    for problem in found:
        word = "problem" if problem.severity is Severity.ERROR else "advice"
        narrate(f"{problem.line + 1}:{problem.column + 1}  {word:<7}  {visible(str(problem))}")


def _problem_json(problem: Problem) -> dict[str, Any]:
    """Return a problem; its severity keeps apart what a host refuses and what it takes or passes over."""
    return {
        "path": problem.path,
        "severity": problem.severity.value,
        "expected": problem.expected,
        "found": problem.found,
        "suggestion": problem.suggestion,
        "line": problem.line + 1,
        "column": problem.column + 1,
    }


def _answer(line: dict[str, Any], text: bytes) -> str:
    offer, mode = line.get("offer_b64"), line.get("mode")
    verdict = judge_text(
        str(line["type"]),
        text,
        mode=Mode(mode) if mode else None,
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


def _error_json(error: WorkbenchError | DecodeError | None) -> dict[str, Any] | None:
    """Return the error; what the protocol has no name for is called `Decode`."""
    if not isinstance(error, DecodeError):
        return error_json(error)
    details = {"path": error.path, "expected": error.expected, "found": error.found, "offset": error.offset}
    return {"kind": NO_KIND, "message": str(error), "details": details}


def _print_error(printer: Printer, error: WorkbenchError | DecodeError | None) -> None:
    if isinstance(error, WorkbenchError):
        printer.error(error, indent="")
    else:
        printer.line(f"{printer.paint(NO_KIND, 'bad')}: {visible(str(error))}")
