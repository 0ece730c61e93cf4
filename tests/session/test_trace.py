"""What is taken out of a trace that is made to be shared."""

from __future__ import annotations

from tests.crossings import message
from workbench.session.trace import without_secrets
from workbench.session.values.trace import Direction


def test_a_secret_that_one_message_names_is_taken_out_of_all_and_the_rest_stays() -> None:
    secret = "correct-horse-battery"
    sent = f'{{"_v":1,"factory_state":{{"api_key":"{secret}"}}}}'
    messages = [
        message(1, Direction.TO_PLUGIN, "build_signer", sent),
        message(2, Direction.TO_HOST, "cc_lb_log", f"(info, the key is {secret})", "build_signer"),
        message(3, Direction.FROM_PLUGIN, "build_signer", f'{{"_v":1,"signer_state":{{"key":"{secret}"}}}}'),
        message(4, Direction.TO_PLUGIN, "shape", '{"_v": 1}'),
    ]
    found, redactor = without_secrets(messages)
    assert not any(secret.encode() in one.head for one in found)
    assert found[3] == messages[3]
    assert [one.number for one in found] == [1, 2, 3, 4]
    assert "/1/factory_state/api_key" in {one.place for one in redactor.taken_out}


def test_bytes_that_are_no_text_stay_as_they_are() -> None:
    odd = message(1, Direction.FROM_PLUGIN, "shape")
    object.__setattr__(odd, "head", b"\xff\x00")
    (found,), _ = without_secrets([odd])
    assert found.head == b"\xff\x00"
