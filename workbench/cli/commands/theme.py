"""`workbench theme new NAME`: a theme of one's own to begin with."""

from __future__ import annotations

import argparse
import re
from typing import Final

from workbench.assets import asset_folder
from workbench.cli.output import Exit, narrate, new_page, print_json, print_page
from workbench.errors.documents import DocumentExists
from workbench.errors.operator import SettingInvalid
from workbench.store.named_files import replace_named
from workbench.store.places import places

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_HEAD: Final = """\
# A theme of the workbench. It is used as soon as it is saved: ctrl+p, Theme. Each colour is #rrggbb.
# A text is read well where its contrast to what it stands on is 4.5 or more; the screen names what is below.
"""


def run(arguments: argparse.Namespace) -> int:
    """Write the file, and print its path."""
    name = arguments.name
    if _NAME.fullmatch(name) is None:
        raise SettingInvalid("theme", name, "a name of letters, digits, - and _", "argument")
    path = places().config / "themes" / f"{name}.toml"
    if path.exists() or path.is_symlink():
        raise DocumentExists(str(path))
    source = (asset_folder("themes") / f"{arguments.source}.toml").read_text(encoding="utf-8")
    own = re.sub(r"^name = .*$", f'name = "{name}"', source, count=1, flags=re.MULTILINE)
    replace_named(path, f"{_HEAD}{own}".encode(), mode_of_new=0o644)
    if arguments.format == "json":
        print_json({"path": str(path), "from": arguments.source})
    else:
        page = new_page(arguments.color)
        page.line(str(path))
        print_page(page)
        narrate("Choose it on the screen: ctrl+p, Theme. What you save is seen at once.")
    return Exit.PASSED
