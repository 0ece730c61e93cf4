"""`workbench explain [KIND]`: what a rule says, why it exists, how to fix a violation."""

from __future__ import annotations

import argparse
import dataclasses

from workbench.cli.output import Exit, new_page, print_json, print_page
from workbench.protocol.explanations.explain import EXPLANATIONS, WORDS, Explanation, Word, explain
from workbench.reports.text.page import Page


def run(arguments: argparse.Namespace) -> int:
    """Print one explanation, or the list of all kinds and words."""
    explanation = explain(arguments.kind) if arguments.kind is not None else None
    if arguments.format == "json":
        names = {"kinds": sorted(EXPLANATIONS), "words": sorted(WORDS)}
        print_json(names if explanation is None else dataclasses.asdict(explanation))
        return Exit.PASSED
    page = new_page(arguments.color)
    if explanation is None:
        for one in EXPLANATIONS.values():
            page.line(f"{one.kind:<34} {one.rule}")
        page.line()
        for word in WORDS.values():
            page.line(f"{word.name:<34} {word.what}")
    else:
        _write(page, explanation)
    print_page(page)
    return Exit.PASSED


def _write(page: Page, explanation: Explanation | Word) -> None:
    if isinstance(explanation, Word):
        page.line(page.paint(explanation.name, "strong"))
        said = [
            ("is", explanation.what),
            ("rule", explanation.rule),
            ("why", explanation.why),
            ("host", explanation.host),
        ]
    else:
        page.line(f"{page.paint(explanation.kind, 'strong')}  {explanation.layer}")
        said = [("rule", explanation.rule), ("why", explanation.why), ("fix", explanation.mend)]
    for title, text in said:
        page.line(f"  {page.paint(f'{title:<5}', 'quiet')} {text}")
    if explanation.section is not None:
        page.line(f"  {page.paint('see  ', 'quiet')} PROTOCOL.md section {explanation.section}")
