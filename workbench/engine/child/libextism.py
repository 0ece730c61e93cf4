"""libextism through cffi, typed: the one module that knows its C functions, and who frees what.

Owns: pointers, ownership, and the reading of foreign memory within bounds. Must not know: budgets, processes, what a
host function does, or what an error text means. Runs in the child process only. Everything here belongs to one
thread, but `Plugin.cancel`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter_ns
from typing import Any, Final

from extism_sys import ffi, lib

TEXT_MAX_BYTES: Final = 65_536
"""How much of an error text or a log record is read."""
LOG_FILTER: Final = b"extism=error,extism::pdk=debug"
"""Lines that guests write, and of the engine's own lines the errors: the cause of a trap stands only there."""
LOG_FILTER_EVERY_LINE: Final = b"extism=error,extism::pdk=trace"
"""The lines of level trace too. The engine then asks the log about each step of a compile, which takes 7 % of it."""
RECORDS_MAX: Final = 1_000
RECORDS_MAX_BYTES: Final = 1 << 20
"""What is read of guests' lines in one drain; of more than that only the number is taken."""
PAGE_SIZE_BYTES: Final = 65_536
KERNEL_INITIAL_BYTES: Final = 16 * PAGE_SIZE_BYTES
"""What the Extism kernel's memory holds from its start, so that reading there needs no check."""

# Looked up once: each of them is used for every call of thousands.
_plugin_call: Final = lib.extism_plugin_call
_output_length: Final = lib.extism_plugin_output_length
_output_data: Final = lib.extism_plugin_output_data
_buffer: Final = ffi.buffer
_NULL: Final = ffi.NULL
_VALUE_I64: Final = 1
_TAIL_BYTES: Final = 64
_HEAD_BYTES: Final = 64
_GUEST_LINE: Final = b" extism::pdk: "
_CHUNK_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class EngineText:
    """A text of the engine or of a guest. Untrusted; bytes that are not UTF-8 are replaced."""

    text: str
    """At most `TEXT_MAX_BYTES` of it."""
    size_bytes: int
    """Of the whole."""


class EngineError(Exception):
    """The engine did not compile a module, or built no instance of it."""

    def __init__(self, text: EngineText) -> None:
        super().__init__(text.text)
        self.text = text


def version() -> str:
    """Return the version of libextism."""
    return _text(lib.extism_version()).text


def _text(pointer: Any) -> EngineText:
    """Read a C string, of which only the start is kept."""
    start = ffi.string(pointer, TEXT_MAX_BYTES)
    size = len(start)
    if size == TEXT_MAX_BYTES:
        while piece := len(ffi.string(pointer + size, _CHUNK_BYTES)):
            size += piece
    return EngineText(start.decode(errors="replace"), size)


def _engine_error(error: Any) -> EngineError:
    if error[0] == _NULL:
        return EngineError(EngineText("the engine gave no reason", 0))
    text = _text(error[0])
    lib.extism_plugin_new_error_free(error[0])
    return EngineError(text)


# ---- the log ------------------------------------------------------------------------------------------------------


class EngineLog:
    """The engine's log of this process. To be built once: a second one would cut the first off from its lines."""

    def __init__(self) -> None:
        """Hear nothing yet."""
        self._is_open = False
        self.dropped = 0
        """Lines of guests that were not read, since this was last set to 0."""
        self._records: list[bytes] = []
        self._records_bytes = 0
        self._drain = ffi.callback("ExtismLogDrainFunctionType", self._take)

    def open(self, *, every_line: bool) -> None:
        """Hear from now on, with the lines of level trace or without. The first time counts: the engine knows no other.

        It must come before the first compile.
        """
        if not self._is_open:
            self._is_open = True
            lib.extism_log_custom(LOG_FILTER_EVERY_LINE if every_line else LOG_FILTER)

    def _take(self, record: Any, size_bytes: int) -> None:
        is_full = len(self._records) >= RECORDS_MAX or self._records_bytes >= RECORDS_MAX_BYTES
        # A guest may have written millions, and all of them are read after its time is up.
        if is_full and _GUEST_LINE in bytes(ffi.buffer(record, min(size_bytes, _HEAD_BYTES))):
            self.dropped += 1
            return
        start = bytes(ffi.buffer(record, min(size_bytes, TEXT_MAX_BYTES)))
        if size_bytes > TEXT_MAX_BYTES:
            # The last field, which names the plugin, is wanted whole: a reader takes it off.
            start += bytes(ffi.buffer(record + size_bytes - _TAIL_BYTES, _TAIL_BYTES))
        self._records.append(start)
        self._records_bytes += len(start)

    def drain(self) -> list[bytes]:
        """Return the records since the last drain, each at most `TEXT_MAX_BYTES` and its last 64 bytes."""
        lib.extism_log_drain(self._drain)
        if not self._records:
            return []
        records, self._records, self._records_bytes = self._records, [], 0
        return records


# ---- host functions -----------------------------------------------------------------------------------------------


class BlockError(Exception):
    """An offset that a guest gave does not name a readable block, or no block can be had."""

    def __init__(self, reason: str, *, unanswered: bool = False) -> None:
        super().__init__(reason)
        self.unanswered = unanswered
        """The engine gave nothing: so it does too when fuel or time run out while it looks."""


class Cursor:
    """The calling guest's view of the Extism kernel's memory, valid during one call of a host function."""

    __slots__ = ("_base", "_current")

    def __init__(self, current: Any) -> None:
        self._current = current
        self._base: Any = None

    def read(self, offset: int, *, max_bytes: int) -> bytes:
        """Return a block's bytes, empty for offset 0.

        Raises BlockError when no block starts there, or when its length cannot be true: guests can forge headers.
        """
        offset &= 0xFFFF_FFFF_FFFF_FFFF
        if offset == 0:
            return b""
        size_bytes = lib.extism_current_plugin_memory_length(self._current, offset)
        if size_bytes == 0:
            raise BlockError(f"invalid memory offset: {offset}", unanswered=True)
        if size_bytes > max_bytes or offset + size_bytes > max_bytes:
            raise BlockError(f"invalid length of the block at offset {offset}: {size_bytes:,} bytes")
        start = lib.extism_current_plugin_memory(self._current) + offset
        if offset + size_bytes > KERNEL_INITIAL_BYTES and not _is_readable(start + size_bytes - 1):
            raise BlockError(f"invalid length of the block at offset {offset}: {size_bytes:,} bytes")
        return bytes(ffi.buffer(start, size_bytes))

    def write(self, content: bytes) -> int:
        """Return the offset of a new block with these bytes; 0 for none. Raises BlockError when memory is used up."""
        if not content:
            return 0
        offset: int = lib.extism_current_plugin_memory_alloc(self._current, len(content))
        if offset == 0:
            raise BlockError("out of memory", unanswered=True)
        ffi.memmove(lib.extism_current_plugin_memory(self._current) + offset, content, len(content))
        return offset


_probe_ends: list[int] = []


def _is_readable(pointer: Any) -> bool:
    """Say whether a byte of memory can be read, by letting the kernel read it: it gives an error where we would die."""
    if not _probe_ends:
        _probe_ends.extend(os.pipe())
    reading_end, writing_end = _probe_ends
    try:
        os.write(writing_end, ffi.buffer(pointer, 1))
    except OSError:
        return False
    os.read(reading_end, 1)
    return True


def is_readable_at(address: int) -> bool:
    """Say whether a byte of this process's memory can be read."""
    return _is_readable(ffi.cast("char *", address))


HostCallback = Callable[[Cursor, tuple[int, ...]], int]
"""Takes the i64 arguments, returns the i64 result (ignored when the function gives none). Must not raise."""


class LinkedFunction:
    """A function that guests can import. Must live as long as anything that was compiled with it."""

    def __init__(self, namespace: str, name: str, *, parameters: int, gives_result: bool, call: HostCallback) -> None:
        self._namespace = namespace.encode()
        self._name = name.encode()
        self._parameters = parameters
        self._results = 1 if gives_result else 0

        def enter(current: Any, inputs: Any, n_inputs: int, outputs: Any, n_outputs: int, _: Any) -> None:
            arguments = tuple(inputs[index].v.i64 for index in range(n_inputs))
            result = call(Cursor(current), arguments)
            if n_outputs:
                # An offset is unsigned, the field is signed.
                outputs[0].v.i64 = result - (1 << 64) if result >= 1 << 63 else result

        self._enter = ffi.callback("ExtismFunctionType", enter)

    def build(self) -> Any:
        """Return a new C object of this function; the caller frees it."""
        function = lib.extism_function_new(
            self._name,
            [_VALUE_I64] * self._parameters,
            self._parameters,
            [_VALUE_I64] * self._results,
            self._results,
            self._enter,
            _NULL,
            _NULL,
        )
        lib.extism_function_set_namespace(function, self._namespace)
        return function


# ---- modules and instances ----------------------------------------------------------------------------------------


class CompiledPlugin:
    """A compiled module. At most one instance at a time: siblings cancel and break each other."""

    __slots__ = ("_pointer",)

    def __init__(self, manifest: bytes, functions: tuple[LinkedFunction, ...], *, wasi: bool, fuel: int) -> None:
        """Compile what an Extism manifest (JSON) holds.

        `fuel` 0 means no metering. Raises EngineError.
        """
        built = [function.build() for function in functions]
        error = ffi.new("char**")
        array = ffi.new("ExtismFunction*[]", built) if built else _NULL
        if fuel:
            pointer = lib.extism_compiled_plugin_new_with_fuel_limit(
                manifest, len(manifest), array, len(built), wasi, fuel, error
            )
        else:
            pointer = lib.extism_compiled_plugin_new(manifest, len(manifest), array, len(built), wasi, error)
        for function in built:
            lib.extism_function_free(function)
        if pointer == _NULL:
            raise _engine_error(error)
        self._pointer = pointer

    def instantiate(self) -> Plugin:
        """Build an instance; start code runs here. Raises EngineError."""
        error = ffi.new("char**")
        pointer = lib.extism_plugin_new_from_compiled(self._pointer, error)
        if pointer == _NULL:
            raise _engine_error(error)
        return Plugin(pointer)

    def free(self) -> None:
        """Give the compiled code back."""
        if self._pointer != _NULL:
            lib.extism_compiled_plugin_free(self._pointer)
            self._pointer = _NULL


Called = tuple[int, int, bytes | None]
"""The return code of a call, its microseconds, and its output; None: it failed, set an error text or gave too much."""


class Plugin:
    """One instance."""

    __slots__ = ("_cancel_handle", "_exported", "_pointer")

    def __init__(self, pointer: Any) -> None:
        self._pointer = pointer
        self._exported: dict[bytes, bool] = {}
        self._cancel_handle = lib.extism_plugin_cancel_handle(pointer)

    def configure(self, config: bytes) -> None:
        """Set the guest's configuration: a JSON object of strings."""
        lib.extism_plugin_config(self._pointer, config, len(config))

    def exports(self, name: bytes) -> bool:
        """Say whether a function of that name stands there, without parameters and with one i32 result or none.

        May forget the error text of the call before. Asked of the engine once for each name: that takes as long as
        a small call.
        """
        found = self._exported.get(name)
        if found is None:
            found = self._exported[name] = bool(lib.extism_plugin_function_exists(self._pointer, name))
        return found

    def call(self, name: bytes, payload: bytes) -> int:
        """Call an export and return its return code, or the engine's own: -1 and 134."""
        return int(lib.extism_plugin_call(self._pointer, name, payload, len(payload)))

    def call_and_read(self, name: bytes, payload: bytes, output_max_bytes: int, may_set_error: bool) -> Called:
        """Call an export, and read its output if it went well: all in one go, for calls come in thousands.

        `may_set_error` False: the guest can set no error text, so that it is not looked for.
        """
        pointer = self._pointer
        start = perf_counter_ns()
        code = _plugin_call(pointer, name, payload, len(payload))
        wall_us = (perf_counter_ns() - start) // 1_000
        if code:
            return code, wall_us, None
        size_bytes = _output_length(pointer)
        if size_bytes > output_max_bytes or (may_set_error and lib.extism_plugin_error(pointer)):
            return 0, wall_us, None
        if not size_bytes:
            return 0, wall_us, b""
        return 0, wall_us, _buffer(_output_data(pointer), size_bytes)[:]

    def error(self) -> EngineText | None:
        """Return the error text of the last call, or None when there is none."""
        pointer = lib.extism_plugin_error(self._pointer)
        return _text(pointer) if pointer else None

    def output_size_bytes(self) -> int:
        """Return the size of the last call's output."""
        return int(lib.extism_plugin_output_length(self._pointer))

    def output(self, size_bytes: int) -> bytes:
        """Return the first bytes of the last call's output. Not more than `output_size_bytes` may be asked for."""
        if not size_bytes:
            return b""
        return bytes(ffi.buffer(lib.extism_plugin_output_data(self._pointer), size_bytes))

    def cancel(self) -> None:
        """End the running call, as if its time were up. May be called from any thread, but not after `free`."""
        lib.extism_plugin_cancel(self._cancel_handle)

    def free(self) -> None:
        """Give the instance back."""
        if self._pointer != _NULL:
            lib.extism_plugin_free(self._pointer)
            self._pointer = _NULL
