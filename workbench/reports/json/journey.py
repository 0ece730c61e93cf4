"""The object of `journey`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.protocol.host_effect.results import bytes_value
from workbench.protocol.json.parsing import JsonTextError, parse
from workbench.reports.json.json_text import error_json
from workbench.reports.json.parts import plugin_json

if TYPE_CHECKING:
    from workbench.protocol.journey.step import CallerAnswer, JourneyStep, ObserverCount
    from workbench.protocol.journey.upstream import UpstreamAnswer
    from workbench.session.values.journey_report import JourneyPlugin, JourneyReport
    from workbench.session.values.settings import Settings


def journey_json(report: JourneyReport, settings: Settings) -> dict[str, Any]:
    """Return the object of `journey`: every message, and what the caller gets."""
    proxied, end = report.request.proxied, report.end
    return {
        "plugins": [_plugin_json(one) for one in report.plugins],
        "profile": settings.profile.value,
        "completed": end is not None,
        "request": {
            "request": proxied.request,
            "principal": proxied.principal,
            "upstream": proxied.upstream,
            "candidates": list(proxied.candidates),
            "removed_headers": list(proxied.removed),
        },
        "unused_edits": list(report.unused_edits),
        "upstream": [one.value for one in report.request.answers],
        "steps": [_step_json(one) for one in report.steps],
        "idle": [{"plugin": player.number, "function": function} for player, function in report.cast.idle],
        "caller": None if end is None else _caller_json(end.caller),
        "observers": [] if end is None else [_observer_json(one) for one in end.observers],
        "metrics": {} if end is None else end.metrics,
        "assumed": [] if end is None else [{"kind": one.value, "sentence": one.sentence} for one in end.assumed],
        "calls": report.calls,
        "plugins_us": report.plugins_us,
    }


def _plugin_json(plugin: JourneyPlugin) -> dict[str, Any]:
    return plugin_json(plugin.generation.artifact) | {
        "name": plugin.generation.plugin_name,
        "functions": list(plugin.functions),
        "error": error_json(plugin.error),
    }


def _step_json(step: JourneyStep) -> dict[str, Any]:
    outcome = step.outcome
    return {
        "step": step.name,
        "kind": step.kind.value,
        "function": step.function,
        "plugin": None if step.player is None else step.player.number,
        "why": step.why,
        "came": step.came,
        "outcome": None if outcome is None else "ok" if outcome.ok else "fallback",
        "policy_if_failed": step.policy and step.policy.value,
        "policy": outcome.policy.value if outcome and outcome.policy else None,
        "stage": outcome.stage.value if outcome and outcome.stage else None,
        "error": error_json(outcome.error) if outcome else None,
        "payload": None if step.payload is None else _payload_value(step.payload),
        "edited": step.is_edited,
        "response": outcome.response if outcome else None,
        "host_effect": None if step.effect is None else step.effect.value(),
        "wall_us": step.wall_us,
        "logs": [{"level": line.level, "message": line.message} for line in step.logs],
        "sent": None if step.sent is None else step.sent.value(),
        "answer": None if step.answer is None else _answer_json(step.answer),
        "assumed": [one.value for one in step.assumed],
    }


def _payload_value(text: str) -> Any:
    """Return a payload as the JSON value that it is; an edited one may be none, and stays a text."""
    try:
        return parse(text)
    except JsonTextError:
        return text


def _answer_json(answer: UpstreamAnswer) -> dict[str, Any]:
    return {
        "status": answer.status,
        "content_type": answer.content_type,
        **bytes_value("body", answer.body),
        "frames": [len(frame) for frame in answer.frames],
        "broken": answer.is_broken,
    }


def _caller_json(caller: CallerAnswer) -> dict[str, Any]:
    return {
        "status": caller.status,
        "headers": [{"name": name, "value": value} for name, value in caller.headers],
        **bytes_value("body", caller.body),
        "cut": caller.is_cut,
        "failed_at": caller.failed_at,
        "why": caller.why,
    }


def _observer_json(count: ObserverCount) -> dict[str, Any]:
    return {
        "plugin": count.player.number,
        "batches": count.batches,
        "events": count.events,
        "batches_dropped": count.batches_dropped,
        "events_dropped": count.events_dropped,
    }
