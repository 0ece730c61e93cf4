"""The table: what counts as a secret by the name of a header or field, and by what it looks like within any text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

_KEYS: Final = (
    r"api[-_]?key|anthropic[-_]auth[-_]token|auth[-_]?token|access[-_]?token|client[-_]?secret"
    r"|secret[-_]?access[-_]?key|session[-_]?token|refresh[-_]?token"
)
_NAMED: Final = r"(?<![\w-])[\w-]{0,64}?"
"""What may stand before such a name within a longer one, as in ANTHROPIC_API_KEY."""
_QUOTE: Final = r"\\*[\"']"
"""Also within a text that is quoted itself, as JSON in a line of a log."""
_SCHEME: Final = r"(?:(?:basic|bearer|digest|token)\s+)?"

PATTERNS: Final[Mapping[str, re.Pattern[str]]] = {
    "key": re.compile(
        r"\b(?P<secret>sk-(?:ant-)?[A-Za-z0-9_-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}"
        r"|xox[abeprs]-[A-Za-z0-9-]{10,}|A(?:KIA|SIA)[A-Z0-9]{16}\b|AIza[A-Za-z0-9_-]{30,})"
    ),
    "signed token": re.compile(r"\b(?P<secret>eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{8,})"),
    "private key": re.compile(r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----(?P<secret>[A-Za-z0-9+/=\\\s]{16,})"),
    "bearer token": re.compile(r"\b[Bb]earer\s+(?P<secret>[A-Za-z0-9._~+/=-]{8,})"),
    "query or form": re.compile(
        rf"(?:^|[?&;\s])(?:key|{_KEYS}|x-api-key|refresh[-_]?token|token|password|sig|signature)="
        r"(?P<secret>[^&;\s\"'#]{8,})",
        re.IGNORECASE,
    ),
    "header in a text": re.compile(
        rf"{_NAMED}(?:x-api-key|{_KEYS}|(?:proxy-)?authorization)(?:{_QUOTE})?\s*[:=]\s*(?:{_QUOTE})?"
        rf"{_SCHEME}(?P<secret>[^\s\"',;&\\]{{8,}})",
        re.IGNORECASE,
    ),
    # As languages print a pair, or a value with named fields.
    "header in a value": re.compile(
        rf"[\"'](?:x-api-key|anthropic-auth-token|(?:proxy-)?authorization){_QUOTE}\s*,\s*"
        rf"(?:\w{{1,20}}\s*[:=]\s*)?{_QUOTE}{_SCHEME}(?P<secret>[^\s\"',;&\\]{{8,}})",
        re.IGNORECASE,
    ),
    "cookie": re.compile(rf"\bcookie(?:{_QUOTE})?\s*[:=]\s*(?:{_QUOTE})?(?P<secret>[^\r\n\"']{{8,}})", re.IGNORECASE),
    "password in an address": re.compile(
        r"://(?:[^/\s:@]{0,256}:(?P<secret>[^/\s@]{1,256})|(?P<user>[A-Za-z0-9_-]{20,256}))@"
    ),
}
"""By a word for it: expressions whose groups `secret` and `user` are secret."""

SCHEMES: Final = re.compile(r"(?:basic|bearer|digest|negotiate|token)\s+(?=\S)", re.IGNORECASE)
"""What stands before the secret in a header's value, and is none."""

VARIABLES: Final = re.compile(r"(?:\$\{[A-Za-z_][A-Za-z0-9_]*\})+")
"""Stands where a value of the environment is meant: no secret, but its name."""

LIKE_A_NAME: Final = re.compile(r"token|secret|passw|passphrase|credential|api.?key|private.?key|auth", re.IGNORECASE)
"""Parts of names that most often stand before a secret, but not always."""
LIKE_A_KEY: Final = re.compile(r"(?<![\w+/=-])[A-Za-z0-9_+-]{32,256}(?![\w+/=-])")
"""Characters that look like a key's, if there are many different ones."""
LIKE_A_KEY_MIN_DIFFERENT: Final = 16


@dataclass(frozen=True, slots=True)
class RedactionRules:
    """What counts as secret. Names are compared without regard to case, `-` and `_`."""

    headers: frozenset[str] = frozenset(
        {
            "authorization",
            "proxy-authorization",
            "x-api-key",
            "api-key",
            "x-goog-api-key",
            "x-amz-security-token",
            "anthropic-auth-token",
            "cookie",
            "set-cookie",
        }
    )
    """Headers whose value goes."""
    fields: frozenset[str] = frozenset(
        {
            "signer_state",
            "factory_state",
            "api_key",
            "anthropic_api_key",
            "auth_token",
            "access_token",
            "refresh_token",
            "session_token",
            "id_token",
            "token",
            "client_secret",
            "secret_access_key",
            "secret_key",
            "secret",
            "password",
            "passwd",
            "passphrase",
            "private_key",
        }
    )
    """Fields of JSON objects, settings, and keys of the storage, whose value goes."""
    patterns: Mapping[str, re.Pattern[str]] = field(default_factory=lambda: PATTERNS)
    """What a secret looks like within any text, as `PATTERNS` has it."""


DEFAULT_RULES: Final = RedactionRules()


def plain(name: str) -> str:
    """Return a name as names are compared."""
    return name.lower().replace("-", "").replace("_", "")
