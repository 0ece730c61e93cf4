"""Two builds side by side: what a person asks to compare is loaded and called in pieces, so that nothing waits long.

Owns what stands in `side_by_side` of the state. Neither the build that answers nor the host's state is touched.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from hashlib import sha256
from typing import Final

from workbench.errors import WorkbenchError
from workbench.errors.operator import EngineUnavailable
from workbench.session.compare.generation_rows import FILE
from workbench.session.history.history_service import HistoryService
from workbench.session.load.generation_loader import GenerationLoader
from workbench.session.load.load_steps import load_generation
from workbench.session.ports import Engine, HostStatePort
from workbench.session.state_store import StateStore
from workbench.session.values.build_comparison import Pair
from workbench.session.values.generation import Artifact, Generation, row_of
from workbench.session.values.recording import Recording
from workbench.session.values.replay_report import ReplayReport
from workbench.session.values.settings import Settings
from workbench.session.values.side_by_side import SideBySide

ReadModule = Callable[[str], bytes]
"""Reads a plugin's file whole; raises a WorkbenchError when it cannot be."""

CANCELLED: Final = "cancelled"


class BuildComparator:
    """Compares two builds at a time. Belongs to the session's runner, but for `cancel`."""

    def __init__(
        self,
        engine: Engine,
        host: HostStatePort | None,
        states: StateStore,
        loader: GenerationLoader,
        history: HistoryService,
        read_module: ReadModule | None,
    ) -> None:
        """Compare nothing yet. Without a host nothing is called; without `read_module` there are no files."""
        self._engine = engine
        self._host = host
        self._states = states
        self._loader = loader
        self._history = history
        self._read_module = read_module
        self._pieces: Generator[None] | None = None
        self._cancelled = False

    def begin(self, old: int, new: int) -> None:
        """Show two loads of this run side by side; `go_on` is to follow. Numbers that are not there are ignored."""
        rows = self._states.state.generations
        builds = row_of(rows, old), row_of(rows, new)
        if builds[0] is not None and builds[1] is not None:
            self._begin(builds[0], builds[1], "")

    def begin_with_file(self, path: str, new: int) -> None:
        """Show a plugin's file beside a load of this run; `go_on` is to follow."""
        build = row_of(self._states.state.generations, new)
        if build is not None:
            self._begin(None, build, path)

    def go_on(self) -> bool:
        """Do the next piece of what is to be done; return whether there is more."""
        if self._pieces is None:
            return False
        try:
            if not self._cancelled:
                next(self._pieces)
                return True
            self._stop(CANCELLED)
        except StopIteration:
            self._pieces = None
            self._show(doing="")
        except EngineUnavailable as error:
            self._stop(str(error))
            self._loader.settle(error)
        return False

    def cancel(self) -> None:
        """Do no more of it. May be called from any thread."""
        self._cancelled = True

    def end(self) -> None:
        """Nobody looks any more: show nothing, and do no more."""
        self._stop("")
        self._states.change(side_by_side=None)

    # ---- the pieces -----------------------------------------------------------------------------------------------

    def _begin(self, old: Generation | None, new: Generation, path: str) -> None:
        # Nobody compares anything before the first verdict, which does not wait for these imports.
        from workbench.session.values.side_by_side import SideBySide  # noqa: PLC0415

        self._stop("")
        self._cancelled = False
        self._states.change(side_by_side=SideBySide(old, new, path, doing=f"reading {path}" if path else "comparing"))
        self._pieces = self._compare()

    def _compare(self) -> Generator[None]:
        yield
        shown = self._shown
        try:
            old = shown.old if shown.old is not None else self._load(shown.path)
            if old is None:
                return
            both = [self._settings_of(build) for build in (old, shown.new)]
            self._show(old=old, settings=tuple(_unlike(*both)), doing="choosing calls")
            yield
            yield from self._call(old, shown.new)
        finally:
            self._loader.forget_unused()

    def _load(self, path: str) -> Generation | None:
        """Walk a file through the layers; None: it cannot be read."""
        assert self._read_module is not None
        try:
            module = self._read_module(path)
        except WorkbenchError as error:
            self._show(error=str(error))
            return None
        artifact = Artifact(path, module, sha256(module).hexdigest())
        settings = self._loader.settings_of(FILE)
        self._show(doing=f"loading {path}")
        build = load_generation(self._engine, artifact, settings, self._states.clock, number=FILE)
        self._loader.compiled(build)
        return build

    def _call(self, old: Generation, new: Generation) -> Generator[None]:
        """Make the same calls on both."""
        from workbench.session.side_by_side.call_diff import compared_calls, made_calls  # noqa: PLC0415 - as above

        why_not = _why_not_called(old, new)
        if why_not or self._host is None:
            self._show(error=why_not)
            return
        recording, origins = self._calls(old, new)
        reports: list[tuple[ReplayReport, ...]] = []
        for build in (old, new):
            self._show(doing=f"making {len(origins):,} calls on both")
            yield
            self._loader.compiled(build)
            settings = self._settings_of(build)
            reports.append(
                made_calls(self._engine, self._host, build, recording, settings, on_call=lambda _: not self._cancelled)
            )
        calls = compared_calls(reports[0], reports[1])
        self._show(calls=calls, origins=tuple(origins[call.number - 1] for call in calls))

    def _calls(self, old: Generation, new: Generation) -> tuple[Recording, list[str]]:
        """Return the marked calls of the plugin, the last one, and samples of what else was negotiated."""
        from workbench.session.recordings.conditions import conditions_of  # noqa: PLC0415
        from workbench.session.recordings.recording import recording_of  # noqa: PLC0415
        from workbench.session.side_by_side.call_diff import calls_without_past, sample_calls  # noqa: PLC0415 - as above

        settings, last = self._settings_of(new), self._states.state.last
        numbers = list(self._history.marked(new.plugin_name) or self._history.marked(old.plugin_name))
        if last is not None and last.entry is not None:
            numbers.append(last.entry)
        entries, _ = self._history.entries(numbers)
        origins = [f"#{entry.number}" for entry in entries]
        others: list[tuple[str, str]] = []
        if last is not None and not any(entry.number == last.entry for entry in entries):
            others.append((last.outcome.function, last.payload))
            origins.append("the last")
        covered = {entry.function for entry in entries} | {function for function, _ in others}
        for sample in sample_calls((old, new), settings.profile).calls:
            if sample.function not in covered:
                others.append((sample.function, sample.payload))
                origins.append("sample")
        recording = calls_without_past(others, settings.profile)
        if entries:
            kept = recording_of(entries, conditions_of(settings))
            recording = replace(kept, calls=(*kept.calls, *recording.calls))
        return recording, origins

    # ---- what is shown --------------------------------------------------------------------------------------------

    @property
    def _shown(self) -> SideBySide:
        shown = self._states.state.side_by_side
        assert shown is not None, "begun"
        return shown

    def _show(self, **changes: object) -> None:
        if self._states.state.side_by_side is not None:
            self._states.change(side_by_side=replace(self._shown, **changes))  # type: ignore[arg-type]

    def _stop(self, error: str) -> None:
        if self._pieces is not None:
            self._pieces.close()
            self._pieces = None
        self._show(doing="", error=error)

    def _settings_of(self, build: Generation) -> Settings:
        return self._loader.settings_of(build.number)


def _why_not_called(old: Generation, new: Generation) -> str:
    dropped = next((build for build in (old, new) if build.artifact.dropped_bytes), None)
    if dropped is not None:
        return f"the bytes of generation {dropped.number} are not kept any more, so nothing can be called on it"
    return "" if old.is_good or new.is_good else "a host would serve neither of them, so nothing is called"


def _unlike(old: Settings, new: Settings) -> Iterator[Pair]:
    """Give what of two settings decides a verdict or an answer, and differs."""
    facts = (
        ("profile", old.profile.value, new.profile.value),
        ("budget", old.budget.name, new.budget.name),
        ("imports", old.imports.value, new.imports.value),
        ("host capabilities", sorted(old.capabilities), sorted(new.capabilities)),
    )
    for name, was, now in facts:
        if was != now:
            yield Pair(name, was, now)
    if old.config != new.config:
        # Values may be secrets.
        yield Pair("config", sorted(old.config), sorted(new.config), rewritten=True)
