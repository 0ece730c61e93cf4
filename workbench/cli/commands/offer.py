"""`workbench offer`: the host's offer, its canonical form and its hash."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from typing import Any

from workbench.cli.batch import answer_lines
from workbench.cli.output import Exit, new_page, print_json, print_page
from workbench.cli.streams import opened_in, write_out
from workbench.errors.operator import SettingInvalid
from workbench.protocol.offer import check_offer, offer_from_entries, reference_offer
from workbench.reports.json.json_text import json_text


def run(arguments: argparse.Namespace) -> int:
    """Print the offer that the options describe."""
    if arguments.batch:
        return answer_lines(opened_in(), _answer)
    offer = reference_offer(arguments.capability or ())
    if arguments.function:
        offer = offer_from_entries(_entries(arguments.function), arguments.capability or ())
    check_offer(offer)
    if arguments.hash:
        write_out(offer.sha256() + "\n")
        return Exit.PASSED
    if arguments.format == "json":
        print_json({"offer": offer.value(), "canonical": offer.canonical(), "sha256": offer.sha256()})
        return Exit.PASSED
    page = new_page(arguments.color)
    for title, text in (("offer", offer.text()), ("canonical", offer.canonical()), ("sha256", offer.sha256())):
        page.line(f"{page.paint(f'{title:<10}', 'quiet')} {text}")
    print_page(page)
    return Exit.PASSED


def _entries(options: Iterable[str]) -> Iterator[tuple[str, list[int]]]:
    for option in options:
        name, sign, versions = option.partition("=")
        try:
            yield name, [int(version) for version in versions.split(",")] if versions else []
        except ValueError:
            raise SettingInvalid("function", option, "NAME=1,2", "option") from None
        if not name or not sign:
            raise SettingInvalid("function", option, "NAME=1,2", "option")


def _answer(line: dict[str, Any], text: bytes) -> str:
    # No other way to make an offer needs the table of types.
    from workbench.protocol.verdicts import offer_of_entries  # noqa: PLC0415

    offer = offer_of_entries(text)
    return json_text({"id": line.get("id"), "canonical": offer.canonical(), "sha256": offer.sha256()})
