"""The plugin's configuration may stand in a file or the environment, and what stands there is shown to nobody."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from workbench.assets import asset_folder
from workbench.cli.main import main
from workbench.errors import WorkbenchError
from workbench.errors.files import LineDamaged
from workbench.errors.operator import FileDamaged, FileUnreadable, InvalidSettings
from workbench.project import Project, read_settings

DIALECT = str(asset_folder("sample_plugins") / "dialect/dialect.wasm")
SECRET = "sk-ant-0123456789abcdef0123"


def config(tmp_path: Path, **options: object) -> dict[str, str]:
    found: dict[str, str] = read_settings(options, str(tmp_path / "plugin.wasm"))["config"].value
    return found


@pytest.mark.parametrize("text", ['{"key": "from the file", "n": 1}', "key='from the file'\n# more\nn=1\n"])
def test_a_file_gives_entries_as_json_or_as_lines(text: str, tmp_path: Path) -> None:
    (tmp_path / "config").write_text(text)
    assert config(tmp_path, config_file=str(tmp_path / "config")) == {"key": "from the file", "n": "1"}


def test_what_is_nearer_to_the_command_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Option before environment before file, within each place; and the command line before the project."""
    (tmp_path / "own.env").write_text("a=file\nb=file\nc=file\n")
    (tmp_path / "project.env").write_text("a=project\nd=project\ne=project\n")
    (tmp_path / "workbench.toml").write_text('config_file = "project.env"\n[config]\ne = "table"\n')
    monkeypatch.setenv("SOME_VARIABLE", "variable")
    given = config(
        tmp_path,
        config_file=str(tmp_path / "own.env"),
        config_env={"a": "SOME_VARIABLE", "b": "SOME_VARIABLE"},
        config={"a": "option"},
    )
    assert given == {"a": "option", "b": "variable", "c": "file", "d": "project", "e": "table"}


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (None, FileUnreadable),
        (f'{{"key": "{SECRET}"', FileDamaged),
        (f'{{"key": {{"a": "\\ud800{SECRET}"}}}}', FileDamaged),
        (f"key: {SECRET}", LineDamaged),
        (f"key='{SECRET}", LineDamaged),
    ],
)
def test_a_file_that_is_neither_is_named_without_its_values(
    text: str | None, error: type[WorkbenchError], tmp_path: Path
) -> None:
    if text is not None:
        (tmp_path / "config").write_text(text)
    with pytest.raises(error) as raised:
        config(tmp_path, config_file=str(tmp_path / "config"))
    assert str(tmp_path / "config") in str(raised.value)
    assert SECRET not in str(raised.value)


def test_a_variable_that_is_not_set_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", str(tmp_path / "p.wasm"), "--config-env", "key=NO_SUCH_VARIABLE"]) == 2
    assert (
        "config_env.key (option): expected the name of a variable that is set, found 'NO_SUCH_VARIABLE'"
        in capsys.readouterr().err
    )
    assert main(["info", str(tmp_path / "p.wasm"), "--config-env", "key"]) == 2
    assert "KEY=VARIABLE" in capsys.readouterr().err


def test_a_project_file_reads_no_variable_and_no_file_above_it(tmp_path: Path) -> None:
    """A stranger's project must not hand the environment, or any file, to a stranger's plugin."""
    project = tmp_path / "project"
    project.mkdir()
    (tmp_path / "outside").write_text("key=value")
    (project / "workbench.toml").write_text('[config_env]\nkey = "HOME"\n')
    with pytest.raises(InvalidSettings, match="only your own settings and --config-env read your environment"):
        config(project)
    (project / "workbench.toml").write_text('config_file = "../outside"\n')
    with pytest.raises(WorkbenchError, match="outside"):
        config(project)
    assert read_settings({}, str(project / "p.wasm"), trusted_by="--trust-project")["config"].value == {"key": "value"}


@pytest.mark.parametrize("trusted_by", ["", "--trust-project"])
def test_a_pipe_of_a_project_is_not_waited_for(tmp_path: Path, trusted_by: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "workbench.toml").write_text('config_file = "pipe"\n')
    with pytest.raises(FileUnreadable, match="pipe or device"):
        read_settings({}, str(tmp_path / "p.wasm"), trusted_by=trusted_by)


def test_a_file_of_a_project_that_became_a_link_after_the_check_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (tmp_path / "outside").write_text(f"key={SECRET}")
    (project / "config").write_text("key=value")
    (project / "workbench.toml").write_text('config_file = "config"\n')
    check = Project.check_path

    def checked_and_exchanged(self: Project, name: str) -> None:
        check(self, name)
        (project / "config").unlink()
        (project / "config").symlink_to(tmp_path / "outside")

    monkeypatch.setattr(Project, "check_path", checked_and_exchanged)
    with pytest.raises(FileDamaged, match="unless --trust-project"):
        config(project)


@pytest.mark.scenario
def test_info_shows_what_others_may_see(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Names and sources stay; values go where they come from a file or variable, or where a rule names them."""
    (tmp_path / "config").write_text("tenant=acme")
    monkeypatch.setenv("SOME_VARIABLE", "variable")
    words = ["info", str(tmp_path / "p.wasm"), "--config-file", str(tmp_path / "config"), "--config-env"]
    words += ["id=SOME_VARIABLE", "--config", "region=eu", "--config", f"api_key={SECRET}"]
    assert main([*words, "--format", "json"]) == 0
    printed = capsys.readouterr()
    hidden = "[redacted]"
    shown = json.loads(printed.out)["settings"]["config"]["value"]
    assert shown == {"tenant": hidden, "id": hidden, "region": "eu", "api_key": hidden}
    assert "kept out of the settings, since they look like secrets: 1 value; -v names it" in printed.err
    assert main([*words, "-v"]) == 0
    printed = capsys.readouterr()
    assert SECRET not in printed.out
    assert "since they look like secrets: config/api_key (api_key)" in printed.err


@pytest.mark.parametrize(
    ("words", "environment", "said"),
    [
        ([], f'{{"a": "b", "key": "{SECRET}"', "WORKBENCH_CONFIG (environment): expected a JSON object"),
        ([], f'{{"key": "{SECRET}", "limit": NaN}}', "WORKBENCH_CONFIG.limit (environment)"),
        ([], f'["{SECRET}"]', "found a list"),
        ([], f'"{SECRET}"', "found a value that is no table"),
        (["--config", "a=b", "--config", SECRET], "", "config (option): expected KEY=VALUE, found a text without ="),
        (["--config", f"={SECRET}"], "", "without a name before = (entry 1)"),
        (["--config", f"key={SECRET}\udcff"], "", "config (option): expected text in UTF-8, found 'key=…'"),
        (["--config-env", SECRET], "", "config-env (option): expected KEY=VARIABLE"),
        ([f"key={SECRET}"], "", "expected no further argument, found 'key=…'"),
        ([f"--confg=key={SECRET}"], "", "--confg"),
        (["--factory-state", f'{{"api_key": {SECRET}'], "", "found a text that is no JSON: line 1, column 13"),
        (["--factory-state", f"{SECRET}\udcff"], "", "factory-state (option): expected text in UTF-8"),
    ],
)
def test_no_value_is_quoted_where_it_is_wrong(
    words: list[str],
    environment: str,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Name, key and place say enough: what is printed stands in the logs of CI."""
    monkeypatch.setenv("WORKBENCH_CONFIG", environment)
    assert main(["check", DIALECT, *words]) == 2
    printed = capsys.readouterr().err
    assert said in printed
    assert SECRET not in printed
