"""Reads the errors of compilers out of what a build wrote: one table of forms, and no knowledge of any language. Pure.

Lines that are in no form of the table are no errors; a build that fails without any shows its last lines instead.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from workbench.loop.build_output import plain
from workbench.session.values.build_error import BuildError
from workbench.visible import visible

ERRORS_MAX: Final = 200
MESSAGE_MAX: Final = 500
SOURCE_MAX: Final = 300
LAST_LINES: Final = 3
_LINES_BEHIND: Final = 8
"""Lines behind a message in which its place is looked for."""
_SOURCE_LINES_BEHIND: Final = 24
"""Lines behind a message in which its source line is looked for: those that it refers to may stand before it."""
_NUMBER_MAX: Final = 9

_N: Final = rf"(?P<line>\d{{1,{_NUMBER_MAX}}})"
_C: Final = rf"(?P<column>\d{{1,{_NUMBER_MAX}}})"
_FILE: Final = r"(?P<file>(?:[A-Za-z]:)?[^\s:()|][^:()|]*?)"

PLACED: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    # src/main.zig:4:12: error: …; a.c:1:21: fatal error: …
    ("zig, clang, gcc", re.compile(rf"{_FILE}:{_N}:(?:{_C}:)? (?:fatal |internal compiler )?error: (?P<message>.*)")),
    # src/index.ts(10,5): error TS2322: …
    ("tsc", re.compile(rf"{_FILE}\({_N},{_C}\): error (?P<message>.*)")),
    # src/index.ts:10:5 - error TS2322: …
    ("tsc, in colour", re.compile(rf"{_FILE}:{_N}:{_C} - error (?P<message>.*)")),
    # ./main.go:10:5: undefined: x
    ("go, tinygo", re.compile(rf"(?P<file>(?:[A-Za-z]:)?[^\s:()|][^:()|]*?\.go):{_N}:{_C}: (?P<message>.*)")),
    # Makefile:3: *** missing separator.  Stop.
    ("make", re.compile(rf"{_FILE}:{_N}: \*\*\* (?P<message>.*)")),
)
"""Forms that say place and message on one line."""

MESSAGES: Final[tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]] = (
    # error[E0308]: mismatched types / --> src/lib.rs:1:26
    (
        "rustc",
        re.compile(r"error(?:\[(?P<code>E\d+)\])?: (?P<message>.*)"),
        re.compile(rf"\s*--> {_FILE}:{_N}:{_C}\s*"),
    ),
    # ERROR TS2304: Cannot find name 'foo'. / in assembly/index.ts(1,1)
    (
        "asc",
        re.compile(r"ERROR (?P<code>\w+): (?P<message>.*)"),
        re.compile(rf"[\s└─]*in {_FILE}\({_N},{_C}\)\s*"),
    ),
)
"""Forms that say the message first, and the place on a line behind it."""

WITHOUT_PLACE: Final = re.compile(
    r"(?:(?:[\w./-]*ld(?:\.lld)?|rust-lld|wasm-ld|clang(?:-\d+)?|gcc|cc|zig|make(?:\[\d+\])?|cargo|npm ERR!|error)): "
    r"(?:\*\*\* |error: |fatal error: )?(?P<message>.*)"
)
"""A linker's or a driver's own errors. They count only where no error has a place."""

_QUOTED_LINE: Final = re.compile(rf"\s*(?P<number>\d{{1,{_NUMBER_MAX}}})\s*[|│] ?(?P<source>.*)")
_MARKS: Final = re.compile(r"[\s|]*[\^~][\s^~|]*")
_SUMMARY: Final = re.compile(
    r"aborting due to|could not compile|Compilation failed|\d+ (?:errors?|compilation errors)\b|build failed",
    re.IGNORECASE,
)


def build_errors(lines: Sequence[str]) -> tuple[BuildError, ...]:
    """Return the errors in what a build wrote, in their order, each once; at most `ERRORS_MAX`.

    Args:
        lines: What it wrote; colours do not matter.
    """
    texts = [plain(line) for line in lines]
    found = [error for error in _found(texts) if not _SUMMARY.search(error.message)]
    placed = [error for error in found if error.file]
    return tuple(dict.fromkeys(placed or found))[:ERRORS_MAX]


def last_lines(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the last lines that say something: what stands in for errors where none could be read."""
    texts = (plain(line).strip() for line in reversed(lines))
    said = [text for _, text in zip(range(LAST_LINES), (text for text in texts if text), strict=False)]
    return tuple(reversed(said))


def _found(texts: Sequence[str]) -> Iterator[BuildError]:
    for index, text in enumerate(texts):
        behind = texts[index + 1 : index + 1 + _SOURCE_LINES_BEHIND]
        if text.startswith("{"):
            yield from _of_json(text)
            continue
        for _, form in PLACED:
            match = form.fullmatch(text.strip())
            if match is not None:
                yield _placed(match, match["message"], _source_behind(behind, int(match["line"])))
                break
        else:
            yield from _with_place_behind(text.strip(), behind)


def _with_place_behind(text: str, behind: Sequence[str]) -> Iterator[BuildError]:
    for _, form, place in MESSAGES:
        match = form.fullmatch(text)
        if match is None:
            continue
        message = f"{match['code']}: {match['message']}" if match["code"] else match["message"]
        near = behind[:_LINES_BEHIND]
        at = next((found for line in _same_error(near, form) if (found := place.fullmatch(line))), None)
        if at is not None:
            yield _placed(at, message, _source_behind(list(_same_error(behind, form)), int(at["line"])))
            return
        yield BuildError(_short(message, MESSAGE_MAX))
        return
    match = WITHOUT_PLACE.fullmatch(text)
    if match is not None:
        yield BuildError(_short(match["message"], MESSAGE_MAX))


def _same_error(behind: Sequence[str], form: re.Pattern[str]) -> Iterator[str]:
    """Give the lines behind a message up to the next message."""
    for line in behind:
        if form.fullmatch(line.strip()):
            return
        yield line


def _placed(match: re.Match[str], message: str, source: str) -> BuildError:
    column = match.groupdict().get("column")
    return BuildError(
        _short(message, MESSAGE_MAX),
        _short(match["file"].strip(), MESSAGE_MAX),
        int(match["line"]),
        int(column) if column else None,
        _short(source, SOURCE_MAX),
    )


def _source_behind(behind: Sequence[str], number: int) -> str:
    """Return the line of the source with a number, where it is quoted behind a message; empty: it is not."""
    for line in behind:
        quoted = _QUOTED_LINE.fullmatch(line)
        if quoted is not None and int(quoted["number"]) == number:
            return quoted["source"].strip()
    # Zig shows the line without a number; marks below it say that it is one.
    line, marks = (*(text.strip() for text in behind[:2]), "", "")[:2]
    return line if marks and _MARKS.fullmatch(marks) else ""


def _of_json(text: str) -> Iterator[BuildError]:
    """Yield the error of a line of `cargo --message-format=json`, or of `rustc --error-format=json`."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return
    message = told.get("message") if isinstance(told, dict) else None
    # rustc itself has on the outside what cargo puts into an envelope.
    message = told if isinstance(message, str) else message
    if not isinstance(message, dict) or message.get("level") not in {"error", "error: internal compiler error"}:
        return
    code = message.get("code")
    number = code.get("code") if isinstance(code, dict) else None
    words = f"{number}: {message.get('message')}" if number else str(message.get("message"))
    error = BuildError(_short(words, MESSAGE_MAX))
    spans = message.get("spans")
    span = next((one for one in spans if _is_primary(one)), None) if isinstance(spans, list) else None
    yield error if span is None else _at_span(error, span)


def _is_primary(span: Any) -> bool:
    return isinstance(span, dict) and span.get("is_primary") is True and isinstance(span.get("file_name"), str)


def _at_span(error: BuildError, span: dict[str, Any]) -> BuildError:
    texts = span.get("text")
    first = texts[0] if isinstance(texts, list) and texts and isinstance(texts[0], dict) else {}
    return replace(
        error,
        file=_short(span["file_name"], MESSAGE_MAX),
        line=_number(span.get("line_start")),
        column=_number(span.get("column_start")),
        source=_short(str(first.get("text", "")).strip(), SOURCE_MAX),
    )


def _number(value: Any) -> int | None:
    return value if type(value) is int and 0 < value < 10**_NUMBER_MAX else None


def _short(text: str, limit: int) -> str:
    return visible(text, limit=limit)
