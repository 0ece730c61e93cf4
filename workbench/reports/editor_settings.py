"""The JSON Schemas of saved payloads as files, and the settings by which editors find them.

VS Code and Neovim are given the places of the schemas. Helix hands its settings to the language server as they stand,
and the server knows no place that is relative to the project: there the schemas stand in the settings themselves.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.payload_text.expectation import expectation_schema
from workbench.protocol.wire.messages import TYPES_BY_NAME
from workbench.protocol.wire.schema import json_schema
from workbench.settings.schema import settings_schema

SCHEMAS: Final = "schemas"
"""The folder of the schemas in a project."""
SETTINGS: Final = "settings"
"""The schema of a person's own settings."""
PROJECT: Final = "project"
"""The schema of `workbench.toml`."""
_EXPECTATION: Final = "expectation"
_ENDING: Final = ".schema.json"

_HELIX: Final = """\
# Helix completes saved payloads by these schemas; where it asks whether the folder is trusted, once it is. It needs
# vscode-json-language-server.
# They are those of the folder schemas/; `workbench schema --all schemas --editor helix` prints this file anew.

[language-server.vscode-json-language-server.config]
provideFormatter = true
json.validate.enable = true
json.schemas = [
{schemas}
]
"""

_NEOVIM: Final = """\
-- Neovim (0.11 and newer) completes saved payloads by the schemas of this project: with `set exrc` in your own
-- settings, once you have trusted this file (:trust). It needs vscode-json-language-server.
-- `workbench schema --all {folder} --editor neovim` prints this file anew.
local project = vim.fs.find("workbench.toml", {{ upward = true, path = vim.fn.getcwd() }})[1]
if not (project and vim.lsp.config) then
  return
end
local schemas = vim.uri_from_fname(vim.fs.joinpath(vim.fs.dirname(project), "{folder}"))

vim.lsp.config("jsonls", {{
  cmd = {{ "vscode-json-language-server", "--stdio" }},
  filetypes = {{ "json" }},
  root_markers = {{ "workbench.toml" }},
  settings = {{
    json = {{
      validate = {{ enable = true }},
      schemas = {{
{schemas}
      }},
    }},
  }},
}})
vim.lsp.enable("jsonls")
"""


def schema_files() -> dict[str, str]:
    """Return the schema of each wire type, of a file of expectations and of both files of settings, by their files."""
    schemas = {name: json_schema(wire_type) for name, wire_type in TYPES_BY_NAME.items()}
    files = {**schemas, _EXPECTATION: expectation_schema(), **schemas_of_settings()}
    return {_file_name(name): _pretty(schema) for name, schema in files.items()}


def schemas_of_settings() -> dict[str, dict[str, Any]]:
    """Return the schemas of `workbench.toml` and of a person's own settings, by their names."""
    return {PROJECT: settings_schema(of_project=True), SETTINGS: settings_schema(of_project=False)}


def payload_schemas() -> dict[str, str]:
    """Return the schemas of a project by file: its payloads', their expectations', `workbench.toml`'s."""
    schemas = {name: _schema(name) for _, name in _bindings()}
    schemas[PROJECT] = settings_schema(of_project=True)
    return {_file_name(name): _pretty(schema) for name, schema in schemas.items()}


def vscode_bindings(folder: str) -> dict[str, Any]:
    """Return the setting of VS Code that binds payloads to their schemas.

    Args:
        folder: Where the schemas stand: an absolute URL, or a path from the project on.
    """
    base = folder if "://" in folder else f"./{folder}"
    bindings = [{"fileMatch": match, "url": f"{base}/{_file_name(name)}"} for match, name in _bindings()]
    return {"json.schemas": bindings}


def vscode_settings(folder: str) -> str:
    """Return `.vscode/settings.json`; `folder` is where the schemas stand, as for `vscode_bindings`."""
    return _pretty(vscode_bindings(folder))


def helix_settings() -> str:
    """Return `.helix/languages.toml`."""
    schemas = (_toml({"fileMatch": match, "schema": _schema(name)}) for match, name in _bindings())
    return _HELIX.format(schemas="\n".join(f"  {one}," for one in schemas))


def neovim_settings(folder: str) -> str:
    """Return `.nvim.lua`; `folder` is where the schemas stand, from the project on."""
    lines = [
        f"        {{ fileMatch = {_lua(match)}, url = schemas .. {json.dumps('/' + _file_name(name))} }},"
        for match, name in _bindings()
    ]
    return _NEOVIM.format(folder=folder, schemas="\n".join(lines))


def _bindings() -> Iterator[tuple[list[str], str]]:
    """Give the patterns of each kind of payload file, and the name of its schema."""
    for function in WIRE_FUNCTIONS:
        yield [f"**/payloads/{function}/*.json", "!**/*.expect.json"], f"{function}_request"
    yield ["**/payloads/*/*.expect.json"], _EXPECTATION


def _schema(name: str) -> dict[str, Any]:
    return expectation_schema() if name == _EXPECTATION else json_schema(TYPES_BY_NAME[name])


def _file_name(name: str) -> str:
    return name.replace(":", "-") + _ENDING


def _pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _lua(texts: list[str]) -> str:
    return "{ " + ", ".join(json.dumps(text) for text in texts) + " }"


def _toml(value: Any) -> str:
    """Return a value without null as TOML, in one line. A string of JSON is one of TOML."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{json.dumps(key)} = {_toml(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value)
