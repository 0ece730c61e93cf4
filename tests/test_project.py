"""The gate of project files: facts hold at once, what raises a limit or leads outside waits until it is trusted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from workbench.errors.operator import InvalidSettings, SettingInvalid
from workbench.errors.projects import ProjectFileRefused, ProjectPathOutside, ProjectRule
from workbench.project import (
    ResolvedSettings,
    build_nothing,
    named_plugin,
    payload_bounds,
    payload_folder,
    project_folder,
    read_settings,
    remember,
    trust_file,
)
from workbench.protocol import limits

BUILT = 'build = "make"\nwatch = ["src/*"]\n'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for a project file; settings and trust of the person stand beside it, and there are none yet."""
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    # Whoever runs the tests without it says so by this variable.
    monkeypatch.delenv("WORKBENCH_CONFINEMENT", raising=False)
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def read(project: Path, text: str, *, trusted_by: str = "") -> ResolvedSettings:
    (project / "workbench.toml").write_text(text)
    return read_settings({}, trusted_by=trusted_by)


def users(tmp_path: Path, text: str) -> None:
    file = tmp_path / "config/cc-lb-workbench/config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(text)


def trust(settings: ResolvedSettings) -> None:
    assert settings.project.requests is not None
    assert remember(settings.project.requests) is None


# ---- who owns it ----------------------------------------------------------------------------------------------------


def test_a_refused_file_stops_or_counts_as_none_and_says_why(project: Path) -> None:
    (project / "workbench.toml").write_text("profile = '0.3'")
    (project / "workbench.toml").chmod(0o666)
    with pytest.raises(ProjectFileRefused):
        read_settings({})
    settings = read_settings({}, goes_on=True)
    assert settings["profile"].value == "0.1"
    assert isinstance(settings.project.refused, ProjectFileRefused)
    assert settings.project.refused.rule is ProjectRule.WRITABLE
    assert project_folder(settings) == Path.cwd()


@pytest.mark.parametrize("variable", [None, "1", "true"])
def test_option_and_variable_lift_the_rules(
    project: Path, variable: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if variable is not None:
        monkeypatch.setenv("WORKBENCH_TRUST", variable)
    (project / "workbench.toml").touch(0o666)
    (project / "workbench.toml").chmod(0o666)
    settings = read(
        project,
        'plugin = "../x.wasm"\nbuild = "make"\ncompile_limit_ms = 600_000',
        trusted_by="" if variable else "--trust-project",
    )
    assert settings.project.untrusted is None
    assert settings.project.trusted_by == ("WORKBENCH_TRUST" if variable else "--trust-project")
    assert settings["compile_limit_ms"].value == 600_000
    assert named_plugin(None, settings) == str(project / "../x.wasm")


def test_a_variable_that_says_neither_yes_nor_no_is_an_error(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_TRUST", "maybe")
    with pytest.raises(SettingInvalid, match="WORKBENCH_TRUST"):
        read_settings({})
    monkeypatch.setenv("WORKBENCH_TRUST", "0")
    assert read(project, BUILT).project.untrusted is not None


@pytest.mark.parametrize("line", ['confinement = "off"', "expand_environment = true", 'expand_environment = "1"'])
def test_nothing_lets_a_project_file_open_the_confinement_or_the_environment(project: Path, line: str) -> None:
    with pytest.raises(InvalidSettings, match="line 2"):
        read(project, f"\n{line}\n", trusted_by="--trust-project")


@pytest.mark.parametrize(
    ("name", "own", "lifted"), [("confinement", '"required"', '"available"'), ("history", "false", "true")]
)
@pytest.mark.parametrize("trusted_by", ["", "--trust-project"])
def test_no_project_file_lifts_what_a_person_keeps_closed(
    project: Path, tmp_path: Path, name: str, own: str, lifted: str, trusted_by: str
) -> None:
    """An option and the environment do, and where the person says nothing the project file holds."""
    assert read(project, f"{name} = {lifted}", trusted_by=trusted_by)[name].source == str(project / "workbench.toml")
    users(tmp_path, f"{name} = {own}")
    kept = read(project, f"{name} = {lifted}", trusted_by=trusted_by)[name]
    assert (str(kept.value).lower(), Path(kept.source).name) == (own.strip('"'), "config.toml")
    assert read_settings({name: lifted.strip('"')}, trusted_by=trusted_by)[name].source == "option"


# ---- limits ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "name", "wanted", "standing"),
    [
        ("compile_limit_ms = 600_000", "compile_limit_ms", 600_000, 20_000),
        ("resident_limit_mb = 65_536", "resident_limit_mb", 65_536, 1_024),
        ("build_limit_s = 0", "build_limit_s", 0, 600),
        ("budgets.serving.wall_ms = 60_000", "budgets.serving.wall_ms", 60_000, 5_000),
        ("budgets.serving.fuel = 0", "budgets.serving.fuel", 0, 1_000_000_000),
        (
            "budgets = {strict = {storage_quota_bytes = 2_000_000}}",
            "budgets.strict.storage_quota_bytes",
            2 * 10**6,
            None,
        ),
    ],
)
def test_a_limit_that_is_raised_is_ignored_and_named_with_both_numbers(
    project: Path, line: str, name: str, wanted: int, standing: int | None
) -> None:
    settings = read(project, line)
    assert settings.project.untrusted is not None
    (raised,) = settings.project.untrusted.limits
    assert (raised.name, raised.wanted, raised.line) == (name, wanted, 1 + line.count("\n"))
    assert raised.standing == (limits.STORAGE_QUOTA_BYTES if standing is None else standing)
    assert not any(str(wanted) in str(setting.value) for setting in settings.values() if wanted)
    trust(settings)
    again = read(project, line)
    assert again.project.untrusted is None
    assert again[name.partition(".")[0]].source == str(project / "workbench.toml")


def test_limits_are_lowered_freely_and_a_higher_one_of_the_person_is_the_measure(project: Path, tmp_path: Path) -> None:
    users(tmp_path, "compile_limit_ms = 100_000\n[budgets.serving]\nwall_ms = 50_000\nfuel = 77\n")
    settings = read(
        project, "compile_limit_ms = 90_000\n[budgets.serving]\nwall_ms = 40_000\n[budgets.strict]\nmax_pages = 9\n"
    )
    assert settings.project.untrusted is None
    assert settings["compile_limit_ms"].value == 90_000
    assert settings["budgets"].value == {"serving": {"wall_ms": 40_000, "fuel": 77}, "strict": {"max_pages": 9}}


def test_to_name_one_limit_takes_back_no_other_one(project: Path, tmp_path: Path) -> None:
    users(tmp_path, "[budgets.serving]\nfuel = 77\n")
    assert read(project, "[budgets.strict]\nfuel = 5\n")["budgets"].value == {
        "serving": {"fuel": 77},
        "strict": {"fuel": 5},
    }


def test_a_trusted_limit_covers_smaller_ones_and_no_larger_one(project: Path) -> None:
    trust(read(project, "compile_limit_ms = 50_000"))
    assert read(project, "compile_limit_ms = 40_000").project.untrusted is None
    assert read(project, "compile_limit_ms = 60_000").project.untrusted is not None


# ---- paths ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["../x.wasm", "/etc/hostname", "link/x.wasm", "a/../../x.wasm", "file.wasm"])
def test_a_plugin_outside_of_the_folder_is_an_error_with_where_it_leads(project: Path, value: str) -> None:
    (project / "link").symlink_to("..")
    (project / "file.wasm").symlink_to("/etc/hostname")
    settings = read(project, f'plugin = "{value}"')
    with pytest.raises(ProjectPathOutside, match="line 1"):
        named_plugin(None, settings)
    assert named_plugin("own.wasm", settings) == "own.wasm"
    trust(settings)
    assert named_plugin(None, read(project, f'plugin = "{value}"')) == str(project / value)


@pytest.mark.parametrize("value", ["x.wasm", "a/b/x.wasm", "inside/x.wasm", "./a/../x.wasm"])
def test_a_plugin_below_the_folder_holds_at_once(project: Path, value: str) -> None:
    (project / "inside").symlink_to(".")
    assert named_plugin(None, read(project, f'plugin = "{value}"')) == str(project / value)


def test_a_project_that_is_reached_through_a_link_is_below_itself(project: Path, tmp_path: Path) -> None:
    (tmp_path / "alias").symlink_to("project")
    (project / "workbench.toml").write_text('plugin = "x.wasm"')
    settings = read_settings({}, str(tmp_path / "alias/y.wasm"))
    assert named_plugin(None, settings) == str(tmp_path / "alias/x.wasm")


@pytest.mark.parametrize(("text", "folder"), [('payloads = "../p"', "../p"), ("", "payloads"), ('payloads = "l"', "l")])
def test_payloads_outside_of_the_folder_are_an_error_where_they_are_asked_for(
    project: Path, text: str, folder: str
) -> None:
    for name in ("payloads", "l"):
        (project / name).symlink_to("/var")
    settings = read(project, text)
    with pytest.raises(ProjectPathOutside):
        payload_folder(settings)
    trust(settings)
    assert payload_folder(read(project, text)) == project / folder
    (project / "payloads").unlink()
    (project / "payloads").symlink_to("/etc")
    if not text:
        with pytest.raises(ProjectPathOutside):
            payload_folder(read(project, text))


# ---- commands -------------------------------------------------------------------------------------------------------


def untrusted_command(settings: ResolvedSettings) -> str | None:
    return settings.project.untrusted.command if settings.project.untrusted is not None else None


def test_a_command_waits_until_it_is_trusted_and_other_edits_do_not_ask_again(project: Path) -> None:
    settings = read(project, BUILT)
    assert untrusted_command(settings) == "make"
    trust(settings)
    assert untrusted_command(read(project, BUILT)) is None
    assert untrusted_command(read(project, BUILT + 'profile = "0.3"\n# more\n')) is None


@pytest.mark.parametrize(
    "text",
    ['build = "make "\nwatch = ["src/*"]', 'build = "make"\nwatch = ["src/*", "b"]', 'build = "make"'],
    ids=["command", "watch", "no watch"],
)
def test_another_command_or_watch_asks_again(project: Path, text: str) -> None:
    trust(read(project, BUILT))
    assert untrusted_command(read(project, text)) is not None


def test_trust_belongs_to_a_place_that_no_link_and_no_hard_link_takes_along(project: Path, tmp_path: Path) -> None:
    trust(read(project, BUILT))
    (tmp_path / "other").mkdir()
    os.link(project / "workbench.toml", tmp_path / "other/workbench.toml")
    assert untrusted_command(read_settings({}, str(tmp_path / "other/x.wasm"))) == "make"
    (tmp_path / "third").mkdir()
    (tmp_path / "third/workbench.toml").symlink_to("../project/workbench.toml")
    assert untrusted_command(read_settings({}, str(tmp_path / "third/x.wasm"))) == "make"
    (tmp_path / "alias").symlink_to("project")
    assert untrusted_command(read_settings({}, str(tmp_path / "alias/x.wasm"))) is None


def test_a_command_of_option_environment_or_person_counts_as_said(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    users(tmp_path, 'build = "mine"')
    assert read_settings({}).project.untrusted is None
    assert read_settings({"build": "cargo"}).project.untrusted is None
    monkeypatch.setenv("WORKBENCH_BUILD", "env")
    assert read_settings({}).project.untrusted is None


# ---- what is remembered ---------------------------------------------------------------------------------------------


def test_what_is_remembered_is_private_and_a_file_that_others_can_write_counts_for_nothing(project: Path) -> None:
    trust(read(project, BUILT))
    place = trust_file().path
    assert place.stat().st_mode & 0o777 == 0o600
    place.chmod(0o622)
    settings = read(project, BUILT)
    assert untrusted_command(settings) == "make"
    assert "only you can write" in str(settings.project.note)
    assert settings.project.requests is not None
    assert remember(settings.project.requests) is not None, "it is not ours to write"


def test_payloads_of_a_project_have_bounds_unless_the_person_named_or_trusted_them(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert payload_bounds(read(project, "")) == project
    assert payload_bounds(read(project, 'payloads = "p"')) == project
    assert payload_bounds(read(project, "", trusted_by="--trust-project")) is None
    assert payload_bounds(read_settings({"payloads": "/x"})) is None
    trust(read(project, 'payloads = "../p"'))
    assert payload_bounds(read(project, 'payloads = "../p"')) == project.parent / "p"


def test_a_payload_folder_that_became_a_link_after_the_check_has_the_bounds_of_the_project(project: Path) -> None:
    settings = read(project, "")
    (project.parent / "home").mkdir()
    (project / "payloads").symlink_to(project.parent / "home")
    assert payload_bounds(settings) == project


def test_where_nothing_is_built_a_trusted_command_is_left_out_and_an_untrusted_one_asks_for_nothing(
    project: Path,
) -> None:
    settings = read(project, BUILT + "compile_limit_ms = 60_000\n")
    build_nothing(settings)
    assert settings["build"].value is None
    assert untrusted_command(settings) is None
    assert settings.project.untrusted is not None, "the limit still waits"
    trust(read(project, BUILT))
    settings = read(project, BUILT)
    build_nothing(settings)
    assert settings["build"].value is None
    assert settings.project.untrusted is None
