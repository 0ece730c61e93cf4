"""The server as the package mcp wants it: tools, resources and prompts of ours in its types. Decides nothing itself."""

from __future__ import annotations

from typing import Any

from mcp import types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError

from workbench import __version__
from workbench.errors.operator import NameUnknown
from workbench.mcp_server import resources
from workbench.mcp_server.answers import OUTPUT_SCHEMA
from workbench.mcp_server.parameters import input_schema
from workbench.mcp_server.prompts import INSTRUCTIONS, PROMPTS
from workbench.mcp_server.tool import WHOLE, Tool
from workbench.mcp_server.tool_thread import ToolProgress
from workbench.mcp_server.toolbox import TOOLS, Toolbox
from workbench.naming import nearest

_Context = ServerRequestContext[dict[str, Any]]
_Page = types.PaginatedRequestParams | None


def agent_server(toolbox: Toolbox) -> Server[dict[str, Any]]:
    """Return a server that offers a toolbox, and everything that can be read."""

    async def call_tool(context: _Context, asked: types.CallToolRequestParams) -> types.CallToolResult:
        async def tell(progress: ToolProgress) -> None:
            await context.session.report_progress(progress.done, progress.total, progress.message)

        answer = await toolbox.call(asked.name, asked.arguments or {}, tell)
        return types.CallToolResult(
            content=[types.TextContent(text=answer.text)], structured_content=answer.value, is_error=answer.is_error
        )

    return Server(
        "workbench",
        version=__version__,
        title="cc-lb workbench",
        instructions=INSTRUCTIONS,
        on_list_tools=_list_tools,
        on_call_tool=call_tool,
        on_list_resources=_list_resources,
        on_list_resource_templates=_list_templates,
        on_read_resource=_read_resource,
        on_list_prompts=_list_prompts,
        on_get_prompt=_get_prompt,
    )


async def _list_tools(_context: _Context, _page: _Page) -> types.ListToolsResult:
    return types.ListToolsResult(tools=[_tool(one) for one in TOOLS.values()])


def _tool(tool: Tool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=input_schema((*tool.parameters, WHOLE)),
        output_schema=dict(OUTPUT_SCHEMA),
        annotations=types.ToolAnnotations(
            read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
        ),
    )


async def _list_resources(_context: _Context, _page: _Page) -> types.ListResourcesResult:
    return types.ListResourcesResult(
        resources=[
            types.Resource(uri=one.uri, name=one.name, description=one.description, mime_type=one.media_type)
            for one in resources.listed()
        ]
    )


async def _list_templates(_context: _Context, _page: _Page) -> types.ListResourceTemplatesResult:
    return types.ListResourceTemplatesResult(
        resource_templates=[
            types.ResourceTemplate(
                uri_template=one.uri, name=one.name, description=one.description, mime_type=one.media_type
            )
            for one in resources.TEMPLATES
        ]
    )


async def _read_resource(_context: _Context, asked: types.ReadResourceRequestParams) -> types.ReadResourceResult:
    try:
        content = resources.read(asked.uri)
    except NameUnknown as error:
        raise _refused(error) from error
    return types.ReadResourceResult(
        contents=[types.TextResourceContents(uri=asked.uri, mime_type=content.media_type, text=content.text)]
    )


async def _list_prompts(_context: _Context, _page: _Page) -> types.ListPromptsResult:
    return types.ListPromptsResult(
        prompts=[
            types.Prompt(
                name=one.name,
                title=one.title,
                description=one.description,
                arguments=[
                    types.PromptArgument(name=one.argument, description=one.argument_description, required=True)
                ],
            )
            for one in PROMPTS.values()
        ]
    )


async def _get_prompt(_context: _Context, asked: types.GetPromptRequestParams) -> types.GetPromptResult:
    name = asked.name[:256]
    if name not in PROMPTS:
        raise _refused(NameUnknown("prompt", name, nearest(name, PROMPTS)))
    prompt = PROMPTS[name]
    text = prompt.filled((asked.arguments or {}).get(prompt.argument, "(the path of the .wasm file)"))
    message = types.PromptMessage(role="user", content=types.TextContent(text=text))
    return types.GetPromptResult(description=prompt.description, messages=[message])


def _refused(error: NameUnknown) -> MCPError:
    """Return the error of what is no tool: there it is one of the protocol itself."""
    return MCPError(types.INVALID_PARAMS, str(error))
