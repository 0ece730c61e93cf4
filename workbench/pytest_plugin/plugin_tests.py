"""The plugins that a run of pytest tests: found, opened once, shared by tests, closed at the end."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

import pytest

from workbench.compose import artifact_at
from workbench.errors import WorkbenchError
from workbench.errors.base import with_hint
from workbench.library.open_plugin import OpenPlugin
from workbench.library.options import PluginOptions
from workbench.library.outcomes import CheckOutcome, Outcome, ReplayOutcome
from workbench.project import payload_folder, read_settings
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.identity import read_identity
from workbench.protocol.payload_text.names import EXPECTATION_SUFFIX, PAYLOAD_SUFFIX
from workbench.pytest_plugin.items import CaseItem, ModuleFile, PayloadFile, RecordingFile, error_text
from workbench.session.recordings.text import is_recording
from workbench.visible import visible

T = TypeVar("T")
OPTION: Final = "cc_lb_plugin"
"""The option, the setting and the fixture."""
OPEN_MAX: Final = 4
"""Plugins that are open at once: each has a process."""
SHOWN_MAX: Final = 3
"""Of a test that failed, the last dispatches that are shown."""
_PEEKED_BYTES: Final = 4_096
_OPENED = pytest.StashKey["NotedPlugin"]()


class NotedPlugin(OpenPlugin):
    """Remembers what came of the last dispatches, for the report of a test that fails."""

    def __init__(self, path: str, options: PluginOptions) -> None:
        self.noted: deque[Outcome] = deque(maxlen=SHOWN_MAX)
        super().__init__(path, options)

    def ask(self, work: Callable[[], T]) -> T:
        """Do as any plugin does, and remember an outcome."""
        answer = super().ask(work)
        if isinstance(answer, Outcome):
            self.noted.append(answer)
        return answer


class PluginTests:
    """Collects what tests the named plugins, and opens them for it."""

    def __init__(self, config: pytest.Config) -> None:
        self.files = self._named(config)
        """Absolute, in the order in which they were named."""
        self._names = {path: _name_of(path) for path in self.files}
        self._payload_folders = {_payload_folder(path) for path in self.files}
        self._open: dict[tuple[str, str], NotedPlugin] = {}
        self._checked: dict[Path, CheckOutcome] = {}
        self._replayed: dict[tuple[Path, Path], ReplayOutcome] = {}

    def _named(self, config: pytest.Config) -> tuple[Path, ...]:
        """Return the plugins, and let those of the command line be collected. Raises UsageError."""
        given = [Path(os.path.abspath(config.invocation_params.dir / one)) for one in config.getoption(OPTION)]  # noqa: PTH100
        files = tuple(dict.fromkeys([*given, *config.getini(OPTION)]))
        for path in files:
            try:
                artifact_at(str(path))
            except WorkbenchError as error:
                raise pytest.UsageError(with_hint(error)) from None
        # Who names tests wants these, and who names a single one wants nothing beside it.
        is_named = config.args_source is pytest.Config.ArgsSource.ARGS
        wanted = files if not is_named else given if not any("::" in one for one in config.args) else ()
        config.args += [str(path) for path in wanted if str(path) not in config.args]
        return files

    # ---- hooks -----------------------------------------------------------------------------------------------------

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """Return what collects the tests of a plugin, a recording or a saved payload."""
        kind: type[ModuleFile | RecordingFile | PayloadFile]
        if file_path in self.files:
            kind = ModuleFile
        elif file_path.suffix == ".jsonl" and _is_recording(file_path):
            kind = RecordingFile
        elif self._is_payload(file_path):
            kind = PayloadFile
        else:
            return None
        collector: pytest.Collector = kind.from_parent(parent, path=file_path, tests=self)
        return collector

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Run a test once for each plugin, where there are several."""
        if OPTION in metafunc.fixturenames and len(self.files) > 1:
            metafunc.parametrize(OPTION, self.files, ids=[self.label_of(path) for path in self.files], indirect=True)

    def pytest_report_header(self) -> list[str]:
        """Say which plugins are tested."""
        return [
            visible(f"cc-lb plugin: {path.name}, sha256 {artifact_at(str(path)).sha256[:12]}") for path in self.files
        ]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self) -> Generator[None, None, None]:
        """Let the traceback of an error end in the test that made it: what we did behind that is nobody's concern."""
        try:
            return (yield)
        except WorkbenchError as error:
            _end_in_test(error)
            raise

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Show the last dispatches of a test that failed, and of which file an item is that was skipped."""
        report = yield
        if report.skipped and isinstance(item, CaseItem) and isinstance(report.longrepr, tuple):
            # The place of the skip is one in our code.
            report.longrepr = (item.path.name, None, report.longrepr[2])  # type: ignore[assignment]
        plugin = item.stash.get(_OPENED, None)
        if plugin is not None and report.failed:
            report.sections += [
                (f"dispatch of {outcome.function} to {plugin.name or Path(plugin.path).name}", f"{outcome}\n")
                for outcome in plugin.noted
            ]
        return report

    def pytest_unconfigure(self) -> None:
        """End every process."""
        for plugin in self._open.values():
            plugin.close()
        self._open.clear()

    # ---- plugins ---------------------------------------------------------------------------------------------------

    @contextmanager
    def plugin_of(self, item: pytest.Item, path: Path | None, options: PluginOptions) -> Iterator[OpenPlugin]:
        """Give the plugin to a test, its host as at the start."""
        try:
            plugin = self.opened(self.files[0] if path is None else path, options)
        except WorkbenchError as error:
            pytest.fail(error_text(error), pytrace=False)
        item.stash[_OPENED] = plugin
        yield plugin

    def opened(self, path: Path, options: PluginOptions | None = None) -> NotedPlugin:
        """Return the plugin, open and its host as at the start, whatever the last test has done with it.

        Where there are many, the one that was used longest ago is closed for it.
        """
        options = options or {}
        key = str(path), repr(sorted(options.items()))
        plugin = self._open.pop(key, None)
        if plugin is None or plugin.closed:
            while len(self._open) >= OPEN_MAX:
                self._open.pop(next(iter(self._open))).close()
            plugin = NotedPlugin(str(path), options)
        self._open[key] = plugin
        plugin.reset()
        plugin.noted.clear()
        return plugin

    def check_of(self, path: Path) -> CheckOutcome:
        """Return what a check says of a plugin; it is made once."""
        if path not in self._checked:
            self._checked[path] = self.opened(path).check()
        return self._checked[path]

    def replay_of(self, path: Path, recording: Path) -> ReplayOutcome:
        """Return what a replay of a recording says; it is made once."""
        key = path, recording
        if key not in self._replayed:
            self._replayed[key] = self.opened(path).replay(recording)
        return self._replayed[key]

    def recorded_with(self, plugin_name: str) -> Sequence[Path]:
        """Return the plugins that a recording is replayed on: those of its name; the only one, whatever its name."""
        alike = [path for path in self.files if self._names[path] == plugin_name]
        return alike or (self.files if len(self.files) == 1 else ())

    def label_of(self, path: Path) -> str:
        """Return what stands for a plugin in the name of a test: the file's name, or more of it where two are alike."""
        stems = [one.stem for one in self.files]
        return path.stem if stems.count(path.stem) == 1 else f"{path.stem}-{self.files.index(path) + 1}"

    def _is_payload(self, path: Path) -> bool:
        if path.suffix != PAYLOAD_SUFFIX or path.name.casefold().endswith(EXPECTATION_SUFFIX):
            return False
        folder = path.parent.parent
        return path.parent.name in WIRE_FUNCTIONS and (folder.name == "payloads" or folder in self._payload_folders)


def _end_in_test(error: WorkbenchError) -> None:
    """Cut the frames of ours off a traceback."""
    last, place = None, error.__traceback__
    while place is not None:
        if not str(place.tb_frame.f_globals.get("__name__")).startswith("workbench."):
            last = place
        place = place.tb_next
    if last is not None:
        last.tb_next = None


def _name_of(path: Path) -> str:
    """Return the name in a plugin's identity; empty: it has none that can be read."""
    try:
        return read_identity(artifact_at(str(path)).module).plugin_name
    except WorkbenchError:
        return ""


def _payload_folder(path: Path) -> Path | None:
    """Return where the project of a plugin has its payloads; None: its settings do not hold, as its tests say."""
    try:
        return payload_folder(read_settings({}, str(path)))
    except WorkbenchError:
        return None


def _is_recording(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return is_recording(stream.read(_PEEKED_BYTES))
    except OSError:
        return False
