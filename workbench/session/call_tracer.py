"""Takes note of what crosses the border to the plugin: each call's request, what the plugin asked, and its answer.

Owns the trace. Batches, timings and searches for fuel are not traced, for they are thousands of the same: who makes
them asks the engine itself. Must not know what a layer or a dispatch is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from workbench.protocol import limits
from workbench.protocol.budgets import Budget
from workbench.protocol.calls import CallOutcome, HostCall, LogOrigin
from workbench.session.ports import Caller, HostPort, InstanceOpened
from workbench.session.values.trace import Direction, TraceMessage, host_call_text

MESSAGES_MAX: Final = 100_000
HEAD_MAX_BYTES: Final = 8_192
HEADS_MAX_BYTES: Final = 48 << 20
"""Of the beginnings of all messages that are kept."""
_STEPS: Final = {limits.HANDSHAKE_EXPORT: "handshake", limits.SELF_CHECK_EXPORT: "self-check"}
LOAD: Final = "load"
"""What lines are bound to that a module wrote while an instance was built."""


class CallTracer:
    """Calls through an engine; `Caller` of the port. Lines that layers log are bound to them on the way."""

    def __init__(
        self,
        engine: Caller,
        clock: Callable[[], float],
        host: HostPort | None = None,
        *,
        head_max_bytes: int = HEAD_MAX_BYTES,
    ) -> None:
        """Trace nothing yet.

        Args:
            engine: Runs the calls.
            clock: Gives unix seconds.
            host: Has the log; None: it cannot be looked at.
            head_max_bytes: How much of the beginning of each message is kept.
        """
        self.generation = 0
        """What is called from now on belongs to this one."""
        self.hide: Callable[[bytes], bytes] = lambda content: content
        """Takes out of a message what nobody keeps."""
        self.close = engine.close
        """Drops a long-lived instance: nothing crosses the border that is worth a trace."""
        self._engine = engine
        self._clock = clock
        self._host = host
        self._head_max_bytes = head_max_bytes
        self._messages: deque[TraceMessage] = deque()
        self._heads_bytes = 0
        self._numbered = 0
        self._shown: tuple[TraceMessage, ...] = ()

    def messages(self) -> tuple[TraceMessage, ...]:
        """Return the last messages, in their order; the same tuple as long as there is no new one."""
        if self._messages and (not self._shown or self._shown[-1].number != self._numbered):
            self._shown = tuple(self._messages)
        return self._shown

    def call_fresh(
        self, module: bytes, budget: Budget, export: str, payload: bytes, *, output_max_bytes: int
    ) -> CallOutcome:
        """Call one export on an instance of its own, which is dropped afterwards."""
        self._sent(export, payload)
        outcome = self._engine.call_fresh(module, budget, export, payload, output_max_bytes=output_max_bytes)
        self._sign(_STEPS.get(export, export))
        return self._answered(export, outcome)

    def call(self, instance: int, export: str, payload: bytes, *, output_max_bytes: int) -> CallOutcome:
        """Call one export on a long-lived instance."""
        self._sent(export, payload)
        return self._answered(export, self._engine.call(instance, export, payload, output_max_bytes=output_max_bytes))

    def open(self, module: bytes, budget: Budget, *, plugin_name: str, config: Mapping[str, str]) -> InstanceOpened:
        """Build an instance that lives until `close`; it crosses no border, but may log."""
        opened = self._engine.open(module, budget, plugin_name=plugin_name, config=config)
        self._sign(LOAD)
        return opened

    def _sign(self, step: str) -> None:
        if self._host is not None:
            self._host.sign_logs(LogOrigin(step, self.generation))

    def _sent(self, export: str, payload: bytes) -> None:
        self._add(Direction.TO_PLUGIN, export, len(payload), payload)

    def _answered(self, export: str, outcome: CallOutcome) -> CallOutcome:
        activity, failure = outcome.activity, outcome.failure
        for call in activity.calls:
            word = "ok" if call.error is None else "error"
            text = host_call_text(call).encode("utf-8", "replace")
            self._add(Direction.TO_HOST, call.function, 0, text, word, call.wall_us or 0, export, self._hidden(call))
        content = outcome.output
        if failure is not None:
            content = (failure.cause or failure.reason).encode("utf-8", "replace")
        word = failure.kind.value if failure is not None else "ok"
        self._add(Direction.FROM_PLUGIN, export, outcome.output_size_bytes, content, word, outcome.wall_us)
        if activity.calls_dropped:
            self._messages[-1] = replace(self._messages[-1], left_out=activity.calls_dropped)
        return outcome

    def _add(
        self,
        direction: Direction,
        name: str,
        size_bytes: int,
        content: bytes,
        outcome: str = "",
        wall_us: int = 0,
        export: str = "",
        host_call: HostCall | None = None,
    ) -> None:
        self._numbered += 1
        head = self.hide(content)[: self._head_max_bytes]
        facts = (self._numbered, self._clock(), self.generation, direction, name, size_bytes, head, outcome, wall_us)
        self._messages.append(TraceMessage(*facts, export, host_call))
        self._heads_bytes += len(head)
        while len(self._messages) > MESSAGES_MAX or self._heads_bytes > HEADS_MAX_BYTES:
            self._heads_bytes -= len(self._messages.popleft().head)

    def _hidden(self, call: HostCall) -> HostCall:
        """Return a call without what nobody keeps."""

        def hide(text: str) -> str:
            return self.hide(text.encode("utf-8", "replace")).decode("utf-8", "replace")

        return replace(
            call,
            arguments=tuple(map(hide, call.arguments)),
            result=None if call.result is None else hide(call.result),
            error=None if call.error is None else hide(call.error),
        )
