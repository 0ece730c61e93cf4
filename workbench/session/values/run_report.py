"""Saved payloads that were sent as tests, and what came of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from workbench.errors import HostError, OperatorError, WorkbenchError
from workbench.protocol.payload_text.expectation import NOTHING_SAID, Expectation
from workbench.protocol.payload_text.variables import NO_VARIABLES, Variables
from workbench.session.values.dispatch_record import DispatchRecord
from workbench.session.values.json_difference import JsonDifference
from workbench.session.values.saved_payload import SavedName, SavedPayload


@dataclass(frozen=True, slots=True)
class RunDocument:
    """A saved payload of which all is known that has to be before it is sent."""

    saved: SavedPayload
    expectation: Expectation = NOTHING_SAID
    variables: Variables = NO_VARIABLES
    error: OperatorError | None = None
    """Why it cannot be read; None: it was."""

    @property
    def at(self) -> SavedName:
        """Its name."""
        return self.saved.at


@dataclass(frozen=True, slots=True)
class RunPlan:
    """Saved payloads in the order in which they are sent: each behind those whose answers it needs."""

    documents: tuple[RunDocument, ...]
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What variables stand for, by name."""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Those of them that are kept as `${NAME}`."""
    needed: Mapping[PurePath, tuple[PurePath, ...]] = field(default_factory=dict)
    """Whose answers a payload needs, by the paths of both, in the order in which they are sent."""


@dataclass(frozen=True, slots=True)
class RunCase:
    """What came of one saved payload. Secrets of the environment are taken out."""

    document: RunDocument
    record: DispatchRecord | None
    """None: it could not be sent, and `error` says why."""
    differences: tuple[JsonDifference, ...] = ()
    """Between what is expected (before) and what was found (after). Pointers lead into the answer; beside it stand
    `/@outcome`, `/@stage` and `/@effect`."""
    error: WorkbenchError | None = None
    """What the dispatch says, or why nothing could be sent; None: the dispatch is ok."""

    @property
    def passed(self) -> bool:
        """Whether all is as expected. Without a verdict nothing is."""
        return self.record is not None and not self.differences and not isinstance(self.error, HostError)

    @property
    def wall_us(self) -> int:
        """Of the call alone; 0: nothing was called."""
        call = self.record.outcome.call if self.record is not None else None
        return call.wall_us if call is not None else 0


@dataclass(frozen=True, slots=True)
class RunReport:
    """All cases, in the order in which they were sent."""

    cases: tuple[RunCase, ...]

    @property
    def passed(self) -> bool:
        """Whether each did."""
        return all(case.passed for case in self.cases)

    @property
    def error(self) -> WorkbenchError | None:
        """What a failed run is to be blamed on: an error of ours first, else that of a case; None: of none."""
        failed = [case.error for case in self.cases if not case.passed and case.error is not None]
        ours = [error for error in failed if isinstance(error, HostError)]
        return next(iter(ours or failed), None)
