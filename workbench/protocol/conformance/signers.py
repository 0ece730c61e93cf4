"""The cases for signer plugins. The reference has no suite for them (PROTOCOL.md section 12).

The signer's state belongs to the plugin: whatever `build_signer` returned is carried into `sign` and
`on_unauthorized`, and a refreshed state into a second `sign`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from workbench.protocol.conformance.case import Answer, Attempt, Case, Earlier, Unneeded, body, quoted
from workbench.protocol.wire.bytes64 import decoded_base64
from workbench.protocol.wire.samples import header_sample, request_sample

BUILD_GIVEN: Final = "dispatch:build_signer:given_state"
BUILD_OBJECT: Final = "dispatch:build_signer:object_state"
BUILD_NULL: Final = "dispatch:build_signer:null_state"
GUESSED_STATE: Final = {"api_key": "dry-run-key"}
"""What most signers of an API with keys are configured with. A plugin that wants something else may reject it."""
_BUILDS: Final = (BUILD_GIVEN, BUILD_OBJECT, BUILD_NULL)
_UNAUTHORIZED: Final = "dispatch:on_unauthorized:"
SIGN_AFTER_REFRESH: Final = "dispatch:sign:after_refresh"
_REFRESH: Final = "refresh"
_NO_STATE: Final = "no state could be built, so null is sent; name the factory state to try more"
_DECISIONS_IN_USE: Final = (_REFRESH, "fail")


def build_signer_cases(factory_state: Any = None) -> tuple[Case, ...]:
    """Return the cases for `build_signer`.

    Args:
        factory_state: What the operator would configure, as a JSON value. None: nothing is known of it, and the
            plugin may reject what is guessed. Null it may reject always.
    """
    cases = (
        _build(BUILD_OBJECT, GUESSED_STATE, may_reject=True),
        _build(BUILD_NULL, None, may_reject=True),
    )
    if factory_state is None:
        return cases
    return (_build(BUILD_GIVEN, factory_state, may_reject=False), *cases)


def _build(layer: str, factory_state: Any, *, may_reject: bool) -> Case:
    payload = request_sample("build_signer") | {"factory_state": factory_state}
    return Case(
        layer,
        "build_signer",
        lambda _: Attempt(payload, may_reject),
        lambda answer: f"a state that is {_kind(answer.response['signer_state'])}",
    )


def sign_cases() -> tuple[Case, ...]:
    """Return the cases for `sign`, with the state that `build_signer` returned."""
    header = header_sample()
    plain, binary = body('{"model":"dry-run"}'), body(b"\x00\xff\xfe\xfd")
    requests: dict[str, tuple[list[Any], str]] = {
        "basic": ([header], ""),
        "no_headers": ([], ""),
        "headers_and_body": ([header, header, header | {"name": "authorization"}], plain),
        "binary_body": ([header], binary),
    }
    return tuple(
        Case(f"dispatch:sign:{name}", "sign", _with_state("shaped", _shaped(headers, content)), _signed)
        for name, (headers, content) in requests.items()
    )


def on_unauthorized_cases() -> tuple[Case, ...]:
    """Return the cases for `on_unauthorized`, and one that signs with the state of a refresh."""
    rejected = request_sample("on_unauthorized")["error"]
    errors = {
        "body_null": rejected,
        "body": rejected | {"body_base64": body('{"type":"error","error":{"type":"authentication_error"}}')},
        "failed": rejected | {"status": 403, "category": "failed"},
    }
    cases = [
        Case(_UNAUTHORIZED + name, "on_unauthorized", _with_state("error", error), _decided)
        for name, error in errors.items()
    ]
    return (*cases, Case(SIGN_AFTER_REFRESH, "sign", _after_refresh, _signed))


def _shaped(headers: list[Any], body_base64: str) -> Any:
    return request_sample("sign")["shaped"] | {"headers": headers, "body_base64": body_base64}


def _with_state(field: str, value: Any) -> Callable[[Earlier], Attempt]:
    def attempt(earlier: Earlier) -> Attempt:
        built = next((name for name in _BUILDS if name in earlier and earlier[name].ok), None)
        if built is None:
            return Attempt({field: value, "signer_state": None}, may_reject=True, remark=_NO_STATE)
        return Attempt({field: value, "signer_state": earlier[built].response["signer_state"]})

    return attempt


def _after_refresh(earlier: Earlier) -> Attempt | Unneeded:
    decided = {name: outcome for name, outcome in earlier.items() if name.startswith(_UNAUTHORIZED) and outcome.ok}
    refreshed = next((name for name in decided if decided[name].response["decision"] == _REFRESH), None)
    if refreshed is None:
        return Unneeded("nothing to sign: on_unauthorized never decided to refresh")
    payload = {"shaped": _shaped([], ""), "signer_state": decided[refreshed].response["signer_state"]}
    return Attempt(payload, remark=f"with the state of {refreshed}")


def _signed(answer: Answer) -> str:
    response = answer.response
    said = [f"{name} {'unchanged' if response[name] is None else 'set'}" for name in ("url", "method")]
    headers = response["headers"]
    said.append("headers unchanged" if headers is None else f"headers set ({len(headers)})")
    content = response["body_base64"]
    if content is None:
        said.append("body unchanged")
    else:
        received = decoded_base64(content)
        said.append("body set, not base64" if received is None else f"body set ({len(received):,} bytes)")
    return ", ".join(said)


def _decided(answer: Answer) -> str:
    decision: str = answer.response["decision"]
    if decision not in _DECISIONS_IN_USE:
        return f"{quoted(decision)}, which a host takes as fail"
    if decision != _REFRESH:
        return decision
    same = answer.response["signer_state"] == answer.payload["signer_state"]
    return f"refresh with {'the same state as before' if same else 'a new state'}"


def _kind(state: Any) -> str:
    match state:
        case None:
            return "null"
        case dict():
            return f"an object of {len(state)} members"
        case list():
            return f"an array of {len(state)} items"
        case bool():
            return "true or false"
        case str():
            return f"a string of {len(state)} characters"
        case _:
            return "a number"
