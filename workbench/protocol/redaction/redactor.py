"""Takes secrets out of texts and JSON values, and says where. Pure.

JSON stays JSON of the same shape, so that a recording can still be sent: of an object under a secret name only the
texts go, and of a header's value the scheme stays. Base64 is looked into. What was taken out is taken out wherever else
it stands, once all secrets are known.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from workbench.protocol.json import parsing
from workbench.protocol.redaction.found import Found
from workbench.protocol.redaction.rules import (
    DEFAULT_RULES,
    LIKE_A_KEY,
    LIKE_A_KEY_MIN_DIFFERENT,
    LIKE_A_NAME,
    SCHEMES,
    VARIABLES,
    RedactionRules,
    plain,
)

REDACTED: Final = "[redacted]"
"""Stands where a secret stood."""
NO_JSON: Final = "a text that is no JSON"
"""The rule by which a whole text was taken out."""

SECRET_MIN_CHARACTERS: Final = 4
"""Shorter values are not looked for in messages: they stand in many places by chance."""
IN_VALUES_MIN_CHARACTERS: Final = 8
"""The same for payloads, responses, stored values and the log, where words stand that a replay needs."""
_SECRET_NAME_MIN_CHARACTERS: Final = 14
"""Shorter names of members hold none of what is looked for by its look."""
FOUND_MAX: Final = 1_000
"""Places that are listed."""

_FOR_ADDRESSES: Final = str.maketrans("-_", "+/")
_BASE64: Final = re.compile(r"(?<![\w+/=-])[A-Za-z0-9+/_-]{16,}={0,2}(?![\w+/=-])")
_UNREADABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\xa0\ud800-\udfff]")
_PARTS: Final = re.compile(r"[\s;,=]+")
"""Between the parts of a header's value: a scheme and a token, the entries of a cookie."""


class Redactor:
    """Takes out of one text after the other what the rules name."""

    def __init__(self, rules: RedactionRules = DEFAULT_RULES, *, known: Redactor | None = None) -> None:
        """Know no secret yet, but for those that another one has found."""
        self._headers = {plain(name): name for name in rules.headers}
        self._fields = {plain(name): name for name in rules.fields}
        self._patterns = rules.patterns
        self._secrets: set[str] = set() if known is None else set(known._secrets)
        self._known: dict[int, re.Pattern[str] | None] = {}
        self._taken_out: dict[Found, None] = {}
        self._kept: dict[Found, None] = {}
        self._knows_all = known is not None

    @property
    def taken_out(self) -> tuple[Found, ...]:
        """What was taken out, in the order in which it was found; of very many the first ones."""
        return tuple(self._taken_out)

    @property
    def kept(self) -> tuple[Found, ...]:
        """What looks like a secret, by its name or its characters, and was left where it stands."""
        return tuple(self._kept)

    def know_all(self) -> None:
        """Look from now on also for secrets that were found, where no rule names them: all have been seen once."""
        self._knows_all = True

    # ---- texts ------------------------------------------------------------------------------------------------------

    def words(self, text: str, place: str, min_characters: int = IN_VALUES_MIN_CHARACTERS) -> str:
        """Return a text in words without what looks like a secret, and without the secrets that are known."""
        for word, pattern in self._patterns.items():
            text = pattern.sub(lambda found, word=word: self._cut_out(found, place, word), text)  # type: ignore[misc]
        text = _BASE64.sub(lambda found: self._within_shown(found.group(), place), text)
        text = self._without_known(text, place, min_characters)
        # What is base64 has been looked into, or is text of ours that has it in it.
        if "base64" not in text and any(
            len(set(one)) >= LIKE_A_KEY_MIN_DIFFERENT and _is_mixed(one) for one in LIKE_A_KEY.findall(text)
        ):
            self._note(self._kept, Found(place, "characters like a key's"))
        return text

    def json_or_words(self, text: str, place: str) -> str:
        """Return a text without its secrets: JSON where it is some, else words. Unchanged when it holds none."""
        try:
            value = parsing.parse(text)
        except parsing.JsonTextError:
            return self.words(text, place)
        changed = self.value(value, place)
        return text if changed == value else json.dumps(changed, ensure_ascii=False, separators=(",", ":"))

    def payload(self, text: str, place: str) -> str:
        """Return a payload or an answer without its secrets; one that is no JSON and speaks of any goes as a whole."""
        try:
            parsing.parse(text)
        except parsing.JsonTextError:
            if not text or not self.may_hold_secrets(text):
                return self.words(text, place)
            self._note(self._taken_out, Found(place, NO_JSON))
            return REDACTED
        return self.json_or_words(text, place)

    def may_hold_secrets(self, text: str) -> bool:
        """Say whether a text that cannot be read as JSON has any name of a secret in it, or base64, which may."""
        spoken = plain(text)
        names = (*self._headers, *self._fields, "base64")
        return any(name in spoken for name in names) or any(one.search(text) for one in self._patterns.values())

    def _cut_out(self, found: re.Match[str], place: str, word: str) -> str:
        group = next(name for name, secret in found.groupdict().items() if secret is not None)
        start, end = found.start(group) - found.start(), found.end(group) - found.start()
        whole = found.group()
        if whole[start:end].startswith(REDACTED) or VARIABLES.fullmatch(whole, start, end):
            return whole
        self._secrets.add(whole[start:end])
        self._note(self._taken_out, Found(place, word))
        return whole[:start] + REDACTED + whole[end:]

    def _without_known(self, text: str, place: str, min_characters: int) -> str:
        if not self._knows_all:
            return text
        if min_characters not in self._known:
            self._known[min_characters] = _any_of(self._secrets, min_characters)
        known = self._known[min_characters]
        if known is None:
            return text
        changed = known.sub(REDACTED, text)
        if changed != text:
            self._note(self._taken_out, Found(place, "a secret that stands elsewhere"))
        return changed

    # ---- values -----------------------------------------------------------------------------------------------------

    def value(self, value: Any, place: str) -> Any:
        """Return a JSON value without its secrets."""
        if isinstance(value, str):
            return self.words(value, place)
        if isinstance(value, Mapping):
            name = value.get("name")
            header = self._headers.get(plain(name)) if isinstance(name, str) else None
            named = [(key, self._name(key, place), part) for key, part in value.items()]
            return {name: self._member(key, part, header, f"{place}/{name}") for key, name, part in named}
        if isinstance(value, (list, tuple)):
            # A header may be written as an array of its fields.
            if len(value) == 2 and isinstance(value[0], str) and plain(value[0]) in self._headers:
                return [value[0], self._hidden_base64(self._headers[plain(value[0])], value[1], f"{place}/1")]
            return [self.value(part, f"{place}/{index}") for index, part in enumerate(value)]
        return value

    def _name(self, key: str, place: str) -> str:
        """Return the name of a member without what looks like a secret."""
        if len(key) < _SECRET_NAME_MIN_CHARACTERS:
            return key
        for word, pattern in self._patterns.items():
            key = pattern.sub(lambda found, word=word: self._cut_out(found, place, word), key)  # type: ignore[misc]
        return key

    def rule_of(self, name: str) -> str | None:
        """Return the rule by which all that stands under a name is secret; None: there is none."""
        return self._fields.get(plain(name)) or self._headers.get(plain(name))

    def named(self, name: str, value: Any, place: str) -> Any:
        """Return the value that stands under a name without its secrets; all of it where the name is a secret's."""
        rule = self.rule_of(name)
        if rule is not None and (isinstance(value, str) or plain(name) in self._fields):
            is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
            return self._hidden(rule, str(value) if is_number else value, place)
        changed = self.value(value, place)
        texts = value if isinstance(value, (list, tuple)) else (value,)
        is_kept = any(isinstance(one, str) and len(one) >= IN_VALUES_MIN_CHARACTERS for one in texts)
        if is_kept and changed == value and LIKE_A_NAME.search(name):
            self._note(self._kept, Found(place, "a name like a secret's"))
        return changed

    def _member(self, key: str, part: Any, header: str | None, place: str) -> Any:
        if header is not None and key == "value_base64":
            return self._hidden_base64(header, part, place)
        if header is not None and key == "value":
            return self._hidden(header, part, place)
        if key.endswith("_base64") and isinstance(part, str) and plain(key) not in self._fields:
            return self._within_base64(part, place)
        return self.named(key, part, place)

    def _hidden(self, rule: str, part: Any, place: str) -> Any:
        """Return what stands under a secret name without its texts; numbers, words of JSON and the shape stay."""
        if isinstance(part, Mapping):
            return {key: self._hidden(rule, inner, f"{place}/{key}") for key, inner in part.items()}
        if isinstance(part, (list, tuple)):
            return [self._hidden(rule, inner, f"{place}/{index}") for index, inner in enumerate(part)]
        if not isinstance(part, str) or not part:
            return part
        scheme = SCHEMES.match(part)
        start = scheme.end() if scheme else 0
        if VARIABLES.fullmatch(part, start):
            return part
        if part[start:] != REDACTED:
            self._secrets.update((part, part[start:], *_PARTS.split(part[start:])))
            self._note(self._taken_out, Found(place, rule))
        return part[:start] + REDACTED

    def _hidden_base64(self, rule: str, part: Any, place: str) -> Any:
        text = _decoded(part) if isinstance(part, str) else None
        if text is None:
            return self._hidden(rule, part, place)
        if text and REDACTED not in text:
            self._secrets.add(part)
        return _encoded(self._hidden(rule, text, place))

    def _within_base64(self, encoded: str, place: str) -> str:
        text = _decoded(encoded)
        if text is None:
            return encoded
        changed = self.json_or_words(text, place)
        return encoded if changed == text else _encoded(changed)

    def _within_shown(self, encoded: str, place: str) -> str:
        """Return base64 that stands in a text in words without its secrets; what holds no readable text stays."""
        text = _decoded(encoded)
        return encoded if text is None or _UNREADABLE.search(text) else self._within_base64(encoded, place)

    def _note(self, noted: dict[Found, None], found: Found) -> None:
        if len(noted) < FOUND_MAX:
            noted[found] = None


def value_without_secrets(value: Any) -> tuple[Any, Redactor]:
    """Return a JSON value that is all there is, without its secrets, and who knows what was taken out.

    What one place of it names as a secret stands nowhere else either.
    """
    redactor = Redactor()
    # At first only to learn all secrets.
    redactor.value(value, "")
    redactor.know_all()
    return redactor.value(value, ""), redactor


def _any_of(secrets: Iterable[str], min_characters: int) -> re.Pattern[str] | None:
    """Return what finds any of these secrets, as they are or as an address has them; None: there is none."""
    from urllib.parse import quote  # noqa: PLC0415 - most texts hold no secret

    looked_for = {secret for secret in secrets if len(secret) >= min_characters}
    forms = {form for secret in looked_for for form in (secret, quote(secret, safe="", errors="surrogatepass"))} - {
        REDACTED
    }
    longest_first = sorted(forms, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))) if forms else None


def _is_mixed(text: str) -> bool:
    """Say whether a text has small letters, capitals and digits, as keys do and digests and words do not."""
    return text.lower() != text != text.upper() and any(sign.isdigit() for sign in text)


def _decoded(encoded: str) -> str | None:
    """Return the text that base64 holds, also of the form for addresses and without padding; None: it is no base64.

    Bytes that are no UTF-8 stay what they are, as lone surrogates.
    """
    padded = encoded.translate(_FOR_ADDRESSES).rstrip("=")
    padded += "=" * (-len(padded) % 4)
    try:
        return base64.b64decode(padded, validate=True).decode("utf-8", "surrogateescape")
    except (binascii.Error, ValueError):
        return None


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode("utf-8", "surrogateescape")).decode()
