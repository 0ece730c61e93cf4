"""What the build command wrote, in its colours, and how it ended. Pure.

The lines come tamed: a terminal would obey nothing in them but SGR. Here even those become styles of the theme.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from textual.content import Content, Span

from workbench.session.values.state import BuildState, SessionState
from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import BLANK, Line, empty_state
from workbench.ui.drawing.styles import grey, say
from workbench.visible import visible

_SGR = re.compile("\x1b\\[([0-9;:]*)m")
_COLOURS = {
    0: "$foreground-muted",
    1: "$text-error",
    2: "$text-success",
    3: "$text-warning",
    4: "$text-primary",
    5: "$text-secondary",
    6: "$text-accent",
    7: "$foreground",
}
"""By the number of the colour on a terminal: in the theme's own, which can be read on its ground."""
_WEIGHTS = {1: "bold", 2: "dim", 3: "italic", 4: "underline", 7: "reverse", 9: "strike"}
_ENDS = {22: ("bold", "dim"), 23: ("italic",), 24: ("underline",), 27: ("reverse",), 29: ("strike",)}


def coloured_line(text: str) -> Content:
    """Return a line with its SGR sequences as styles; whatever else a terminal would obey becomes visible."""
    plain: list[str] = []
    spans: list[Span] = []
    weights: list[str] = []
    colour = ""
    length = position = 0
    for found in [*_SGR.finditer(text), None]:
        piece = visible(text[position : found.start() if found else len(text)], limit=8_192)
        style = " ".join([*weights, colour]).strip()
        if piece and style:
            spans.append(Span(length, length + len(piece), style))
        plain.append(piece)
        length += len(piece)
        if found is not None:
            position = found.end()
            weights, colour = _after(found.group(1), weights, colour)
    return Content("".join(plain), spans=spans)


def _after(parameters: str, weights: list[str], colour: str) -> tuple[list[str], str]:
    numbers = iter([int(part) if part.isdigit() else 0 for part in re.split("[;:]", parameters)])
    for number in numbers:
        if number == 0:
            weights, colour = [], ""
        elif number in _WEIGHTS:
            weights = [*(weight for weight in weights if weight != _WEIGHTS[number]), _WEIGHTS[number]]
        elif number in _ENDS:
            weights = [weight for weight in weights if weight not in _ENDS[number]]
        elif 30 <= number <= 37 or 90 <= number <= 97:
            colour = _COLOURS[number % 10]
        elif number == 39:
            colour = ""
        elif number in (38, 48, 58):
            wide = _wide_colour(numbers)
            colour = wide if number == 38 else colour
    return weights, colour


def _wide_colour(numbers: Iterator[int]) -> str:
    """Return the colour of `38;5;N` or `38;2;R;G;B`, taking its numbers."""
    form = next(numbers, 0)
    if form == 2:
        red, green, blue = (min(next(numbers, 0), 255) for _ in range(3))
        return f"rgb({red},{green},{blue})"
    index = min(next(numbers, 0), 255)
    if index < 16:
        return _COLOURS[index % 8]
    if index >= 232:
        level = 8 + (index - 232) * 10
        return f"rgb({level},{level},{level})"
    steps = [(index - 16) // 36, (index - 16) // 6 % 6, (index - 16) % 6]
    red, green, blue = (55 + step * 40 if step else 0 for step in steps)
    return f"rgb({red},{green},{blue})"


def headline(state: SessionState) -> Content:
    """Return the command, and how its last run ended."""
    build = state.build
    if build.command is None:
        return grey("no build command")
    notes = [say((f"! {visible(one.text, limit=200)}", styles.WARN)) for one in state.notes if one.source == "sources"]
    return styles.joined([_standing(build), grey(visible(build.command, limit=200)), *notes])


def _standing(build: BuildState) -> Content:
    if build.running:
        causes = ", ".join(visible(cause, limit=60) for cause in build.causes[:3])
        return say(
            (f"{styles.RUNNING} building", f"bold {styles.ACCENT}"), (f"  {causes}" if causes else "", styles.GREY)
        )
    if not build.number:
        return grey(f"{styles.NOTHING} not run yet")
    if build.failed:
        return say((f"{styles.FAILED} {visible(build.sentence)}", f"bold {styles.BAD}"))
    return say((f"{styles.OK} {visible(build.sentence) or 'passed'}", styles.GOOD))


def lines(state: SessionState) -> list[Line]:
    """Return what the build wrote."""
    if state.build.command is None:
        shown = empty_state("There is no build command; only the plugin file is watched.")
        return [*shown, Line(grey("  Set one with --build COMMAND, or under [build] in workbench.toml."))]
    if not state.build.lines:
        return [BLANK, Line(grey("The build wrote nothing." if state.build.number else "No build has run yet."))]
    return [Line(coloured_line(line), hang=2) for line in state.build.lines]
