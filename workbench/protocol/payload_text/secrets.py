"""Values that are kept as `${NAME}`: replaced wherever they occur, in text, in JSON, and in base64. Pure."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

from workbench.protocol.json import parsing
from workbench.protocol.wire.bytes64 import decoded_base64

Secrets = Mapping[str, str] | Sequence[tuple[str, str]]
"""Values by name; in pairs where a name may have had several."""
_DEPTH_MAX: Final = 4
"""Base64 within base64 that is looked into."""


class _Replacing:
    """Replaces some texts by others, wherever they stand."""

    def __init__(self, forms: Mapping[str, str]) -> None:
        self._forms = forms
        # A shorter text in base64 cannot hold any of them; most words are shorter.
        letters = min((-(-len(form.encode()) * 4 // 3) for form in forms), default=0)
        self._base64 = re.compile(f"[A-Za-z0-9+/]{{{letters},}}={{0,2}}")
        longest_first = sorted(forms, key=len, reverse=True)
        self._any = re.compile("|".join(map(re.escape, longest_first))) if forms else None

    def text(self, text: str) -> str:
        """Return the text with each of them replaced, in the base64 that it holds, too."""
        return text if self._any is None else self._replaced(text, _DEPTH_MAX)

    def content(self, content: bytes) -> bytes:
        """Do the same with bytes; those that are no UTF-8 are left where they are."""
        text = content.decode("utf-8", "surrogateescape")
        changed = self.text(text)
        return content if changed == text else changed.encode("utf-8", "surrogateescape")

    def _replaced(self, text: str, depth: int) -> str:
        assert self._any is not None, "asked only then"
        forms = self._forms_in(text, depth)
        text = self._any.sub(lambda match: forms[match.group()], text)
        return self._base64.sub(lambda match: self._within(match.group(), depth), text) if depth else text

    def _forms_in(self, text: str, depth: int) -> Mapping[str, str]:
        """Return what is replaced by what in a text, which stands in base64 where `depth` is not the largest."""
        return self._forms

    def _within(self, encoded: str, depth: int) -> str:
        content = decoded_base64(encoded)
        if content is None:
            return encoded
        held = content.decode("utf-8", "surrogateescape")
        changed = self._replaced(held, depth - 1)
        return encoded if changed == held else base64.b64encode(changed.encode("utf-8", "surrogateescape")).decode()


class Masker(_Replacing):
    """Replaces values by their names."""

    def __init__(self, values: Secrets) -> None:
        """Know the values by name; an empty one stands everywhere, and is left alone."""
        forms: dict[str, str] = {}
        for name, value in values.items() if isinstance(values, Mapping) else values:
            # As it is, and as JSON writes it within a string.
            for form in (value, json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]):
                if form:
                    forms.setdefault(form, f"${{{name}}}")
        super().__init__(forms)


class Unmasker(_Replacing):
    """Replaces names by their values again, in a JSON text that a `Masker` has been through."""

    def __init__(self, values: Mapping[str, str]) -> None:
        """Know the values by name."""
        self._plain = {f"${{{name}}}": value for name, value in values.items()}
        super().__init__({name: json.dumps(value, ensure_ascii=False)[1:-1] for name, value in self._plain.items()})

    def _forms_in(self, text: str, depth: int) -> Mapping[str, str]:
        """Write values as JSON does where they stand in JSON, else as they are."""
        if depth == _DEPTH_MAX:
            return self._forms
        try:
            parsing.parse(text)
        except parsing.JsonTextError:
            return self._plain
        return self._forms
