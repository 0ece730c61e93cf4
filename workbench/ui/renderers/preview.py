"""A payload as it is sent: what each variable becomes, then the whole. Pure; a secret value stands nowhere in it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from textual.content import Content

from workbench.protocol.payload_text.secrets import Masker
from workbench.protocol.payload_text.variables import VariableUse, variable_uses
from workbench.session.payloads.expansion import VariableProblem, problems_in, shown
from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import BLANK, Line, facts, json_lines
from workbench.ui.drawing.styles import grey, say, untrusted

if TYPE_CHECKING:
    from workbench.session.values.variable_values import KnownVariables

LISTED_MAX = 100
"""Variables that are listed."""


class Preview:
    """What is shown of one payload."""

    def __init__(self, function: str, text: str, known: KnownVariables) -> None:
        self.function = function
        self.known = known
        self._text = text

    @cached_property
    def shown(self) -> str:
        """The payload as it is sent, with names in the place of secret values."""
        return shown(self._text, self.known)

    @cached_property
    def uses(self) -> list[VariableUse]:
        """Its variables, in the order of the text."""
        return list(variable_uses(self._text))

    @cached_property
    def problems(self) -> list[VariableProblem]:
        """What keeps it from being sent; while the environment cannot be read, nothing is said of single names."""
        found = problems_in(self._text, self.function, self.known)
        return [one for one in found if self.known.error is None or not one.use.name]

    @cached_property
    def masker(self) -> Masker:
        """Takes secret values out of texts."""
        return Masker(self.known.secrets({use.name for use in self.uses if use.name}))


def lines(preview: Preview, width: int) -> list[Line]:
    """Return everything; JSON is laid out for `width` cells."""
    drawn = [Line(_title(preview)), BLANK]
    if preview.known.error is not None:
        drawn += [Line(say((f"{styles.FAILED} ", styles.BAD), untrusted(str(preview.known.error))), hang=2), BLANK]
    for problem in preview.problems[:LISTED_MAX]:
        drawn.append(Line(say((f"{styles.FAILED} ", styles.BAD), untrusted(str(problem.error))), hang=2))
    if preview.problems:
        drawn.append(BLANK)
    listed = list(facts(_values(preview)))
    return [*drawn, *listed, *([BLANK] if listed else []), *json_lines(preview.shown, width=width)]


def _title(preview: Preview) -> Content:
    if preview.problems or preview.known.error is not None:
        return say(("Nothing is sent: ", styles.BAD), "variables have no value.")
    if not preview.uses:
        return say(f"{preview.function} gets the payload as it stands: ", "it has no variables.")
    return say(f"{preview.function} gets the payload with ", f"{styles.count(len(preview.uses), 'variable')} replaced.")


def _values(preview: Preview) -> Iterator[tuple[str, Content]]:
    """Yield each variable that has a value once, with where that comes from."""
    values, seen = preview.known.values, set[str]()
    without = {problem.use for problem in preview.problems}
    for use in preview.uses:
        if use in without:
            continue
        if use.name in values.secret:
            label, value = use.name, grey("secret value of the environment, not shown")
        elif use.name in values.plain:
            plain = preview.masker.text(values.plain[use.name])
            label, value = use.name, say(untrusted(plain, 200), ("   of [variables]", styles.GREY))
        elif use.response is not None:
            label, value = str(use.response)[2:-1], grey("of the last good answer in this run")
        else:
            continue
        if label not in seen and len(seen) < LISTED_MAX:
            seen.add(label)
            yield f"  {untrusted(label, 80)}", value
