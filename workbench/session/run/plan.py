"""Which saved payloads are sent, and in which order: each behind those whose answers it needs.

All that can be known to be wrong is found here, before anything is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from graphlib import CycleError, TopologicalSorter
from pathlib import Path, PurePath
from typing import Final

from workbench.errors import OperatorError
from workbench.errors.documents import DocumentsInCircle, DocumentUnknown, ExpectationInvalid, InvalidDocuments
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.payload_text.expectation import NOTHING_SAID, read_expectation
from workbench.protocol.payload_text.variables import ResponseReference, variables_of
from workbench.session.values.run_report import RunDocument, RunPlan
from workbench.session.values.saved_payload import FileVersion, SavedName, SavedPayload, UnreadablePayload
from workbench.session.values.variable_values import VariableValues

Read = Callable[[SavedName], SavedPayload | UnreadablePayload]
"""Returns a saved payload; one that cannot be read fails those alone that need its answer. Raises
DocumentUnknown, DocumentNameInvalid and FileDamaged."""
Named = Callable[[str], tuple[SavedName, ...]]
"""Returns the saved payloads of a function, by name."""

_FUNCTIONS: Final = tuple(WIRE_FUNCTIONS)


def plan_run(
    chosen: Iterable[SavedPayload | UnreadablePayload], read: Read, named: Named, values: VariableValues
) -> RunPlan:
    """Return the plan of a run, with the payloads that the chosen ones need the answers of.

    Args:
        chosen: What is to be sent.
        read: Reads a payload of the project.
        named: Lists those of a function.
        values: What variables stand for.

    Raises:
        InvalidDocuments: Variables without a value, expectations that cannot be, payloads that are not there; all.
        DocumentsInCircle: Payloads wait for each other.
    """
    planning = _Planning(read, named, values)
    for saved in chosen:
        planning.add(saved)
    planning.add_needed()
    if planning.problems:
        raise InvalidDocuments(tuple(planning.problems))
    return planning.plan()


class _Planning:
    def __init__(self, read: Read, named: Named, values: VariableValues) -> None:
        self._read = read
        self._named = named
        self._values = values
        self._known = values.known
        self._documents: dict[PurePath, RunDocument] = {}
        self._by_name: dict[SavedName, PurePath] = {}
        self._needs: dict[PurePath, tuple[PurePath, ...]] = {}
        self.problems: list[OperatorError] = []

    def add(self, saved: SavedPayload | UnreadablePayload) -> None:
        """Take in one payload, unless it is there already."""
        path = _path(saved)
        if path in self._documents:
            return
        if isinstance(saved, UnreadablePayload):
            nothing = SavedPayload(saved.at, saved.path, "", FileVersion())
            self._documents[path] = RunDocument(nothing, error=saved.error)
            self._by_name.setdefault(saved.at, path)
            return
        variables, problems = variables_of(saved.text, saved.path, self._known)
        self.problems += problems
        expectation = NOTHING_SAID
        if saved.expectation is not None:
            try:
                expectation = read_expectation(saved.expectation, saved.expectation_path)
            except ExpectationInvalid as error:
                self.problems.append(error)
        self._documents[path] = RunDocument(saved, expectation, variables)
        self._by_name.setdefault(saved.at, path)

    def add_needed(self) -> None:
        """Take in what the payloads need the answers of, and what those need."""
        waiting = list(self._documents)
        while waiting:
            path = waiting.pop()
            if path in self._needs:
                continue
            needed = dict.fromkeys(
                one for reference in self._documents[path].variables.responses for one in self._meant(path, reference)
            )
            self._needs[path] = tuple(needed)
            waiting += needed

    def _meant(self, path: PurePath, reference: ResponseReference) -> tuple[PurePath, ...]:
        """Return the payloads whose answers a reference may mean."""
        at = self._documents[path].at
        if reference.name:
            names: tuple[SavedName, ...] = (SavedName(reference.function, reference.name),)
        else:
            names = tuple(name for name in self._named(reference.function) if name != at)
            if not names:
                self.problems.append(
                    DocumentUnknown(reference.function, "", f"{self._documents[path].saved.path}, {reference}", None)
                )
        found = (self._place(name) for name in names)
        return tuple(one for one in found if one is not None)

    def _place(self, name: SavedName) -> PurePath | None:
        """Return the path of a payload, which is taken in; None: it cannot be read, and that is a problem."""
        if name not in self._by_name:
            try:
                self.add(self._read(name))
            except OperatorError as error:
                self.problems.append(error)
        return self._by_name.get(name)

    def plan(self) -> RunPlan:
        """Return everything in order. Raises DocumentsInCircle."""
        in_order = sorted(self._documents, key=lambda path: _rank(self._documents[path].at))
        sorter = TopologicalSorter({path: self._needs.get(path, ()) for path in in_order})
        try:
            order = list(sorter.static_order())
        except CycleError as error:
            # Each node of the circle is needed by the next one.
            circle = tuple(str(self._documents[path].at) for path in reversed(error.args[1]))
            raise DocumentsInCircle(circle) from error
        place = {path: at for at, path in enumerate(order)}
        used = {name for document in self._documents.values() for name in document.variables.names}
        return RunPlan(
            tuple(self._documents[path] for path in order),
            self._known,
            self._values.hidden(used),
            {path: tuple(sorted(needed, key=place.__getitem__)) for path, needed in self._needs.items()},
        )


def _path(saved: SavedPayload | UnreadablePayload) -> PurePath:
    """Return what tells a payload from all others: two ways to one file are one payload."""
    return Path(saved.path).absolute()


def _rank(at: SavedName) -> tuple[int, str]:
    return _FUNCTIONS.index(at.function), at.name
