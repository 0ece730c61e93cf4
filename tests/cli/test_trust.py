"""`workbench trust` shows what a project file asks for, asks, remembers, lists and forgets; other commands obey."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from workbench.assets import asset_folder
from workbench.cli.arguments import parse
from workbench.cli.main import main
from workbench.cli.options import settings_again
from workbench.errors.projects import ProjectFileRefused

DIALECT = asset_folder("sample_plugins") / "dialect/dialect.wasm"
FILE = 'plugin = "../outside.wasm"\nbuild = "touch built"\nwatch = ["*.c"]\ncompile_limit_ms = 300_000\n'


class Typed(io.StringIO):
    """A terminal at which a person types."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "workbench.toml").write_text(FILE)
    (folder / "p.wasm").write_bytes(DIALECT.read_bytes())
    (tmp_path / "outside.wasm").write_bytes(DIALECT.read_bytes())
    monkeypatch.chdir(folder)
    return folder


def as_json(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = main([*words, "--format", "json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("typed", "code"), [("y\n", 0), ("YES\n", 0), ("\n", 1), ("n\n", 1), ("", 1), ("yesterday\n", 1)]
)
def test_it_shows_everything_and_takes_the_answer(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, typed: str, code: int
) -> None:
    monkeypatch.setattr("sys.stdin", Typed(typed))
    assert main(["trust"]) == code
    said = capsys.readouterr()
    for text in (str(project), "touch built", "*.c", "300,000 instead of 20,000", "outside.wasm", "makefiles"):
        assert text in said.out, text
    assert "Trust it? [y/N]" in said.err
    assert as_json(capsys, "trust")[1]["trusted"] is (code == 0)


def test_without_a_terminal_nothing_is_trusted_unless_it_is_said(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert main(["trust"]) == 1
    assert "--yes" in capsys.readouterr().err
    code, report = as_json(capsys, "trust", str(project))
    assert (code, report["trusted"], report["requests"]["command"]) == (1, False, "touch built")
    assert as_json(capsys, "trust", str(project / "workbench.toml"), "--yes")[1]["trusted"] is True
    assert as_json(capsys, "trust", str(project / "p.wasm"))[0] == 0


def test_what_is_trusted_is_listed_and_forgotten_even_when_the_project_is_gone(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert as_json(capsys, "trust", "--list") == (0, {"trusted": []})
    as_json(capsys, "trust", "--yes")
    (project / "workbench.toml").unlink()
    (listed,) = as_json(capsys, "trust", "--list")[1]["trusted"]
    assert (listed["command"], listed["watch"]) == ("touch built", ["*.c"])
    assert main(["trust", "--list"]) == 0
    assert "touch built" in capsys.readouterr().out
    assert main(["trust", "--remove", listed["project"]]) == 0
    assert as_json(capsys, "trust", "--list")[1] == {"trusted": []}
    assert main(["trust", "--remove", listed["project"]]) == 2


@pytest.mark.parametrize("path", ["nowhere/workbench.toml", "/", "a\0b"])
def test_a_path_without_a_project_file_is_a_usage_error(
    project: Path, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    (project / "workbench.toml").unlink()
    assert main(["trust", path]) == 2
    assert "a project file" in capsys.readouterr().err


@pytest.mark.scenario
@pytest.mark.parametrize("words", [["check", "p.wasm"], ["inspect", "p.wasm"], ["call", "p.wasm", "shape"]])
def test_no_command_builds_trusted_or_not(project: Path, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    as_json(capsys, "trust", "--yes")
    for command in (words, ["--trust-project", *words]):
        assert main(command) == 0
    assert not (project / "built").exists()


def test_only_the_screen_knows_what_builds() -> None:
    """So that no other command can build, whatever is trusted."""
    commands = Path(parse.__code__.co_filename).parent
    builders = ("project_build", "SessionOpening", "ProjectBuild", "GatedBuild", "workbench.loop.build")
    texts = {path.name: path.read_text() for path in commands.rglob("*.py")}
    assert {name for name, text in texts.items() if any(one in text for one in builders)} == {"plugin_opener.py"}
    assert {name for name, text in texts.items() if "import CommandLinePlugins" in text} == {"screen.py", "demo.py"}


@pytest.mark.scenario
def test_a_raised_limit_is_said_once_on_stderr_with_both_numbers(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "p.wasm"]) == 0
    said = capsys.readouterr().err
    assert said.count("compile_limit_ms") == 1
    assert "line 4" in said
    assert "at most 20,000" in said
    assert "300,000" in said
    assert main(["check", "p.wasm", "--trust-project"]) == 0
    assert "compile_limit_ms" not in capsys.readouterr().err


def test_a_plugin_outside_of_the_project_stops_a_run_until_it_is_trusted(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "payloads/shape").mkdir(parents=True)
    (project / "payloads/shape/a.json").write_text("{}")
    assert main(["run"]) == 2
    assert "ProjectPathOutside" in capsys.readouterr().err
    as_json(capsys, "trust", "--yes")
    assert main(["run"]) in (0, 1)


@pytest.mark.parametrize("lifted", ["--trust-project", "WORKBENCH_TRUST"])
def test_a_refused_file_stops_a_command_with_2_and_names_rule_file_and_what_lifts_it(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, lifted: str
) -> None:
    file = project / "workbench.toml"
    file.chmod(0o666)
    for words in (["check", "p.wasm"], ["call", "p.wasm", "shape"], ["trust"], ["registry", "add", "p.wasm"], ["run"]):
        assert main(words) == 2, words
        said = capsys.readouterr().err
        for text in ("ProjectFileRefused", str(file), "world-writable", "--trust-project", "WORKBENCH_TRUST=1"):
            assert text in said, (words, text)
    if lifted == "WORKBENCH_TRUST":
        monkeypatch.setenv(lifted, "1")
        assert main(["trust", "--yes"]) == 0
    else:
        assert main([lifted, "trust", "--yes"]) == main(["trust", "--yes", lifted]) == 0


@pytest.mark.scenario
def test_info_goes_on_and_says_what_was_refused_trusted_and_ignored(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = as_json(capsys, "info")[1]["project"]
    assert (told["file"], told["refused"]) == (str(project / "workbench.toml"), None)
    assert told["untrusted"]["command"] == "touch built"
    assert told["untrusted"]["limits"][0]["standing"] == 20_000
    assert main(["info"]) == 0
    assert "`workbench trust` shows it" in capsys.readouterr().out
    as_json(capsys, "trust", "--yes")
    told = as_json(capsys, "info")[1]["project"]
    assert (told["untrusted"], told["requests"]["command"]) == (None, "touch built")
    (project / "workbench.toml").chmod(0o666)
    told = as_json(capsys, "info")[1]["project"]
    assert told["refused"]["details"]["rule"] == "world-writable"
    assert as_json(capsys, "info", "--trust-project")[1]["project"]["trusted_by"] == "--trust-project"


@pytest.mark.parametrize(
    "content",
    [
        "a = " + "[" * 400_000,
        "a." * 50_000 + "b = 1",
        "\n".join(f"a.b{number} = 1" for number in range(50_000)),
        "\n".join(f"k{number} = 1" for number in range(4_900)),
        "compile_limit_ms = " + "9" * 5_000,
        "build_limit_s = " + "9" * 100,
        "profile = 1979-05-27",
        "[config]\nwhen = 1979-05-27T07:32:00Z",
        "[variables]\nwhen = [[07:32:00]]",
        'plugin = "a\\u0000b"',
        'payloads = "a\\u0000b"',
        "watch = [" + "'x'," * 4_900 + "]",
        "watch = ['" + "**/" * 400 + "x']",
        "confinement = 5",
        "expand_environment = 1979-05-27",
        "capabilities = 5",
        "budgets = [1]",
        "[[build]]",
        "\0",
        "\ufeffprofile = '0.3'",
    ],
)
def test_a_value_that_cannot_be_is_an_error_of_one_file_and_never_a_traceback(
    project: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    (project / "workbench.toml").write_text(content)
    assert main(["check", "p.wasm"]) == 2
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert "workbench.toml" in said
    assert len(said) < 10_000


@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir, lambda path: path.symlink_to("/proc/self/environ")])
def test_what_is_no_file_is_an_error_of_its_own(project: Path, capsys: pytest.CaptureFixture[str], make: Any) -> None:
    (project / "workbench.toml").unlink()
    make(project / "workbench.toml")
    assert main(["check", "p.wasm"]) == 2
    assert "(regular-file)" in capsys.readouterr().err


def test_a_file_that_is_refused_while_the_screen_runs_is_an_error_and_nothing_is_written_over_the_screen(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, arguments = parse(["p.wasm"])
    assert settings_again(arguments).project.untrusted is not None
    (project / "workbench.toml").chmod(0o666)
    with pytest.raises(ProjectFileRefused):
        settings_again(arguments)
    assert "".join(capsys.readouterr()) == ""


def test_a_pyproject_is_trusted_and_forgotten_by_its_folder_or_name(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "workbench.toml").unlink()
    assert main(["trust", str(project)]) == 2
    assert "pyproject.toml with [tool.cc-lb-workbench]" in capsys.readouterr().err
    (project / "pyproject.toml").write_text('[tool.cc-lb-workbench]\nbuild = "make"\n')
    for words in (["trust", "--yes"], ["trust", str(project)], ["trust", "pyproject.toml"], ["trust", "p.wasm"]):
        code, found = as_json(capsys, *words)
        assert (code, found["project"]) == (0, str(project / "pyproject.toml"))
    assert as_json(capsys, "trust", "--remove", str(project))[1]["removed"][0]["command"] == "make"
    assert main(["trust", str(project / "workbench.toml")]) == 2


def test_what_a_profile_asks_for_is_trusted_under_that_profile(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "workbench.toml").write_text('[profiles.prod]\ncompile_limit_ms = 300_000\nbuild = "make prod"\n')
    assert as_json(capsys, "trust")[1]["requests"] is None
    code, found = as_json(capsys, "trust", "--profile", "prod")
    assert (code, found["requests"]["command"]) == (1, "make prod")
    assert main(["info", "--profile", "prod", "--color", "never"]) == 0
    assert (
        "line 2, column 20): expected at most 20,000 in a project file that is not trusted" in capsys.readouterr().out
    )
