"""The errors of each compiler are read from its output as it writes it, and nothing else is taken for one."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.loop.compiler_errors import ERRORS_MAX, MESSAGE_MAX, build_errors, last_lines
from workbench.session.values.build_error import BuildError

RUSTC = """\
   Compiling plugin v0.1.0 (/home/me/plugin)
warning: unused variable: `y`
 --> src/lib.rs:3:9
error[E0308]: mismatched types
 --> src/lib.rs:10:26
   |
10 |     let x: u32 = "a";
   |            ---   ^^^ expected `u32`, found `&str`
   |
error: expected one of `!` or `::`, found `}`
  --> src/lib.rs:20:1
error: aborting due to 2 previous errors
For more information about this error, try `rustc --explain E0308`.
error: could not compile `plugin` (lib) due to 2 previous errors; 1 warning emitted
"""
RUSTC_WITH_ANOTHER_LINE = """\
error[E0425]: cannot find function `give2` in this scope
  --> src/lib.rs:39:5
   |
27 | / fn give(text: &str) {
28 | |     unsafe { output_set(block(text), text.len() as u64) }
29 | | }
   | |_- similarly named function `give` defined here
...
39 |       give2("{}");
   |       ^^^^^ help: a function with a similar name exists: `give`

error[E0277]: cannot add `&str` to `i32`
  --> src/lib.rs:27:18
   |
27 | fn give(text: &str) {
"""
ZIG = """\
install
└─ install plugin
   └─ compile exe plugin ReleaseSmall wasm32-freestanding 1 errors
src/main.zig:4:12: error: use of undeclared identifier 'foo'
    _ = x; foo();
           ^~~
src/main.zig:9:5: note: called from here
error: the following command failed with 1 compilation errors:
"""
CLANG = """\
a.c:1:21: error: use of undeclared identifier 'foo'
    1 | int main(){ int x = foo; return "a" }
      |                     ^~~
a.c:1:36: warning: something mild
b.h:2:10: fatal error: 'nope.h' file not found
2 errors generated.
"""
GO = """\
# example.com/plugin
./main.go:10:5: undefined: x
sub/other.go:3:1: syntax error: non-declaration statement outside function body
"""
ASC = """\
ERROR TS2304: Cannot find name 'foo'.
   :
 1 │ foo();
   │ ~~~
   └─ in assembly/index.ts(1,1)

ERROR TS2322: Type '~lib/string/String' is not assignable to type 'i32'.
   :
 5 │ let x: i32 = "a";
   │              ~~~
   └─ in assembly/index.ts(5,14)

FAILURE 2 compile error(s)
"""
TSC = "src/index.ts(10,5): error TS2322: Type 'string' is not assignable to type 'number'.\n"
TSC_IN_COLOUR = (
    "\x1b[96msrc/index.ts\x1b[0m:\x1b[93m10\x1b[0m:\x1b[93m5\x1b[0m - \x1b[91merror\x1b[0m\x1b[90m TS2322: \x1b[0mNo.\n"
    "\n\x1b[7m10\x1b[0m     const x: number = 'a';\n"
)


def places(text: str) -> list[tuple[str, str, str]]:
    return [(one.place, one.message, one.source) for one in build_errors(text.split("\n"))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            RUSTC,
            [
                ("src/lib.rs:10:26", "E0308: mismatched types", 'let x: u32 = "a";'),
                ("src/lib.rs:20:1", "expected one of `!` or `::`, found `}`", ""),
            ],
        ),
        (ZIG, [("src/main.zig:4:12", "use of undeclared identifier 'foo'", "_ = x; foo();")]),
        (
            CLANG,
            [
                ("a.c:1:21", "use of undeclared identifier 'foo'", 'int main(){ int x = foo; return "a" }'),
                ("b.h:2:10", "'nope.h' file not found", ""),
            ],
        ),
        (
            GO,
            [
                ("./main.go:10:5", "undefined: x", ""),
                ("sub/other.go:3:1", "syntax error: non-declaration statement outside function body", ""),
            ],
        ),
        (
            ASC,
            [
                ("assembly/index.ts:1:1", "TS2304: Cannot find name 'foo'.", "foo();"),
                (
                    "assembly/index.ts:5:14",
                    "TS2322: Type '~lib/string/String' is not assignable to type 'i32'.",
                    'let x: i32 = "a";',
                ),
            ],
        ),
        (TSC, [("src/index.ts:10:5", "TS2322: Type 'string' is not assignable to type 'number'.", "")]),
        (TSC_IN_COLOUR, [("src/index.ts:10:5", "TS2322: No.", "")]),
        ("Makefile:3: *** missing separator.  Stop.", [("Makefile:3", "missing separator.  Stop.", "")]),
        (r"C:\src\a.c:7:2: error: no", [(r"C:\src\a.c:7:2", "no", "")]),
    ],
    ids=["rustc", "zig", "clang", "go", "asc", "tsc", "tsc-colour", "make", "windows"],
)
def test_place_message_and_source_line_of_each_compiler_are_read(
    text: str, expected: list[tuple[str, str, str]]
) -> None:
    assert places(text) == expected


def test_colours_do_not_matter() -> None:
    painted = "\x1b[0m\x1b[1m\x1b[38;5;9merror[E0425]\x1b[0m\x1b[1m: cannot find value\x1b[0m"
    place = "\x1b[0m \x1b[0m\x1b[1m\x1b[38;5;12m--> \x1b[0m\x1b[0msrc/lib.rs:1:2\x1b[0m"
    assert places(f"{painted}\n{place}") == [("src/lib.rs:1:2", "E0425: cannot find value", "")]


def cargo_line(**facts: object) -> str:
    span = {
        "file_name": "src/lib.rs",
        "line_start": 10,
        "column_start": 5,
        "is_primary": True,
        "text": [{"text": "    let x = 1;"}],
    }
    message = {"level": "error", "message": "mismatched types", "code": {"code": "E0308"}, "spans": [span], **facts}
    return json.dumps({"reason": "compiler-message", "message": message})


def test_the_json_of_cargo_and_rustc_is_read() -> None:
    expected = [("src/lib.rs:10:5", "E0308: mismatched types", "let x = 1;")]
    assert places(cargo_line()) == expected
    assert places(json.dumps(json.loads(cargo_line())["message"])) == expected
    assert places(cargo_line(level="warning")) == []
    assert places(cargo_line(code=None, spans=[])) == [("", "mismatched types", "")]


@pytest.mark.parametrize(
    "line",
    [
        '{"message": 3}',
        "{",
        '{"reason":"build-finished","success":false}',
        "[" * 100_000,
        cargo_line(spans=[{"is_primary": True}]),
        cargo_line(spans=[{"is_primary": True, "file_name": "a", "line_start": 10**30, "text": [3]}], code=[]),
    ],
    ids=["number", "cut off", "other", "deep", "no file", "odd parts"],
)
def test_odd_json_is_no_reason_to_fail(line: str) -> None:
    build_errors([line])


def test_what_has_no_place_counts_only_where_nothing_has_one() -> None:
    linker = "rust-lld: error: undefined symbol: foo"
    assert [one.message for one in build_errors([linker])] == ["undefined symbol: foo"]
    assert [one.file for one in build_errors([linker, "a.c:1:2: error: no"])] == ["a.c"]
    assert build_errors(["error: linking with `rust-lld` failed: exit status: 1"])[0].message.startswith("linking")


def test_warnings_notes_and_talk_are_no_errors() -> None:
    talk = ["a.c:1:2: warning: mild", "note: a.c:1:2", "at 10:30:15: done", "https://a.test:80/x", "ok", "", "10:20: x"]
    assert build_errors(talk) == ()


@pytest.mark.scenario
def test_the_same_error_is_told_once_and_a_flood_is_cut() -> None:
    assert len(build_errors(["a.c:1:2: error: no"] * 5)) == 1
    flood = build_errors([f"a.c:{line}:2: error: {'x' * 9_000}" for line in range(1, 1_000)])
    assert len(flood) == ERRORS_MAX
    assert all(len(one.message) < MESSAGE_MAX + 40 for one in flood)


def test_texts_of_a_compiler_are_shown_not_obeyed() -> None:
    assert build_errors(["a\u202e.c:1:2: error: \u2066x"])[0] == BuildError("⟨U+2066⟩x", "a⟨U+202E⟩.c", 1, 2)


def test_the_last_lines_that_say_something_stand_in() -> None:
    assert last_lines(["one", "two", "", "  three  ", "\x1b[31mfour\x1b[0m", ""]) == ("two", "three", "four")
    assert last_lines([]) == ()


def test_what_a_real_compiler_writes_is_read(tmp_path: Path) -> None:
    source = tmp_path / "a.c"
    source.write_text("int main(void) {\n    return foo;\n}\n")
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        pytest.skip("there is no C compiler here")
    written = subprocess.run([compiler, "-c", "a.c"], cwd=tmp_path, capture_output=True, text=True, check=False).stderr
    assert sys.platform != "linux" or [(one.file, one.line) for one in build_errors(written.split("\n"))] == [
        ("a.c", 2)
    ]


def test_the_line_that_is_shown_is_that_of_the_error_and_none_that_it_refers_to() -> None:
    first, second = build_errors(RUSTC_WITH_ANOTHER_LINE.splitlines())
    assert (first.line, first.source) == (39, 'give2("{}");')
    assert (second.line, second.source) == (27, "fn give(text: &str) {")


def test_a_line_of_another_number_is_not_shown() -> None:
    (error,) = build_errors(["error: no", " --> a.rs:9:1", "  |", "3 | let x;", "  | ---"])
    assert (error.line, error.source) == (9, "")
