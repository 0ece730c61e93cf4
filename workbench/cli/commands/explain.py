"""`workbench explain [NAME]`: what a rule, a word or a field is, why it exists, how to fix a violation."""

from __future__ import annotations

import argparse

from workbench.cli.output import Exit, new_page, print_json, print_page
from workbench.protocol.explanations.explain import EXPLANATIONS, WORDS, Explanation, MessageField, Word, explain
from workbench.protocol.explanations.messages import fields_of
from workbench.protocol.wire.messages import TYPES_BY_NAME
from workbench.reports.json.explanation import explanation_json, names_json
from workbench.reports.text.page import Page


def run(arguments: argparse.Namespace) -> int:
    """Print one explanation, or the list of all names."""
    if arguments.kind is None:
        return _list(arguments)
    if arguments.format == "json":
        print_json(explanation_json(arguments.kind))
        return Exit.PASSED
    explanation = explain(arguments.kind)
    fields = fields_of(arguments.kind) if arguments.kind in TYPES_BY_NAME else []
    page = new_page(arguments.color)
    _write(page, explanation)
    for one in fields:
        page.line()
        _write(page, one)
    print_page(page)
    return Exit.PASSED


def _list(arguments: argparse.Namespace) -> int:
    if arguments.format == "json":
        print_json(names_json())
        return Exit.PASSED
    page = new_page(arguments.color)
    for kind in EXPLANATIONS.values():
        page.line(f"{kind.kind:<34} {kind.rule}")
    page.line()
    for word in WORDS.values():
        page.line(f"{word.name:<40} {word.what}")
    page.line()
    page.line(f"MESSAGE, or MESSAGE.FIELD as in accept.chosen_versions, of: {', '.join(TYPES_BY_NAME)}")
    print_page(page)
    return Exit.PASSED


def _write(page: Page, explanation: Explanation | Word | MessageField) -> None:
    match explanation:
        case Explanation():
            title = explanation.kind, explanation.layer
            said = [("rule", explanation.rule), ("why", explanation.why), ("fix", explanation.mend)]
        case Word():
            title = explanation.name, ""
            said = [("is", explanation.what), ("rule", explanation.rule)]
        case _:
            title = explanation.name, explanation.field.type
            said = [("is", explanation.field.meaning), ("rule", explanation.rule)]
    if not isinstance(explanation, Explanation):
        said += [("why", explanation.why), ("host", explanation.host)]
    page.line("  ".join(part for part in (page.paint(title[0], "strong"), title[1]) if part))
    for label, text in said:
        if text:
            page.line(f"  {page.paint(f'{label:<5}', 'quiet')} {text}")
    if isinstance(explanation, MessageField) and explanation.rules:
        page.line(f"  {page.paint('rules', 'quiet')} {', '.join(explanation.rules)}")
    if explanation.section is not None:
        page.line(f"  {page.paint('see  ', 'quiet')} PROTOCOL.md section {explanation.section}")
