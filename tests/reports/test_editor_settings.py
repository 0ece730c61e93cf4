"""Editors find the schema of a saved payload by its place: VS Code, Helix and Neovim have the same bindings."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

import jsonschema
import pytest

from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.reports.editor_settings import (
    helix_settings,
    neovim_settings,
    payload_schemas,
    schema_files,
    vscode_bindings,
    vscode_settings,
)


def bound_by_vscode() -> dict[str, Any]:
    """Return each schema by the patterns of its files."""
    bindings = json.loads(vscode_settings("schemas"))["json.schemas"]
    return {" ".join(one["fileMatch"]): json.loads(payload_schemas()[one["url"].split("/")[-1]]) for one in bindings}


def test_every_function_and_every_expectation_has_a_schema_that_is_one() -> None:
    bound = bound_by_vscode()
    assert [pattern.split()[0] for pattern in bound] == [
        *(f"**/payloads/{function}/*.json" for function in WIRE_FUNCTIONS),
        "**/payloads/*/*.expect.json",
    ]
    for schema in bound.values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_helix_has_the_same_schemas_in_its_settings() -> None:
    server = tomllib.loads(helix_settings())["language-server"]["vscode-json-language-server"]["config"]
    assert {" ".join(one["fileMatch"]): one["schema"] for one in server["json"]["schemas"]} == bound_by_vscode()


def test_neovim_has_the_same_schemas_by_their_places() -> None:
    found = re.findall(r'fileMatch = \{ (.*?) \}, url = schemas \.\. "/(.*?)"', neovim_settings("schemas"))
    assert {
        " ".join(json.loads(f"[{match}]")): json.loads(payload_schemas()[name]) for match, name in found
    } == bound_by_vscode()


@pytest.mark.parametrize(("folder", "url"), [("a/b", "./a/b/"), ("file:///a%20b", "file:///a%20b/")])
def test_urls_lead_to_the_folder_of_the_schemas(folder: str, url: str) -> None:
    assert {one["url"].rpartition("/")[0] + "/" for one in vscode_bindings(folder)["json.schemas"]} == {url}


def test_all_schemas_hold_those_of_payloads() -> None:
    assert payload_schemas().items() <= schema_files().items()
