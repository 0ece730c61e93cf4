"""`--report FORMAT=FILE`: each form is written beside what is printed, never over what the command reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.documents import every_block
from workbench.cli.main import main
from workbench.cli.redaction import document_without_secrets
from workbench.cli.report_files import ReportFiles, report_files
from workbench.errors.operator import PlaceUnwritable, SettingInvalid
from workbench.reports.document.texts import with_texts
from workbench.reports.html.page import html_page
from workbench.reports.junit import ReportCase

DIALECT = str(Path(__file__).parents[2] / "sample_plugins/dialect/dialect.wasm")
SECRET = "sk-" + "1a2b3c4d5e6f7g8h9i0j"


def cases() -> list[ReportCase]:
    return [ReportCase("group", "one", True, "fine"), ReportCase("group", "two", False, f"found {SECRET}")]


def test_one_command_writes_each_form_once(tmp_path: Path) -> None:
    files = {kind: tmp_path / f"report.{kind}" for kind in ("junit", "html", "markdown")}
    options = [part for kind, path in files.items() for part in ("--report", f"{kind}={path}")]
    assert main(["check", DIALECT, *options]) == 0
    assert files["html"].read_bytes().startswith(b"<!doctype html>")
    assert files["markdown"].read_text(encoding="utf-8").startswith("## ✅ dialect 0.1.0: passed")
    assert files["junit"].read_bytes().startswith(b"<?xml")


def test_what_has_no_layers_is_written_as_a_table_of_its_cases(tmp_path: Path) -> None:
    report_files([f"html={tmp_path / 'r.html'}", f"markdown={tmp_path / 'r.md'}"]).write("run", cases, title="Payloads")
    assert "1 of 2 passed" in (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "| ❌ failed | <code>two</code>" in (tmp_path / "r.md").read_text(encoding="utf-8")


def test_secrets_are_taken_out_of_every_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written = [tmp_path / name for name in ("r.xml", "r.html", "r.md")]
    options = [f"{kind}={path}" for kind, path in zip(("junit", "html", "markdown"), written, strict=True)]
    report_files(options).write("run", cases)
    assert [SECRET in path.read_text(encoding="utf-8") for path in written] == [False] * 3
    assert "kept out of" in capsys.readouterr().err


def test_every_text_of_a_document_passes_the_table_of_secrets() -> None:
    document = with_texts(every_block(), lambda *_: SECRET, lambda *_: f'{{"a":"{SECRET}"}}')
    assert SECRET.encode() not in html_page(document_without_secrets(document, "r.html", None))


def test_a_secret_that_the_json_report_names_goes_from_the_page_too() -> None:
    document = with_texts(every_block(), lambda *_: "correct horse battery", lambda text, _: text)
    redacted = document_without_secrets(document, "r.html", {"api_key": "correct horse battery"})
    assert b"correct horse" not in html_page(redacted)


@pytest.mark.parametrize("option", ["pdf=x", "html", "html=", "=x", ""])
def test_a_form_that_is_not_known_is_named(option: str) -> None:
    with pytest.raises(SettingInvalid, match="junit=FILE, html=FILE, markdown=FILE or github"):
        report_files([option])


def test_what_failed_is_noted_for_github_without_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    report_files(["github"]).write("run", cases)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines()[-1] == "::error title=run%3A group two::found [redacted]"


def test_two_reports_cannot_be_one_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "r")
    with pytest.raises(SettingInvalid, match="a file of its own for each report"):
        report_files([f"html={tmp_path / 'r'}", f"markdown={tmp_path / 'link'}"])


def test_a_report_does_not_replace_what_the_command_reads(tmp_path: Path) -> None:
    plugin = tmp_path / "plugin.wasm"
    plugin.write_bytes(b"bytes")
    with pytest.raises(SettingInvalid, match="which the command does not read"):
        report_files([f"html={tmp_path}/./plugin.wasm"], (str(plugin), None))
    assert plugin.read_bytes() == b"bytes"


def test_several_reports_may_go_to_one_device() -> None:
    assert len(report_files(["html=/dev/null", "markdown=/dev/null"]).files) == 2


def test_a_full_disk_is_named_and_leaves_what_stood_there() -> None:
    with pytest.raises(PlaceUnwritable, match="no space left"):
        ReportFiles((("html", Path("/dev/full")),)).write("run", cases)


@pytest.mark.parametrize("kind", ["html", "markdown"])
def test_a_command_whose_report_finds_no_room_ends_with_exit_code_4(kind: str) -> None:
    assert main(["inspect", DIALECT, "--report", f"{kind}=/dev/full"]) == 4
