"""What pytest collects of a plugin: its layers, checks and cases, recorded calls, saved payloads. One item for each."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from workbench.compose import artifact_at, session_settings
from workbench.errors import WorkbenchError
from workbench.project import read_settings
from workbench.protocol.conformance import cases_of
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.layers import Layer, Verdict
from workbench.protocol.static_checks import EngineAnswer, static_checks
from workbench.protocol.wasm.walker import walk_leniently
from workbench.reports.text.check import write_conformance_case, write_layer
from workbench.reports.text.page import Page
from workbench.reports.text.replay import write_replayed_call
from workbench.reports.text.run import write_case
from workbench.runner_log import VARIABLE, guarded
from workbench.session.values.replay_verdict import ReplayVerdict
from workbench.store.recordings import recorded_calls
from workbench.visible import visible

if TYPE_CHECKING:
    from workbench.pytest_plugin.plugin_tests import PluginTests


class CaseFailed(Exception):
    """A plugin does not do what this item expects; the text is the workbench's own report of it."""


def text_of(page: Page) -> str:
    """Return a page as pytest shows it."""
    return "\n".join(line for _, line in page.lines)


def for_log(text: str) -> str:
    """Return a report as pytest prints it: no line is a command for the runner of GitHub Actions."""
    return guarded(text) if os.environ.get(VARIABLE) else text


def error_text(error: WorkbenchError) -> str:
    """Return an error as the workbench shows it."""
    page = Page()
    page.error(error, indent="")
    return text_of(page)


class CaseItem(pytest.Item):
    """One thing that is expected of a plugin."""

    def __init__(self, *, plugin: Path | None, tests: PluginTests, **given: Any) -> None:
        super().__init__(**given)
        self.plugin = plugin
        """What is tested; None: no plugin that was named can be."""
        self.tests = tests

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *_: Any, **__: Any) -> Any:
        """Return the workbench's report; the traceback of what is no failure of a plugin."""
        if isinstance(excinfo.value, CaseFailed):
            return for_log(str(excinfo.value))
        if isinstance(excinfo.value, WorkbenchError):
            return for_log(error_text(excinfo.value))
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        """Return where it stands, and its name."""
        return self.path, None, self.name

    def named_plugin(self, why: str) -> Path:
        """Return what is tested. Raises CaseFailed where nothing can be."""
        if self.plugin is None:
            named = ", ".join(path.name for path in self.tests.files)
            raise CaseFailed(visible(f"expected {why} among the plugins that are tested, found {named}"))
        return self.plugin


class CaseFile(pytest.File):
    """A file that items come from."""

    def __init__(self, *, tests: PluginTests, **given: Any) -> None:
        super().__init__(**given)
        self.tests = tests

    def item(self, kind: type[CaseItem], name: str, plugin: Path | None, **given: Any) -> CaseItem:
        """Return an item, with the plugin in its name where several are tested."""
        several = plugin is not None and len(self.tests.files) > 1 and plugin != self.path
        shown = f"{name}[{self.tests.label_of(plugin)}]" if plugin is not None and several else name
        made: CaseItem = kind.from_parent(self, name=visible(shown), plugin=plugin, tests=self.tests, **given)
        return made


# ---- the plugin itself ----------------------------------------------------------------------------------------------


class ModuleFile(CaseFile):
    """A plugin: its layers, static checks, and the conformance cases of what it exports."""

    def collect(self) -> Iterator[pytest.Item]:
        """Give an item for each; nothing is run for that, so that every process of xdist finds the same."""
        try:
            settings = session_settings(read_settings({}, str(self.path)))
            module = artifact_at(str(self.path)).module
        except WorkbenchError as error:
            raise self.CollectError(for_log(error_text(error))) from None
        for layer in _JUDGED:
            yield self.item(LayerItem, layer.value, self.path, layer=layer)
        for check in static_checks(module, *walk_leniently(module), EngineAnswer(None)):
            yield self.item(StaticCheckItem, check.check, self.path)
        for case in cases_of(exported_functions(module), settings.profile):
            yield self.item(ConformanceItem, case.layer, self.path)


_JUDGED = (Layer.IDENTITY, Layer.HANDSHAKE, Layer.SELF_CHECK, Layer.RECORD)


class LayerItem(CaseItem):
    """One layer of a plugin."""

    def __init__(self, *, layer: Layer, **given: Any) -> None:
        super().__init__(**given)
        self.layer = layer

    def runtest(self) -> None:
        """Fail when the layer does."""
        generation = self.tests.check_of(self.path).report.generation
        result = generation.layer(self.layer)
        if result.verdict is Verdict.NOT_RUN:
            pytest.skip(f"not run: {_stopped_by(self)}")
        if result.verdict is Verdict.FAILED:
            page = Page()
            write_layer(page, generation, result)
            raise CaseFailed(text_of(page))


class StaticCheckItem(CaseItem):
    """One static check of a plugin."""

    def runtest(self) -> None:
        """Fail when the check does."""
        checks = self.tests.check_of(self.path).report.generation.static_checks
        check = next((one for one in checks if one.check == self.name), None)
        if check is None or check.passed is None:
            pytest.skip("not run: the sections of the module cannot be read")
        if not check.passed:
            page = Page()
            page.verdict(check.passed, check.check, check.detail)
            raise CaseFailed(text_of(page))


class ConformanceItem(CaseItem):
    """One conformance case of a plugin."""

    def runtest(self) -> None:
        """Fail when the case does."""
        report = self.tests.check_of(self.path).report
        results = report.conformance.results if report.conformance is not None else ()
        result = next((one for one in results if one.layer == self.name), None)
        if result is None and (lost := next((one for one in results if one.layer == "dispatch"), None)) is not None:
            # No instance could be built for the cases.
            result = lost
        if result is None:
            pytest.skip(f"not run: {_stopped_by(self)}")
        if not report.counts_as_passed(result):
            page = Page()
            write_conformance_case(page, report, result)
            raise CaseFailed(text_of(page))


def _stopped_by(item: CaseItem) -> str:
    """Return in words why something was not run."""
    failed = item.tests.check_of(item.path).report.generation.failed_layer
    if failed is None:
        return "the plugin chose no version of the function"
    return visible(f"the plugin failed at {failed.layer.label} {failed.layer.title}")


# ---- recordings -----------------------------------------------------------------------------------------------------


class RecordingFile(CaseFile):
    """A recording: an item for each of its calls, on each plugin of its name."""

    def collect(self) -> Iterator[pytest.Item]:
        """Give the items."""
        try:
            recording = recorded_calls(self.path)
        except WorkbenchError as error:
            raise self.CollectError(error_text(error)) from None
        for plugin in self.tests.recorded_with(recording.plugin) or (None,):
            for number, call in enumerate(recording.calls, start=1):
                name = f"{number} {call.function}"
                yield self.item(RecordedItem, name, plugin, number=number, recorded_plugin=recording.plugin)


class RecordedItem(CaseItem):
    """One recorded call."""

    def __init__(self, *, number: int, recorded_plugin: str, **given: Any) -> None:
        super().__init__(**given)
        self.number = number
        self.recorded_plugin = recorded_plugin

    def runtest(self) -> None:
        """Fail when anything differs that counts."""
        plugin = self.named_plugin(f"the plugin {self.recorded_plugin}")
        replayed = self.tests.replay_of(plugin, self.path).report
        call = replayed.report.calls[self.number - 1]
        if call.comparison.verdict is not ReplayVerdict.SAME:
            page = Page()
            write_replayed_call(page, call)
            raise CaseFailed(text_of(page))


# ---- saved payloads -------------------------------------------------------------------------------------------------


class PayloadFile(CaseFile):
    """A saved payload: an item for each plugin that has its function."""

    def collect(self) -> Iterator[pytest.Item]:
        """Give the items."""
        function = self.path.parent.name
        several = len(self.tests.files) > 1
        able = [one for one in self.tests.files if not several or function in exported_functions_of(one)]
        for plugin in able or (None,):
            yield self.item(PayloadItem, f"{function}/{self.path.stem}", plugin)


class PayloadItem(CaseItem):
    """One saved payload, sent to a plugin."""

    def runtest(self) -> None:
        """Fail when what comes of it is not as expected."""
        plugin = self.named_plugin(f"one that exports {self.path.parent.name}")
        cases = self.tests.opened(plugin).run(self.path).report.cases
        # Those whose answers it needs stand before it.
        case = cases[-1]
        if not case.passed:
            page = Page()
            write_case(page, case)
            raise CaseFailed(text_of(page))


# ---- what a module exports ------------------------------------------------------------------------------------------


def exported_functions(module: bytes) -> frozenset[str]:
    """Return the wire functions that a module exports; empty: its sections cannot be read."""
    names = {export.name for export in walk_leniently(module)[0].exports}
    return frozenset(names & WIRE_FUNCTIONS.keys())


def exported_functions_of(path: Path) -> frozenset[str]:
    """Return the wire functions of the module at a path; empty: it cannot be read."""
    try:
        return exported_functions(artifact_at(str(path)).module)
    except WorkbenchError:
        return frozenset()
