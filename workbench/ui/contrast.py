"""How well the colours of a theme are read: the contrast of each pair of text and ground that the screen uses. Pure.

The figures are those of WCAG 2: the ratio of two relative luminances, from 1 to 21. Colours that the terminal chooses
(ANSI) have none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from textual.color import Color, ColorParseError

READABLE: Final = 4.5
"""AA for text of usual size."""
READABLE_BY_ALL: Final = 7.0
"""AAA."""
SEEN: Final = 3.0
"""AA for what is no text: the frame of the part that has the focus."""
GROUNDS: Final = ("background", "panel", "surface")
TEXTS: Final = (
    "foreground",
    "foreground-muted",
    "text-primary",
    "text-secondary",
    "text-accent",
    "text-success",
    "text-warning",
    "text-error",
)
CURSORS: Final = (
    ("block-cursor-foreground", "block-cursor-background"),
    ("block-cursor-blurred-foreground", "block-cursor-blurred-background"),
)
MARKS: Final = (
    ("text-error", "error-muted"),
    ("text-success", "success-muted"),
    ("foreground", "input-selection-background"),
    ("foreground", "screen-selection-background"),
)
PAIRS: Final = (*((text, ground) for text in TEXTS for ground in GROUNDS), *CURSORS, *MARKS)
"""Text, and what it stands on."""


@dataclass(frozen=True, slots=True)
class WeakPair:
    """A text that is hard to read on its ground."""

    text: str
    ground: str
    ratio: float

    def __str__(self) -> str:
        return f"{self.text} on {self.ground}: contrast {self.ratio:.1f}"


def weak_pairs(variables: Mapping[str, str], least: float = READABLE) -> list[WeakPair]:
    """Return the pairs of a theme whose contrast is below `least`, the worst first."""
    found = (WeakPair(text, ground, ratio) for text, ground, ratio in _ratios(variables) if ratio < least)
    return sorted(found, key=lambda pair: pair.ratio)


def readable(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the colours of a theme that have to be changed, each as near to its own as can be read.

    A text is changed where it stands on the theme's grounds or under a cursor; where it is marked, the mark is. The
    frame of what has the focus takes the colour of its title where it is as faint as the others.
    """
    found = {name: colour for name in variables if (colour := _colour(variables, name)) is not None}
    own = dict(found)
    if not found.keys() >= {*GROUNDS, *TEXTS}:
        return {}
    for text in TEXTS:
        found[text] = _moved(found[text], [found[ground] for ground in GROUNDS], _END)
    for text, ground in CURSORS:
        if text in found and ground in found:
            found[text] = _moved(found[text], [_opaque(found[ground], found["background"])], _END)
    for text, ground in MARKS:
        if ground in found:
            mark = _opaque(found[ground], found["background"])
            found[ground] = _moved(mark, [found[text]], (found["background"],))
    if "border" in found and _ratio(_opaque(found["border"], own["background"]), own["background"]) < SEEN:
        found["border"] = found["text-primary"]
    return {name: colour.hex for name, colour in found.items() if colour != own[name]}


_END: Final = (Color(0, 0, 0), Color(255, 255, 255))


def _opaque(colour: Color, ground: Color) -> Color:
    return ground.blend(colour, colour.a, alpha=1)


def _moved(colour: Color, others: Sequence[Color], towards: Sequence[Color]) -> Color:
    """Return a colour, moved towards one of some others as little as is needed to be read with all of `others`."""
    colour = _opaque(colour, others[0])

    def least(one: Color) -> float:
        return min(_ratio(one, other) for other in others)

    far = max(towards, key=least)
    steps = (colour.blend(far, step / 20, alpha=1) for step in range(21))
    return next((one for one in steps if least(one) >= READABLE), far)


def _ratios(variables: Mapping[str, str]) -> Iterator[tuple[str, str, float]]:
    background = _colour(variables, "background")
    for text, ground in PAIRS:
        ink, on = _colour(variables, text), _colour(variables, ground)
        if ink is not None and on is not None and background is not None:
            on = _opaque(on, background)
            yield text, ground, _ratio(_opaque(ink, on), on)


def _colour(variables: Mapping[str, str], name: str) -> Color | None:
    """Return a colour; None for one that is chosen later, by the terminal or by what it stands on."""
    try:
        colour = Color.parse(variables.get(name, ""))
    except ColorParseError:
        return None
    return None if colour.ansi is not None else colour


def _ratio(one: Color, other: Color) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Color) -> float:
    red, green, blue = (_linear(part / 255) for part in colour.rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
