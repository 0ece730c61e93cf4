"""Plugins that are opened on the running screen: as a start with each of them would have it."""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from workbench.assets import asset_folder
from workbench.cli.options import resolved_settings
from workbench.cli.parsers import screen_parser
from workbench.cli.plugin_opener import CommandLinePlugins
from workbench.compose import SessionOpening
from workbench.errors.operator import InvalidSettings, PluginUnreadable
from workbench.project import ResolvedSettings
from workbench.protocol.dispatch import DispatchOutcome
from workbench.protocol.wire.encode import compact
from workbench.protocol.wire.typical import typical_request
from workbench.store.places import Places
from workbench.ui.app import WorkbenchApp
from workbench.ui.bridge.plugin_port import OpenedPlugin
from workbench.ui.bridge.requests import DispatchRequested

SAMPLES = asset_folder("sample_plugins")


class Opened:
    """An opener of a command line, and the settings with which each plugin was opened."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
        self.folder = folder
        self.settings: list[ResolvedSettings] = []
        self.first = self.plugin("first", "dialect")
        made, settings = SessionOpening.__init__, self.settings

        def note(opening: SessionOpening, resolved: ResolvedSettings, *arguments: object, **named: object) -> None:
            settings.append(resolved)
            made(opening, resolved, *arguments, **named)  # type: ignore[arg-type]

        monkeypatch.setattr(SessionOpening, "__init__", note)
        arguments: argparse.Namespace = screen_parser().parse_args([str(self.first), *words])
        places = Places(folder / "config", folder / "state", folder / "cache")
        self.opener = CommandLinePlugins(arguments, places, None, None)
        self.opener.first(str(self.first), resolved_settings(arguments, goes_on=True))

    def plugin(self, name: str, sample: str, project: str | None = None) -> Path:
        """Put a copy of a sample into a folder of its own, which a project file may stand in."""
        place = self.folder / name / f"{name}.wasm"
        place.parent.mkdir(exist_ok=True)
        (place.parent / ".git").mkdir(exist_ok=True)
        shutil.copy(SAMPLES / sample / f"{sample}.wasm", place)
        if project is not None:
            (place.parent / "workbench.toml").write_text(project)
        return place

    def open(self, path: Path) -> tuple[OpenedPlugin, ResolvedSettings]:
        return self.opener.open(str(path)), self.settings[-1]


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Opened:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    words = ("--build", "make first", "--config", "key=secret", "--trust-project", "--capability", "fs:read")
    return Opened(tmp_path, monkeypatch, *words)


def test_what_describes_the_host_holds_for_another_plugin_and_what_belongs_to_the_first_does_not(
    opened: Opened,
) -> None:
    _, settings = opened.open(opened.plugin("other", "signer", 'build = "make other"\nprofile = "0.3"\n'))
    assert settings["capabilities"].value == ("fs:read",)
    assert settings["profile"].value == "0.3", "its own project file holds"
    assert settings["config"].value == {}, "a secret of the first plugin is not the other one's"
    assert settings["build"].value == "make other"
    assert settings.project.untrusted is not None, "to trust one project is not to trust another one"
    assert settings.project.untrusted.command == "make other"


def test_the_first_plugin_is_opened_again_as_the_command_line_says(opened: Opened) -> None:
    opened.open(opened.plugin("other", "signer"))
    link = opened.folder / "link.wasm"
    link.symlink_to(opened.first)
    found, settings = opened.open(link)
    assert found.place == str(opened.first.resolve())
    assert (settings["build"].value, settings["config"].value) == ("make first", {"key": "secret"})
    assert settings.project.trusted_by


@pytest.mark.parametrize(
    ("content", "found"),
    [(None, "no such file"), (b"", "an empty file"), (b"\x7fELF\x02\x01", "an ELF file"), (b"<!DOCTYPE html>", "HTML")],
)
def test_where_no_module_stands_nothing_is_opened(opened: Opened, content: bytes | None, found: str) -> None:
    place = opened.folder / "none.wasm"
    if content is not None:
        place.write_bytes(content)
    count = len(opened.settings)
    with pytest.raises(PluginUnreadable, match=found):
        opened.open(place)
    assert len(opened.settings) == count


def test_a_project_file_that_cannot_hold_keeps_its_plugin_from_being_opened(opened: Opened) -> None:
    with pytest.raises(InvalidSettings, match="profil"):
        opened.open(opened.plugin("other", "signer", 'profil = "0.1"\n'))


def test_what_was_seen_is_listed_before_the_samples_that_were_not(opened: Opened) -> None:
    sample = (SAMPLES / "signer/signer.wasm").resolve()
    for place in (opened.first, sample):
        opened.opener.seen(str(place), "n", "1")
    listing = opened.opener.listing()
    assert [one.place for one in listing.recent] == [str(sample), str(opened.first)]
    assert str(sample) not in [one.place for one in listing.samples]
    assert len(listing.samples) >= 4
    opened.opener.forget(str(sample))
    assert str(sample) in [one.place for one in opened.opener.listing().samples]


@pytest.mark.slow
async def test_a_signer_signs_by_hand_what_the_dialect_beside_it_shaped(opened: Opened) -> None:
    opened.plugin("first", "dialect")
    signer = opened.plugin("signer", "signer")
    arguments = screen_parser().parse_args([str(opened.first)])
    app = WorkbenchApp(
        opened.opener.first(str(opened.first), resolved_settings(arguments, goes_on=True)), opener=opened.opener
    )

    async def until(fact: Callable[[], object]) -> None:
        async with asyncio.timeout(120):
            while not fact():
                await asyncio.sleep(0.01)

    async def send(function: str, payload: str) -> DispatchOutcome:
        app.bridge.ask(DispatchRequested(function, payload))
        await until(
            lambda: app._main.state and app._main.state.last and app._main.state.last.outcome.function == function
        )
        state = app._main.state
        assert state is not None
        assert state.last is not None
        return state.last.outcome

    try:
        async with app.run_test(size=(120, 40)):
            await until(lambda: app._main.state and app._main.state.serving)
            shaped = await send("shape", compact(typical_request("shape")))
            assert shaped.ok, shaped.error
            app.plugins.open(str(signer), beside=True, then=lambda _: None)
            await until(lambda: app.plugins.places[0] == str(signer.resolve()))
            await until(lambda: app._main.state and app._main.state.serving)
            built = '{"upstream": {"kind": "anthropic_direct"}, "factory_state": {"api_key": "k"}}'
            assert (await send("build_signer", built)).ok
            taken = '{"shaped": "${response:shape:}", "signer_state": "${response:build_signer:/signer_state}"}'
            signed = await send("sign", taken)
            assert signed.ok, signed.error
            assert signed.request_text is not None
            assert json.loads(signed.request_text)["shaped"] == shaped.response
    finally:
        opened.opener.close()


def test_a_profile_that_only_the_first_plugin_has_gives_others_the_protocol_that_it_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "first").mkdir()
    (tmp_path / "first/workbench.toml").write_text('[profiles.prod]\nprofile = "0.3"\nbudget = "strict"\n')
    opened = Opened(tmp_path, monkeypatch, "--profile", "prod")
    _, settings = opened.open(opened.plugin("other", "signer"))
    assert (settings["profile"].value, settings["budget"].value) == ("0.3", "serving")
    _, settings = opened.open(opened.plugin("third", "signer", "[profiles.prod]\nhistory = false\n"))
    assert (settings["profile"].value, settings["history"].value) == ("0.1", False), "it has one of its own"
    with pytest.raises(InvalidSettings, match="budget") as refused:
        opened.open(opened.plugin("fourth", "signer", 'budget = "lavish"\n'))
    assert len(refused.value.problems) == 1, "the option is right for the first plugin"
