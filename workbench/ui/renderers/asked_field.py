"""What is said of one field of a request: what is wrong with it, what it means, what it may hold, an example. Pure."""

from __future__ import annotations

import json

from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import BLANK, Line, facts
from workbench.ui.drawing.styles import say, untrusted
from workbench.ui.payload.asked_field import AskedField
from workbench.ui.renderers.problems import full_text

EXAMPLE_LINES_MAX = 40
"""Lines of an example that are shown."""


def lines(asked: AskedField) -> list[Line]:
    """Return the explanation in full."""
    field, shown = asked.field.field, []
    if asked.problem is not None:
        shown += [Line(full_text(asked.problem), hang=2), BLANK]
    title = field.path.removeprefix("$").removeprefix(".") or "the whole request"
    owner = f"   of {field.owner}" if field.owner else ""
    beside = f"{owner}   PROTOCOL.md section {asked.field.section}"
    shown.append(Line(say((untrusted(title), f"bold {styles.ACCENT}"), (beside, styles.GREY)), hang=2))
    shown += facts(
        [
            ("  type", field.type),
            ("  meaning", field.meaning),
            ("  allowed", field.allowed),
            ("  presence", field.presence),
            ("  why", asked.field.why),
            ("  the host", asked.field.host),
            ("  judged by", ", ".join(asked.field.rules)),
        ]
    )
    shown += [BLANK, Line(styles.grey("  example"))]
    example = json.dumps(field.example, indent=2, ensure_ascii=False).split("\n")
    more = [Line(styles.grey("  …"))] if len(example) > EXAMPLE_LINES_MAX else []
    return shown + [Line(say(f"  {line}"), hang=4, is_json=True) for line in example[:EXAMPLE_LINES_MAX]] + more
