"""`workbench doctor`: what this machine has of what the workbench needs, each with its remedy."""

from __future__ import annotations

import argparse
import platform
from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final

from workbench import __version__
from workbench.cli.doctor.facts import machine_facts
from workbench.cli.doctor.findings import Finding, State, findings
from workbench.cli.options import resolved_settings
from workbench.cli.output import Exit, new_page, print_json, print_page
from workbench.store.places import places
from workbench.visible import visible

_SIGNS: Final = {State.GOOD: ("\u2713", "good"), State.LIMITED: ("!", "warn"), State.MISSING: ("\u2715", "bad")}
_NAME_WIDTH: Final = 42


def run(arguments: argparse.Namespace) -> int:
    """Print what was found; exit 4 when something is missing without which the workbench cannot work."""
    found = findings(machine_facts(resolved_settings(arguments, goes_on=True), places()))
    if arguments.format == "json":
        print_json({"versions": _versions(), "findings": [_value(one) for one in found], "passed": _passed(found)})
    else:
        _write(found, arguments.color)
    return Exit.PASSED if _passed(found) else Exit.OURS


def _passed(found: Sequence[Finding]) -> bool:
    return all(one.state is not State.MISSING for one in found)


def _versions() -> dict[str, str]:
    return {"workbench": __version__, "python": platform.python_version(), "platform": platform.platform()}


def _value(finding: Finding) -> dict[str, Any]:
    return {
        "topic": finding.topic,
        "name": finding.name,
        "state": finding.state.value,
        "found": finding.found,
        "remedy": finding.remedy,
    }


def _write(found: Sequence[Finding], color: str) -> None:
    page = new_page(color)
    page.line(" ".join(f"{name} {version}" for name, version in _versions().items()))
    for topic, ones in groupby(found, key=lambda one: one.topic):
        page.line(page.paint(topic, "strong"))
        for one in ones:
            sign, colour = _SIGNS[one.state]
            page.line(f"  {page.paint(sign, colour)} {visible(one.name):<{_NAME_WIDTH}} {visible(one.found)}")
            if one.remedy is not None:
                page.line(f"    {page.paint(visible(one.remedy), 'quiet')}")
    limited = sum(one.state is State.LIMITED for one in found)
    missing = sum(one.state is State.MISSING for one in found)
    page.line(f"{len(found)} looked at: {missing} missing, {limited} done without, the rest is there")
    print_page(page)
