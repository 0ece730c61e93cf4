"""What is made of parsers and actions, and shipped or read as it stands: `python -m tests.generated` writes all of it.

`tests/test_generated.py` holds every file against what it is made of.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from tests.command_page import commands_page
from tests.completion import SHELLS, script
from tests.errors_page import errors_page
from workbench import ui
from workbench.generated import FOLDER

ROOT: Final = Path(__file__).parents[1]
PLACES: Final = {
    "TypingArea": "While typing a payload",
    "ContentBelow": "On what a base64 value holds",
    "FindLine": "In the find bar",
    "Prompt": "In a prompt",
    "HelpScreen": "In the help",
    "TourScreen": "In the tour",
    "PathLine": "In the line that goes to a path",
    "FilterLine": "In the line that filters a list",
}
"""Of the widgets that bind keys of their own, by class."""


SETTINGS_BEGIN: Final = "<!-- made of the settings by python -m tests.generated -->"
SETTINGS_END: Final = "<!-- end -->"
KEYS_HEAD: Final = """# Keys

Every action of the screen: its keys, what it does, and the id by which you give it other keys in `[keys]` of
[your own settings](settings.md#your-own-file). An action without a key is in the palette (`ctrl+p`), as all others are.
This page is made of the actions themselves, by `python -m tests.generated`. The same with your own keys, as a list:

```sh
workbench keys                    # all of them
workbench keys history            # those whose id, title or place has this word
workbench keys ctrl+p             # what a key does
workbench keys --format markdown  # as this page has them; also json
```

Keys that are one character work where nothing is typed: `esc` leaves the editor. In a browser some keys belong to the
browser, and others stand in for them: [browser.md](browser.md).

"""


def key_places() -> Iterator[dict[str, Any]]:
    """Give every place of the screen with its actions: commands first, then what single widgets bind."""
    from workbench.ui.in_browser import KEYS
    from workbench.ui.main.overlays import sheet_groups
    from workbench.ui.screens.help_screen import main_groups

    for group in (*main_groups(), *sheet_groups()):
        actions = [_action(one.id, one.title, one.help, one.keys, KEYS) for one in group.commands]
        yield {"place": group.title, "actions": actions}
    for name, bound in sorted(bound_by_widgets().items(), key=lambda one: list(PLACES).index(one[0])):
        actions = [_action(one.id, one.description, "", one.key.split(","), KEYS) for one in bound]
        yield {"place": PLACES[name], "actions": actions}


def bound_by_widgets() -> dict[str, list[Any]]:
    """Return what classes of the screen bind that is no command, by the name of the class."""
    from textual.binding import Binding

    found: dict[str, list[Any]] = {}
    for module in pkgutil.walk_packages(ui.__path__, "workbench.ui."):
        namespace = vars(importlib.import_module(module.name))
        for one in namespace.values():
            if isinstance(one, type) and one.__module__ == module.name and "BINDINGS" in vars(one):
                own = [
                    bound
                    for bound in vars(one)["BINDINGS"]
                    if isinstance(bound, Binding) and bound.id and not bound.action.startswith("run(")
                ]
                if own:
                    found[one.__name__] = own
    return found


def _action(id_: str, title: str, help_: str, keys: Any, browser: Mapping[str, str]) -> dict[str, Any]:
    in_browser = browser[id_].split(",") if id_ in browser else []
    return {"id": id_, "title": title, "help": help_, "keys": list(keys), "browser_keys": in_browser}


def keys_data() -> str:
    """Return `keys.json`."""
    return json.dumps({"places": list(key_places())}, indent=1, ensure_ascii=False) + "\n"


def keys_page() -> str:
    """Return `docs/keys.md`, made of `keys.json`, which must have been written before."""
    from workbench.key_table import declared_actions
    from workbench.reports.text.keys import keys_markdown

    declared_actions.cache_clear()
    return KEYS_HEAD + keys_markdown(declared_actions(), {})


def settings_page() -> str:
    """Return `docs/settings.md` with the table of all settings between its marks; the rest is written by hand."""
    page = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    begin, rest = page.split(SETTINGS_BEGIN)
    return (
        begin + SETTINGS_BEGIN + "\n" + "\n".join(_setting_rows()) + "\n" + SETTINGS_END + rest.split(SETTINGS_END)[1]
    )


def _setting_rows() -> Iterator[str]:
    from workbench.settings import SETTINGS

    options = options_by_setting()
    yield "| setting | a value is | default | set by | what it is for |"
    yield "|---|---|---|---|---|"
    for name, setting in SETTINGS.items():
        by = [*options.get(name, ()), *([setting.variable] if setting.variable else [])]
        where = ", ".join(f"`{one}`" for one in by) + (" (not a project file)" if setting.own_only else "")
        default = "" if setting.default in (None, (), {}) else f"`{_as_toml(setting.default)}`"
        cells = (f"`{name}`", setting.kind.expected, default, where.strip(), setting.doc)
        yield f"| {' | '.join(one.replace('|', chr(92) + '|') for one in cells)} |"


def _as_toml(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:_}"
    return json.dumps(value)


def options_by_setting() -> dict[str, list[str]]:
    """Return the long options that set each setting, of the screen and of commands that load a plugin."""
    from workbench.cli.parsers import command_parser, screen_parser
    from workbench.settings import SETTINGS

    found: dict[str, list[str]] = {}
    for parser in (screen_parser(), command_parser("run")):
        for action in parser._actions:
            long = [option for option in action.option_strings if option.startswith("--")]
            if action.dest in SETTINGS and action.dest != "plugin" and long:
                known = found.setdefault(action.dest, [])
                known += [option for option in long[:1] if option not in known]
    return found


FILES: Final[Mapping[Path, Callable[[], str]]] = {
    FOLDER / "keys.json": keys_data,
    ROOT / "docs/keys.md": keys_page,
    ROOT / "docs/settings.md": settings_page,
    ROOT / "docs/commands.md": commands_page,
    ROOT / "docs/errors.md": errors_page,
    **{FOLDER / f"completion.{shell}": partial(script, shell) for shell in SHELLS},
}
"""Each file, and what makes it. Those that come later are made of those before."""


def main() -> None:
    """Write all of them."""
    for path, make in FILES.items():
        path.write_text(make(), encoding="utf-8")
        print(path.relative_to(ROOT))  # noqa: T201 - said to whoever runs it


if __name__ == "__main__":
    main()
