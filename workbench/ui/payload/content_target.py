"""What somebody edits as what it holds, a base64 value or a text, and where it is written back. No widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from workbench.ui.drawing.base64_content import Base64Value, encoded


class Base64Text(Protocol):
    """A text with base64 values in its lines."""

    def write_base64(self, row: int, value: Base64Value, content: bytes) -> bool:
        """Put other content in the place of a value; return False when it stands there no more."""


class EditedContent(Protocol):
    """What is edited."""

    @property
    def key(self) -> str:
        """What it is called."""

    @property
    def content(self) -> bytes:
        """What it holds."""

    def write(self, content: bytes) -> bool:
        """Write other content back; return False when that is no longer possible."""


@dataclass(slots=True)
class TextTarget:
    """A text, which is handed on when it was changed."""

    key: str
    text: str
    then: Callable[[str], object]
    """Gets what it became."""

    @property
    def content(self) -> bytes:
        """The text; what was no UTF-8 before is so again."""
        return self.text.encode("utf-8", "surrogateescape")

    def write(self, content: bytes) -> bool:
        """Hand on what it became."""
        self.text = content.decode("utf-8", "surrogateescape")
        self.then(self.text)
        return True


@dataclass(slots=True)
class ContentTarget:
    """One value of a text."""

    text: Base64Text
    row: int
    value: Base64Value

    @property
    def key(self) -> str:
        """The key of the value."""
        return self.value.key

    @property
    def content(self) -> bytes:
        """What it holds; of what is no base64 the text itself, so that it can be encoded."""
        found = self.value.content
        return (self.value.text or "").encode(errors="replace") if found is None else found

    def write(self, content: bytes) -> bool:
        """Write other content back; return False when the value stands there no more."""
        if not self.text.write_base64(self.row, self.value, content):
            return False
        written = encoded(content)
        self.value = replace(self.value, text=written, end=self.value.start + len(written) + 2)
        return True
