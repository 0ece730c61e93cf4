"""Which members a bundle may have: a name that is not one of these is no member. Pure."""

from __future__ import annotations

from typing import Final

from workbench.errors.documents import DocumentNameInvalid
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.payload_text.names import EXPECTATION_SUFFIX, PAYLOAD_SUFFIX, check_name

MANIFEST: Final = "bundle.json"
MODULE: Final = "plugin.wasm"
OFFER: Final = "offer.json"
ACCEPT: Final = "accept.txt"
SELF_CHECK: Final = "self_check.txt"
CHECK: Final = "check.json"
HTML: Final = "report.html"
MARKDOWN: Final = "report.md"
PAYLOADS: Final = "payloads"
RECORDINGS: Final = "recordings"
RECORDING_SUFFIX: Final = ".jsonl"
SINGLE: Final = (MANIFEST, MODULE, OFFER, ACCEPT, SELF_CHECK, CHECK, HTML, MARKDOWN)
EXPECTED: Final = "the name of a member (bundle.json, plugin.wasm, payloads/FUNCTION/NAME.json and the like)"


def is_member(name: str) -> bool:
    """Say whether a member of a bundle may have this name, whoever made it."""
    if name in SINGLE:
        return True
    folder, *rest = name.split("/")
    if folder == RECORDINGS and len(rest) == 1 and rest[0].endswith(RECORDING_SUFFIX):
        return _is_name(rest[0].removesuffix(RECORDING_SUFFIX))
    if folder == PAYLOADS and len(rest) == 2 and rest[0] in WIRE_FUNCTIONS and rest[1].endswith(PAYLOAD_SUFFIX):
        return _is_name(rest[1].removesuffix(EXPECTATION_SUFFIX).removesuffix(PAYLOAD_SUFFIX))
    return False


def _is_name(name: str) -> bool:
    try:
        check_name(name)
    except (DocumentNameInvalid, UnicodeEncodeError):
        return False
    return True
