"""Where hostile plugins meet a session with the real engine: what became of each, and what memory it needed.

How long each takes is a figure: `python -m tests.benchmarks.survival` prints it.
"""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from tests.hostile.plugins import SHAPE, Bound, Hostile, plugin
from workbench.engine.client.engine_client import EngineClient
from workbench.engine.client.launch import resident_bytes
from workbench.errors import WorkbenchError
from workbench.protocol.budgets import SERVING, STRICT, Imports, adjusted
from workbench.protocol.host_functions import HostSnapshot
from workbench.protocol.wire.encode import compact
from workbench.protocol.wire.samples import request_sample
from workbench.session.session import Session
from workbench.session.values.settings import Settings

COMPILE_LIMIT_MS: Final = 500
RESIDENT_LIMIT_BYTES: Final = 512 << 20
"""Less than the default, so that a flood of memory ends sooner."""
SERVING_WALL_MS: Final = 200
ABOVE_BUDGET_MAX_S: Final = 1.5
TREE_MAX_BYTES: Final = 1_500_000_000
SAMPLE_INTERVAL_S: Final = 0.01
PAYLOAD: Final = compact(request_sample(SHAPE))


@dataclass(frozen=True)
class Met:
    """What became of one plugin."""

    layer: str
    """The layer that failed; empty: none."""
    kind: str
    text: str
    tree_bytes: int
    """The most that our process and its children held at once."""
    good_again: bool
    """The next good plugin loaded and answered."""


class Arena:
    """One engine for all, and a session for each choice of settings."""

    def __init__(
        self,
        *,
        compile_limit_ms: int = COMPILE_LIMIT_MS,
        resident_limit_bytes: int = RESIDENT_LIMIT_BYTES,
        cache: Path | None = None,
    ) -> None:
        self.engine = EngineClient(
            compile_limit_ms=compile_limit_ms, resident_limit_bytes=resident_limit_bytes, compile_cache_dir=cache
        )
        self.good = plugin()
        self._sessions: dict[str, Session] = {}

    def meet(self, hostile: Hostile) -> Met:
        """Let one in, and a good one after it."""
        session, module = self._session(settings(hostile)), hostile.build()
        self.engine.host.restore(HostSnapshot())
        with TreeSize() as tree:
            error, layer = loaded(session, module)
            if error is None:
                error, layer = dispatched(session)
        good_again = loaded(session, self.good)[0] is None and dispatched(session)[0] is None
        kind, text = (error.kind, str(error)) if error else ("", "")
        return Met(layer if error else "", kind, text, tree.most_bytes, good_again)

    def _session(self, wanted: Settings) -> Session:
        return self._sessions.setdefault(
            repr(wanted),
            Session(self.engine, wanted, clock=time.time, on_change=lambda state: None, host=self.engine.host),
        )

    def close(self) -> None:
        """End the engine."""
        self.engine.shutdown()


def budget_s(hostile: Hostile, compile_limit_ms: int) -> float:
    """Return what a plugin may take."""
    wanted = settings(hostile)
    limits_ms = {
        Bound.BYTES: 0,
        Bound.COMPILE: compile_limit_ms,
        Bound.STRICT: wanted.strict.wall_ms,
        Bound.SERVING: wanted.budget.wall_ms,
    }
    return limits_ms[hostile.bound] / 1_000


def loaded(session: Session, module: bytes) -> tuple[WorkbenchError | None, str]:
    """Load a plugin; return the error and the layer that failed, or nothing."""
    session.load("plugin.wasm", module, forced=True)
    assert session.state.error is None
    newest = session.state.newest
    failed = newest.failed_layer if newest else None
    return (failed.error, failed.layer.value) if failed else (None, "")


def dispatched(session: Session) -> tuple[WorkbenchError | None, str]:
    """Call the build that answers; return the error, if there is one, and the layer."""
    return session.dispatch(SHAPE, PAYLOAD).outcome.error, "dispatch"


def settings(hostile: Hostile | None = None) -> Settings:
    """Return what a plugin is loaded and called under."""
    changes = hostile.budgets if hostile else {}
    serving = replace(SERVING, wall_ms=SERVING_WALL_MS)
    return Settings(
        strict=adjusted(STRICT, changes["strict"]) if "strict" in changes else STRICT,
        budget=adjusted(serving, changes.get("serving", {})),
        imports=Imports.TRAP if hostile and hostile.trapping else Imports.REFERENCE,
        redispatch=False,
    )


class TreeSize:
    """Watches the resident size of our process and its children."""

    def __init__(self) -> None:
        self.most_bytes = 0
        self._done = threading.Event()
        self._watching = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> TreeSize:
        self._watching.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._watching.join()

    def _watch(self) -> None:
        while True:
            self.most_bytes = max(self.most_bytes, tree_bytes())
            if self._done.wait(SAMPLE_INTERVAL_S):
                return


def tree_bytes() -> int:
    """Return the resident size of our process and all that it started; 0 where there is no /proc."""
    return sum(map(resident_bytes, (os.getpid(), *descendants(os.getpid()))))


def descendants(pid: int) -> list[int]:
    """Return the processes that one started, and those that they started."""
    found: list[int] = []
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                found += [child, *descendants(child)]
    except OSError:
        return found
    return found
