"""What the reference says of a text, by the name of a type: decoding, and the rules that follow it.

The names are those of `workbench decode`: the wire types by name, `identity`, `accept`, `self_check_response` and
`augmented_metadata` with their rules, `envelope:<function>[:<profile>]` for an output of layer L5, and
`wire_request:<function>` for what goes to a plugin, and the texts that the host reads in an answer (`url`,
`http_method`, `header_name`, `header_value`, `base64`). Owns no rule: those stand with their layers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from workbench.errors.base import WorkbenchError
from workbench.naming import nearest
from workbench.protocol import limits
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.profiles import DEFAULT_PROFILE, Profile
from workbench.protocol.wire.decode import DecodeError, Mode, from_text
from workbench.protocol.wire.encode import canonical
from workbench.protocol.wire.messages import TYPES_BY_NAME, request_type, response_type
from workbench.protocol.wire.problems import Problem, problems
from workbench.protocol.wire.types import JSON, STR, U32, Field, KeyOrder, ListOf, Presence, Struct

# A text is of one type, and what judges the others is not loaded for it: that takes longer than to judge the text.
if TYPE_CHECKING:
    from workbench.protocol.dispatch import Stage
    from workbench.protocol.offer import Offer

ENVELOPE_VERSION = 1
"""The negotiated version that envelopes and wire requests are judged with."""

TEXT_TYPES: Final = ("url", "http_method", "header_name", "header_value", "base64")
"""The texts that the host's libraries read, as `host_effect.text_types` has them."""

_VERSION_FIELD: Final = "_v"
"""As `dispatch` has it."""

NO_KIND = "Decode"
"""What an error is called that has no name in PROTOCOL.md."""


@dataclass(frozen=True, slots=True)
class TextVerdict:
    """What the reference says of one text."""

    ok: bool
    canonical: str | None = None
    """The compact JSON that the reference would write for the decoded message; for the texts that the host reads what
    its library writes again. None when it is rejected, and for header values and base64."""
    error: WorkbenchError | DecodeError | None = None
    """Why it is rejected, with the place; None when it is accepted."""
    error_kind: str | None = None
    """The name in PROTOCOL.md, `Decode` where it has none. None when accepted, and for an envelope: see `stage`."""
    stage: Stage | None = None
    """For an envelope: the stage of section 8 at which the response fails."""


@cache
def type_names() -> tuple[str, ...]:
    """Return every name that `judge_text` knows."""
    envelopes = [f"envelope:{name}" for name in WIRE_FUNCTIONS]
    lines = [f"envelope:{name}:{profile.value}" for name in WIRE_FUNCTIONS for profile in Profile]
    requests = [f"wire_request:{name}" for name in WIRE_FUNCTIONS]
    return (*TYPES_BY_NAME, *envelopes, *lines, *requests, *TEXT_TYPES)


def usual_mode(type_name: str) -> Mode:
    """Return the mode in which a host reads this type: the messages of L1 to L4 direct, those of L5 as a value."""
    return Mode.DIRECT if type_name in _READ_DIRECT else Mode.VALUE


def only_mode(type_name: str) -> Mode | None:
    """Return the one mode in which a host can read this type; None: `judge_text` can be asked for both."""
    family = type_name.partition(":")[0]
    if type_name in TEXT_TYPES or family in ("envelope", "wire_request"):
        return Mode.VALUE
    return Mode.DIRECT if type_name in _READ_DIRECT else None


def judge_text(
    type_name: str,
    text: bytes,
    *,
    mode: Mode | None = None,
    profile: Profile = DEFAULT_PROFILE,
    offer: bytes | None = None,
) -> TextVerdict:
    """Return what the reference says of a text.

    Args:
        type_name: One of `type_names`.
        text: Any bytes.
        mode: How a type without rules is read; None for `usual_mode`. Types with rules are always read direct,
            envelopes and wire requests always as a value.
        profile: Decides `filter_response` and `envelope:filter` when their name does not.
        offer: For `accept`: the text of the offer that the host had sent; None for the reference's.

    Raises:
        NameUnknown: No type has this name.
        OfferUndecodable: `offer` is not an offer.
    """
    _check_name(type_name)
    if type_name in TEXT_TYPES:
        return _judge_read_text(type_name, text)
    family, _, rest = type_name.partition(":")
    if family == "envelope":
        return _judge_envelope(rest, text, profile)
    try:
        return TextVerdict(ok=True, canonical=_canonical(type_name, text, mode, profile, offer))
    except DecodeError as error:
        return TextVerdict(ok=False, error=error, error_kind=NO_KIND)
    except WorkbenchError as error:
        if error.kind == "OfferUndecodable":
            raise
        return TextVerdict(ok=False, error=error, error_kind=error.kind)


def _check_name(type_name: str) -> None:
    if type_name not in type_names():
        from workbench.errors.operator import NameUnknown  # noqa: PLC0415

        raise NameUnknown("type", type_name, nearest(type_name, type_names()))


def _canonical(type_name: str, text: bytes, mode: Mode | None, profile: Profile, offer: bytes | None) -> str:
    """Return a text as the reference would write it. Raises what `judge_text` catches."""
    family, _, rest = type_name.partition(":")
    if family == "wire_request":
        return _wire_request(rest, text)
    if type_name == "accept":
        return _accept(text, given_offer(offer))
    if type_name in _WITH_RULES:
        return _WITH_RULES[type_name](text)
    wire_type = response_type("filter", profile) if type_name == "filter_response" else TYPES_BY_NAME[type_name]
    return canonical(wire_type, from_text(wire_type, text, mode or usual_mode(type_name)))


def all_problems(
    type_name: str, text: bytes, profile: Profile = DEFAULT_PROFILE, mode: Mode | None = None
) -> list[Problem]:
    """Return all that an author should know of a text, beyond what a host says of it.

    Mistakes of the form, and advice on what a host takes or ignores. Empty for bytes that are not UTF-8, and for
    what is no JSON text: `url`, `base64` and the like.

    Raises:
        NameUnknown: No type has this name.
    """
    _check_name(type_name)
    if type_name in TEXT_TYPES:
        return []
    family, _, rest = type_name.partition(":")
    wire_type = TYPES_BY_NAME.get(type_name)
    if family == "envelope":
        function, _, line = rest.partition(":")
        wire_type = response_type(function, Profile(line) if line else profile)
    elif family == "wire_request":
        wire_type = request_type(rest)
    elif type_name == "filter_response":
        wire_type = response_type("filter", profile)
    try:
        found = problems(
            wire_type or JSON,
            text.decode(),
            as_payload=family == "envelope",
            direct=(mode or usual_mode(type_name)) is Mode.DIRECT,
        )
    except UnicodeDecodeError:
        return []
    # In a payload `_v` is the host's to set; an answer must bring it.
    return [problem for problem in found if family != "envelope" or problem.path != f"$.{_VERSION_FIELD}"]


def given_offer(text: bytes | None) -> Offer:
    """Return the offer of a text, or the reference's when there is none.

    Raises:
        OfferUndecodable: The text is not an offer.
    """
    from workbench.protocol.offer import decode_offer, reference_offer  # noqa: PLC0415

    if text is None:
        return reference_offer()
    try:
        return decode_offer(text)
    except DecodeError as error:
        from workbench.errors.operator import OfferUndecodable  # noqa: PLC0415

        raise OfferUndecodable(error.path, error.expected, error.found, error.offset) from error


def offer_of_entries(text: bytes) -> Offer:
    """Return the offer of entries in any order and with repetitions (PROTOCOL.md section 5).

    Args:
        text: `{"function_versions": [[name, [versions]], ...], "host_capabilities": [names]}`; the two versions of
            the offer may stand beside them, and are 1 unless they do.

    Raises:
        OfferUndecodable: The text is no such object.
    """
    from workbench.errors.operator import OfferUndecodable  # noqa: PLC0415
    from workbench.protocol.offer import offer_from_entries  # noqa: PLC0415

    try:
        value = from_text(_OFFER_ENTRIES, text, Mode.DIRECT)
    except DecodeError as error:
        raise OfferUndecodable(error.path, error.expected, error.found, error.offset) from error
    schema, envelope = value["handshake_schema_version"], value["envelope_version"]
    return offer_from_entries(
        ((entry["function"], entry["versions"]) for entry in value["function_versions"]),
        value["host_capabilities"],
        handshake_schema_version=limits.HANDSHAKE_SCHEMA_VERSION if schema is None else schema,
        envelope_version=limits.ENVELOPE_VERSION if envelope is None else envelope,
    )


_OFFER_ENTRIES: Final = Struct(
    "OfferEntries",
    (
        Field("handshake_schema_version", U32, Presence.NULLABLE),
        Field("envelope_version", U32, Presence.NULLABLE),
        Field(
            "function_versions",
            ListOf(Struct("FunctionVersions", (Field("function", STR), Field("versions", ListOf(U32))))),
        ),
        Field("host_capabilities", ListOf(STR)),
    ),
    "an offer as entries",
    KeyOrder.DECLARED,
)


def _identity(text: bytes) -> str:
    from workbench.protocol.identity import judge_payload  # noqa: PLC0415

    return judge_payload(text).canonical()


def _accept(text: bytes, offer: Offer) -> str:
    from workbench.protocol import handshake  # noqa: PLC0415
    from workbench.protocol.offer import check_offer  # noqa: PLC0415

    check_offer(offer)
    answer = handshake.judge_output(text, len(text), limits.HANDSHAKE_EXPORT, limits.HANDSHAKE_OUTPUT_MAX_BYTES)
    accept = handshake.decode_accept(answer)
    handshake.check_against_offer(offer, accept)
    handshake.check_shape(offer, accept)
    return accept.canonical()


def _self_check_response(text: bytes) -> str:
    from workbench.protocol import handshake, self_check  # noqa: PLC0415

    answer = handshake.judge_output(text, len(text), limits.SELF_CHECK_EXPORT, limits.SELF_CHECK_OUTPUT_MAX_BYTES)
    response = self_check.decode_response(answer)
    self_check.check_response(response)
    return response.canonical()


def _augmented_metadata(text: bytes) -> str:
    from workbench.protocol import records  # noqa: PLC0415

    metadata = records.decode_metadata(text)
    records.check_metadata(metadata)
    return metadata.canonical()


_WITH_RULES: Final[dict[str, Callable[[bytes], str]]] = {
    "identity": _identity,
    "self_check_response": _self_check_response,
    "augmented_metadata": _augmented_metadata,
}

_READ_DIRECT: Final = frozenset({*_WITH_RULES, "offer", "accept", "self_check_request", "self_check_failure"})


def _wire_request(function: str, text: bytes) -> str:
    from workbench.protocol.dispatch import enveloped  # noqa: PLC0415

    return enveloped(from_text(request_type(function), text, Mode.VALUE), ENVELOPE_VERSION)


def _judge_envelope(rest: str, text: bytes, profile: Profile) -> TextVerdict:
    from workbench.protocol.dispatch import Prepared, judge_output  # noqa: PLC0415

    function, _, line = rest.partition(":")
    outcome = judge_output(Prepared(function, ENVELOPE_VERSION, ""), text, Profile(line) if line else profile)
    return TextVerdict(ok=outcome.ok, canonical=outcome.response_text, error=outcome.error, stage=outcome.stage)


def _judge_read_text(type_name: str, text: bytes) -> TextVerdict:
    from workbench.protocol.host_effect.text_types import TEXT_TYPES as READERS  # noqa: PLC0415
    from workbench.protocol.host_effect.text_types import TextError  # noqa: PLC0415

    try:
        return TextVerdict(ok=True, canonical=READERS[type_name](text))
    except TextError as error:
        return TextVerdict(ok=False, error=DecodeError((), error.expected, error.found), error_kind=NO_KIND)
