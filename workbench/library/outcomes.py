"""What came of a plugin's work, as programs look at it. `str()` of each is the report of the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.errors import WorkbenchError
from workbench.protocol.layers import Cost, Verdict
from workbench.reports.json.call import call_json
from workbench.reports.json.check import check_json
from workbench.reports.json.replay import replay_json
from workbench.reports.json.run import run_json
from workbench.reports.junit import ReportCase, check_cases, replay_cases, run_cases
from workbench.reports.text.call import write_call
from workbench.reports.text.check import write_check
from workbench.reports.text.page import Page
from workbench.reports.text.replay import write_replay
from workbench.reports.text.run import write_case, write_end
from workbench.session.replay.replay_build import BuildReplayed
from workbench.session.values.call_report import CallReport
from workbench.session.values.check_report import CheckReport
from workbench.session.values.generation import Artifact
from workbench.session.values.run_report import RunReport
from workbench.session.values.settings import Settings
from workbench.visible import visible

_SHOWN_MAX = 200


def _text(page: Page) -> str:
    """Return a page as a person sees it: the report with the notes in between."""
    return "\n".join(line for _, line in page.lines)


@dataclass(frozen=True, slots=True, repr=False)
class Outcome:
    """One dispatch that was made: `ok` with a response, or a fallback with its stage, policy and error."""

    report: CallReport
    """All that is known of it; not covered by what is promised of the other names."""

    @property
    def ok(self) -> bool:
        """True when the host would use the response."""
        return self.report.record.outcome.ok

    @property
    def used(self) -> bool:
        """True when the dispatch is ok and a host uses the answer as a whole."""
        return self.report.is_used

    @property
    def function(self) -> str:
        """One of the seven."""
        return self.report.record.outcome.function

    @property
    def version(self) -> int | None:
        """The negotiated version of the function; None when there is none."""
        return self.report.record.outcome.version

    @property
    def response(self) -> Any:
        """The answer as a JSON value; None after a failure. Not to be changed."""
        return self.report.record.outcome.response

    @property
    def stage(self) -> str | None:
        """Where it failed, such as `plugin_call` (PROTOCOL.md section 8); None: ok."""
        stage = self.report.record.outcome.stage
        return None if stage is None else stage.value

    @property
    def policy(self) -> str | None:
        """What the host falls back to, such as `fail_request`; None: ok."""
        policy = self.report.record.outcome.policy
        return None if policy is None else policy.value

    @property
    def effect(self) -> str | None:
        """What a host does with the answer, such as `used`; None: nothing is known of it."""
        effect = self.report.record.effect
        return None if effect is None else effect.effect.value

    @property
    def error(self) -> WorkbenchError | None:
        """What failed, with `kind`, `hint` and `details`; None: ok."""
        return self.report.record.outcome.error

    @property
    def cause(self) -> str | None:
        """Why the guest was stopped, in the field's words; None: it was not, or nobody knows."""
        cause = (self.error.details if self.error is not None else {}).get("cause")
        return cause if isinstance(cause, str) and cause else None

    @property
    def frames(self) -> Sequence[Mapping[str, Any]]:
        """Where the guest stood when it was stopped, innermost first: function, offset, file, line, column, inlined."""
        return (self.error.details if self.error is not None else {}).get("frames") or ()

    @property
    def hints(self) -> Sequence[str]:
        """What to do about recognised causes of the failure; empty: nothing failed, or none was recognised."""
        return tuple(hint.text for hint in self.report.hints)

    @property
    def warnings(self) -> Sequence[Mapping[str, Any]]:
        """What the host ignores and the author should know: `kind`, `path`, `message` each."""
        return tuple(warning.value() for warning in self.report.record.warnings)

    @property
    def logs(self) -> Sequence[tuple[str, str]]:
        """The lines that the plugin logged, each with its level in front."""
        call = self.report.record.outcome.call
        return tuple((line.level, line.message) for line in call.activity.logs) if call else ()

    @property
    def metrics(self) -> Mapping[str, int]:
        """What the plugin added to its counters, by name."""
        call = self.report.record.outcome.call
        return dict(call.activity.counters) if call else {}

    @property
    def triggered(self) -> Sequence[str]:
        """Which of the injected faults were triggered."""
        return self.report.triggered

    @property
    def cost(self) -> Cost:
        """What the call used up, beside its limits; `wall_us` in microseconds."""
        return self.report.cost

    def to_json(self) -> dict[str, Any]:
        """Return the object that `workbench call --format json` prints."""
        return call_json(self.report)

    def __repr__(self) -> str:
        version = f"@{self.version}" if self.version is not None else ""
        if self.ok:
            return f"<ok {self.function}{version}>"
        return f"<fallback {self.function}{version} at {self.stage}: {visible(str(self.error), limit=_SHOWN_MAX)}>"

    def __str__(self) -> str:
        page = Page()
        write_call(page, self.report)
        return _text(page)


@dataclass(frozen=True, slots=True, repr=False)
class CheckOutcome:
    """What a host would say of a build: layers, static checks, conformance cases."""

    report: CheckReport
    """All that is known of it; not covered by what is promised of the other names."""
    budgets: Mapping[str, Any]
    """The limits that the settings change, as reports show them; empty: none."""

    @property
    def passed(self) -> bool:
        """Whether a host would serve the plugin, and it passed every check and case."""
        return self.report.passed

    @property
    def layers(self) -> Mapping[str, bool | None]:
        """Whether each of the five layers passed, by name; None: it was not run."""
        ran = {Verdict.PASSED: True, Verdict.FAILED: False}
        return {result.layer.value: ran.get(result.verdict) for result in self.report.generation.layers}

    @property
    def error(self) -> WorkbenchError | None:
        """What the first layer that failed says; None: none did."""
        return self.report.generation.error

    @property
    def cases(self) -> Sequence[ReportCase]:
        """Layers, static checks and conformance cases: `group`, `name`, `passed` (None: not run), `detail` each."""
        return tuple(check_cases(self.report))

    def to_json(self) -> dict[str, Any]:
        """Return the object that `workbench check --format json` prints."""
        return check_json(self.report, self.budgets)

    def __repr__(self) -> str:
        failed = [case.name for case in self.cases if case.passed is False]
        return f"<check {'passed' if self.passed else 'failed: ' + visible(', '.join(failed), limit=_SHOWN_MAX)}>"

    def __str__(self) -> str:
        page = Page()
        write_check(page, self.report)
        return _text(page)


@dataclass(frozen=True, slots=True, repr=False)
class ReplayOutcome:
    """A recording, replayed: whether anything differs."""

    report: BuildReplayed
    """All that is known of it; not covered by what is promised of the other names."""
    path: str
    """Of the recording."""

    @property
    def passed(self) -> bool:
        """True when nothing differs that counts."""
        return self.report.report.passed

    @property
    def error(self) -> WorkbenchError | None:
        """What the first layer that failed says, so that nothing could be called; None: none did."""
        return self.report.generation.error

    @property
    def counts(self) -> Mapping[str, int]:
        """How many calls were `same`, `changed`, `newly failing` and `fixed`."""
        return {verdict.value: count for verdict, count in self.report.report.counts.items()}

    @property
    def cases(self) -> Sequence[ReportCase]:
        """The calls: `group`, `name`, `passed`, `detail` each."""
        return tuple(replay_cases(self.report.report))

    def to_json(self) -> dict[str, Any]:
        """Return the object that `workbench replay --format json` prints."""
        return replay_json(self.report, self.path, updated=False)

    def __repr__(self) -> str:
        counts = ", ".join(f"{count} {word}" for word, count in self.counts.items() if count)
        return f"<replay {'passed' if self.passed else 'differs'}: {counts}>"

    def __str__(self) -> str:
        page = Page()
        write_replay(page, self.report, self.path, updated=False, update_wanted=False)
        return _text(page)


@dataclass(frozen=True, slots=True, repr=False)
class RunOutcome:
    """Saved payloads that were sent: whether each is as expected."""

    report: RunReport
    """All that is known of it; not covered by what is promised of the other names."""
    artifact: Artifact
    settings: Settings

    @property
    def passed(self) -> bool:
        """Whether each is as expected."""
        return self.report.passed

    @property
    def error(self) -> WorkbenchError | None:
        """What a failed run is to be blamed on; None: on no error, or nothing failed."""
        return self.report.error

    @property
    def cases(self) -> Sequence[ReportCase]:
        """The payloads: `group`, `name`, `passed`, `detail` each."""
        return tuple(run_cases(self.report))

    def to_json(self) -> dict[str, Any]:
        """Return the object that `workbench run --format json` prints."""
        return run_json(self.report, self.artifact, self.settings)

    def __repr__(self) -> str:
        failed = [str(case.document.at) for case in self.report.cases if not case.passed]
        return f"<run {'passed' if self.passed else 'failed: ' + visible(', '.join(failed), limit=_SHOWN_MAX)}>"

    def __str__(self) -> str:
        page = Page()
        for case in self.report.cases:
            write_case(page, case)
        write_end(page, self.report)
        return _text(page)
