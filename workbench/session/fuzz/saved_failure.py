"""A failure that fuzzing found, as a saved payload with what is expected of it from now on. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass

from workbench.protocol.fuzzing.chances import seed_text
from workbench.protocol.payload_text.variables import literal
from workbench.session.values.fuzz_report import FuzzFailure
from workbench.session.values.saved_payload import SavedName


@dataclass(frozen=True, slots=True)
class SavedFailure:
    """What is written."""

    at: SavedName
    """Named by its text, so that the same failure, found again, is the same file."""
    text: str
    expectation: bytes


def saved_failure(function: str, failure: FuzzFailure, seed: str, variables: Collection[str] = ()) -> SavedFailure:
    """Return what is written of a failure: its smallest payload, and that it has to be answered well.

    Args:
        function: The wire function.
        failure: What was found.
        seed: It was found by.
        variables: Names that stand in the payload for secret values; any other `${` in it is a text like others.
    """
    name = "fuzz-" + hashlib.sha256(failure.shrunk.encode()).hexdigest()[:8]
    text = literal(json.dumps(json.loads(failure.shrunk), indent=2, ensure_ascii=False), variables) + "\n"
    ending = failure.ending
    where = f" in {ending.place}" if ending.place else ""
    found = f"{ending.stage or ending.effect.value}: {ending.cause}{where}"
    notes = f"found by fuzz, seed {seed_text(seed)}, payload {failure.number}: {found}"
    expectation = {"outcome": "ok", "effect": "used", "notes": notes}
    content = json.dumps(expectation, indent=2, ensure_ascii=False).encode() + b"\n"
    return SavedFailure(SavedName(function, name), text, content)
