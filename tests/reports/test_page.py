"""A page for people: what is cut short, what is said beside it, what a terminal is spared."""

from __future__ import annotations

from workbench.errors.dispatch import DispatchError
from workbench.errors.stack_frame import GuestTrace, StackFrame
from workbench.protocol.backtrace import BACKTRACE
from workbench.reports.text.page import LISTED_MAX, Page


def test_a_long_list_is_cut_short_with_a_count_of_the_rest() -> None:
    page = Page()
    page.items(str(number) for number in range(LISTED_MAX + 1_234))
    lines = page.text.splitlines()
    assert lines[-2:] == [str(LISTED_MAX - 1), "  … and 1,234 more; --all shows them"]
    assert len(lines) == LISTED_MAX + 1


def test_a_list_that_fits_is_whole() -> None:
    page = Page()
    page.items(str(number) for number in range(LISTED_MAX))
    assert len(page.text.splitlines()) == LISTED_MAX


def test_all_is_shown_when_it_is_wanted() -> None:
    page = Page(shows_all=True)
    page.items(str(number) for number in range(LISTED_MAX + 1))
    assert page.text.splitlines()[-1] == str(LISTED_MAX)


def test_notes_are_no_part_of_the_report() -> None:
    page = Page()
    page.line("report")
    page.note("note")
    assert (page.text, page.lines) == ("report\n", [(False, "report"), (True, "note")])


def test_data_is_escaped_for_a_terminal_and_left_alone_for_a_program() -> None:
    for for_terminal, shown in ((True, '"\\u200d"\n'), (False, '"\u200d"\n')):
        page = Page(for_terminal=for_terminal)
        page.data('"\u200d"')
        assert page.text == shown


def test_a_trap_is_told_by_the_authors_frames_and_the_toolchains_are_folded() -> None:
    frames = (
        StackFrame("core::panic", 1, "/rustc/17cbdfd07178/library/core/src/panicking.rs", 7, 1),
        StackFrame("plugin::deep", 2, "/home/me/src/lib.rs", 8, 52),
        StackFrame("shape\x1b[2J", 3, "/home/me/src/lib.rs", 20, 5),
    )
    found = f"{BACKTRACE}:\n    0: 0x1 - a!core::panic"
    error = DispatchError(
        "plugin_call", "shape", "", "a return of 0", found, "wasm trap: integer divide by zero",
        trace=GuestTrace(frames, "no such index"),
    )  # fmt: skip
    page = Page()
    page.error(error)
    assert page.text.splitlines()[:5] == [
        "  plugin_call: shape: expected a return of 0, found a trap: integer division by zero",
        "    the guest says: no such index",
        "      1 frame of the toolchain and its libraries (--format json has them)",
        "    > plugin::deep  /home/me/src/lib.rs:8:52",
        "      shape␛[2J  /home/me/src/lib.rs:20:5",
    ]
