"""A page holds what was found, needs nothing else, and none of its texts becomes markup."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import custom_section, identity_section, plugin_module
from tests.documents import VERSIONS, checked, every_block
from tests.fakes import accept_of, answered
from workbench.errors.handshake import Call
from workbench.errors.stack_frame import GuestTrace, StackFrame
from workbench.reports.document.blocks import ModuleStrip, ReportDocument, StripPiece
from workbench.reports.document.of_check import check_document
from workbench.reports.document.of_errors import error_block
from workbench.reports.document.texts import with_texts
from workbench.reports.html.page import html_page
from workbench.reports.html.strip import strip_html

HOSTILE = (
    '<script>alert(1)</script><img src=x onerror="a()"> \' " & &lt; --> ]]> </style></title></pre>\x1b[31m\u202e\0'
)
MEANINGFUL = st.text(st.sampled_from("<>&\"'/=!-[] \n\t\0\x1b`;#x\u202eaé\ud800"), max_size=40)


class _Page(HTMLParser):
    """What a browser sees: tags with their attributes, and the texts between them."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.texts: list[str] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def filled(document: ReportDocument, text: str) -> ReportDocument:
    return with_texts(document, lambda *_: text, lambda *_: text)


def test_nothing_of_a_text_becomes_a_tag_or_an_attribute() -> None:
    plain, hostile = (filled(every_block(), text) for text in ("x" * len(HOSTILE), HOSTILE))
    assert _Page(html_page(hostile)).tags == _Page(html_page(plain)).tags


@given(MEANINGFUL)
def test_no_text_of_any_kind_changes_the_tags_of_a_page(text: str) -> None:
    plain = filled(every_block(), "x" * len(text))
    assert _Page(html_page(filled(every_block(), text))).tags == _Page(html_page(plain)).tags


def test_a_page_is_the_same_for_the_same_report() -> None:
    assert html_page(every_block()) == html_page(every_block())


def test_a_page_forbids_everything_but_its_one_style() -> None:
    page = html_page(every_block()).decode()
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    allowed = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'"
    metas = [dict(attributes) for tag, attributes in _Page(page.encode()).tags if tag == "meta"]
    assert policy in [meta.get("content") for meta in metas if meta.get("http-equiv") == "Content-Security-Policy"]


def test_a_page_asks_for_no_other_file_and_runs_nothing() -> None:
    tags = _Page(html_page(every_block())).tags
    assert {tag for tag, _ in tags}.isdisjoint({"script", "link", "img", "iframe", "object", "form", "a", "base"})
    names = {name for _, attributes in tags for name, _ in attributes}
    assert names.isdisjoint({"src", "href", "style", "action"})
    assert not any(name.startswith("on") for name in names)


def test_a_page_says_verdict_layers_negotiation_and_cases() -> None:
    texts = _Page(html_page(check_document(checked(), VERSIONS))).texts
    for expected in ("✓ passed", "L5", "Sections of the file", "function", "offered", "chosen", "accept against offer"):
        assert expected in texts
    assert "dispatch:robustness:empty_events" in texts


def test_a_rejected_plugin_has_its_cause_above_everything_else() -> None:
    report = checked(cc_lb_handshake=answered(accept_of({"observe": 1}, required_capabilities=["fs:read"])))
    texts = _Page(html_page(check_document(report, VERSIONS))).texts
    assert texts.index("L2 Handshake failed") < texts.index("file")
    assert "RequiredCapabilityUnavailable" in texts
    assert "not available" in texts


def test_frames_that_repeat_are_counted() -> None:
    trace = GuestTrace((StackFrame("deep"), *(StackFrame("deeper", 7),) * 4))
    block = error_block(Call("cc_lb_handshake", "a trap", None, trace))
    assert [line for line, _ in block.frames] == [
        "deep",
        "deeper  byte 0x7 of the module",
        "… and the same 3 times more",
    ]


def test_a_plugin_with_markup_in_every_text_is_shown_by_its_letters() -> None:
    script = "<script>alert(1)</script>"
    module = plugin_module(
        exports=["observe", f"{script}<marquee onclick=a>"],
        identity=identity_section(plugin_version=script),
        after=custom_section(f"{script}</svg>", b"x"),
    )
    report = checked(
        module,
        path=f"{script}.wasm",
        cc_lb_self_check=answered(
            {"status": "failure", "failures": [{"stage": "wire_function_test", "message": script}], "completed_at": 1}
        ),
    )
    page = _Page(html_page(check_document(report, {"workbench": script})))
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "marquee"})
    assert sum(script in text for text in page.texts) >= 5


def test_sections_are_drawn_to_scale() -> None:
    tags = _Page(html_page(every_block())).tags
    drawn = [dict(attributes) for tag, attributes in tags if tag == "svg" and dict(attributes).get("x") is not None]
    assert [(one["x"], one["width"]) for one in drawn[:2]] == [("0.0000%", "90.0000%"), ("90.0000%", "1.0000%")]


def test_of_very_many_sections_the_largest_are_drawn() -> None:
    pieces = (*(StripPiece("small", at, 1, 2) for at in range(2_000)), StripPiece("large", 2_000, 8_000, 0))
    lines = list(strip_html(ModuleStrip(pieces, 10_000)))
    assert sum("<rect class=" in line and "<svg x=" in line for line in lines) == 500
    assert any('x="20.0000%" y="0" width="80.0000%"' in line for line in lines)
