"""What else is wrong with a person's settings: a key or a theme, beside what every command looks at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.errors import WorkbenchError
from workbench.errors.operator import InvalidSettings, SettingInvalid
from workbench.naming import nearest
from workbench.settings import Problems, Resolved

if TYPE_CHECKING:
    from workbench.errors import OperatorError


def with_others(error: InvalidSettings) -> InvalidSettings:
    """Return the problems with those of keys and theme in the person's own file, so that all are mended at once."""
    from workbench.key_map import key_problems  # noqa: PLC0415 - few settings are wrong
    from workbench.store.settings_files import read_settings_file, user_file  # noqa: PLC0415 - as above

    place = user_file()
    try:
        file = None if place is None else read_settings_file(place).layer
    except WorkbenchError:
        file = None
    if file is None:
        return error
    others: list[OperatorError] = key_problems(file)
    name = file.values.get("theme")
    if isinstance(name, str):
        others += theme_problems(Resolved(name, file.source, position=file.positions.get(("theme",))))
    problems = Problems()
    for one in {str(one): one for one in (*error.problems, *others)}.values():
        problems.add(one)
    try:
        problems.check()
    except InvalidSettings as whole:
        return InvalidSettings(whole.problems, whole.more + error.more)
    return error


def theme_problems(theme: Resolved) -> list[SettingInvalid]:
    """Return what is wrong with the name of a theme; empty: nothing is, or none is named."""
    from workbench.assets import asset_folder  # noqa: PLC0415 - few people name one
    from workbench.store.places import places  # noqa: PLC0415 - as above

    if theme.value is None:
        return []
    shipped = asset_folder("themes")
    if (shipped / f"{theme.value}.toml").is_file():
        return []
    from workbench.ui.themes import theme_names  # noqa: PLC0415 - the screen's library knows more themes, and takes time

    names = theme_names((shipped, places().config / "themes"))
    if theme.value in names:
        return []
    meant = nearest(theme.value, names)
    expected = "the name of a theme (Theme in the palette lists them)"
    return [SettingInvalid("theme", theme.value, expected, theme.source, *theme.value_at, nearest=meant)]
