"""Which saved payloads are meant, by paths, patterns or names, and in which order they are sent.

Reads files of the project; the library and the command line call it. Starts no engine.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from workbench.compose import payload_files, variable_values
from workbench.errors.documents import DocumentUnknown, InvalidDocuments
from workbench.errors.operator import FileDamaged, FileUnreadable
from workbench.project import ResolvedSettings, bounds_of_named, project_folder, working_folder
from workbench.protocol.payload_text.names import EXPECTATION_SUFFIX, PAYLOAD_SUFFIX
from workbench.session.run.plan import plan_run
from workbench.session.values.run_report import RunPlan
from workbench.session.values.saved_payload import SavedName, SavedPayload, UnreadablePayload
from workbench.store.bounded_files import BoundedFiles
from workbench.store.payload_files import PayloadFiles, payloads_under, read_payload

_PATTERN_SIGNS: Final = frozenset("*?[")
_FORM: Final = "FUNCTION/NAME.json in a folder of payloads"


def planned_call(function: str, name: str, resolved: ResolvedSettings) -> RunPlan:
    """Return the plan for one saved payload, the last, and those whose answers it needs.

    What is expected of any of them plays no part.

    Raises:
        DocumentUnknown, DocumentNameInvalid, FileUnreadable, FileDamaged: It cannot be read.
        InvalidDocuments, VariableInvalid, DocumentsInCircle: Its variables have no value.
    """
    files = payload_files(resolved)

    def read(at: SavedName) -> SavedPayload:
        return replace(files.read(at), expectation=None)

    values = variable_values(resolved, files)
    at = SavedName(function, name.removesuffix(PAYLOAD_SUFFIX))
    return plan_run([read(at)], read, _Named(files), values)


def planned_run(paths: Sequence[str], resolved: ResolvedSettings) -> RunPlan:
    """Return the plan of a run over files, folders and patterns; without any over the payload folder.

    Raises:
        FileDamaged: A path leads to no payload.
        FileUnreadable: A file is missing, or a folder cannot be listed.
        InvalidDocuments, DocumentsInCircle: They cannot be sent as they are.
    """
    files = payload_files(resolved)
    if paths:
        starts = (project_folder(resolved), working_folder(), files.folder)
        found = dict(one for given in paths for one in _files_of(starts, given))
        bounds = {named: BoundedFiles(bounds_of_named(resolved, named)) for named in dict.fromkeys(found.values())}
        chosen = [_read(path, bounds[named]) for path, named in found.items()]
        folders = {path.parent.parent: named for path, named in found.items()}
        beside = [PayloadFiles(one, bounds=bounds_of_named(resolved, named)) for one, named in folders.items()]
    else:
        chosen, beside = [_read(files.place(at), files.bounds) for at in _all(files)], []
    places = (*beside, files)
    return plan_run(chosen, lambda at: _read_named(places, at), _Named(*places), variable_values(resolved, files))


def _read_named(places: Sequence[PayloadFiles], at: SavedName) -> SavedPayload | UnreadablePayload:
    """Return the payload of a name: one beside those that were chosen, else the project's.

    Raises what `PayloadFiles.read` does where there is no file of the name.
    """
    for files in places:
        path = files.place(at)
        if os.path.lexists(path):
            return _read(path, files.bounds)
    return places[-1].read(at)


def _read(path: Path, bounds: BoundedFiles) -> SavedPayload | UnreadablePayload:
    """Return what stands in the file of a payload, or why that is none.

    Raises:
        NameUnknown: Its folder has not the name of a wire function.
        FileUnreadable, FileDamaged: It leads out of the bounds, or what is expected of it cannot be read.
    """
    bounds.check(path)
    try:
        return read_payload(path, bounds)
    except (FileUnreadable, FileDamaged) as error:
        if error.path != str(path):
            raise
        at = SavedName(path.parent.name, path.name.removesuffix(PAYLOAD_SUFFIX))
        return UnreadablePayload(at, str(path), error)


def _all(files: PayloadFiles) -> Sequence[SavedName]:
    listing = files.list()
    if listing.problems:
        raise InvalidDocuments(listing.problems)
    if not listing.names:
        raise DocumentUnknown("", "", str(files.folder), None)
    return listing.names


class _Named:
    """Lists the payloads of a function; each folder is read once."""

    def __init__(self, *places: PayloadFiles) -> None:
        self._places = places
        self._names: Sequence[SavedName] | None = None

    def __call__(self, function: str) -> tuple[SavedName, ...]:
        if self._names is None:
            self._names = tuple(dict.fromkeys(name for files in self._places for name in files.list().names))
        return tuple(one for one in self._names if one.function == function)


def _files_of(starts: Sequence[Path], given: str) -> Iterator[tuple[Path, Path]]:
    """Give the payload files that a path means, itself, those of a folder or those that a pattern matches.

    Beside each stands what it was found by: itself or the folder.
    """
    for place in _places(starts, given):
        if place.is_dir():
            found = payloads_under(place)
        elif place.name.casefold().endswith(EXPECTATION_SUFFIX):
            found = [place.with_name(place.name[: -len(EXPECTATION_SUFFIX)] + PAYLOAD_SUFFIX)]
        else:
            found = [place]
        if not found:
            raise DocumentUnknown("", "", str(place), None)
        for path in found:
            if not path.name.endswith(PAYLOAD_SUFFIX):
                raise FileDamaged(str(path), f"a saved payload, {_FORM}", "a file of another name")
            yield path.absolute(), place


def _places(starts: Sequence[Path], given: str) -> list[Path]:
    """Return what a path or a pattern names: from the first of some folders where it leads somewhere."""
    for start in starts:
        if os.path.lexists(start / given):
            return [start / given]
    if _PATTERN_SIGNS & set(given):
        for start in starts:
            matches = sorted(glob.glob(str(start / given), recursive=True))  # noqa: PTH207 - a pattern may be absolute
            if matches:
                return [Path(match) for match in matches]
    raise FileUnreadable(given, f"a saved payload, {_FORM}, or a folder of them", "no such file")
