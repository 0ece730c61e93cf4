"""The files of `sample_plugins` agree with each other. No compiler is needed."""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "sample_plugins"
SAMPLES: list[dict[str, Any]] = tomllib.loads((FOLDER / "samples.toml").read_text(encoding="utf-8"))["sample"]
NAMES = [sample["name"] for sample in SAMPLES]
LAYERS = {"identity", "handshake", "self_check", "dispatch"}

every_sample = pytest.mark.parametrize("sample", SAMPLES, ids=NAMES)


def digests() -> dict[str, str]:
    """SHA-256 by file, as `VERSIONS` has them."""
    lines = (FOLDER / "VERSIONS").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("  ", 1) for line in lines if not line.startswith("#"))
    return {file: digest for digest, file in pairs}


def test_every_folder_is_a_listed_sample() -> None:
    folders = {source.parent.name for source in FOLDER.glob("*/plugin.zig")}
    assert sorted(NAMES) == sorted(folders)


def test_the_first_sample_is_the_dialect() -> None:
    assert NAMES[0] == "dialect"


@every_sample
def test_a_sample_has_source_module_and_readme(sample: dict[str, Any]) -> None:
    for file in ("plugin.zig", f"{sample['name']}.wasm", "README.md"):
        assert (FOLDER / sample["name"] / file).is_file(), file


@every_sample
def test_the_module_is_the_one_in_versions(sample: dict[str, Any]) -> None:
    module = (FOLDER / sample["file"]).read_bytes()
    assert digests()[sample["file"]] == hashlib.sha256(module).hexdigest()


def test_versions_has_no_other_files_and_names_the_pinned_compiler() -> None:
    assert list(digests()) == [sample["file"] for sample in SAMPLES]
    pin = re.search(r"^ZIG_VERSION = \"(.+)\"$", (FOLDER / "build.py").read_text(encoding="utf-8"), re.MULTILINE)
    assert pin is not None
    first_line = (FOLDER / "VERSIONS").read_text(encoding="utf-8").splitlines()[0]
    assert first_line == f"# ziglang {pin[1]}"
    assert f"ziglang=={pin[1]}" in (FOLDER.parent / "pyproject.toml").read_text(encoding="utf-8")


@every_sample
def test_the_module_carries_the_name_and_the_hooks_of_the_list(sample: dict[str, Any]) -> None:
    module = (FOLDER / sample["file"]).read_bytes()
    assert module.startswith(b"\x00asm\x01\x00\x00\x00")
    assert f'"plugin_name":"{sample["name"]}"'.encode() in module
    for hook in (*sample["functions"], "cc_lb_handshake", "cc_lb_self_check"):
        assert hook.encode() in module


@every_sample
def test_the_verdicts_are_complete(sample: dict[str, Any]) -> None:
    """A failing verdict says where and with what; each has its own set of host capabilities."""
    assert sample["summary"].endswith(".")
    assert len({tuple(verdict["capabilities"]) for verdict in sample["verdicts"]}) == len(sample["verdicts"])
    for verdict in sample["verdicts"]:
        if verdict["passed"]:
            assert verdict.keys() == {"capabilities", "passed"}
        else:
            assert verdict.keys() == {"capabilities", "passed", "layer", "kind"}
            assert verdict["layer"] in LAYERS


@every_sample
def test_the_readme_names_the_verdict(sample: dict[str, Any]) -> None:
    readme = (FOLDER / sample["name"] / "README.md").read_text(encoding="utf-8")
    assert readme.startswith(f"# {sample['name']}\n")
    assert "\nVerdict: " in readme
    assert "\nTry" in readme
    if all(not verdict["passed"] for verdict in sample["verdicts"]):
        assert sample["verdicts"][0]["kind"] in readme


@every_sample
def test_each_function_of_a_sample_has_a_saved_payload_with_what_is_expected_of_it(sample: dict[str, Any]) -> None:
    folder = Path(__file__).parent / sample["name"] / "payloads"
    saved = {path for path in folder.glob("*/*.json") if not path.name.endswith(".expect.json")}
    assert {path.parent.name for path in saved} == set(sample["functions"])
    assert {path for path in saved if not path.with_suffix(".expect.json").is_file()} == set()


@every_sample
def test_a_sample_has_a_recording(sample: dict[str, Any]) -> None:
    assert (FOLDER.parent / f"tests/recordings/{sample['name']}.jsonl").is_file()
