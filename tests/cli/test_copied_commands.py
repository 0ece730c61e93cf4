"""What the screen copies runs as it was copied: commands in a shell, tests under pytest, Rust in its compiler."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from workbench.assets import asset_folder
from workbench.compose import artifact_at
from workbench.engine.client.engine_client import EngineClient
from workbench.protocol.wire.typical import typical_request
from workbench.session.call import call_build
from workbench.session.values.call_report import CallRequest
from workbench.session.values.settings import Settings
from workbench.ui.renderers.copying import ARGUMENT_MAX_BYTES, Copied, as_call, as_extism_call, as_pytest, as_rust

NASTY = 'it\'s "quoted" $HOME `id` $(id) \\ back\\nslash %s !! é 日本 🎈 \t\n\u202e end\\'
PLUGINS = {
    "shape": "dialect",
    "normalize_error": "dialect",
    "build_signer": "signer",
    "sign": "signer",
    "on_unauthorized": "signer",
    "observe": "observer",
    "filter": "filter",
}
SETTINGS = Settings(capabilities=frozenset({"observability:emit"}))


def payload_of(function: str) -> str:
    """Return a request with a nasty text wherever a string stands that may be any, in several lines."""

    def with_nasty(value: Any) -> Any:
        if isinstance(value, dict):
            nasty = {"request_id", "id", "path", "query", "name", "message"}
            return {
                key: NASTY if key in nasty and isinstance(one, str) else with_nasty(one) for key, one in value.items()
            }
        return [with_nasty(one) for one in value] if isinstance(value, list) else value

    return json.dumps(with_nasty(typical_request(function)), ensure_ascii=False, indent=2)


@pytest.fixture(scope="module")
def copied() -> Iterator[dict[str, Copied]]:
    """Make a dispatch of each function."""
    engine = EngineClient()
    engine.start()
    made = {}
    for function, name in PLUGINS.items():
        path = str(asset_folder("sample_plugins") / name / f"{name}.wasm")
        request = CallRequest(function, payload_of(function))
        report = call_build(engine, engine.host, artifact_at(path), SETTINGS, request, clock=time.time)
        made[function] = Copied(report.record, path, settings=SETTINGS)
    engine.shutdown()
    yield made


def environment(first: Path) -> dict[str, str]:
    return {**os.environ, "PATH": f"{first}{os.pathsep}{os.environ['PATH']}"}


@pytest.mark.parametrize("size", [0, ARGUMENT_MAX_BYTES * 2], ids=["as an argument", "as input"])
@pytest.mark.parametrize("form", [as_call, as_extism_call])
def test_a_shell_gives_the_command_what_was_copied(form: Any, size: int, tmp_path: Path) -> None:
    payloads = {function: payload_of(function) + " " * size for function in PLUGINS}
    for name in ("workbench", "extism"):
        command = tmp_path / name
        command.write_text(
            f"#!{sys.executable}\nimport sys\n"
            "words = sys.argv[1:]\n"
            "given = words[words.index('--input') + 1] if '--input' in words else sys.stdin.read()\n"
            f"open({str(tmp_path / 'given')!r}, 'a', newline='').write(given + '\\x00')\n"
        )
        command.chmod(0o700)
    last = _unsent("shape")
    script = "".join(
        form(
            Copied(
                replace(last, payload=text, outcome=replace(last.outcome, function=function, request_text=text)), "p"
            )
        )
        for function, text in payloads.items()
    )
    subprocess.run(
        ["sh", "-c", script] if not size else ["sh"], input=script.encode(), env=environment(tmp_path), check=True
    )
    given = (tmp_path / "given").read_text().split("\0")[:-1]
    assert [text.rstrip("\n") for text in given] == list(payloads.values())


def _unsent(function: str) -> Any:
    from workbench.protocol.dispatch import DispatchOutcome
    from workbench.session.values.dispatch_record import DispatchRecord

    return DispatchRecord(1, 1, "", DispatchOutcome(function, 1, None), 0.0)


@pytest.mark.slow
def test_each_copied_call_gives_the_same_answer(copied: dict[str, Copied]) -> None:
    for function, one in copied.items():
        done = subprocess.run(
            ["sh", "-c", as_call(one)], capture_output=True, env=environment(Path(sys.executable).parent), check=False
        )
        outcome = one.record.outcome
        assert done.returncode == (0 if outcome.ok else 1), (function, done.stderr.decode())
        if outcome.ok:
            assert json.loads(done.stdout) == json.loads(outcome.response_text or ""), function


@pytest.mark.slow
def test_each_copied_test_passes_under_pytest_and_fails_on_another_answer(
    copied: dict[str, Copied], tmp_path: Path
) -> None:
    for function, one in copied.items():
        (tmp_path / f"test_{function}.py").write_text(as_pytest(one), encoding="utf-8")
    ok = copied["shape"]
    other = replace(ok.record, outcome=replace(ok.record.outcome, response_text='{"another":1}'))
    (tmp_path / "test_other.py").write_text(as_pytest(replace(ok, record=other)), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib", "."]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, env=environment(Path(sys.executable).parent), check=False
    )
    assert "1 failed, 7 passed" in done.stdout, done.stdout


RUST_STUBS = """
#![allow(dead_code)]
mod extism {
    pub struct Wasm; impl Wasm { pub fn file(_: impl AsRef<std::path::Path>) -> Self { Wasm } }
    pub struct Manifest; impl Manifest { pub fn new(_: impl IntoIterator<Item = impl Into<Wasm>>) -> Self { Manifest } }
    pub struct Function;
    #[derive(Debug)] pub struct Error;
    pub struct Plugin; impl Plugin {
        pub fn new(_: &Manifest, _: impl IntoIterator<Item = Function>, _: bool) -> Result<Self, Error> { Ok(Plugin) }
        pub fn call<'a, 'b, T, U>(&'b mut self, _: impl AsRef<str>, _: &'a str) -> Result<&'b str, Error> { Ok("") }
    }
}
mod serde_json {
    #[derive(Debug, Default, PartialEq)] pub struct Value;
    pub fn from_str<T: Default>(_: &str) -> Result<T, ()> { Ok(T::default()) }
}
"""


def has_rust() -> bool:
    """Say whether there is a compiler; the one that is found may only be a name for one that was not chosen yet."""
    found = shutil.which("rustc")
    return found is not None and not subprocess.run([found, "--version"], check=False, capture_output=True).returncode


@pytest.mark.slow
def test_each_copied_test_in_rust_is_compiled_and_holds_the_request_as_it_was(
    copied: dict[str, Copied], tmp_path: Path
) -> None:
    if not has_rust():
        pytest.skip("needs a Rust compiler")
    parts = [RUST_STUBS]
    for function, one in copied.items():
        parts.append(f"mod of_{function} {{ use super::*; pub const R: &str = REQUEST; {as_rust(one)} }}\n")
    shown = "".join(f'print!("{{}}\\0", of_{function}::R);' for function in copied)
    source = tmp_path / "all.rs"
    source.write_text("".join(parts) + f"fn main() {{ {shown} }}\n", encoding="utf-8")
    for mode in ([], ["--test"]):
        command = ["rustc", "--edition", "2021", *mode, "-o", str(tmp_path / "all"), str(source)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        if not mode:
            said = subprocess.run([str(tmp_path / "all")], capture_output=True, check=True).stdout.decode()
            assert said.split("\0")[:-1] == [one.request for one in copied.values()]
