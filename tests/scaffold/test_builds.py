"""Every project builds, and passes its own tests, `check` and `run`: by the commands that it names itself."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scaffold.projects import EVERY, project_of
from workbench.cli.main import main
from workbench.protocol.debug_info.source_map import SourceMap
from workbench.scaffold.project import LANGUAGES, NewProject
from workbench.store.new_folder import write_folder

TIMEOUT_S = 3_000
"""For a compiler that has nothing in its cache, on a machine that is busy."""

SYSTEM = Path("/usr")
CRATES = SYSTEM / "share/cargo/registry"
DEBIAN = (
    SYSTEM / "bin/cargo",
    SYSTEM / "lib/rustlib/wasm32-unknown-unknown",
    *(CRATES / one for one in ("serde", "serde_derive", "serde_json")),
)
"""What Debian's cargo, libstd-rust-dev-wasm32 and librust-serde-json-dev install; crates end in a version."""
OFFLINE = f"""
[source.crates-io]
replace-with = "debian"
[source.debian]
directory = "{CRATES}"
[net]
offline = true
"""


def shell(command: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env={**os.environ, "PATH": path, **variables},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )


@pytest.fixture(scope="module", autouse=True)
def zig_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let Zig keep nothing where a person keeps it: there may be no home folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZIG_GLOBAL_CACHE_DIR", str(tmp_path_factory.mktemp("zig")))
        yield


@pytest.fixture(scope="module")
def cargo(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the variables by which Debian's toolchain builds with Debian's crates, dependencies once for all kinds."""
    home = tmp_path_factory.mktemp("cargo")
    (home / "config.toml").write_text(OFFLINE)
    path = f"{SYSTEM / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return {"CARGO_HOME": str(home), "CARGO_TARGET_DIR": str(home / "target"), "PATH": path}


def skip_without_compiler(language: str) -> None:
    if language == "rust":
        if not all(any(path.parent.glob(f"{path.name}*")) for path in DEBIAN):
            pytest.skip("Debian's Rust with its target and crates is not installed")
    elif importlib.util.find_spec("ziglang") is None:
        pytest.skip("the Zig compiler is not installed: pip install -e '.[samples]'")


def build(project: NewProject, folder: Path, *commands: str, **variables: str) -> None:
    """Write a project and run commands in it: without an error, and without a warning."""
    write_folder(folder, project.files)
    for command in commands:
        ended = shell(command, folder, **variables)
        assert ended.returncode == 0, f"{command}\n{ended.stdout}{ended.stderr}"
        assert "warning" not in ended.stderr.lower(), ended.stderr
    target = variables.get("CARGO_TARGET_DIR")
    if target is not None:
        module = folder / project.module
        module.parent.mkdir(parents=True)
        shutil.copy(Path(target) / module.relative_to(folder / "target"), module)


@pytest.mark.scenario
def test_a_project_in_c_is_green_from_the_first_build_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The one that builds in a moment; the others are slow."""
    skip_without_compiler("c")
    project = project_of("c", "signer")
    build(project, tmp_path / "p", project.build)
    monkeypatch.chdir(tmp_path / "p")
    for words in (["check"], ["run"]):
        assert main(words) == 0, capsys.readouterr()


@pytest.mark.slow
@pytest.mark.parametrize(("language", "kind"), EVERY)
def test_a_project_is_green_from_the_first_build_on(
    language: str,
    kind: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Its unit tests, its cases and its saved payloads; and nothing that `fuzz` thinks of brings it down."""
    skip_without_compiler(language)
    variables = request.getfixturevalue("cargo") if language == "rust" else {}
    folder = tmp_path / "a folder with spaces"
    project = project_of(language, kind)
    build(project, folder, project.build, project.test, **variables)
    monkeypatch.chdir(folder)
    for words in (["check", project.module], ["run"], ["fuzz", project.module, "-n", "300", "--seed", "1"]):
        assert main(words) == 0, capsys.readouterr()


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_debug_build_keeps_the_lines_of_the_source(
    language: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    skip_without_compiler(language)
    variables = request.getfixturevalue("cargo") if language == "rust" else {}
    project = project_of(language, "dialect")
    build(project, tmp_path / "p", "sh build.sh debug", **variables)
    module = tmp_path / "p" / project.module
    assert SourceMap(module.read_bytes()).has_lines


@pytest.mark.slow
def test_its_ci_is_green_and_leaves_its_reports(tmp_path: Path) -> None:
    """Each command of the workflow as it stands there, but for what installs from the network."""
    skip_without_compiler("c")
    project = project_of("c", "dialect")
    write_folder(tmp_path / "p", project.files)
    lines = project.files[".github/workflows/plugin.yml"].decode().splitlines()
    commands = [line.strip().removeprefix("run: ") for line in lines if line.strip().startswith("run: ")]
    typed = [command for command in commands if not command.startswith("pip install")]
    assert len(typed) == len(commands) - 1 >= 5
    for command in typed:
        ended = shell(command, tmp_path / "p", GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"))
        assert ended.returncode == 0, f"{command}\n{ended.stdout}{ended.stderr}"
    assert "my-plugin2" in (tmp_path / "summary.md").read_text()
    assert "<testsuite" in (tmp_path / "p/run.xml").read_text()


@pytest.mark.slow
def test_a_build_without_its_compiler_says_how_to_get_it(tmp_path: Path) -> None:
    project = project_of("zig", "dialect")
    write_folder(tmp_path / "p", project.files)
    ended = shell(project.build, tmp_path / "p", ZIG="no-such-zig")
    assert ended.returncode == 1
    assert "no-such-zig is not on PATH: pip install -r requirements.txt" in ended.stderr
