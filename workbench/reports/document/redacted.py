"""A document without its secrets: every text of it passes the one table of rules."""

from __future__ import annotations

from typing import Any

from workbench.protocol.redaction.redactor import Redactor
from workbench.reports.document.blocks import ReportDocument
from workbench.reports.document.texts import with_texts


def without_secrets(document: ReportDocument, learned: Any) -> tuple[ReportDocument, Redactor]:
    """Return a document without its secrets, and the redactor, which knows what was taken out and what was kept.

    `learned` is the same report as JSON, whose names of headers and fields say what is secret wherever it stands.
    """
    learning = Redactor()
    learning.value(learned, "")
    # Messages within the document have such names, too.
    with_texts(document, lambda text, _: text, learning.json_or_words)
    redactor = Redactor(known=learning)
    return with_texts(document, redactor.words, redactor.json_or_words), redactor
