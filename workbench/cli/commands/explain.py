"""`workbench explain [KIND]`: what a rule is, why it is there, how to mend a fault."""

from __future__ import annotations

import argparse
import dataclasses

from workbench.cli.output import Exit, Printer, print_json
from workbench.protocol.explanations.explain import EXPLANATIONS, explain


def run(arguments: argparse.Namespace) -> int:
    """Print one explanation, or the list of all kinds."""
    printer = Printer(arguments.color)
    if arguments.kind is None:
        return _list(arguments, printer)
    explanation = explain(arguments.kind)
    if arguments.format == "json":
        print_json(dataclasses.asdict(explanation))
        return Exit.PASSED
    printer.line(f"{printer.paint(explanation.kind, 'strong')}  {explanation.layer}")
    for title, text in (("rule", explanation.rule), ("why", explanation.why), ("mend", explanation.mend)):
        printer.line(f"  {printer.paint(f'{title:<5}', 'quiet')} {text}")
    if explanation.section is not None:
        printer.line(f"  {printer.paint('see  ', 'quiet')} PROTOCOL.md section {explanation.section}")
    return Exit.PASSED


def _list(arguments: argparse.Namespace, printer: Printer) -> int:
    if arguments.format == "json":
        print_json({"kinds": sorted(EXPLANATIONS)})
        return Exit.PASSED
    for explanation in EXPLANATIONS.values():
        printer.line(f"{explanation.kind:<34} {explanation.rule}")
    return Exit.PASSED
