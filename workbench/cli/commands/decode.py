"""`workbench decode TYPE`: what the reference says of a JSON text."""

from __future__ import annotations

import argparse
import base64
import sys
from pathlib import Path
from typing import Any

from workbench.cli.batch import answer_lines
from workbench.cli.context import read_input
from workbench.cli.output import Exit, Printer, error_json, json_text, print_json
from workbench.errors.operator import FileDamaged, SettingInvalid
from workbench.protocol.profiles import Profile
from workbench.protocol.verdicts import judge_text
from workbench.protocol.wire.decode import Mode
from workbench.visible import visible


def run(arguments: argparse.Namespace) -> int:
    """Decode one text, or with `--batch` one in each line."""
    if arguments.batch:
        if arguments.type is not None:
            raise SettingInvalid("TYPE", arguments.type, "no type with --batch: each line names its own", "option")
        return answer_lines(sys.stdin.buffer, _answer)
    if arguments.type is None:
        raise SettingInvalid("TYPE", "", "the name of a type, such as shape_response", "option")
    verdict = judge_text(
        arguments.type,
        read_input(arguments),
        mode=Mode(arguments.mode),
        profile=Profile(arguments.profile),
        offer=_read(arguments.offer),
    )
    if arguments.format == "json":
        print_json({"ok": verdict.ok, "canonical": verdict.canonical, "error": error_json(verdict.error)})
    elif verdict.canonical is not None and verdict.ok:
        sys.stdout.write(visible(verdict.canonical, limit=len(verdict.canonical)) + "\n")
    elif verdict.error is not None:
        Printer(arguments.color).error(verdict.error, indent="")
    return Exit.PASSED if verdict.ok else Exit.FAILED


def _answer(line: dict[str, Any], text: bytes) -> str:
    offer = line.get("offer_b64")
    verdict = judge_text(
        line["type"],
        text,
        mode=Mode(line.get("mode", "value")),
        profile=Profile(line.get("profile", "0.1")),
        offer=base64.b64decode(offer) if offer else None,
    )
    return json_text(
        {
            "id": line.get("id"),
            "ok": verdict.ok,
            "canonical": verdict.canonical,
            "error_kind": verdict.error_kind,
            "stage": verdict.stage,
        }
    )


def _read(file: str | None) -> bytes | None:
    if file is None:
        return None
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise FileDamaged(file, "a readable offer", error.strerror or str(error)) from error
