"""An error in full, and bytes around a place: what was expected, what was found, where, what to do. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench.errors import HostError, OperatorError, WorkbenchError
from workbench.errors.dispatch import DispatchError
from workbench.errors.stack_frame import GuestTrace, TracedError
from workbench.errors.trap_cause import cause_words
from workbench.protocol.dispatch import DispatchOutcome, Stage
from workbench.protocol.explanations.explain import EXPLANATIONS
from workbench.protocol.hints.evidence import Hint
from workbench.protocol.layers import Layer
from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import BLANK, Line, empty_state, facts
from workbench.visible import visible

LABEL_WIDTH = len("expected")
_ONLY_A_TRAP = "a trap; "
TITLE_MAX = 160
"""Characters of what leads that are shown."""
TEXT_MAX = 2_000
"""Characters of one part of an error that are shown."""

_SHAPE = re.compile(r"^(?:(?P<where>.*?)[:,] )??expected (?P<expected>.*?),? found:? (?P<found>.*)$", re.DOTALL)

REFUSED = "refuses the plugin; an earlier build goes on serving"
_CONSEQUENCES = {
    Layer.IDENTITY: "refuses the plugin, runs nothing of it; an earlier build goes on serving",
    Layer.HANDSHAKE: REFUSED,
    Layer.SELF_CHECK: f"{REFUSED}; it logs none of this",
    Layer.RECORD: "keeps no record; its registry stays as it was",
}


def consequence(layer: Layer) -> str:
    """Return what a cc-lb host does when a layer fails."""
    return _CONSEQUENCES.get(layer, "")


def error_lines(
    error: WorkbenchError,
    *,
    host: str = "",
    text: bool = True,
    first: Sequence[tuple[str, str]] = (),
    place: Sequence[Line] = (),
    hints: Sequence[Hint] = (),
    whole: bool = False,
) -> list[Line]:
    """Return an error in full.

    Args:
        error: What happened.
        host: What a cc-lb host would do now; empty when that is no question.
        text: Say what was expected and found; False where that stands above already.
        first: Facts that stand before all others.
        place: Lines that show the place of the fault; they stand behind what was found.
        hints: What to do about the causes that were recognised; empty: what is said of every such error is shown.
        whole: Show every frame of the guest's call stack, those of the toolchain too.
    """
    cause = str(getattr(error, "cause", None) or "")
    trace = error.trace if isinstance(error, TracedError) else None
    said_text, stack = str(error), list[Line]()
    if trace is not None:
        said_text, stack, cause = *_traced(error, trace, cause, whole=whole), ""
    title = lead_of(error)
    lines = [Line(styles.say((f"{styles.FAILED} {title}", f"bold {styles.BAD}")), hang=2)]
    parts = _parts(said_text, cause) if text else []
    if title != error.kind:
        parts = [part for part in parts if part not in {("found", title), ("found", f"a trap: {title}")}]
    if trace is not None:
        # Where in the guest tells more than what a call is expected to do.
        parts = [part for part in parts if part[0] not in ("where", "expected")]
    said = [*first, *parts, ("cause", cause)]
    to_do = [hint.text for hint in hints] or [error.hint or _mending(error.kind)]
    asked = [*(("to do", text) for text in to_do), ("host", host)]
    if isinstance(error, (OperatorError, HostError)) or error.kind == Stage.PANIC.value:
        asked.append(("whose", "yours" if isinstance(error, OperatorError) else "ours: please report it"))
    for pairs, behind in ((said, [*stack, *place]), (asked, ())):
        lines.extend(
            facts((f"  {label:<{LABEL_WIDTH}}", visible(value, limit=TEXT_MAX)) for label, value in pairs if value)
        )
        lines.extend([BLANK, *behind, BLANK] if behind else ())
    return lines


def lead_of(error: WorkbenchError) -> str:
    """Return what leads: the kind; of a failed call what ended it, for its stage is always the same."""
    if not isinstance(error, DispatchError) or error.stage != Stage.PLUGIN_CALL.value:
        return error.kind
    address = None if error.trace is None else error.trace.fault_address
    # What the guest says itself tells more than that it trapped.
    said = error.found if (error.cause or "").startswith(_ONLY_A_TRAP) else cause_words(error.cause, address)
    return visible(((said or error.found).splitlines() or [""])[0], limit=TITLE_MAX) or error.kind


def _traced(error: WorkbenchError, trace: GuestTrace, cause: str, *, whole: bool) -> tuple[str, list[Line]]:
    """Return an error's text without the engine's frames, and the frames as lines."""
    # Few errors have any.
    from workbench.protocol.guest_trace import headline  # noqa: PLC0415
    from workbench.ui.renderers.guest_trace import trace_lines  # noqa: PLC0415

    said = headline(str(error), cause_words(cause, trace.fault_address))
    return said, trace_lines(trace, said=said, whole=whole)


def no_build_lines() -> list[Line]:
    """Return what stands on a sheet that asks the build that answers, where there is none: no key of it can."""
    return empty_state(
        "No build answers, so nothing can be sent.",
        ("e", "explains why"),
        ("^r", "loads the file again"),
        ("0", "opens another plugin"),
    )


def hints_or_mending(hints: tuple[Hint, ...], outcome: DispatchOutcome) -> tuple[Hint, ...]:
    """Return what is to be done about a dispatch that failed: by its causes, else by how its call ended.

    What the book says of the stage `plugin_call` speaks of traps and error texts alike, and one alone came.
    """
    failure = outcome.call.failure if outcome.call is not None else None
    if hints or failure is None or outcome.stage is not Stage.PLUGIN_CALL:
        return hints
    text = _mending(failure.kind.value)
    return (Hint(failure.kind.value, text),) if text else ()


def _mending(kind: str) -> str:
    """Return what the book of explanations says is to be done about an error; empty when it does not know it."""
    known = EXPLANATIONS.get(kind)
    return known.mend if known else ""


def _parts(text: str, cause: str) -> list[tuple[str, str]]:
    """Return the parts of an error's text; the whole when it is not made of `expected …, found …`."""
    parts = _SHAPE.match(text.removesuffix(f" ({cause})"))
    if parts is None:
        return [("", text)]
    return [(name, parts.group(name) or "") for name in ("where", "expected", "found")]


def hex_lines(module: bytes, start: int, end: int, *, width: int, mark: int | None = None) -> list[Line]:
    """Return bytes as rows of offset, digits and characters.

    Args:
        module: The whole file.
        start: The first byte, from the start of the file.
        end: The byte behind the last.
        width: Cells that a row may take; below 74 a row holds eight bytes, else sixteen.
        mark: A byte to point at, or None.
    """
    per_row = 16 if width >= 74 else 8
    lines = []
    for at in range(start, min(end, len(module)), per_row):
        row = module[at : min(at + per_row, end)]
        digits = [f"{byte:02x}" for byte in row]
        here = mark - at if mark is not None and 0 <= mark - at < len(row) else None
        parts: list[styles.Part] = [(f"{at:06x}  ", styles.GREY)]
        for index, pair in enumerate(digits):
            parts.append((pair, f"reverse {styles.BAD}") if index == here else pair)
            parts.append("  " if index == 7 and per_row == 16 else " ")
        used = len(row) * 3 + (1 if len(row) > 7 and per_row == 16 else 0)
        full = per_row * 3 + (1 if per_row == 16 else 0)
        parts.append(" " * (full - used + 1))
        parts.append(("".join(chr(byte) if 0x20 <= byte < 0x7F else "·" for byte in row), styles.GREY))
        lines.append(Line(styles.say(*parts)))
    return lines


def around(module: bytes, offset: int, *, width: int) -> list[Line]:
    """Return the bytes around a place, which is marked; one line when the file ends there."""
    start = max(offset // 16 * 16 - 16, 0)
    lines = hex_lines(module, start, offset + 32, width=width, mark=offset)
    if offset >= len(module):
        lines.append(Line(styles.grey(f"{offset:06x}  the file ends here")))
    return lines
