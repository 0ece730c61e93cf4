"""The host functions' arithmetic: arguments, storage and quota, counters, clock, random source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.protocol import host_functions
from workbench.protocol.calls import LogLine, LogOrigin
from workbench.protocol.host_functions import (
    HOST_FUNCTIONS,
    Argument,
    ArgumentValue,
    ClockSetting,
    HostAction,
    HostFunctionError,
    HostState,
    RandomSetting,
    ScopedStorage,
    read_argument,
    stored_size_bytes,
)
from workbench.protocol.limits import RANDOM_BYTES_MAX


@pytest.fixture
def state() -> HostState:
    return HostState(unix_ms=lambda: 1_700_000_000_123, secure_bytes=lambda size: b"\xaa" * size)


def perform(state: HostState, name: str, *arguments: ArgumentValue, quota_bytes: int = 1_000) -> HostAction:
    return state.perform(HOST_FUNCTIONS[name], arguments, plugin_name="echo", quota_bytes=quota_bytes)


# ---- arguments ----------------------------------------------------------------------------------------------------


def test_an_unsigned_argument_is_8_bytes_little_endian() -> None:
    assert read_argument(Argument.UNSIGNED, bytes([1, 0, 0, 0, 0, 0, 0, 0x80])) == 0x8000_0000_0000_0001


@pytest.mark.parametrize("size", [0, 7, 9])
def test_an_unsigned_argument_of_another_size_is_rejected(size: int) -> None:
    with pytest.raises(HostFunctionError, match="could not convert slice to array"):
        read_argument(Argument.UNSIGNED, bytes(size))


@pytest.mark.parametrize(
    ("block", "text"),
    [
        (b"ab\xff", "invalid utf-8 sequence of 1 bytes from index 2"),
        (b"a\xe2\x82", "incomplete utf-8 byte sequence from index 1"),
        (b"\xed\xa0\x80", "invalid utf-8 sequence of 1 bytes from index 0"),
        (b"\xe2\x82x", "invalid utf-8 sequence of 2 bytes from index 0"),
    ],
)
def test_text_that_is_not_utf8_is_rejected_in_the_words_of_rust(block: bytes, text: str) -> None:
    with pytest.raises(HostFunctionError) as rejection:
        read_argument(Argument.TEXT, block)
    assert rejection.value.reason == text


def test_an_empty_block_is_an_empty_text() -> None:
    assert (read_argument(Argument.TEXT, b""), read_argument(Argument.BYTES, b"")) == ("", b"")


# ---- log and counters ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "logged"),
    [("trace", "trace"), ("debug", "debug"), ("warn", "warn"), ("error", "error"), ("info", "info"), ("WARN", "info")],
)
def test_any_other_level_logs_as_info(state: HostState, level: str, logged: str) -> None:
    assert perform(state, "cc_lb_log", level, "hello").logged == LogLine(logged, "hello")
    assert state.snapshot().logs == (LogLine(logged, "hello"),)


def test_counters_add_up_per_plugin(state: HostState) -> None:
    perform(state, "cc_lb_metric_incr", "hits", 2)
    assert perform(state, "cc_lb_metric_incr", "hits", 2**64 - 1).counted == ("hits", 2**64 - 1)
    state.count("other", "hits", 1)
    assert state.snapshot().counters == {"echo": {"hits": 2**64 + 1}, "other": {"hits": 1}}


def test_a_flood_of_counters_is_bounded(state: HostState) -> None:
    for number in range(host_functions.COUNTERS_MAX + 10):
        state.count("echo", f"{number}-" + "x" * 1_000, 1)
    counters = state.snapshot().counters["echo"]
    assert len(counters) == host_functions.COUNTERS_MAX
    assert max(map(len, counters)) == host_functions.COUNTER_NAME_MAX_CHARACTERS


def test_the_log_tail_is_bounded(state: HostState) -> None:
    for number in range(host_functions.LOG_TAIL_LINES + 1):
        state.log(LogLine("info", str(number)))
    assert state.snapshot().logs[0].message == "1"
    state.log(LogLine("info", "x" * host_functions.LOG_TAIL_CHARACTERS))
    assert len(state.snapshot().logs) == 1
    state.log(LogLine("info", "x" * (host_functions.LOG_TAIL_CHARACTERS + 1)))
    assert state.snapshot().logs == ()
    state.log(LogLine("info", "again"))
    assert len(state.snapshot().logs) == 1
    state.clear_logs()
    state.clear_counters()
    assert state.snapshot().logs == ()


# ---- storage ------------------------------------------------------------------------------------------------------


def test_a_stored_value_comes_back_and_an_unknown_key_is_empty(state: HostState) -> None:
    assert perform(state, "cc_lb_storage_put", "key", b"\0value").stored == ("key", b"\0value")
    assert perform(state, "cc_lb_storage_get", "key").result == b"\0value"
    assert perform(state, "cc_lb_storage_get", "nokey").result == b""


def test_usage_counts_the_scoped_key_in_bytes() -> None:
    storage = ScopedStorage()
    storage.put("echo", "ключ", b"1234", quota_bytes=None)
    assert storage.used_bytes("echo") == len("echo:") + 8 + 4


def test_a_put_may_fill_the_quota_to_the_byte_and_not_above() -> None:
    storage = ScopedStorage()
    storage.put("echo", "k", b"123", quota_bytes=9)
    with pytest.raises(HostFunctionError, match="scoped storage quota exceeded"):
        storage.put("echo", "k", b"1234", quota_bytes=9)
    assert storage.get("echo", "k") == b"123"
    assert storage.used_bytes("echo") == 9


def test_a_put_is_measured_without_the_entry_that_it_replaces() -> None:
    storage = ScopedStorage()
    storage.put("echo", "k", b"x" * 94, quota_bytes=100)
    storage.put("echo", "k", b"y" * 94, quota_bytes=100)
    with pytest.raises(HostFunctionError):
        storage.put("echo", "l", b"", quota_bytes=100)


def test_plugins_do_not_see_each_other_and_have_quotas_of_their_own() -> None:
    storage = ScopedStorage()
    storage.put("one", "k", b"1", quota_bytes=6)
    storage.put("two", "k", b"2", quota_bytes=6)
    assert (storage.get("one", "k"), storage.get("two", "k")) == (b"1", b"2")
    storage.clear("one")
    assert storage.entries() == {"two": {"k": b"2"}}


def test_a_deleted_entry_frees_its_bytes() -> None:
    storage = ScopedStorage()
    storage.put("one", "k", b"1", quota_bytes=None)
    storage.delete("one", "k")
    storage.delete("one", "k")
    storage.delete("two", "k")
    assert (storage.used_bytes("one"), storage.entries()) == (0, {})


@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.sampled_from(["", "k", "é"]), st.none() | st.binary(max_size=20)),
        max_size=30,
    )
)
def test_usage_is_always_the_sum_over_the_entries(steps: list[tuple[str, str, bytes | None]]) -> None:
    storage = ScopedStorage()
    for plugin_name, key, value in steps:
        if value is None:
            storage.delete(plugin_name, key)
            continue
        before = storage.entries()
        try:
            storage.put(plugin_name, key, value, quota_bytes=30)
        except HostFunctionError:
            assert storage.entries() == before
    for plugin_name, entries in storage.entries().items():
        used = sum(len(f"{plugin_name}:{key}".encode()) + len(value) for key, value in entries.items())
        assert storage.used_bytes(plugin_name) == used <= 30


# ---- clock and random ---------------------------------------------------------------------------------------------


def now(state: HostState) -> int:
    result = perform(state, "cc_lb_now_unix_ms").result
    assert result is not None
    assert len(result) == 8
    return int.from_bytes(result, "little", signed=True)


def test_the_clock_tells_the_injected_time_until_it_is_frozen(state: HostState) -> None:
    assert now(state) == 1_700_000_000_123
    state.clock = ClockSetting(frozen_unix_ms=-5)
    assert [now(state), now(state)] == [-5, -5]
    state.clock = ClockSetting(frozen_unix_ms=10, step_ms=3)
    assert [now(state), now(state), now(state)] == [10, 13, 16]
    assert state.clock == ClockSetting(19, 3)


def test_random_bytes_are_the_injected_ones_until_a_seed_is_set(state: HostState) -> None:
    assert perform(state, "cc_lb_random_bytes", 3).result == b"\xaa\xaa\xaa"
    assert perform(state, "cc_lb_random_bytes", 0).result == b""


def test_the_limit_of_random_bytes_is_kept(state: HostState) -> None:
    assert len(perform(state, "cc_lb_random_bytes", RANDOM_BYTES_MAX).result or b"") == RANDOM_BYTES_MAX
    with pytest.raises(HostFunctionError, match="65,537"):
        perform(state, "cc_lb_random_bytes", RANDOM_BYTES_MAX + 1)


@given(st.lists(st.integers(0, 100), max_size=10))
def test_a_seeded_stream_does_not_depend_on_how_it_is_drawn(sizes: list[int]) -> None:
    setting = RandomSetting("seed")
    drawn = b""
    for size in sizes:
        drawn += setting.stream(size)
        setting = setting.after_drawing(size)
    assert drawn == RandomSetting("seed").stream(sum(sizes))
    assert RandomSetting("other").stream(32) != RandomSetting("seed").stream(32)


# ---- the whole ----------------------------------------------------------------------------------------------------


def test_a_snapshot_brings_everything_back(state: HostState) -> None:
    perform(state, "cc_lb_storage_put", "k", b"v")
    perform(state, "cc_lb_metric_incr", "hits", 1)
    perform(state, "cc_lb_log", "warn", "careful")
    state.clock, state.random = ClockSetting(5, 1), RandomSetting("seed", 9)
    snapshot = state.snapshot()
    other = HostState(unix_ms=lambda: 0, secure_bytes=bytes)
    other.restore(snapshot)
    assert other.snapshot() == snapshot
    assert snapshot.used_bytes == {"echo": 7}


def test_arguments_that_do_not_fit_are_a_defect_of_ours(state: HostState) -> None:
    with pytest.raises(TypeError):
        perform(state, "cc_lb_storage_get", 7)


def test_lines_are_signed_by_the_call_that_wrote_them(state: HostState) -> None:
    first, second = LogOrigin("handshake", 1), LogOrigin("shape", 1, 7)
    state.sign_logs(first)
    for origin in (first, second):
        perform(state, "cc_lb_log", "warn", "one")
        perform(state, "cc_lb_log", "info", "two")
        state.sign_logs(origin)
    perform(state, "cc_lb_log", "info", "of a call that runs")
    assert [line.origin for line in state.snapshot().logs] == [first, first, second, second, None]


def test_what_entries_count_is_the_sum_of_stored_keys_and_values() -> None:
    assert stored_size_bytes("p", {"k": b"value", "é": b""}) == len("p:k") + 5 + len("p:é".encode())


def test_a_seeded_source_goes_on_where_the_last_drawing_ended(state: HostState) -> None:
    state.random = RandomSetting("seed")
    drawn = [perform(state, "cc_lb_random_bytes", size).result for size in (3, 4)]
    assert b"".join(one or b"" for one in drawn) == RandomSetting("seed").stream(7)
