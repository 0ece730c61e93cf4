"""The composition root: from settings to engine, stores and session, for whoever runs plugins.

Owns which implementation goes where. Knows neither command line nor screen; they call it, and so may tests and servers.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from workbench.project import ResolvedSettings, payload_bounds, payload_folder, project_folder, working_folder
from workbench.settings import Resolved, resolve

if TYPE_CHECKING:
    from workbench.engine.client.engine_client import EngineClient
    from workbench.engine.client.host_state_store import HostStateStore
    from workbench.exporting import SnapshotFiles
    from workbench.loop.artifact import FileSignature
    from workbench.loop.gated_build import GatedBuild
    from workbench.loop.project_build import ProjectBuild
    from workbench.protocol.host_functions import HostSnapshot
    from workbench.protocol.hosting.injected_faults import FaultPlan
    from workbench.protocol.offer import Offer
    from workbench.session.session import Session, SessionPorts
    from workbench.session.values.generation import Artifact
    from workbench.session.values.settings import Settings
    from workbench.session.values.state import SessionState
    from workbench.session.values.variable_values import VariableValues
    from workbench.store.history import HistoryFile
    from workbench.store.payload_files import PayloadFiles

BESIDE_LIMIT_MB: Final = 384
"""What the second process may use at most, so that both together stay within bounds."""
_NO_CONFINEMENT: Final = "off"
_INDEXING_AFTER_S: Final = 1.5
"""Seconds between the first verdict and the reading of the history, which would slow down what is drawn and called."""


# ---- settings -------------------------------------------------------------------------------------------------------


def session_settings(resolved: Mapping[str, Resolved]) -> Settings:
    """Return what the session needs of the settings."""
    # The screen paints its first frame before it needs any of them.
    from workbench.protocol.budgets import BUDGETS, SERVING, STRICT, Imports, adjusted  # noqa: PLC0415
    from workbench.protocol.profiles import Profile  # noqa: PLC0415
    from workbench.session.values.settings import Settings  # noqa: PLC0415

    budgets = {name: adjusted(budget, resolved["budgets"].value.get(name, {})) for name, budget in BUDGETS.items()}
    return Settings(
        profile=Profile(resolved["profile"].value),
        named_profile=resolved.profile_name if isinstance(resolved, ResolvedSettings) else "",
        capabilities=frozenset(resolved["capabilities"].value),
        budget=budgets[resolved["budget"].value],
        strict=budgets[STRICT.name],
        serving=budgets[SERVING.name],
        imports=Imports(resolved["imports"].value),
        config=resolved["config"].value,
        redispatch=resolved["redispatch"].value,
        measure_fuel=resolved["fuel"].value,
        run_conformance=resolved["conformance"].value,
    )


# ---- saved payloads -------------------------------------------------------------------------------------------------


def payload_files(resolved: ResolvedSettings) -> PayloadFiles:
    """Return the saved payloads of a project.

    Raises:
        ProjectPathOutside: Those of a project file that is not trusted stand outside of its folder.
    """
    from workbench.store.payload_files import PayloadFiles  # noqa: PLC0415 - few commands send saved ones

    return PayloadFiles(payload_folder(resolved), bounds=payload_bounds(resolved))


def variable_values(resolved: Mapping[str, Resolved], files: PayloadFiles) -> VariableValues:
    """Return what `${NAME}` stands for: process environment if it is opened, `.env`, the project file, in this order.

    Raises:
        FileUnreadable, FileDamaged, LineDamaged: The `.env` cannot be read.
    """
    from workbench.protocol.payload_text.env_file import read_env  # noqa: PLC0415 - as above
    from workbench.session.values.variable_values import VariableValues  # noqa: PLC0415 - as above

    env = files.env()
    secret = {} if env is None else read_env(*env)
    if resolved["expand_environment"].value:
        secret |= {name: value for name, value in os.environ.items() if value.isascii() or _is_text(value)}
    return VariableValues(resolved["variables"].value, secret)


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


# ---- engine and build -----------------------------------------------------------------------------------------------


def artifact_at(path: str) -> Artifact:
    """Return the build that stands at a path.

    Raises:
        PluginUnreadable, PluginFileTooLarge: There is none that can be read.
    """
    # Only commands that load a plugin pay for it.
    from workbench.loop.artifact import read_artifact  # noqa: PLC0415
    from workbench.session.values.generation import Artifact  # noqa: PLC0415

    module = read_artifact(path)
    return Artifact(path, module, hashlib.sha256(module).hexdigest())


def start_engine(
    resolved: Mapping[str, Resolved] | None = None,
    *,
    cached: bool = True,
    beside: EngineClient | None = None,
    worker: int = 0,
) -> EngineClient:
    """Start the child process that runs plugins, without waiting for it.

    `resolved` gives the limits of the process; None means the default ones. `cached` False: what was compiled in
    earlier runs is not used. `beside`: another engine, of whose memory limit this one has only what that leaves.
    `worker`: which of several engines that compile at the same time this is, from 0.
    """
    limits = resolve(()) if resolved is None else resolved
    # Commands that start no engine do not pay for its import.
    from workbench.engine.client.engine_client import EngineClient  # noqa: PLC0415
    from workbench.engine.wire.confinement import Confinement  # noqa: PLC0415 - as above

    engine = EngineClient(
        compile_limit_ms=limits["compile_limit_ms"].value,
        resident_limit_bytes=limits["resident_limit_mb"].value << 20,
        compile_cache_dir=_compile_cache(worker) if cached else None,
        confinement=Confinement(limits["confinement"].value),
        beside=beside,
        source_paths=limits["source_paths"].value,
    )
    engine.start()
    return engine


def engine_beside(resolved: Mapping[str, Resolved], engine: EngineClient) -> EngineClient | None:
    """Return an engine over the same host that measures while the other one answers. Starts nothing yet.

    None: compiled code can be kept nowhere. A search compiles dozens of times, which nobody must pay for unasked.
    """
    from workbench.engine.client.engine_client import EngineClient  # noqa: PLC0415 - as above
    from workbench.engine.wire.confinement import Confinement  # noqa: PLC0415 - as above

    cache = _compile_cache()
    if cache is None:
        return None
    return EngineClient(
        compile_limit_ms=resolved["compile_limit_ms"].value,
        resident_limit_bytes=min(resolved["resident_limit_mb"].value, BESIDE_LIMIT_MB) << 20,
        compile_cache_dir=cache,
        confinement=Confinement(resolved["confinement"].value),
        host=engine.host,
        gives_way=True,
        beside=engine,
        source_paths=resolved["source_paths"].value,
    )


def bench_engine(resolved: Mapping[str, Resolved], engine: EngineClient, host: HostSnapshot) -> EngineClient:
    """Start an engine beside another one, with a host of its own in this state, which compiles everything anew."""
    benching = start_engine(resolved, cached=False, beside=engine)
    benching.host.restore(host)
    return benching


def fuzz_engine(resolved: Mapping[str, Resolved], engine: EngineClient) -> tuple[EngineClient, HostStateStore]:
    """Start an engine beside another one, and return it with its host, which is empty."""
    fuzzing = start_engine(resolved, beside=engine)
    return fuzzing, fuzzing.host


def _compile_cache(worker: int = 0) -> Path | None:
    """Return where compiled code is kept: the same bytes are compiled once for both budgets; None: nowhere."""
    from workbench.engine.client.compile_cache import folder_of, prepare  # noqa: PLC0415 - as above

    folder = folder_of(_cache_folder(), worker)
    return folder if prepare(folder) is not None else None


def keeps_compiled_code() -> bool:
    """Say whether what was compiled is kept, so that compiling the same bytes again takes no time."""
    return _compile_cache() is not None


def _cache_folder() -> Path:
    from workbench.store.places import places  # noqa: PLC0415 - platformdirs is loaded only where a place is asked for

    return places().cache / "compiled"


def confinement_facts(resolved: Mapping[str, Resolved]) -> dict[str, str]:
    """Return what the process that runs plugins gives up here, or why not, and where compiled code is kept.

    Starts that process, and ends it.

    Raises:
        EngineUnavailable: It cannot be started, or must be confined and is not.
    """
    from workbench.engine.client.compile_cache import CacheUnusable, prepared  # noqa: PLC0415 - as above
    from workbench.engine.wire.confinement import Feature  # noqa: PLC0415 - as above

    engine = start_engine(resolved, cached=False)
    try:
        report = engine.confined()
    finally:
        engine.shutdown()
    facts = {feature.value: "in force" for feature in Feature if feature in report.in_force}
    facts |= {feature.value: f"not in force: {reason}" for feature, reason in report.lacking}
    try:
        return facts | {"compile cache": prepared(_cache_folder()).code}
    except CacheUnusable as error:
        return facts | {"compile cache": f"none: {error}"}


def project_build(
    resolved: ResolvedSettings, plugin: str, noticed: Callable[[FileSignature], bool] | None = None
) -> ProjectBuild | GatedBuild | None:
    """Return what builds the plugin; None: nothing is set, so it is built elsewhere.

    A command that a project file asks for and nobody has trusted is held until then. `noticed` is the build's.
    """
    command = resolved["build"]
    if not command.value:
        return None
    from workbench.loop.project_build import ProjectBuild  # noqa: PLC0415 - most plugins are built elsewhere

    project = resolved.project
    is_projects = command.source == str(project.file)

    def make() -> ProjectBuild:
        return ProjectBuild(
            command.value,
            # Where a person was shown that it runs: the folder itself, not a link to it.
            Path(os.path.realpath(project_folder(resolved))) if is_projects else working_folder(),
            artifact=Path(plugin),
            globs=resolved["watch"].value,
            polling=resolved["poll"].value,
            time_limit_s=resolved["build_limit_s"].value or None,
            colored="NO_COLOR" not in os.environ,
            noticed=noticed,
        )

    if not is_projects or project.untrusted is None or project.untrusted.command is None:
        return make()
    from workbench.loop.gated_build import GatedBuild  # noqa: PLC0415 - as above

    return GatedBuild(command.value, make)


# ---- session --------------------------------------------------------------------------------------------------------


class SessionOpening:
    """Makes the session and what it stands on. Runs behind the first frame, which waits for none of it."""

    def __init__(
        self,
        resolved: ResolvedSettings,
        plugin: str,
        history_path: Path,
        faults: FaultPlan | None = None,
        *,
        noticed: Callable[[FileSignature], bool] | None = None,
        offer: tuple[Offer, str] | None = None,
    ) -> None:
        self._resolved = resolved
        self._offer = offer
        self._noticed = noticed
        self._faults = faults
        self._plugin = plugin
        self._history_path = history_path
        self._closing: list[Callable[[], None]] = []
        self._build: ProjectBuild | GatedBuild | None = None

    def session(self, on_change: Callable[[SessionState], None]) -> Session:
        """Start the engine, and the session over it."""
        engine, fuel_engine = self._engines()
        # Imported while the child process starts.
        from workbench.session.session import Session  # noqa: PLC0415
        from workbench.store.history import HistoryFile  # noqa: PLC0415

        settings = self._settings()
        history = HistoryFile(self._history_path if self._resolved["history"].value else None)
        self._closing.append(history.close)
        builder = project_build(self._resolved, self._plugin, self._noticed)
        indexing = _IndexingLater(history, on_change)
        ports: SessionPorts = {
            **_named_files(),
            "exports": self._exports,
            "host": engine.host,
            "history": history,
            "payloads": lambda: payload_files(self._resolved),
            "variables": lambda: variable_values(self._resolved, payload_files(self._resolved)),
            "builder": builder,
            "project": self._resolved.project,
            "fuel_engine": fuel_engine,
            "conformance_engine": lambda: start_engine(self._resolved, beside=engine),
            "fuzz_engine": lambda: fuzz_engine(self._resolved, engine),
            "bench_engine": lambda host: bench_engine(self._resolved, engine, host),
        }
        session = Session(engine, settings, clock=time.time, on_change=indexing, **ports)
        indexing.then = session.history.note_error
        if builder is not None:
            self._closing.append(builder.stop)
            self._build = builder
        session.builds.start()
        session.project.start()
        return session

    def _exports(self) -> SnapshotFiles:
        from workbench.exporting import SnapshotFiles  # noqa: PLC0415 - few runs hand anything to others

        return SnapshotFiles(self._resolved.secret_config)

    def _settings(self) -> Settings:
        settings = session_settings(self._resolved)
        if self._offer is not None:
            settings = replace(settings, offer=self._offer[0], offer_file=self._offer[1])
        return settings if self._faults is None else replace(settings, faults=self._faults)

    def _engines(self) -> tuple[EngineClient, EngineClient | None]:
        """Start the engine; return it with the one that measures beside it, None: there is none."""
        engine = start_engine(self._resolved)
        beside = engine_beside(self._resolved, engine)
        self._closing += [engine.shutdown, *([beside.shutdown] if beside is not None else ())]
        return engine, beside

    def kill(self) -> None:
        """End at once what would outlive our process, for one that is about to leave; any thread may call it."""
        if self._build is not None:
            self._build.kill()

    def close(self) -> None:
        """End what the session has not ended itself."""
        for close in reversed(self._closing):
            close()


def _named_files() -> SessionPorts:
    """Return what reads and writes the files that a person names."""
    from workbench.loop.artifact import read_artifact  # noqa: PLC0415 - the first frame waits for none of it
    from workbench.store.offer_files import read_offer_file, write_offer  # noqa: PLC0415 - as above
    from workbench.store.path_completion import complete_path  # noqa: PLC0415 - as above
    from workbench.store.recordings import RecordingFiles  # noqa: PLC0415 - as above
    from workbench.store.storages import StorageFiles  # noqa: PLC0415 - as above

    return {
        "recordings": RecordingFiles(),
        "storages": StorageFiles(),
        "read_module": lambda path: read_artifact(Path(path).expanduser()),
        "read_offer": read_offer_file,
        "write_offer": write_offer,
        "complete_path": complete_path,
    }


class _IndexingLater:
    """Reads the history through once the first build was loaded: neither the first verdict nor a search waits for it.

    Until then only what this run has marked is known to be marked.
    """

    def __init__(self, history: HistoryFile, on_change: Callable[[SessionState], None]) -> None:
        self._history, self._on_change = history, on_change
        self._begun = False
        self.then: Callable[[], None] = lambda: None
        """Done after the reading, which may have found damage."""

    def __call__(self, state: SessionState) -> None:
        """Pass a state on."""
        self._on_change(state)
        if not self._begun and state.generations:
            self._begun = True
            reading = threading.Timer(_INDEXING_AFTER_S, self._read)
            reading.name, reading.daemon = "history-index", True
            reading.start()

    def _read(self) -> None:
        self._history.index()
        self.then()
