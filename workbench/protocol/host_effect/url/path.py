"""The path of a URL: its segments, without `.` and `..` (PROTOCOL.md section 8a). Linear in its text."""

from __future__ import annotations

from typing import Final

from workbench.protocol.host_effect.url.encoding import PATH, encoded

_ONE_UP: Final = frozenset({"..", ".%2e", "%2e.", "%2e%2e"})
_SAME: Final = frozenset({".", "%2e"})
_DRIVE_LENGTH: Final = 2


def hierarchical_path(text: str, *, is_special: bool) -> str:
    """Return the path that follows a first slash, with that slash.

    Args:
        text: What stands after the slash.
        is_special: Whether a backslash counts as a slash.
    """
    walk = _Walk()
    for segment in (text.replace("\\", "/") if is_special else text).split("/"):
        walk.take(encoded(segment, PATH))
    return "/" + walk.written


def file_path(text: str) -> tuple[str, bool]:
    """Return the path of a file URL, and whether it begins with a drive letter and so leaves no room for a host.

    Args:
        text: What stands after the slash that the path begins with; every slash in it leans forward.
    """
    walk, has_drive = _Walk(), False
    for segment in text.split("/"):
        written = encoded(segment, PATH)
        drive, behind = written[:_DRIVE_LENGTH], written[_DRIVE_LENGTH:]
        if walk.kept or not is_drive_letter(drive) or (behind and drive[1] != ":"):
            walk.take(written)
            continue
        # A drive letter closes its segment: what follows is one of its own, whatever it reads.
        walk.keep(drive[0] + ":", *([behind] if behind else []))
        has_drive = has_drive or not behind
    return "/" + walk.written.lstrip("/"), has_drive


def is_drive_letter(text: str) -> bool:
    """Say whether a text is a letter and a colon or a bar."""
    return len(text) == _DRIVE_LENGTH and text[0].isascii() and text[0].isalpha() and text[1] in ":|"


class _Walk:
    """The segments that are left on the way through a path."""

    def __init__(self) -> None:
        self.kept: list[str] = []
        self._is_open = False

    def take(self, segment: str) -> None:
        """Go on to an encoded segment, which may lead back."""
        word = segment.lower()
        if word in _ONE_UP:
            if self.kept and not is_drive_letter(self.kept[-1]):
                self.kept.pop()
            self._is_open = True
        elif word in _SAME:
            self._is_open = True
        else:
            self.keep(segment)

    def keep(self, *segments: str) -> None:
        """Go on to segments as they read."""
        self.kept += segments
        self._is_open = False

    @property
    def written(self) -> str:
        """The path without its first slash. It ends in one where the last segment led back."""
        return "/".join([*self.kept, ""] if self._is_open else self.kept)
