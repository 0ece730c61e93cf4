"""The tools `explain` and `schema`: what words mean, and the form of messages. They read no file and run nothing."""

from __future__ import annotations

from typing import Final

from workbench.errors.operator import NameUnknown
from workbench.mcp_server.parameters import Parameter, text
from workbench.mcp_server.tool import Tool, ToolCall, ToolReport
from workbench.naming import nearest
from workbench.protocol.wire.messages import TYPES_BY_NAME
from workbench.protocol.wire.schema import json_schema
from workbench.reports.json.explanation import explanation_json, names_json

_NAME_MAX: Final = 256


def _explain(call: ToolCall) -> ToolReport:
    name = call.given("name")
    return ToolReport(names_json() if name is None else explanation_json(name))


def _schema(call: ToolCall) -> ToolReport:
    name = call.given("type")
    if name is None:
        return ToolReport({"types": list(TYPES_BY_NAME)})
    if name not in TYPES_BY_NAME:
        raise NameUnknown("type", name, nearest(name, TYPES_BY_NAME))
    return ToolReport(json_schema(TYPES_BY_NAME[name]))


EXPLAIN: Final = Tool(
    "explain",
    "Explain an error, a word or a field",
    "Says what a rule of the protocol is, why it exists, and how to mend a violation. Give it the `kind` of an error, "
    "a stage, the name of a static check, a word of a report, or a field such as accept.chosen_versions. Without a "
    "name it lists all.",
    (Parameter("name", text("What to explain.", max_length=_NAME_MAX)),),
    _explain,
    is_quick=True,
)
SCHEMA: Final = Tool(
    "schema",
    "Get the JSON Schema of a message",
    "Returns the JSON Schema of a wire type, such as shape_request or filter_response:0.3: what a payload must look "
    "like, and what a plugin must answer. Without a type it lists all.",
    (Parameter("type", text("The name of the type.", max_length=_NAME_MAX)),),
    _schema,
    is_quick=True,
)
