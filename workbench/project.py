"""The gate between a project file and what runs: which settings hold, and what waits until a person has trusted it.

Every reading of a project file goes through `read_settings`: at the start, and each time the file has changed.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from workbench.errors import WorkbenchError
from workbench.errors.operator import SettingInvalid
from workbench.settings import (
    ENVIRONMENT,
    ENVIRONMENT_PREFIX,
    OPTION,
    SETTINGS,
    Problems,
    Resolved,
    SettingsLayer,
    from_environment,
    resolve,
    unknown_variables,
    value_at,
)
from workbench.settings.merging import merged, merged_entries
from workbench.settings.profiles import ChosenProfile, Sources, keys_by_profile, under_profile
from workbench.settings.project_rules import check_project
from workbench.store.settings_files import PROJECT_FILE, find_project_file, overruled_by, read_settings_file, user_file

if TYPE_CHECKING:
    from workbench.store.trust_file import TrustFile
    from workbench.trust import Grant, Requests

TRUST_OPTION: Final = "--trust-project"
TRUST_VARIABLE: Final = f"{ENVIRONMENT_PREFIX}TRUST"
_NEVER_LIFTED: Final = (("confinement", "required"), ("history", False))
"""Settings with the value that no project file lifts, trusted or not, where the person's own settings have it."""


@dataclass(frozen=True, slots=True)
class Project:
    """The project file that was found, and how far it holds."""

    file: Path | None = None
    """Absolute; None: there is none."""
    refused: WorkbenchError | None = None
    """Why nothing of it holds; None: it was read."""
    trusted_by: str = ""
    """What lifts every rule for this run: `--trust-project`, `WORKBENCH_TRUST`; empty: nothing does."""
    requests: Requests | None = None
    """What it asks for beyond what holds at once, trusted or not; None: nothing."""
    untrusted: Requests | None = None
    """What of this does not hold, since nobody has trusted it; None: everything holds."""
    note: WorkbenchError | None = None
    """Why nothing counts that was trusted before; None: there is nothing against it."""
    overrules: Path | None = None
    """The `pyproject.toml` beside it whose table of settings does not hold; None: there is none."""

    def remember(self, requests: Requests) -> WorkbenchError | None:
        """Trust all that is asked for, from now on; return why that cannot be remembered, None when it is."""
        return remember(requests)

    def check_path(self, name: str) -> None:
        """Raise ProjectPathOutside when a path of the file, by its setting's name, leads out of its folder."""
        for outside in self.untrusted.paths if self.untrusted is not None else ():
            if outside.name == name:
                raise outside

    def bounds_of_file(self, name: str) -> Path | None:
        """Return the folder out of which a file of the project may not lead, by its setting's name; None: anywhere."""
        if self.trusted_by or self.file is None:
            return None
        seen = self.seen_place(name)
        return Path(os.path.realpath(self.file.parent)) if seen is None else seen.parent

    def seen_place(self, name: str) -> Path | None:
        """Return where a path leads that leads out of the folder, by its setting's name; None: it does not."""
        paths = () if self.requests is None else self.requests.paths
        return next((Path(one.leads_to) for one in paths if one.name == name), None)


class ResolvedSettings(dict[str, Resolved]):
    """Every setting with its source, by name, and the project file that was read for them."""

    project: Project = Project()
    secret_config: frozenset[str] = frozenset()
    """Names of entries of `config` that came from a file or the environment, where secrets stand."""
    named_profile: ChosenProfile | None = None
    """None: none of the files' profiles holds."""
    keys_by_profile: Mapping[str, Mapping[str, Resolved]] = MappingProxyType({})
    """The keys that each profile of the person's own would set, chosen or not, by the id of the action."""
    entries: Mapping[tuple[str, ...], Resolved] = MappingProxyType({})
    """Of tables that several sources add to: each entry with its source, by its keys, as in `("config", "region")`."""

    @property
    def profile_name(self) -> str:
        """The named profile that holds; empty: none."""
        return "" if self.named_profile is None else self.named_profile.name

    @property
    def given(self) -> list[str]:
        """Names of the settings that the command line, or whoever called us, gives for this run."""
        return [name for name, setting in self.items() if setting.source == "option"]


def build_nothing(settings: ResolvedSettings) -> None:
    """Leave the build command out of the settings, trusted or not, and what a project file asks for of it."""
    settings["build"] = replace(settings["build"], value=None)
    project = settings.project
    if project.untrusted is not None and project.untrusted.command is not None:
        left = replace(project.untrusted, command=None, watch=())
        settings.project = replace(project, untrusted=left or None)


def read_settings(
    options: Mapping[str, Any], plugin: str | None = None, *, trusted_by: str | None = "", goes_on: bool = False
) -> ResolvedSettings:
    """Return every setting with its source, as options, environment, project and user have it.

    Args:
        options: Values by name, which win over all others; None as a value means: not given.
        plugin: The path from which the project file is looked for upwards; None: from the working folder.
        trusted_by: What lifts the rules for project files; empty: only what the environment says; None: nothing does.
        goes_on: A project file that breaks a rule counts as none, and `project.refused` says why.

    Raises:
        ProjectFileRefused: The project file breaks a rule.
        InvalidSettings: A name is not known or a value is not allowed; all such problems.
        FileDamaged: A settings file is no TOML.
    """
    trusted_by = "" if trusted_by is None else trusted_by or _trusted_by_environment()
    stronger = (SettingsLayer(OPTION, options), SettingsLayer(ENVIRONMENT, from_environment(os.environ)))
    place = user_file()
    user = None if place is None else read_settings_file(place).layer
    file, project = _read_project(plugin, trusted_by, goes_on=goes_on)
    # Every problem of every source is reported before anything is left out.
    problems = Problems()
    given, chosen = under_profile(Sources(stronger, file, user), problems)
    problems.check()
    if file is not None and given.project is not None:
        check_project(file)
        weaker = [] if given.user is None else [given.user]
        project = _judged(project, given.project, merged([*given.stronger, *weaker]))
        held = replace(given.project, values=_held(project, given.project.values, resolve(weaker)))
        given = replace(given, project=held)
    layers, secret = _with_config_sources(given.layers, project)
    settings = ResolvedSettings(merged(layers))
    settings.project, settings.secret_config = project, secret
    settings.named_profile, settings.entries = chosen, merged_entries(layers)
    settings.keys_by_profile = {} if user is None else keys_by_profile(user)
    return settings


def notes_of(settings: ResolvedSettings) -> list[str]:
    """Return what a person should know of these settings: limits that wait, a file and variables that do not hold."""
    project = settings.project
    notes = [] if project.untrusted is None else [str(limit) for limit in project.untrusted.limits]
    return [*notes, *slips_of(project)]


def slips_of(project: Project) -> list[str]:
    """Return what was set, and does not hold since it stands in the wrong place."""
    notes = [
        f"{variable} (environment): expected a variable of a setting; did you mean {meant}?"
        for variable, meant in unknown_variables(os.environ).items()
    ]
    if project.overrules is not None:
        notes.append(f"{project.overrules}: [tool.cc-lb-workbench] does not hold, {PROJECT_FILE} stands beside it")
    return notes


def _with_config_sources(
    layers: Sequence[SettingsLayer], project: Project
) -> tuple[Sequence[SettingsLayer], frozenset[str]]:
    """Return the layers with the entries of `config` that stand elsewhere, and the names of these."""
    from workbench.config_sources import has_sources, with_sources  # noqa: PLC0415 - reads no file unless one is named

    changed: list[SettingsLayer] = []
    secret: frozenset[str] = frozenset()
    for layer in layers:
        if not has_sources(layer.values):
            changed.append(layer)
            continue
        files = None
        if layer.source == str(project.file):
            from workbench.store.bounded_files import BoundedFiles  # noqa: PLC0415 - as above

            project.check_path("config_file")
            files = BoundedFiles(project.bounds_of_file("config_file"))
        merged, names = with_sources(layer.source, layer.values, os.environ, files=files)
        changed.append(replace(layer, values=merged))
        secret |= names
    return changed, secret


def _trusted_by_environment() -> str:
    """Return the variable that lifts the rules; empty: it is not set. Raises SettingInvalid."""
    given = os.environ.get(TRUST_VARIABLE, "")
    if given.lower() not in ("", "0", "1", "false", "true"):
        raise SettingInvalid(TRUST_VARIABLE, given, "1 or 0", "environment")
    return TRUST_VARIABLE if given.lower() in ("1", "true") else ""


def _read_project(plugin: str | None, trusted_by: str, *, goes_on: bool) -> tuple[SettingsLayer | None, Project]:
    """Return what the project file holds, None when there is none that holds, and what is known of it so far."""
    found = find_project_file(plugin)
    if found is None:
        return None, Project(trusted_by=trusted_by)
    from workbench.errors.projects import ProjectFileRefused  # noqa: PLC0415 - most runs have no project file

    project = Project(found, trusted_by=trusted_by, overrules=overruled_by(found))
    try:
        return read_settings_file(found, trusted=bool(trusted_by)).layer, project
    except ProjectFileRefused as error:
        if not goes_on:
            raise
        return None, replace(project, refused=error.detached())


# ---- what waits until it is trusted ---------------------------------------------------------------------------------


def _judged(project: Project, file: SettingsLayer, standing: Mapping[str, Resolved]) -> Project:
    """Return the project with what its file asks for, and what of it nobody has trusted."""
    from workbench.trust import not_granted  # noqa: PLC0415 - most runs have no project file

    requests = _requests(file, standing)
    if not requests:
        return project
    if project.trusted_by:
        return replace(project, requests=requests)
    grants, note = trust_file().grants()
    untrusted = not_granted(requests, grants)
    return replace(project, requests=requests, untrusted=untrusted or None, note=note)


def _requests(file: SettingsLayer, standing: Mapping[str, Resolved]) -> Requests:
    """Return what a file asks for beyond what holds at once; `standing` is what holds without it."""
    from workbench.trust import PATHS, Requests, raised_limits  # noqa: PLC0415 - most runs have no project file

    path = Path(file.source)
    own = {name: one.value for name, one in resolve([file]).items() if one.source == file.source}
    limits = {name: one.value for name, one in standing.items()}
    if "budgets" in own:
        limits["budgets"] = _whole_budgets(limits["budgets"])
    folder = os.path.realpath(path.parent)
    outside = [_outside(file, name, own.get(name), folder) for name in PATHS]
    return Requests(
        os.path.join(folder, path.name),  # noqa: PTH118 - a text, and stays one
        own.get("build"),
        own.get("watch", ()),
        raised_limits(own, limits, file.source, file.positions),
        tuple(one for one in outside if one is not None),
    )


def _whole_budgets(changes: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int | None]]:
    """Return every limit of every budget."""
    from workbench.protocol.budgets import ADJUSTABLE, BUDGETS, adjusted  # noqa: PLC0415 - few files set one

    budgets = {name: adjusted(budget, changes.get(name, {})) for name, budget in BUDGETS.items()}
    return {name: {limit: getattr(budget, limit) for limit in ADJUSTABLE} for name, budget in budgets.items()}


def _outside(file: SettingsLayer, name: str, value: str | None, folder: str) -> Any:
    """Return the error for a path that leads out of the folder; None: it does not, or nothing stands there."""
    from workbench.errors.projects import ProjectPathOutside  # noqa: PLC0415 - most runs have no project file

    named = value if value is not None else SETTINGS[name].default
    if named is None:
        return None
    leads_to = os.path.realpath(os.path.join(folder, named))  # noqa: PTH118 - a text, and stays one
    if Path(leads_to).is_relative_to(folder):
        return None
    at = value_at((name,), file.positions)
    return ProjectPathOutside(file.source, name, named, leads_to, folder, *at)


def _held(project: Project, values: Mapping[str, Any], own: Mapping[str, Resolved]) -> Mapping[str, Any]:
    """Return what of a file holds: neither limits that it raises and nobody has trusted, nor what lifts a person's own.

    `own` is what the person's settings say.
    """
    lifted = {name for name, value in _NEVER_LIFTED if own[name].value == value}
    if lifted & values.keys():
        values = {name: value for name, value in values.items() if name not in lifted}
    if project.untrusted is None or not project.untrusted.limits:
        return values
    from workbench.trust import without_limits  # noqa: PLC0415 - few files raise one

    return without_limits(values, project.untrusted.limits)


def trust_file() -> TrustFile:
    """Return where it stands what this person has trusted."""
    from workbench.store.places import places  # noqa: PLC0415 - platformdirs is loaded only where a place is asked for
    from workbench.store.trust_file import TrustFile  # noqa: PLC0415 - few projects ask for anything

    return TrustFile(places().state / "trust.json")


def remember(requests: Requests) -> WorkbenchError | None:
    """Trust all that is asked for, from now on; return why that cannot be remembered, None when it is."""
    from workbench.trust import granted  # noqa: PLC0415 - as above

    return trust_file().add(granted(requests, time.time()))


def grants_of(grants: Iterable[Grant], project: str) -> list[Grant]:
    """Return what was trusted of one project file."""
    return [grant for grant in grants if grant.project == project]


# ---- paths that settings give ---------------------------------------------------------------------------------------


def named_plugin(named: str | None, settings: ResolvedSettings) -> str | None:
    """Return the plugin that is meant: the named one, else the setting, which is relative to its file; None: none.

    Raises:
        ProjectPathOutside: A project file that is not trusted names one outside of its folder.
    """
    if named:
        return named
    setting = settings["plugin"]
    if setting.value is None:
        return None
    if setting.source in {"environment", "option"}:
        return str(Path(setting.value))
    if setting.source == str(settings.project.file):
        settings.project.check_path("plugin")
    return str(Path(setting.source).parent / setting.value)


def working_folder() -> Path:
    """Return the folder that relative paths begin in; the root where it was deleted while we stand in it."""
    try:
        return Path.cwd()
    except OSError:
        return Path(os.sep)


def project_folder(settings: ResolvedSettings) -> Path:
    """Return the folder of the project file that holds; without one the working folder."""
    project = settings.project
    return working_folder() if project.file is None or project.refused is not None else project.file.parent


def payload_folder(settings: ResolvedSettings) -> Path:
    """Return the folder of saved payloads.

    Raises:
        ProjectPathOutside: That of a project file that is not trusted leads out of the project.
    """
    setting = settings["payloads"]
    if setting.source in {"option", "environment"}:
        return Path(setting.value)
    if setting.source in {"default", str(settings.project.file)}:
        settings.project.check_path("payloads")
    base = project_folder(settings) if setting.source == "default" else Path(setting.source).parent
    return base / str(setting.value)


def payload_bounds(settings: ResolvedSettings) -> Path | None:
    """Return the folder out of which no link among saved payloads may lead; None: the person has named the payloads.

    Who clones a project gets its links, too: one to a file of the home folder would be written through.
    """
    project = settings.project
    if project.trusted_by or settings["payloads"].source not in {"default", str(project.file)}:
        return None
    folder, base = (Path(os.path.realpath(one)) for one in (payload_folder(settings), project_folder(settings)))
    seen = project.seen_place("payloads")
    if seen is not None:
        return seen
    # A folder of payloads that became a link since the file was read is one among the links.
    return base if project.file is not None or folder.is_relative_to(base) else folder


def bounds_of_named(settings: ResolvedSettings, named: Path) -> Path | None:
    """Return the folder out of which no link may lead from a file or folder of payloads that a command line names.

    Within the project it is the project; elsewhere what is named may stand anywhere, but nothing in it leads out of it.
    None: links may lead anywhere, since the person trusts the project, or has named this folder in their settings.
    """
    if settings.project.trusted_by:
        return None
    place = Path(os.path.abspath(named))  # noqa: PTH100 - without `..`
    folder, base = (Path(os.path.abspath(one)) for one in (payload_folder(settings), project_folder(settings)))  # noqa: PTH100
    if place.is_relative_to(folder):
        return payload_bounds(settings)
    if settings.project.file is not None and place.is_relative_to(base):
        return Path(os.path.realpath(base))
    return Path(os.path.realpath(place if place.is_dir() else place.parent.parent))
