"""Sequence diagrams: everything of a plugin is text, nothing is wider than its arrow, and no script is needed."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from workbench.protocol.calls import HostCall
from workbench.reports.document.blocks import SequenceArrow, SequenceDiagram
from workbench.reports.document.of_trace import ARROWS_MAX, trace_document
from workbench.reports.html.page import html_page
from workbench.reports.html.sequence import sequence_html
from workbench.reports.markdown.page import markdown_page
from workbench.session.values.trace import Direction, TraceMessage

EVIL = '<script>alert("1")</script>\x1b[31m\u202e'


def traced(call: HostCall, head: bytes = b"{}", name: str = "shape") -> list[TraceMessage]:
    return [
        TraceMessage(1, 0.0, 1, Direction.TO_PLUGIN, name, len(head), head),
        TraceMessage(2, 0.0, 1, Direction.TO_HOST, call.function, 0, b"()", "ok", 5, name, call),
        TraceMessage(3, 0.0, 1, Direction.FROM_PLUGIN, name, 0, head, "trap", 7, left_out=4),
    ]


def test_nothing_of_a_plugin_is_markup_and_the_figure_is_well_formed() -> None:
    call = HostCall(EVIL, (EVIL, "a"), EVIL, None, EVIL)
    page = html_page(trace_document(EVIL, traced(call, EVIL.encode(), EVIL), {})).decode()
    assert "<script" not in page
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert page.count("<svg") == 1
    start = page.index('<svg class="sequence"')
    figure = ET.fromstring(page[start : page.index("</svg>", start) + len("</svg>")])
    assert len(figure.findall("g")) == 5, "there, asked, answered, what was not kept, and back"


def test_a_call_of_a_host_function_goes_there_and_back_between_request_and_answer() -> None:
    document = trace_document("p", traced(HostCall("cc_lb_storage_get", ("key",), "value", wall_us=5)), {})
    (chapter,) = document.chapters
    diagram = chapter.blocks[0]
    assert isinstance(diagram, SequenceDiagram)
    ways = [(diagram.lifelines[one.source], diagram.lifelines[one.target], one.name) for one in diagram.arrows]
    assert ways == [
        ("host", "plugin", "shape"),
        ("plugin", "host functions", "cc_lb_storage_get"),
        ("host functions", "plugin", "ok"),
        ("plugin", "host functions", "… 4 more calls"),
        ("plugin", "host", "trap"),
    ]
    assert [diagram.arrows[1].said, diagram.arrows[2].said] == ["key", "value · 5 µs"]
    assert b"| 2 | plugin | host functions | cc\\_lb\\_storage\\_get |" in markdown_page(document)


def test_a_text_that_is_wider_than_its_arrow_is_cut_and_stands_in_its_title() -> None:
    arrow = SequenceArrow(0, 1, "n" * 200, "s" * 200, None)
    figure = ET.fromstring("".join(sequence_html(SequenceDiagram(("a", "b", "c"), (arrow,), "c"))).partition("</p>")[2])
    (group,) = figure.iter("g")
    (text,) = group.findall("text")
    assert len("".join(text.itertext())) < 60
    assert (group.findtext("title") or "").startswith("n" * 200)


def test_of_very_many_messages_the_first_are_drawn_and_the_rest_is_counted() -> None:
    messages = traced(HostCall("cc_lb_log", (), None)) * 500
    page = html_page(trace_document("p", messages, {})).decode()
    assert f"… and {len(messages) - ARROWS_MAX:,} more" in page
