"""Makes docs/errors.md of the explanations: every name that a verdict may carry, by the place where it is met."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from workbench.protocol.explanations.explain import EXPLANATIONS, Explanation

HEAD: Final = """# Errors

Every name that a verdict or an error of the workbench may carry: what must hold, why, and what to do. Search this page
for the name that you see. `workbench explain` says the same in the terminal, and `e` on the screen, where it also shows
what was expected and found:

```sh
workbench explain DowngradeAttempt
workbench explain  # lists all names
```

How to read a rejection, with a real one for each layer: [rejections.md](rejections.md). This page is made of the
explanations, by `python -m tests.generated`.
"""
SECTIONS: Final = {
    "Layer 1: identity": ("L1",),
    "Layer 2: handshake": ("L2", "L2 and L3"),
    "Layer 3: self-check": ("L3", "L3 and L4"),
    "Layer 4: record": ("L4", "registry"),
    "Layer 5: dispatch": ("L5",),
    "How a call ended": ("call",),
    "What a host does with an answer": ("host effect", "warning"),
    "Static checks and conformance": ("static check", "conformance"),
    "Imports, capabilities and other hazards": ("audit", "hazard"),
    "The host's own messages and stages": ("host", "host stage"),
    "Saved payloads": ("saved payloads",),
    "The workbench": ("workbench",),
}
"""The layers of the explanations by the heading that they stand under."""


def errors_page() -> str:
    """Return `docs/errors.md`."""
    return HEAD + "".join(_lines())


def _lines() -> Iterator[str]:
    for heading, layers in SECTIONS.items():
        yield f"\n## {heading}\n"
        for one in EXPLANATIONS.values():
            if one.layer in layers:
                yield _entry(one)


def _entry(one: Explanation) -> str:
    section = "" if one.section is None else f" (section {one.section} of the protocol)"
    return (
        f"\n### {one.kind}\n\n{_escaped(one.rule)}{section}\n\n"
        f"- Why: {_escaped(one.why)}\n- To do: {_escaped(one.mend)}\n"
    )


def _escaped(text: str) -> str:
    """Return a text in which Markdown finds nothing of its own."""
    return re.sub(r"[*\[]|(?<!\w)_", r"\\\g<0>", text).replace("<", "&lt;")
