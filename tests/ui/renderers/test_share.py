"""What stands on the sheet of reports and bundles."""

from __future__ import annotations

import pytest

from tests.ui.renderers.test_sheet_renderers import text
from workbench.protocol.redaction.found import Found
from workbench.session.values.bundle import Bundle, BundleMember
from workbench.session.values.session_snapshot import ExportedFile
from workbench.ui.renderers import share

MEMBERS = (
    BundleMember("bundle.json", b"12", "what is inside"),
    BundleMember("payloads/shape/\x1b[31m.json", b"1", "one"),
)


def test_what_a_bundle_would_hold_is_listed_with_sizes() -> None:
    shown = text(share.lines(Bundle(MEMBERS, True), is_known=True))
    assert "A bundle would hold 2 files, 3 B before they are compressed" in shown
    assert "\x1b" not in shown
    assert "v leaves it out" in shown


def test_secrets_are_named_by_place_and_rule() -> None:
    taken_out = tuple(Found(f"config/{number}", "token") for number in range(25))
    shown = text(share.lines(Bundle(MEMBERS, False, taken_out, (Found("a/b", "looks so"),)), is_known=True))
    assert "Secrets that are taken out: 25" in shown
    assert "… and 5 more" in shown
    assert "a/b  looks so" in shown
    assert "v puts it in" in shown


@pytest.mark.parametrize(("is_known", "said"), [(True, "There is no build yet."), (False, "looking at")])
def test_where_nothing_is_known_it_says_why(is_known: bool, said: str) -> None:
    assert said in text(share.lines(None, is_known=is_known))


def test_a_written_file_says_what_was_taken_out_and_what_was_kept() -> None:
    file = ExportedFile("r\x1b.html", 2_048, (Found("a", "b"),), (Found("c", "d"),))
    assert share.written(file) == (
        "Written to r␛.html, 2.0 KiB. 1 secret was taken out. It keeps what looks like a secret: c (d)."
    )


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("dialect 0.1.0", "dialect-0.1.0.md"),
        ("../../etc", "etc.md"),
        ("\u202e\0/", "plugin.md"),
        ("ü" * 9, "plugin.md"),
    ],
)
def test_a_name_of_a_file_is_made_of_harmless_signs(title: str, name: str) -> None:
    assert share.offered_name(title, ".md") == name
