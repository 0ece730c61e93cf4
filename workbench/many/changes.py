"""Plugins and files that change, as one stream of events: what a watch without a screen reads.

Owns the watches of `loop` and the builds that sources begin; whoever reads the events stands on one thread. Judges
nothing.
"""

from __future__ import annotations

import hashlib
import queue
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.compose import project_build
from workbench.errors import WorkbenchError
from workbench.loop.sources import SourceWatch
from workbench.loop.watch import ArtifactWatch
from workbench.project import ResolvedSettings
from workbench.session.values.generation import Artifact

if TYPE_CHECKING:
    from workbench.loop.gated_build import GatedBuild
    from workbench.loop.project_build import ProjectBuild
    from workbench.session.values.build_error import BuildErrors


@dataclass(frozen=True, slots=True)
class ModuleRead:
    """A plugin was built, or stood there at the start."""

    artifact: Artifact = field(repr=False)


@dataclass(frozen=True, slots=True)
class ModuleUnreadable:
    """A plugin cannot be read any more, or not yet."""

    path: str
    error: WorkbenchError


@dataclass(frozen=True, slots=True)
class BuildBegun:
    """A build command has begun."""

    causes: tuple[str, ...]
    """The sources that had changed; empty: there was no module yet."""


@dataclass(frozen=True, slots=True)
class BuildFailed:
    """A build command has failed."""

    sentence: str
    """How, in one clause."""
    errors: BuildErrors


@dataclass(frozen=True, slots=True)
class Noted:
    """What a person should know. Untrusted text."""

    text: str


@dataclass(frozen=True, slots=True)
class FilesChanged:
    """Files beside the plugin have other contents."""

    paths: tuple[str, ...]
    """From their folder on."""


Change = ModuleRead | ModuleUnreadable | BuildBegun | BuildFailed | Noted | FilesChanged


class Changes:
    """Watches plugins, their sources and folders of files from `with` to its end."""

    def __init__(self, plugins: Sequence[tuple[str, ResolvedSettings]], folders: Sequence[Path] = ()) -> None:
        """Watch nothing yet.

        Args:
            plugins: Paths of plugins, there or still to be built, each with its settings.
            folders: Folders whose files are watched too, as sources are.
        """
        self._plugins = plugins
        self._folders = folders
        self._events: queue.SimpleQueue[Change] = queue.SimpleQueue()
        self._open = ExitStack()
        self._builders: list[ProjectBuild | GatedBuild] = []

    def __enter__(self) -> Changes:
        built: set[object] = set()
        with ExitStack() as opening:
            for path, settings in self._plugins:
                watch = ArtifactWatch(path, polling=settings["poll"].value)
                opening.callback(watch.stop)
                watch.start(_PluginListener(self._events))
                project = settings.project.file
                if project not in built:
                    # One command builds all plugins of its project.
                    built.add(project)
                    self._start_build(opening, path, settings, watch)
            for folder in self._folders:
                files = SourceWatch(folder, _FileListener(self._events), polling=self._plugins[0][1]["poll"].value)
                opening.callback(files.stop)
                files.start()
            self._open = opening.pop_all()
        return self

    def __exit__(self, raised: type[BaseException] | None, *_: object) -> None:
        if raised is not None:
            # A second signal would end us while a build takes its time, and leave it behind.
            for builder in self._builders:
                builder.kill()
        self._open.close()

    def __iter__(self) -> Iterator[Change]:
        """Give what changes, without end."""
        while True:
            yield self._events.get()

    def _start_build(self, opening: ExitStack, path: str, settings: ResolvedSettings, watch: ArtifactWatch) -> None:
        builder = project_build(settings, path, watch.has_noticed)
        if builder is None:
            return
        if builder.is_held:
            self._events.put(
                Noted(
                    f"{settings.project.file} asks for a build command that nobody has trusted, so that changes of "
                    "sources build nothing: `workbench trust` shows it and asks; --trust-project runs it this once"
                )
            )
        opening.callback(builder.stop)
        self._builders.append(builder)
        builder.start(_BuildEvents(self._events))


class _PluginListener:
    """From the thread of a watch of one plugin to the events."""

    def __init__(self, events: queue.SimpleQueue[Change]) -> None:
        self._events = events

    def artifact_changing(self, path: str) -> None:
        """Say nothing: it is read when it stands still."""

    def artifact_unchanged(self, path: str) -> None:
        self._events.put(Noted(f"{path} was written anew, with the same bytes"))

    def artifact_read(self, path: str, module: bytes, *, forced: bool = False) -> None:
        self._events.put(ModuleRead(Artifact(path, module, hashlib.sha256(module).hexdigest())))

    def artifact_noted(self, text: str) -> None:
        if text:
            self._events.put(Noted(text))

    def artifact_unreadable(self, error: WorkbenchError) -> None:
        self._events.put(ModuleUnreadable(getattr(error, "path", ""), error))


class _BuildEvents:
    """From the threads of a build to the events."""

    def __init__(self, events: queue.SimpleQueue[Change]) -> None:
        self._events = events

    def build_started(self, number: int, causes: tuple[str, ...]) -> None:
        self._events.put(BuildBegun(causes))

    def build_printed(self, lines: tuple[str, ...]) -> None:
        """Say nothing: of a build that fails, the errors are said."""

    def build_finished(
        self, lines: tuple[str, ...], sentence: str, *, passed: bool | None, errors: BuildErrors | None = None
    ) -> None:
        if passed is False and errors is not None:
            self._events.put(BuildFailed(sentence, errors))

    def build_deferred(self, reason: str) -> None:
        self._events.put(Noted(reason))

    def artifact_untouched(self, text: str) -> None:
        if text:
            self._events.put(Noted(text))

    def sources_noted(self, text: str) -> None:
        if text:
            self._events.put(Noted(text))


class _FileListener:
    """From the thread of a watch of files to the events."""

    def __init__(self, events: queue.SimpleQueue[Change]) -> None:
        self._events = events

    def sources_changed(self, paths: tuple[str, ...]) -> None:
        self._events.put(FilesChanged(paths))

    def sources_deferred(self, paths: tuple[str, ...], seconds: float) -> None:
        """Never: nothing builds these files."""

    def sources_noted(self, problem: str) -> None:
        if problem:
            self._events.put(Noted(problem))
