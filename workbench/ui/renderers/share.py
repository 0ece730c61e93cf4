"""What a person can hand to others, and what would be in it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench.protocol.redaction.found import Found
from workbench.session.values.bundle import Bundle
from workbench.session.values.session_snapshot import ExportedFile
from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import BLANK, Line
from workbench.ui.drawing.styles import grey, say, untrusted
from workbench.visible import size

FOUND_MAX = 20
"""Places of secrets that are named."""
_NAME_WIDTH = 32


def lines(bundle: Bundle | None, *, is_known: bool) -> list[Line]:
    """Return what the sheet says; `is_known` False: what a bundle would hold is still being found out."""
    return [*_kinds(), BLANK, *(_inside(bundle) if is_known else [Line(grey("looking at what a bundle would hold …"))])]


def _kinds() -> Iterator[Line]:
    for key, what, for_whom in (
        ("r", "report", "one page with verdict, cause, sections, negotiation, cases, dispatches and builds"),
        ("p", "for a pull request", "the same as Markdown, compact"),
        ("z", "bundle", "a zip file with all that others need to see the same; `workbench open` opens it"),
    ):
        yield Line(
            say((f"{key:>3}  ", styles.ACCENT), (f"{what:<20}", styles.STRONG), (for_whom, styles.GREY)), hang=25
        )


def _inside(bundle: Bundle | None) -> Iterator[Line]:
    if bundle is None:
        yield Line(grey("There is no build yet."))
        return
    count = f"{styles.count(len(bundle.members), 'file')}, {size(bundle.size_bytes)} before they are compressed"
    yield Line(say(("A bundle would hold ", styles.STRONG), count))
    for one in bundle.members:
        name = untrusted(one.name, 80)
        yield Line(
            say(f"  {name:<{_NAME_WIDTH}} ", f"{size(len(one.content)):>10}  ", (one.holds, styles.GREY)), hang=46
        )
    said = "Without the module, only with its hash. v puts it in."
    if bundle.has_module:
        said = "The module is as it was built: nothing is taken out of it. v leaves it out; its hash stays."
    yield Line(say((f"  {styles.HINT} ", styles.GREY), said), hang=4)
    yield from _found("Secrets that are taken out", styles.STRONG, bundle.taken_out)
    yield from _found("Looks like a secret, and stays", styles.WARN, bundle.kept)


def _found(title: str, style: str, found: Sequence[Found]) -> Iterator[Line]:
    if not found:
        return
    yield BLANK
    yield Line(say((f"{title}: {len(found):,}", style)))
    for one in found[:FOUND_MAX]:
        yield Line(say(f"  {untrusted(one.place, 120)}  ", (untrusted(one.rule, 60), styles.GREY)))
    if len(found) > FOUND_MAX:
        yield Line(grey(f"  … and {len(found) - FOUND_MAX:,} more"))


def written(file: ExportedFile) -> str:
    """Return what is said of a file that was written."""
    said = f"Written to {untrusted(file.path)}, {size(file.size_bytes)}."
    if file.taken_out:
        said += f" {styles.count(len(file.taken_out), 'secret was', 'secrets were')} taken out."
    if file.kept:
        kept = ", ".join(untrusted(str(one), 80) for one in file.kept[:3])
        said += f" It keeps what looks like a secret: {kept}."
    return said


def offered_name(title: str, suffix: str) -> str:
    """Return the name of a file that is offered at first, from what a plugin calls itself."""
    kept = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "._-") else "-" for sign in title)
    return f"{kept.strip('.-')[:60] or 'plugin'}{suffix}"
