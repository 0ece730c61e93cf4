"""The server as an agent's own client sees it, in memory: tools, resources, prompts, errors, cancelling, progress."""

from __future__ import annotations

import asyncio
import threading

import pytest
from mcp import Client, types
from mcp.shared.exceptions import MCPError

from tests.mcp_server.asking import Agent
from tests.processes import PATIENCE_S
from workbench.mcp_server import tool_thread
from workbench.mcp_server.resources import listed
from workbench.mcp_server.server import agent_server
from workbench.mcp_server.tool import Tool, ToolCall, ToolReport
from workbench.mcp_server.tool_thread import ToolProgress
from workbench.mcp_server.toolbox import TOOLS
from workbench.protocol.explanations.explain import EXPLANATIONS


def client(agent: Agent) -> Client:
    return Client(agent_server(agent.toolbox), mode="legacy")


async def test_every_tool_is_listed_with_its_schema_and_as_one_that_changes_nothing(agent: Agent) -> None:
    async with client(agent) as asking:
        tools = (await asking.list_tools()).tools
    assert [one.name for one in tools] == [*TOOLS]
    for tool in tools:
        assert tool.annotations is not None and tool.annotations.read_only_hint
        assert tool.description and tool.input_schema["type"] == "object"


async def test_a_failed_verdict_is_a_result_and_a_wrong_path_an_error_both_as_value_and_text(agent: Agent) -> None:
    async with client(agent) as asking:
        failed = await asking.call_tool("check", {"plugin": "broken_self_check.wasm"})
        wrong = await asking.call_tool("check", {"plugin": "../x.wasm"})
    assert (failed.is_error, failed.structured_content["exit_code"]) == (False, 1)
    assert (wrong.is_error, wrong.structured_content["error"]["kind"]) == (True, "PathOutside")
    for result in (failed, wrong):
        text = result.content[0]
        assert isinstance(text, types.TextContent)
        assert text.text.startswith('{"exit_code":')


async def test_everything_that_is_listed_can_be_read_and_every_explanation_too(agent: Agent) -> None:
    async with client(agent) as asking:
        resources = (await asking.list_resources()).resources
        assert [one.uri for one in resources] == [one.uri for one in listed()]
        for one in resources:
            content = (await asking.read_resource(one.uri)).contents[0]
            assert isinstance(content, types.TextResourceContents)
            assert content.text
        templates = (await asking.list_resource_templates()).resource_templates
        assert [one.uri_template for one in templates] == ["cc-lb://explain/{name}", "cc-lb://schema/{type}"]
        for kind in sorted(EXPLANATIONS)[:5]:
            assert kind in str((await asking.read_resource(f"cc-lb://explain/{kind}")).contents[0])


@pytest.mark.parametrize(
    "uri", ["cc-lb://nothing", "cc-lb://schema/none", "file:///etc/passwd", "cc-lb://explain/../x"]
)
async def test_what_is_no_resource_is_an_error_that_names_it(agent: Agent, uri: str) -> None:
    async with client(agent) as asking:
        with pytest.raises(MCPError, match="expected a known"):
            await asking.read_resource(uri)


async def test_a_prompt_is_filled_and_an_unknown_one_named(agent: Agent) -> None:
    async with client(agent) as asking:
        assert len((await asking.list_prompts()).prompts) == 2
        filled = await asking.get_prompt("mend_rejected_plugin", {"plugin": "a\u202e.wasm"})
        text = filled.messages[0].content
        assert isinstance(text, types.TextContent)
        assert "explain" in text.text and "\u202e" not in text.text
        with pytest.raises(MCPError, match="expected a known prompt, found 'mend_rejected_plugins'; did you mean"):
            await asking.get_prompt("mend_rejected_plugins", {})


async def test_progress_of_long_work_is_told_to_who_asks_for_it(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tool_thread, "PROGRESS_EVERY_S", 0.001)
    told, heard = [], threading.Event()

    async def tell(progress: float, total: float | None, message: str | None) -> None:
        told.append((progress, total, message))
        heard.set()

    def work(call: ToolCall) -> ToolReport:
        call.job.progress = ToolProgress(3, 9, "calls")
        heard.wait(PATIENCE_S)
        return ToolReport({})

    monkeypatch.setitem(TOOLS, "waiting", Tool("waiting", "", "", (), work))
    async with client(agent) as asking:
        await asking.call_tool("waiting", {}, progress_callback=tell)
    assert told == [(3, 9, "calls")]


@pytest.mark.scenario
async def test_work_that_a_client_cancels_is_ended_and_the_next_call_answered(agent: Agent) -> None:
    async with client(agent) as asking:
        given = {"plugin": "dialect.wasm", "function": "shape", "runs": 100_000, "seconds": 600}
        endless = asyncio.create_task(asking.call_tool("fuzz", given))
        await asking.list_tools()
        endless.cancel()
        with pytest.raises(asyncio.CancelledError):
            await endless
        assert not (await asking.call_tool("call", {"plugin": "dialect.wasm", "function": "shape"})).is_error
