"""Every project that can be written is whole, and its files are what the tools that read them take."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import PurePosixPath

import jsonschema
import pytest

from tests.pages import ROOT
from tests.scaffold.projects import EVERY, FUNCTIONS, NAME, project_of, text_of
from workbench.cli.new_parsers import KINDS_OF_PROJECTS
from workbench.cli.new_parsers import LANGUAGES as LANGUAGES_OF_PARSER
from workbench.loop.glob_pattern import GlobPattern
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.payload_text.expectation import read_expectation
from workbench.protocol.payload_text.names import check_name
from workbench.protocol.wire.decode import from_value
from workbench.protocol.wire.messages import request_type
from workbench.scaffold.project import KINDS, LANGUAGES, NewProject
from workbench.settings import SettingsLayer, resolve

EXPECTED = ".expect.json"
IN_EVERY = {
    ".github/workflows/plugin.yml", ".gitignore", ".helix/languages.toml", ".nvim.lua", ".vscode/settings.json",
    "AGENTS.md", "README.md", "workbench.toml", "requirements.txt",
}  # fmt: skip
WIDTH_MAX = 120
READ_BY_PEOPLE = ("README.md", "AGENTS.md")


def payloads(project: NewProject) -> Iterator[tuple[str, str, str]]:
    """Give function, name and path of each payload."""
    for path in project.files:
        match PurePosixPath(path).parts:
            case ("payloads", function, file) if not file.endswith(EXPECTED):
                yield function, file.removesuffix(".json"), path


def test_the_command_line_knows_the_same_languages_and_kinds() -> None:
    assert (LANGUAGES_OF_PARSER, KINDS_OF_PROJECTS) == (LANGUAGES, KINDS)


@pytest.mark.parametrize(("language", "kind"), EVERY)
def test_nothing_is_missing_and_no_placeholder_is_left(language: str, kind: str) -> None:
    project = project_of(language, kind)
    assert project.files.keys() >= IN_EVERY
    assert list(project.files) == sorted(project.files)
    for path, content in project.files.items():
        text = content.decode()
        assert "@@" not in path + text, path
        assert text.endswith("\n"), path
        assert not text.endswith("\n\n"), path
        assert "\r" not in text, path
        if path.startswith(("src/", "tests/")):
            assert max(map(len, text.splitlines())) <= WIDTH_MAX, path
    assert NAME in text_of(project, "README.md")
    assert PurePosixPath(project.module).suffix == ".wasm"


@pytest.mark.parametrize("language", LANGUAGES)
def test_pip_is_asked_for_the_workbench_once_there_is_a_release(language: str) -> None:
    """Until then its name resolves nowhere, and the compiler beside it would not be installed either."""
    requirements = text_of(project_of(language, "dialect"), "requirements.txt")
    is_released = re.search(r"^## \[\d", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M) is not None
    assert (re.search(r"^cc-lb-workbench\b", requirements, re.M) is not None) is is_released
    assert "pip install /path/to/workbench" in requirements


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_for_people_stands_twice(language: str) -> None:
    project = project_of(language, "signer")
    for path in (*READ_BY_PEOPLE, "workbench.toml", ".gitignore"):
        lines = [line for line in text_of(project, path).splitlines() if line]
        assert [line for line, following in pairwise(lines) if line == following] == [], path


@pytest.mark.parametrize(("language", "kind"), EVERY)
def test_what_is_json_or_toml_can_be_read(language: str, kind: str) -> None:
    for path, content in project_of(language, kind).files.items():
        if path.endswith(".json"):
            json.loads(content)
        if path.endswith(".toml"):
            tomllib.loads(content.decode())


@pytest.mark.parametrize(("language", "kind"), EVERY)
def test_its_project_file_names_the_schema_that_editors_complete_it_by(language: str, kind: str) -> None:
    project = project_of(language, kind)
    text = text_of(project, "workbench.toml")
    schema = json.loads(text_of(project, text.splitlines()[0].removeprefix("#:schema ./")))
    jsonschema.Draft202012Validator(schema).validate(tomllib.loads(text))


@pytest.mark.parametrize(("language", "kind"), EVERY)
def test_its_settings_hold_and_name_its_module_and_its_sources(language: str, kind: str) -> None:
    project = project_of(language, kind)
    settings = resolve([SettingsLayer("workbench.toml", tomllib.loads(text_of(project, "workbench.toml")))])
    assert settings["plugin"].value == project.module
    assert settings["build"].value == project.build
    globs = [GlobPattern(glob) for glob in settings["watch"].value]
    watched = [path for path in project.files if any(glob.matches(path) for glob in globs)]
    assert [path for path in watched if path.startswith("src/")]
    assert not [path for path in watched if path.startswith(("payloads/", "schemas/"))]


@pytest.mark.parametrize("kind", KINDS)
def test_every_payload_fits_its_schema_and_the_wire_and_has_its_functions(kind: str) -> None:
    """By the schema that its editor is given, and by our own decoder."""
    project = project_of("zig", kind)
    sent = list(payloads(project))
    assert {function for function, _, _ in sent} == FUNCTIONS[kind]
    for function, name, path in sent:
        check_name(name)
        value = json.loads(project.files[path])
        schema = json.loads(project.files[f"schemas/{function}_request.schema.json"])
        jsonschema.Draft202012Validator(schema).validate(value)
        from_value(request_type(function), value)


@pytest.mark.parametrize("kind", KINDS)
def test_every_expectation_can_be_read_and_stands_beside_a_payload(kind: str) -> None:
    project = project_of("zig", kind)
    schema = json.loads(text_of(project, "schemas/expectation.schema.json"))
    expectations = [path for path in project.files if path.endswith(EXPECTED)]
    assert expectations
    for path in expectations:
        assert path.removesuffix(EXPECTED) + ".json" in project.files
        read_expectation(project.files[path], path)
        jsonschema.Draft202012Validator(schema).validate(json.loads(project.files[path]))


@pytest.mark.parametrize("kind", KINDS)
def test_payloads_are_the_same_in_all_languages(kind: str) -> None:
    def saved(language: str) -> dict[str, bytes]:
        files = project_of(language, kind).files
        return {path: files[path] for path in files if path.startswith("payloads/")}

    assert all(saved(language) == saved("zig") for language in LANGUAGES)


@pytest.mark.parametrize(("language", "kind"), EVERY)
def test_what_is_written_for_people_and_agents_names_files_that_are_there(language: str, kind: str) -> None:
    """Each path that stands in backticks, or is the subject of a table's row, is a file or folder of the project."""
    project = project_of(language, kind)
    folders = {str(parent) for path in project.files for parent in PurePosixPath(path).parents}
    there = {*project.files, *folders, project.module}
    for page in READ_BY_PEOPLE:
        named = re.findall(
            r"`((?:\.?[\w-]+/)*[\w.-]+\.(?:zig|rs|c|h|toml|md|yml|sh|txt|wasm)|[\w.]+/)`", text_of(project, page)
        )
        assert named
        assert [path for path in named if path.rstrip("/") not in there] == []


@pytest.mark.parametrize(("language", "kind"), EVERY)
def test_agents_and_ci_are_told_the_whole_loop(language: str, kind: str) -> None:
    project = project_of(language, kind)
    check = "workbench check"
    agents = text_of(project, "AGENTS.md")
    for step in (project.build, f"{check} --format json", "workbench explain", "workbench run"):
        assert step in agents
    workflow = text_of(project, ".github/workflows/plugin.yml")
    for step in (f"run: {project.build}\n", f"run: {check} ", "run: workbench run "):
        assert step in workflow
    assert all(function in agents for function in FUNCTIONS[kind])
    assert all(function in WIRE_FUNCTIONS for function in FUNCTIONS[kind])


@pytest.mark.parametrize(("language", "kind"), EVERY)
def test_the_workflow_has_the_form_of_a_workflow(language: str, kind: str) -> None:
    """There is no reader of YAML here: its lines have even indents without tabs, and each step says what it does."""
    workflow = text_of(project_of(language, kind), ".github/workflows/plugin.yml")
    assert "\t" not in workflow
    assert all((len(line) - len(line.lstrip(" "))) % 2 == 0 for line in workflow.splitlines())
    steps = re.split(r"^      - ", workflow.split("    steps:\n", 1)[1], flags=re.MULTILINE)[1:]
    assert len(steps) >= 8
    assert all(re.search(r"^(?:        )?(?:uses|run): \S", step, re.MULTILINE) for step in steps)


@pytest.mark.parametrize(("language", "kind"), EVERY)
def test_what_a_build_writes_and_secrets_are_ignored_by_git(language: str, kind: str) -> None:
    project = project_of(language, kind)
    ignored = [line for line in text_of(project, ".gitignore").splitlines() if line and not line.startswith("#")]
    assert "payloads/.env" in ignored
    assert PurePosixPath(project.module).parts[0] + "/" in ignored


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_project_has_a_debug_build_and_says_so(language: str) -> None:
    project = project_of(language, "dialect")
    assert "\ndebug) " in text_of(project, "build.sh")
    for path in READ_BY_PEOPLE:
        assert "`sh build.sh debug`" in text_of(project, path)
        assert "more fuel than `check` allows" in text_of(project, path)
