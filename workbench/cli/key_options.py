"""The keys that a person's settings give to the actions of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.errors import OperatorError
    from workbench.key_map import Keys
    from workbench.project import ResolvedSettings


def set_keys(resolved: ResolvedSettings, *, in_browser: bool = False) -> tuple[Keys, list[OperatorError]]:
    """Return the keys that are set, by the id of the action, and what is wrong with the others."""
    given = {path[1]: one for path, one in resolved.entries.items() if path[0] == "keys"}
    others = [keys for keys in resolved.keys_by_profile.values() if keys]
    if not given and not others:
        return {}, []
    from workbench.key_map import keymap_of  # noqa: PLC0415 - few people set any

    keys, problems = keymap_of(given, in_browser=in_browser)
    # What is wrong in a profile that nobody chose is said, too, before it is needed.
    found = [one for other in others for one in keymap_of(other, in_browser=in_browser)[1]]
    return keys, list({str(one): one for one in (*problems, *found)}.values())


def checked_keys(resolved: ResolvedSettings, *, in_browser: bool = False) -> dict[str, str]:
    """Return the keys that are set as the screen takes them, with commas between those of one action.

    Raises:
        InvalidSettings: Actions that are not known, keys that are none, are reserved or mean something else already.
    """
    keys, problems = set_keys(resolved, in_browser=in_browser)
    if problems:
        from workbench.cli.settings_problems import with_others  # noqa: PLC0415 - few keys are wrong
        from workbench.errors.operator import InvalidSettings  # noqa: PLC0415 - as above
        from workbench.settings import PROBLEMS_MAX  # noqa: PLC0415 - as above

        more = max(len(problems) - PROBLEMS_MAX, 0)
        raise with_others(InvalidSettings(tuple(problems[:PROBLEMS_MAX]), more))
    return {action_id: ",".join(found) for action_id, found in keys.items()}
