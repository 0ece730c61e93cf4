"""The saved payload that `call` names as `@NAME`."""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

from workbench.compose import artifact_at
from workbench.errors.operator import SettingInvalid
from workbench.payload_plan import planned_call
from workbench.session.run.run import text_of_last
from workbench.session.values.call_report import CallRequest

if TYPE_CHECKING:
    from workbench.engine.client.engine_client import EngineClient
    from workbench.project import ResolvedSettings
    from workbench.session.values.settings import Settings


def saved_request(
    arguments: argparse.Namespace, resolved: ResolvedSettings, engine: EngineClient, settings: Settings
) -> CallRequest:
    """Return the request of the saved payload that `@NAME` names, its variables expanded.

    Payloads whose answers it needs are sent for it. What is expected of any of them plays no part.

    Raises:
        SettingInvalid: It names a payload of another function.
        DocumentUnknown, DocumentNameInvalid, FileUnreadable, FileDamaged: It cannot be read.
        InvalidDocuments, VariableInvalid, DocumentsInCircle: Its variables have no value.
    """
    function, name = arguments.function, arguments.saved
    prefix, sign, rest = name.partition("/")
    if sign:
        if prefix != function:
            expected = f"a payload of {function}: @NAME or @{function}/NAME"
            raise SettingInvalid("saved", "@" + name, expected, "option")
        name = rest
    plan = planned_call(function, name, resolved)
    artifact = artifact_at(arguments.plugin)
    text = text_of_last(engine, engine.host, artifact, settings, plan, clock=time.time)
    return CallRequest(function, text, secrets=plan.secrets)
