"""`serve` before it serves: what is missing or taken is named, in one line, with what to do."""

from __future__ import annotations

import socket

import pytest

from workbench.browser import client_files
from workbench.cli.arguments import parse
from workbench.cli.main import main
from workbench.cli.output import Exit
from workbench.ui.actions.registry import MAIN
from workbench.ui.in_browser import KEYS, of_server


def test_without_the_extra_one_line_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(client_files, "find_spec", lambda name: None)
    assert main(["serve", "--port", "0"]) == Exit.USAGE
    assert "pip install 'cc-lb-workbench[serve]'" in capsys.readouterr().err


def test_a_port_that_is_taken_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["serve", "--port", port]) == Exit.USAGE
    said = capsys.readouterr().err
    assert f"port {port}: expected an address to listen on, found: address already in use" in said
    assert "--port 0" in said


def test_an_address_of_another_machine_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--host", "192.0.2.1", "--port", "0"]) == Exit.USAGE
    assert "192.0.2.1, port 0: expected an address to listen on" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["-1", "65536", "eighty", "٣"])
def test_a_port_that_cannot_be_is_refused(port: str) -> None:
    with pytest.raises(SystemExit, match=str(int(Exit.USAGE))):
        parse(["serve", f"--port={port}"])


def test_the_keys_of_a_browser_belong_to_commands_and_to_no_two_of_them() -> None:
    assert KEYS.keys() <= MAIN.keys()
    keys = [key for one in MAIN.values() for key in KEYS.get(one.id, ",".join(one.keys)).split(",") if key]
    added = [key for value in KEYS.values() for key in value.split(",")]
    assert [key for key in added if keys.count(key) != 1] == []


def test_no_command_is_left_with_a_key_that_chromium_keeps() -> None:
    kept = {"ctrl+n", "ctrl+t", "ctrl+w", "ctrl+tab", "ctrl+pageup", "ctrl+pagedown", "ctrl+shift+tab"}
    assert [one.id for one in MAIN.values() if one.id not in KEYS and set(one.keys) & kept] == []


def test_a_file_that_was_saved_is_said_to_stand_on_the_server() -> None:
    assert of_server("Saved /p/shape/a.json.") == "On the server: Saved /p/shape/a.json."
    assert of_server("Copied 3 B.") == "Copied 3 B."


def test_what_the_screen_would_refuse_is_refused_before_anything_is_served(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "chek", "--port", "0"]) == Exit.USAGE
    assert "expected a known command or .wasm file, found 'chek'" in capsys.readouterr().err
