"""Adds the places in the author's source to the call stacks that the child reports.

Owns: which modules' debug information is kept read. It is read in our process, after a failure: no call that succeeds
pays for it, and the engine's own words, by which verdicts are made, stay as they are.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from workbench.errors.stack_frame import GuestTrace, StackFrame
from workbench.protocol.calls import CallOutcome

if TYPE_CHECKING:
    from workbench.engine.client.connection import Module
    from workbench.protocol.debug_info.source_map import SourceMap

KEPT_MAX: Final = 2
"""Modules whose debug information is kept: two builds may be called in turns."""


class SourcePlaces:
    """The debug information of the modules that failed last."""

    def __init__(self, source_paths: Mapping[str, str] | None = None) -> None:
        """Know nothing yet. `source_paths`: beginnings of paths as modules name them, and what takes their place."""
        # The longest first: it tells most.
        self._replaced = sorted((source_paths or {}).items(), key=lambda pair: len(pair[0]), reverse=True)
        self._maps: OrderedDict[str, SourceMap] = OrderedDict()

    def added_to(self, outcome: CallOutcome, module: Module | None) -> CallOutcome:
        """Return an outcome whose call stack has places and the guest's own words; any other one as it is."""
        failure = outcome.failure
        if failure is None or failure.trace is None or module is None:
            return outcome
        # Only a failure needs these.
        from workbench.protocol.guest_trace import panic_of  # noqa: PLC0415

        frames = self._here(self._map(module).located(failure.trace.frames))
        panic = failure.trace.panic or panic_of(outcome.activity.logs)
        return replace(outcome, failure=replace(failure, trace=replace(failure.trace, frames=frames, panic=panic)))

    def of_dump(self, dump: bytes, module: Module) -> GuestTrace | None:
        """Return the call stack of a core dump; None: it has none that can be read."""
        from workbench.protocol.coredump import stack_of  # noqa: PLC0415 - as above

        source = self._map(module)
        frames = self._here(source.located([source.frame_in_body(*place) for place in stack_of(dump)]))
        return GuestTrace(frames) if frames else None

    def _here(self, frames: tuple[StackFrame, ...]) -> tuple[StackFrame, ...]:
        """Return frames with the paths that hold on this machine."""
        return tuple(self._moved(frame) for frame in frames) if self._replaced else frames

    def _moved(self, frame: StackFrame) -> StackFrame:
        file = frame.file
        for beginning, here in self._replaced:
            if file is not None and f"{file}/".startswith(f"{beginning.rstrip('/')}/"):
                rest = file[len(beginning.rstrip("/")) :]
                return replace(frame, file=f"{here.rstrip('/')}{rest}" if here.strip("/") else rest or "/")
        return frame

    def _map(self, module: Module) -> SourceMap:
        found = self._maps.pop(module.sha256, None)
        if found is None:
            from workbench.protocol.debug_info.source_map import SourceMap  # noqa: PLC0415 - as above

            found = SourceMap(module.content)
        self._maps[module.sha256] = found
        while len(self._maps) > KEPT_MAX:
            self._maps.popitem(last=False)
        return found
