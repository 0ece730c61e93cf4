"""The member that says what a bundle is: as it is written, and as it is read from a bundle of anybody."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from workbench.errors.files import FormatTooNew
from workbench.errors.operator import FileDamaged
from workbench.protocol.budgets import BUDGETS
from workbench.protocol.json import parsing
from workbench.protocol.profiles import Profile
from workbench.protocol.redaction.redactor import Redactor
from workbench.reports.bundle.names import MANIFEST
from workbench.reports.document.of_check import check_document
from workbench.reports.json.json_text import json_text
from workbench.session.recordings.conditions import (
    ConditionsInvalid,
    conditions_of,
    conditions_value,
    read_conditions,
)
from workbench.session.values.bundle import BundleFacts, BundleMember
from workbench.session.values.check_report import CheckReport

FORMAT: Final = 1
FORMAT_KEY: Final = "workbench_bundle"
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_TEXTS_MAX: Final = 256
"""Entries of one object or array of texts."""


def manifest_text(
    report: CheckReport,
    versions: Mapping[str, str],
    secret_config: frozenset[str],
    members: Sequence[BundleMember],
    redactor: Redactor,
) -> str:
    """Return the text of the member.

    Args:
        report: What was found.
        versions: Of the workbench and what it stands on, by name.
        secret_config: Names of entries of the configuration that are secret wherever they stand.
        members: All other members.
        redactor: Takes secrets out; knows all of them.
    """
    generation, settings = report.generation, report.settings
    config = {
        name: value
        for name, value in settings.config.items()
        if name not in secret_config and redactor.named(name, value, f"config/{name}") == value
    }
    value = {
        FORMAT_KEY: FORMAT,
        "made_by": dict(versions),
        "plugin": {
            "title": redactor.words(generation.title, MANIFEST),
            "file": redactor.words(generation.file_name, MANIFEST),
            "sha256": generation.artifact.sha256,
            "size": generation.artifact.size_bytes,
        },
        "verdict": redactor.words(check_document(report, versions).summary, MANIFEST),
        "profile": settings.profile.value,
        "budget": settings.budget.name,
        "conditions": conditions_value(conditions_of(settings)),
        "config": config,
        "hidden_config": sorted(settings.config.keys() - config.keys()),
        "members": [
            {
                "name": one.name,
                "size": len(one.content),
                "sha256": hashlib.sha256(one.content).hexdigest(),
                "holds": one.holds,
            }
            for one in members
        ],
    }
    return json_text(value, indent=2) + "\n"


def read_manifest(content: bytes, path: str) -> BundleFacts:
    """Return what a bundle says of itself; `path` is that of the bundle, for errors.

    Raises:
        FileDamaged: It is none, or says what cannot be.
        FormatTooNew: A newer workbench wrote it.
    """
    try:
        value = parsing.parse(content)
    except parsing.JsonTextError as error:
        raise FileDamaged(path, f"{MANIFEST} with {error.expected}", error.found) from error
    reading = _Reading(path)
    whole = reading.object(value, MANIFEST)
    form = reading.number(whole.get(FORMAT_KEY), FORMAT_KEY)
    if form > FORMAT:
        raise FormatTooNew(path, "bundle", form, FORMAT)
    plugin = reading.object(whole.get("plugin"), "plugin")
    try:
        conditions = read_conditions(reading.object(whole.get("conditions", {}), "conditions"))
    except ConditionsInvalid as error:
        raise FileDamaged(path, f"conditions with {error.expected}", error.found) from error
    sha256 = reading.text(plugin.get("sha256"), "plugin.sha256")
    if _SHA256.fullmatch(sha256) is None:
        raise FileDamaged(path, "plugin.sha256 as 64 digits, lower-case", repr(sha256[:80]))
    return BundleFacts(
        reading.text(plugin.get("title"), "plugin.title"),
        reading.text(plugin.get("file"), "plugin.file"),
        sha256,
        reading.number(plugin.get("size"), "plugin.size"),
        reading.text(whole.get("verdict"), "verdict"),
        reading.texts(whole.get("made_by"), "made_by"),
        reading.one_of(whole.get("profile"), "profile", [one.value for one in Profile]),
        reading.one_of(whole.get("budget"), "budget", list(BUDGETS)),
        conditions,
        reading.texts(whole.get("config", {}), "config"),
        reading.array(whole.get("hidden_config", []), "hidden_config"),
    )


class _Reading:
    """Reads values of one bundle; each that is not what it must be ends it."""

    def __init__(self, path: str) -> None:
        self._path = path

    def object(self, value: Any, name: str) -> dict[str, Any]:
        return value if isinstance(value, dict) else self._fail(f"{name} as an object", value)

    def array(self, value: Any, name: str) -> tuple[str, ...]:
        if not isinstance(value, list) or len(value) > _TEXTS_MAX or not all(isinstance(one, str) for one in value):
            self._fail(f"{name} as an array of at most {_TEXTS_MAX} texts", value)
        return tuple(value)

    def text(self, value: Any, name: str) -> str:
        return value if isinstance(value, str) else self._fail(f"{name} as a text", value)

    def number(self, value: Any, name: str) -> int:
        return value if type(value) is int and value >= 0 else self._fail(f"{name} as a number from 0", value)

    def one_of(self, value: Any, name: str, known: list[str]) -> str:
        if not isinstance(value, str) or value not in known:
            self._fail(f"{name} as one of {', '.join(known)}", value)
        return str(value)

    def texts(self, value: Any, name: str) -> dict[str, str]:
        texts = self.object(value, name)
        if len(texts) > _TEXTS_MAX or not all(isinstance(one, str) for one in texts.values()):
            self._fail(f"{name} as an object of at most {_TEXTS_MAX} texts", value)
        return texts

    def _fail(self, expected: str, value: Any) -> Any:
        found = repr(value[:80]) if isinstance(value, str) else parsing.kind_of(value)
        raise FileDamaged(self._path, expected, found)
