"""The build command of the samples, without its compiler."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

import pytest

from sample_plugins import build


@pytest.fixture
def samples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one sample, `one`, whose module is committed; the compiler is played by `compiled`."""
    (tmp_path / "samples.toml").write_text('[[sample]]\nname = "one"\n', encoding="utf-8")
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "one.wasm").write_bytes(b"committed")
    monkeypatch.setattr(build, "FOLDER", tmp_path)
    monkeypatch.setattr(build, "check_compiler", lambda: None)
    return tmp_path


def compiled(monkeypatch: pytest.MonkeyPatch, module: bytes) -> None:
    """Let every build give these bytes."""

    def compile_sample(_name: str, output: Path, cache: Path | None = None) -> None:
        output.write_bytes(module)

    monkeypatch.setattr(build, "compile_sample", compile_sample)


@pytest.mark.parametrize("found", [None, "0.16.0"])
def test_another_compiler_or_none_is_refused_with_the_pin(
    found: str | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def version(_name: str) -> str:
        if found is None:
            raise importlib.metadata.PackageNotFoundError
        return found

    monkeypatch.setattr(importlib.metadata, "version", version)
    assert build.main([]) == 1
    assert f"found {found or 'none'}: pip install 'ziglang=={build.ZIG_VERSION}'" in capsys.readouterr().err


def test_an_unknown_sample_is_a_usage_error(samples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        build.main(["two"])
    assert exit_.value.code == 2
    assert "no sample named two; there are one" in capsys.readouterr().err


def test_a_check_of_the_same_bytes_passes(samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled(monkeypatch, b"committed")
    assert build.main(["--check"]) == 0


def test_a_check_of_other_bytes_shows_both_digests_and_changes_nothing(
    samples: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    compiled(monkeypatch, b"another")
    committed = build.description(build.module_path("one"))
    assert build.main(["--check"]) == 1
    shown = capsys.readouterr().out
    assert "DIFFERS one" in shown
    assert committed in shown
    assert "7 bytes" in shown
    assert build.module_path("one").read_bytes() == b"committed"


def test_a_rebuild_replaces_the_module_and_its_digest(samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled(monkeypatch, b"another")
    assert build.main([]) == 0
    digest = build.sha256_of(build.module_path("one"))
    assert (samples / "VERSIONS").read_text(encoding="utf-8") == (
        f"# ziglang {build.ZIG_VERSION}\n{digest}  one/one.wasm\n"
    )
