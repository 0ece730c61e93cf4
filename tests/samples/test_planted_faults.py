"""Fuzzing finds a fault that was planted in each sample, and gives the smallest payload that meets it."""

from __future__ import annotations

import importlib.util
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sample_plugins import build
from workbench.cli.main import main

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(importlib.util.find_spec("ziglang") is None, reason="the extra `samples` is not installed"),
]

TRAP = "@trap()"
KEYED = ("--factory-state", '{"api_key":"k"}')


@dataclass(frozen=True)
class Planted:
    """A fault in a sample."""

    sample: str
    function: str
    behind: str
    """The line of the source behind which it stands."""
    fault: str
    meets: Callable[[Any], bool]
    """Says whether a payload meets it."""
    options: tuple[str, ...] = ()


PLANTED = (
    Planted(
        "dialect",
        "shape",
        "const request = shape_request.request;",
        f"if (request.query) |query| if (query.len == 0) {TRAP};",
        lambda sent: sent["request"]["query"] == "",
    ),
    Planted(
        "dialect",
        "normalize_error",
        "fn normalizeError(call: *cc_lb.Call, request: cc_lb.NormalizeErrorRequest) !cc_lb.NormalizeErrorResponse {",
        f"if (request.status == 413) {TRAP};",
        lambda sent: sent == {"status": 413, "body_base64": ""},
    ),
    Planted(
        "filter",
        "filter",
        "fn filter(call: *cc_lb.Call, request: cc_lb.FilterRequest) !cc_lb.FilterResponse {",
        f"for (request.candidates) |one| if (one.observed_rate_limits.len > 2) {TRAP};",
        lambda sent: [len(one["observed_rate_limits"]) for one in sent["candidates"]] == [3],
    ),
    Planted(
        "signer",
        "sign",
        "fn sign(call: *cc_lb.Call, request: cc_lb.SignRequest) !cc_lb.SignResponse {",
        f"if (request.shaped.headers.len > 5) {TRAP};",
        lambda sent: len(sent["shaped"]["headers"]) == 6,
        KEYED,
    ),
    Planted(
        "signer",
        "on_unauthorized",
        "fn onUnauthorized(call: *cc_lb.Call, request: cc_lb.OnUnauthorizedRequest) !cc_lb.OnUnauthorizedResponse {",
        f'if (request.@"error".body_base64 == null) {TRAP};',
        lambda sent: sent["error"]["body_base64"] is None,
        KEYED,
    ),
    Planted(
        "observer",
        "observe",
        "totals.batches +|= 1;",
        f'for (request.events) |event| if (event == .@"error" and event.@"error".code.len == 0) {TRAP};',
        lambda sent: [(one["kind"], one["code"]) for one in sent["events"]] == [("error", "")],
        ("--capability", "observability:emit"),
    ),
    Planted(
        "host_tour",
        "shape",
        "const arena = call.arena;",
        f"if (request.request.headers.len == 1) {TRAP};",
        lambda sent: len(sent["request"]["headers"]) == 1,
        ("--imports", "trap"),
    ),
    Planted(
        "broken_self_check",
        "shape",
        "fn shape(call: *cc_lb.Call, request: cc_lb.ShapeRequest) !cc_lb.ShapeResponse {",
        f"if (std.mem.indexOfScalar(u8, request.request.path, '%') != null) {TRAP};",
        lambda sent: sent["request"]["path"] == "/%",
    ),
)


@pytest.fixture
def samples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the samples' sources, which the build command builds."""
    folder = tmp_path / "samples"
    shutil.copytree(build.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(build, "FOLDER", folder)
    yield folder


@pytest.mark.parametrize("planted", PLANTED, ids=lambda one: f"{one.sample}-{one.function}")
def test_a_planted_fault_is_found_and_saved_shrunk(
    planted: Planted, samples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = samples / planted.sample / "plugin.zig"
    text = source.read_text(encoding="utf-8")
    assert text.count(planted.behind) == 1
    source.write_text(text.replace(planted.behind, f"{planted.behind}\n    {planted.fault}"), encoding="utf-8")
    module = tmp_path / "planted.wasm"
    build.compile_sample(planted.sample, module)
    saving = ("--save", "--payloads", str(tmp_path / "payloads"))
    words = ("fuzz", str(module), planted.function, "--seed", "7", "--runs", "2000", "--format", "json")
    assert main([*words, *planted.options, *saving]) == 1
    (fuzzed,) = json.loads(capsys.readouterr().out)["functions"]
    trapped = [one for one in fuzzed["failures"] if one["place"] or "unreachable" in (one["cause"] or "")]
    assert len(trapped) == 1
    saved = json.loads(Path(trapped[0]["saved"]).read_text())
    assert planted.meets(saved), saved
