"""A page for a pull request: compact, and no text of a plugin becomes markup, a link or a mention."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.documents import VERSIONS, checked, every_block
from tests.fakes import answered
from workbench.reports.document.blocks import Chapter, Paragraph, ReportDocument, Words
from workbench.reports.document.of_check import check_document
from workbench.reports.document.texts import with_texts
from workbench.reports.markdown.page import PAGE_MAX_CHARACTERS, markdown_page

READER = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough")
HOSTILE = (
    "| a | `b` | **c** _d_ ~~e~~ [x](http://evil.test) ![y](//evil.test/z) <img src=x> </details> </pre>\n\n# head\n"
    "- item\n> quote\n```\nfence\n| - |\\| \\ http://evil.test www.evil.test @someone a@evil.test #12 GH-12 :tada: $x$ "
    "0123456789abcdef <!-- --> &amp; ====\n---"
)
MEANINGFUL = st.text(st.sampled_from("|`*_~[]()<>!#-+=@:/\\.&;$ \n\t1234aw\"'"), min_size=1, max_size=40)
LOOKED_FOR = re.compile(r"@\w|#\d|https?://|www\.\w|\bGH-\d|:\w+:|\b[0-9a-f]{7,40}\b", re.IGNORECASE)


class _Texts(HTMLParser):
    """Tags of a page, and its texts outside and inside of code."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.outside: list[str] = []
        self.inside: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        (self.inside if {"code", "pre"} & set(self.open) else self.outside).append(data)


def flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from flat(token.children or [])


def shape(document: ReportDocument) -> list[tuple[str, str]]:
    """Return what Markdown makes of a page, its texts and the comments within them left out."""
    tokens = flat(READER.parse(markdown_page(document).decode()))
    seen = []
    for token in tokens:
        if token.type in ("text", "text_special", "entity") or token.content == "<!-- -->":
            continue
        is_html = token.type in ("html_block", "html_inline")
        seen.append((token.type, ",".join(_Texts(token.content).tags) if is_html else token.tag))
    return seen


def filled(text: str) -> ReportDocument:
    return with_texts(every_block(), lambda *_: text, lambda *_: text)


def test_nothing_of_a_text_becomes_markup() -> None:
    assert shape(filled(HOSTILE)) == shape(filled("x"))


@settings(max_examples=60)
@given(MEANINGFUL)
def test_no_text_of_any_kind_changes_what_markdown_makes_of_a_page(text: str) -> None:
    assert shape(filled(text)) == shape(filled("x"))


def test_nothing_is_left_that_a_forge_makes_a_link_or_a_mention_of() -> None:
    page = _Texts(READER.render(markdown_page(filled(HOSTILE)).decode()))
    assert [text for text in page.outside if LOOKED_FOR.search(text)] == []
    assert [text for text in page.inside if re.search(r"\S@\S", text) and "item" not in text] == []


def test_a_text_is_shown_as_it_is() -> None:
    text = "a|b `c` <d> *e* _f_ @g #1 http://h.test \\| 1. $i$"
    page = _Texts(READER.render(markdown_page(filled(text)).decode()))
    assert text in "".join(page.outside)
    assert text in "".join(page.inside)


def test_a_page_says_the_verdict_of_each_layer_in_one_table() -> None:
    page = markdown_page(check_document(checked(), VERSIONS)).decode()
    assert page.startswith("## ✅ sample 0.1.0: passed\n")
    rows = [line.split("|")[2].strip() for line in page.splitlines() if line.startswith(("| ✅ | L", "| ➖ | L"))]
    assert rows == ["L1 Identity", "L2 Handshake", "L3 Self-check", "L4 Record", "L5 Dispatch"]


def test_what_failed_stands_unfolded_with_what_to_do() -> None:
    page = markdown_page(check_document(checked(cc_lb_self_check=answered({"status": "maybe"})), VERSIONS)).decode()
    before_folds = page.partition("<details>")[0]
    assert "### L3 Self-check failed" in before_folds
    assert "❌ <code>DecodeResponse</code>" in before_folds


def test_a_long_page_leaves_out_details_and_says_which() -> None:
    chapters = tuple(Chapter(f"chapter {number}", None, (Paragraph(Words("x" * 500)),) * 60) for number in range(5))
    document = every_block()
    page = markdown_page(ReportDocument("t", "check", document.verdict, "s", (), (), chapters=chapters)).decode()
    assert len(page) <= PAGE_MAX_CHARACTERS + 1_000
    assert "Left out for their length: chapter 1, chapter 2, chapter 3, chapter 4." in page
