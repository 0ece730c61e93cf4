"""What the screen requests of a session beside everything else: benchmarks, cases, fuzzing, journeys; as values."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from workbench.ui.bridge.request import Request, Turn

if TYPE_CHECKING:
    from workbench.errors import WorkbenchError
    from workbench.session.values.fuzz_report import FuzzRequest
    from workbench.session.values.journey_report import JourneySetup
    from workbench.ui.bridge.session_port import SessionLike


class BenchRequested(Request[None]):
    """Measure what calls with a payload cost."""

    function: str
    payload: str
    runs: int

    TURN: ClassVar[Turn] = Turn.BESIDE

    def run(self, session: SessionLike) -> None:
        """Measure it."""
        session.bench.run(self.function, self.payload, runs=self.runs)


class ConformanceRequested(Request[None]):
    """Run the conformance cases of a build."""

    number: int
    """Of its generation."""

    TURN: ClassVar[Turn] = Turn.BESIDE

    def run(self, session: SessionLike) -> None:
        """Run them."""
        session.conformance.run(self.number)


class DriftRequested(Request["WorkbenchError | None"]):
    """Find out what answers depend on beside their payload. The result is why not: its variables have no value."""

    function: str
    payload: str

    TURN: ClassVar[Turn] = Turn.BESIDE

    def run(self, session: SessionLike) -> WorkbenchError | None:
        """Find it out."""
        from workbench.errors import OperatorError  # noqa: PLC0415 - the first frame waits for none of it

        try:
            session.drift.run(self.function, self.payload)
        except OperatorError as error:
            return error.detached()
        return None


class FuzzRequested(Request[None]):
    """Send payloads that nobody thought of."""

    request: FuzzRequest

    TURN: ClassVar[Turn] = Turn.BESIDE

    def run(self, session: SessionLike) -> None:
        """Send them."""
        session.fuzz.run(self.request)


class FuzzCancelRequested(Request[None]):
    """Send no more of them, and keep what was found."""

    TURN: ClassVar[Turn] = Turn.LOOKUP

    def run(self, session: SessionLike) -> None:
        """End it."""
        session.fuzz.cancel()


class JourneyRequested(Request[None]):
    """Take a request through the build that answers, and other plugins beside it."""

    setup: JourneySetup

    TURN: ClassVar[Turn] = Turn.BESIDE

    def run(self, session: SessionLike) -> None:
        """Take it."""
        session.journey.run(self.setup)


class JourneyCancelRequested(Request[None]):
    """End the journey, and keep the steps so far."""

    TURN: ClassVar[Turn] = Turn.LOOKUP

    def run(self, session: SessionLike) -> None:
        """End it."""
        session.journey.cancel()


class BenchCancelRequested(Request[None]):
    """End the benchmark, and keep what was measured."""

    TURN: ClassVar[Turn] = Turn.LOOKUP

    def run(self, session: SessionLike) -> None:
        """End it."""
        session.bench.cancel()
