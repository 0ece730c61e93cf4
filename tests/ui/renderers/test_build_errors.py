"""The errors of a failed build on the main screen, as text."""

from __future__ import annotations

from dataclasses import replace

from tests.ui import states
from workbench.session.values.build_error import BuildError, BuildErrors
from workbench.ui.renderers import build_errors as renderer

ERRORS = tuple(BuildError(f"E{n}: wrong", f"src/{n}.rs", n, 2, f"let x{n};") for n in range(1, 6))
FOUND = BuildErrors("/project", ERRORS, ("last",))


def rows(errors: BuildErrors, chosen: int = 0, room: int = 5, width: int = 60) -> list[str]:
    return [row.plain for row in renderer.rows(errors, chosen, room, width)]


def test_the_chosen_error_has_its_source_line_and_the_rest_is_counted() -> None:
    assert rows(FOUND) == [
        "› src/1.rs:1:2  E1: wrong",
        "    let x1;",
        "  src/2.rs:2:2  E2: wrong",
        "  src/3.rs:3:2  E3: wrong",
        "  and 2 more errors",
    ]
    assert rows(FOUND, chosen=3, room=3) == ["› src/4.rs:4:2  E4: wrong", "    let x4;", "  src/5.rs:5:2  E5: wrong"]
    assert rows(FOUND, room=1) == ["› src/1.rs:1:2  E1: wrong"]


def test_without_known_errors_the_last_lines_stand_there() -> None:
    assert rows(replace(FOUND, found=())) == ["last"]
    assert rows(BuildErrors("/project")) == ["The build wrote nothing."]


def test_hostile_text_is_shown_and_cut_to_the_width() -> None:
    (row,) = rows(BuildErrors("/", (BuildError("\x1b[2J" + "x" * 5_000, "a\u202eb"),)), room=1, width=30)
    assert "\x1b" not in row
    assert len(row) == 30


def test_the_title_says_what_answers_meanwhile() -> None:
    ready = states.ready()
    assert renderer.title(FOUND, ready) == "Build failed: 5 errors · gen 1 answers"
    assert renderer.title(BuildErrors("/"), replace(ready, serving=None)) == "Build failed · nothing answers yet"
