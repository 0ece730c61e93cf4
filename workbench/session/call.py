"""One dispatch that is asked for, on an instance of its own; or one that is added to a recording.

Starts no engine, and ends none. Never raises for what a plugin does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from workbench.errors.operator import SettingInvalid
from workbench.protocol.calls import CallOutcome
from workbench.protocol.dispatch import Prepared
from workbench.protocol.host_functions import ClockSetting, HostSnapshot, RandomSetting
from workbench.protocol.hosting.injected_faults import NO_FAULTS
from workbench.protocol.layers import Layer
from workbench.session.dispatch.dispatch_steps import dispatch_apart, dispatch_on, with_effect, with_wrong_types
from workbench.session.history.entries import history_entry
from workbench.session.history.redaction import redact
from workbench.session.host.storage_text import of_plugin
from workbench.session.load.instances import call_apart
from workbench.session.load.load_steps import load_generation
from workbench.session.load.serving import Serving
from workbench.session.measure.fuel import dispatch_fuel
from workbench.session.measure.stacks import layers_with_stacks, record_with_stack
from workbench.session.payloads.masking import masked
from workbench.session.ports import Engine, HostStatePort
from workbench.session.recordings.recording import storage_after, with_entry
from workbench.session.values.call_report import CallReport, CallRequest, HostOfCall
from workbench.session.values.dispatch_record import DispatchRecord
from workbench.session.values.generation import Artifact, Generation
from workbench.session.values.recording import Recording
from workbench.session.values.settings import Settings


def call_build(
    engine: Engine,
    host: HostStatePort,
    artifact: Artifact,
    settings: Settings,
    request: CallRequest,
    *,
    clock: Callable[[], float],
    negotiated: Generation | None = None,
) -> CallReport:
    """Negotiate, then dispatch once.

    Args:
        engine: Runs it.
        host: The engine's host; it is left as the dispatch left it.
        artifact: The build.
        settings: What it is loaded and called under.
        request: What to send, and the host that it finds.
        clock: Gives unix seconds.
        negotiated: What `negotiated_build` gave for this build and these settings; None: it is negotiated now.

    Raises:
        EngineUnavailable: It could not be run.
        InternalError: Our own code failed in the engine's process.
    """
    generation = negotiated or negotiated_build(engine, artifact, settings, clock=clock)
    plugin_name = _host_given(host, generation, request)
    before = host.snapshot()
    record = dispatch_apart(engine, generation, settings, request.function, request.payload, clock=clock)
    after = host.snapshot()
    record = record_with_stack(engine, generation, settings, record)
    if request.measure_fuel:
        host.restore(before)
        record = replace(record, fuel=dispatch_fuel(engine, generation, settings, record.outcome))
        host.restore(after)
    triggered = _triggered(settings, generation, record)
    seen = HostOfCall(plugin_name, before, after) if request.host is not None else None
    versions = engine.versions() if request.measure_fuel else {}
    return CallReport(
        settings, generation, masked(with_wrong_types(record), request.secrets), triggered, seen, versions
    )


def calls_in_series(
    engine: Engine,
    host: HostStatePort,
    artifact: Artifact,
    settings: Settings,
    request: CallRequest,
    times: int,
    *,
    clock: Callable[[], float],
) -> Iterator[CallReport]:
    """Negotiate, then dispatch so many times on one long-lived instance; the first that fails ends it.

    Arguments and errors are as in `call_build`; fuel is not measured.
    """
    generation = negotiated_build(engine, artifact, settings, clock=clock)
    plugin_name = _host_given(host, generation, request)
    serving = Serving(engine, generation, replace(settings, faults=NO_FAULTS))
    try:
        for _ in range(times):
            before = host.snapshot()
            report = call_served(serving, settings, request.function, request.payload, clock=clock)
            seen = HostOfCall(plugin_name, before, host.snapshot()) if request.host is not None else None
            yield replace(report, record=masked(with_wrong_types(report.record), request.secrets), host=seen)
            if not report.record.outcome.ok:
                return
    finally:
        serving.close()


def _host_given(host: HostStatePort, generation: Generation, request: CallRequest) -> str:
    """Set the host to what a request gives, if it gives one; return the name whose storage it has."""
    plugin_name = generation.identity.plugin_name if generation.identity else ""
    if request.host is not None:
        host.restore(replace(request.host, storage=of_plugin(request.storage, plugin_name)))
    return plugin_name


def negotiated_build(
    engine: Engine, artifact: Artifact, settings: Settings, *, clock: Callable[[], float]
) -> Generation:
    """Load a build as far as a dispatch needs it. Arguments and errors are as in `call_build`."""
    generation = load_generation(engine, artifact, settings, clock, until=Layer.HANDSHAKE)
    return layers_with_stacks(engine, generation, settings)


def call_served(
    serving: Serving, settings: Settings, function: str, payload: str, *, clock: Callable[[], float]
) -> CallReport:
    """Dispatch once on the long-lived instance of a build, which is built when there is none.

    Args:
        serving: The build and its instance.
        settings: What `serving` has, and the faults to inject.
        function: One of the seven.
        payload: The request as JSON text.
        clock: Gives unix seconds.

    Raises:
        EngineUnavailable, InternalError: As `call_build` does.
    """
    generation = serving.under(settings.faults)
    outcome = dispatch_on(generation, function, payload, settings.profile, serving.call)
    record = DispatchRecord(1, generation.number, payload, outcome, clock(), interrupted=serving.interrupted)
    record = with_effect(record, settings.profile)
    return CallReport(settings, generation, record, _triggered(settings, generation, record))


def record_call(
    engine: Engine,
    host: HostStatePort,
    artifact: Artifact,
    settings: Settings,
    request: CallRequest,
    recording: Recording,
    *,
    clock: Callable[[], float],
    keep_secrets: bool = False,
) -> tuple[CallReport, Recording]:
    """Negotiate, dispatch once with the host as the recording left it, and return the recording with that at its end.

    All is as in `call_build`, but that the settings are those of the recording, which also has its own host and may be
    empty. What the rules name as a secret is not recorded, unless `keep_secrets`.

    Raises:
        EngineUnavailable, InternalError: As `call_build` does.
        SettingInvalid: The recording is one of another plugin.
    """
    generation = load_generation(engine, artifact, settings, clock, until=Layer.HANDSHAKE)
    generation = layers_with_stacks(engine, generation, settings)
    recording = _continued(recording, generation)
    before = HostSnapshot(
        storage={generation.plugin_name: storage_after(recording)},
        clock=ClockSetting(recording.clock_unix_ms),
        random=RandomSetting(recording.seed),
    )
    host.restore(before)

    def call(prepared: Prepared) -> CallOutcome:
        return call_apart(engine, generation, settings, prepared)

    outcome = dispatch_on(generation, request.function, request.payload, settings.profile, call)
    record = DispatchRecord(1, generation.number, request.payload, outcome, recording.clock_unix_ms / 1_000, fresh=True)
    record = with_effect(record, settings.profile)
    entry = history_entry(record, generation, settings, before=before, after=host.snapshot(), run="recording")
    triggered = _triggered(settings, generation, record)
    record = record_with_stack(engine, generation, settings, record)
    entry, record = masked(entry, request.secrets), masked(with_wrong_types(record), request.secrets)
    redacted = redact(entry)
    taken_out, kept = redacted.found, redacted.kept
    if keep_secrets:
        taken_out, kept = (), (*taken_out, *kept)
    else:
        entry = redacted.entry
    report = CallReport(settings, generation, record, triggered, taken_out=taken_out, kept=kept)
    return report, with_entry(recording, entry)


def _continued(recording: Recording, generation: Generation) -> Recording:
    """Return the recording as one of this plugin. Raises SettingInvalid when it is one of another."""
    plugin = generation.plugin_name
    if not recording.calls:
        return replace(recording, plugin=plugin)
    if generation.identity is not None and recording.plugin != plugin:
        expected = "the one that was recorded: calls of one recording are made alike"
        raise SettingInvalid("plugin", plugin, f"{recording.plugin}, {expected}", "option")
    return recording


def _triggered(settings: Settings, generation: Generation, record: DispatchRecord) -> tuple[str, ...]:
    negotiation = generation.negotiation
    return settings.faults.triggered(record.outcome.call, negotiation.error if negotiation else None)
