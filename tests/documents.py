"""Reports to be written: of a check on a scripted engine, and one that holds every block that there is."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from tests.builders import plugin_module
from tests.fakes import SELF_CHECK_PASSED, Answer, FakeClock, FakeEngine, accept_of, answered
from workbench.reports.document.blocks import (
    Chapter,
    ErrorBlock,
    FactList,
    Foldout,
    Listing,
    ModuleStrip,
    Paragraph,
    RailStop,
    ReportDocument,
    StepList,
    StepRow,
    StripPiece,
    TableBlock,
    Tone,
    Words,
)
from workbench.session.check import check_build
from workbench.session.values.check_report import CheckReport
from workbench.session.values.generation import Artifact
from workbench.session.values.settings import Settings

MODULE: Final = plugin_module(exports=["observe"])
VERSIONS: Final = {"workbench": "0.1.0", "wasmtime": "49.0.2"}


def checked(
    module: bytes = MODULE, settings: Settings | None = None, path: str = "plugin.wasm", **answers: Answer
) -> CheckReport:
    """Return the report of a plugin with `observe`; answers are by export."""
    script: dict[str, Answer] = {
        "cc_lb_handshake": answered(accept_of({"observe": 1})),
        "cc_lb_self_check": answered(SELF_CHECK_PASSED),
        "observe": answered({"_v": 1}),
        **answers,
    }
    artifact = Artifact(path, module, hashlib.sha256(module).hexdigest())
    return check_build(FakeEngine(script), artifact, settings or Settings(), clock=FakeClock())


def every_block() -> ReportDocument:
    """Return a document that holds each kind of block, with text in every place that has any."""
    words = Words("some words", Tone.GOOD)
    code, share = Words("some code", Tone.BAD, is_code=True), Words("a share", share=0.4)
    error = ErrorBlock("a kind", "a text", ("a hint",), "a panic", (("a frame", True), ("another", False)))
    blocks: tuple[Any, ...] = (
        Paragraph(words),
        Paragraph(code),
        FactList((("a name", words),)),
        TableBlock(("one", "two", "three"), ((words, code, share),), frozenset({2}), 3, "a table"),
        Listing("some lines", "a listing"),
        Listing("json", "a listing of JSON", is_json=True),
        Foldout("a fold", (Paragraph(words), Listing("folded", "inside"))),
        error,
        ModuleStrip((StripPiece("a section", 0, 90, 0), StripPiece("small", 90, 1, 2)), 100, 91),
        StepList((StepRow(1, "a step", words, "compared"),)),
    )
    return ReportDocument(
        title="a title",
        subject="check",
        verdict=words,
        summary="a summary",
        facts=(("a fact", code),),
        rail=(RailStop("L1", "a stop", words, "a detail", "1 ms"),),
        chapters=(Chapter("a chapter", words, blocks), Chapter("another", None, blocks)),
        cause=("a cause", error),
        notes=("a note",),
    )
