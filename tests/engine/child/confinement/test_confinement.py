"""A child that was taken over, as it attacks from inside: each attack is refused, and succeeds without confinement."""

from __future__ import annotations

import ctypes
import os
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from tests import guests
from tests.children import begin_child_with, serve_after
from tests.marks import LINUX_ONLY
from workbench.engine.client.engine_client import EngineClient
from workbench.engine.client.hidden_memory import hide_memory
from workbench.engine.wire.confinement import ESSENTIAL, Confinement, Feature
from workbench.errors.operator import EngineUnavailable
from workbench.linux import PORTABLE_VARIABLE
from workbench.protocol.budgets import STRICT

pytestmark = LINUX_ONLY

SUCCEEDED = "succeeded"
SECRET = b"our secret, which no plugin may read: " + os.urandom(8)
PR_GET_DUMPABLE = 3
PR_SET_DUMPABLE = 4

FILES = {
    "reads a file of the home": "open(HOME + '/secret').read()",
    "lists the home": "os.listdir(HOME)",
    "writes a file into the home": "open(HOME + '/new', 'w')",
    "appends to a file of the home": "open(HOME + '/secret', 'a')",
    "makes a folder in the home": "os.mkdir(HOME + '/folder')",
    "links into the home": "os.symlink('/etc', HOME + '/link')",
    "removes a file of the home": "os.unlink(HOME + '/secret')",
    "renames a file of the home": "os.rename(HOME + '/secret', HOME + '/other')",
    "cuts a file of the home": "os.truncate(HOME + '/secret', 0)",
    "opens a file of the home to all": "os.chmod(HOME + '/secret', 0o666)",
    "ages a file of the home": "os.utime(HOME + '/secret', (1, 1))",
    "watches the home": "check(libc.inotify_init1(0))",
    "reads a file of the system": "open('/etc/passwd').read()",
    "reads by way of its root": "open('/proc/self/root/etc/passwd').read()",
    "reads a device": "open('/dev/zero', 'rb').read(1)",
}
OUR_PROCESS = {
    "reads our memory by its file": (
        "file = open(f'/proc/{PARENT}/mem', 'rb'); file.seek(ADDRESS); found(file.read(SIZE))"
    ),
    "reads our memory by a system call": (
        "room = ctypes.create_string_buffer(SIZE)\n"
        "here, there = (ctypes.c_size_t * 2)(ctypes.addressof(room), SIZE), (ctypes.c_size_t * 2)(ADDRESS, SIZE)\n"
        "check(libc.process_vm_readv(PARENT, here, 1, there, 1, 0))\n"
        "found(room.raw)"
    ),
    "reads our environment": "open(f'/proc/{PARENT}/environ', 'rb').read()",
    "reads what we have open": "os.readlink(f'/proc/{PARENT}/fd/0'); os.listdir(f'/proc/{PARENT}/fd')",
    "signals us": "os.kill(PARENT, 0)",
    "signals us by a descriptor": "signal.pidfd_send_signal(os.pidfd_open(PARENT), 0)",
    "signals everybody": "os.kill(-1, 0)",
    "makes us slow": "os.sched_setscheduler(PARENT, os.sched_getscheduler(PARENT), os.sched_getparam(PARENT))",
    "changes our limits": "resource.prlimit(PARENT, resource.RLIMIT_NOFILE)",
    "signals us by a file": "fcntl.fcntl(start.wire, fcntl.F_SETOWN, PARENT)",
    "signals us by a file of a thread": "fcntl.fcntl(start.wire, F_SETOWN_EX, struct.pack('ii', 1, PARENT))",
    "signals us by a socket": "fcntl.ioctl(start.wire, SIOCSPGRP, struct.pack('i', PARENT))",
    "chooses the signal of a file": "fcntl.fcntl(start.wire, F_SETSIG, signal.SIGKILL)",
    "outlives us": "check(libc.prctl(1, 0, 0, 0, 0))",
    "keeps us from opening a module": (
        "file = open(os.__file__)\nfcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)\nfile.close()"
    ),
    "watches a folder": (
        "folder = os.open(os.path.dirname(os.__file__), os.O_RDONLY)\n"
        "fcntl.fcntl(folder, fcntl.F_NOTIFY, fcntl.DN_ATTRIB)"
    ),
}
WORLD = {
    "opens an internet socket": "socket.socket(socket.AF_INET)",
    "opens a datagram socket": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
    "opens a local socket": "socket.socket(socket.AF_UNIX).bind('\\0' + str(os.getpid()))",
    "makes a pair of sockets": "socket.socketpair()",
    "connects to our server": "socket.create_connection(('127.0.0.1', PORT))",
    "forks": "pid = os.fork()\nif not pid: os._exit(0)\nos.waitpid(pid, 0)",
    "runs a program": "subprocess.run([sys.executable, '-c', ''], check=True)",
    "runs a program by posix_spawn": "os.waitpid(os.posix_spawn('/bin/true', ['true'], {}), 0)",
    "becomes a program without a file": (
        "memory = os.memfd_create('program')\n"
        "os.write(memory, open('/bin/true', 'rb').read())\n"
        "pid = os.fork()\n"
        "if not pid: os.execve(memory, ['true'], {})\n"
        "os.waitpid(pid, 0)"
    ),
    "makes a shared memory that stays": "check(libc.shmctl(check(libc.shmget(0, 4096, 0o1600)), 0, 0))",
}
ALL = FILES | OUR_PROCESS | WORLD
OFTEN = {"reads a file of the home", "signals us", "forks"}
"""One of each kind, which every run tries without confinement, too; the others are tried so in the long run."""

Attack = Callable[[str, Confinement], str]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "secret").write_text("secret")
    return tmp_path


@pytest.fixture
def port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def attack(monkeypatch: pytest.MonkeyPatch, home: Path, port: int) -> Attack:
    """Give a way to run a program in a child, and to hear what became of it: that it succeeded, or its error."""
    room = ctypes.create_string_buffer(SECRET)
    prctl = ctypes.CDLL(None).prctl

    def run(program: str, confinement: Confinement) -> str:
        # Ours is hidden before a child that is confined runs a guest, and an earlier test may have done so.
        prctl(PR_SET_DUMPABLE, 1 if confinement is Confinement.OFF else 0, 0, 0, 0)
        facts = (str(home), os.getpid(), port, ctypes.addressof(room), len(SECRET), SECRET)
        names = f"HOME, PARENT, PORT, ADDRESS, SIZE, SECRET = {facts!r}\n"
        with monkeypatch.context() as patched:
            serve_after(
                patched,
                "import ctypes, fcntl, os, resource, signal, socket, struct, subprocess, sys\n"
                "F_SETSIG, F_SETOWN_EX, SIOCSPGRP = 10, 15, 0x8902\n"
                "libc = ctypes.CDLL(None, use_errno=True)\n"
                "def check(result):\n"
                "    if result < 0: raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))\n"
                "    return result\n"
                "def found(content):\n"
                "    assert content == SECRET, content\n"
                f"{names}"
                "try:\n"
                f"    exec({program!r})\n"
                f"    os.write(2, b'{SUCCEEDED}\\n')\n"
                "except Exception as error:\n"
                "    os.write(2, f'{type(error).__name__}: {error}\\n'.encode())\n",
            )
            engine = EngineClient(confinement=confinement)
            try:
                engine.confined()
                return said(engine)
            finally:
                engine.shutdown()

    return run


def outcomes(attack: Attack, programs: Mapping[str, str]) -> dict[str, str]:
    """Let one child that is confined try many things, one after the other; return what became of each."""
    program = (
        f"for name, program in {dict(programs)!r}.items():\n"
        "    try:\n"
        "        exec(program, dict(globals()))\n"
        "        outcome = 'succeeded'\n"
        "    except Exception as error:\n"
        "        outcome = type(error).__name__\n"
        "    os.write(2, f'{name}: {outcome}\\n'.encode())\n"
    )
    lines = attack(program, Confinement.AVAILABLE).splitlines()
    assert lines.pop() == SUCCEEDED
    return dict(line.rsplit(": ", 1) for line in lines)


def refused(programs: Iterable[str]) -> dict[str, str]:
    return dict.fromkeys(programs, "PermissionError")


def said(engine: EngineClient) -> str:
    """What the child has written to its standard error."""
    connection = engine._supervisor.connection
    assert connection is not None
    return "\n".join(connection.child.stderr_lines)


def test_whatever_a_child_that_was_taken_over_tries_is_refused(attack: Attack) -> None:
    assert outcomes(attack, ALL) == refused(ALL)


@pytest.mark.parametrize(
    "name", [name if name in OFTEN else pytest.param(name, marks=pytest.mark.slow) for name in ALL]
)
def test_what_is_refused_succeeds_without_confinement(attack: Attack, name: str) -> None:
    assert attack(ALL[name], Confinement.OFF) == SUCCEEDED


def test_a_child_that_was_taken_over_sees_no_secret_of_our_environment(
    attack: Attack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "secret")
    monkeypatch.setenv("LC_TIME", "C")
    assert attack("assert 'LC_TIME' in os.environ; os.environ['ANTHROPIC_API_KEY']", Confinement.AVAILABLE) == (
        "KeyError: 'ANTHROPIC_API_KEY'"
    )


GROW = "os.ftruncate(start.results, 1 << 20)"
SHRINK = "os.ftruncate(start.payloads, 0)"


@pytest.mark.scenario
@pytest.mark.parametrize("program", [GROW, SHRINK])
def test_a_child_can_neither_grow_nor_shrink_the_memory_that_it_shares_with_us(
    attack: Attack, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    assert attack(program, Confinement.AVAILABLE).startswith("PermissionError: ")
    assert attack(program, Confinement.OFF).startswith("PermissionError: ")
    if program == GROW:
        # Of a temporary file, which stands in where there are no seals.
        monkeypatch.setenv(PORTABLE_VARIABLE, "1")
        assert attack(program, Confinement.OFF) == SUCCEEDED


def test_a_child_stands_in_the_root_and_has_no_descriptors_but_its_own(
    attack: Attack,
) -> None:
    program = (
        "assert os.getcwd() == '/'\n"
        "of = lambda number: os.readlink(f'/proc/self/fd/{number}')\n"
        "own = {of(number) for number in (0, 1, 2, start.wire, start.control, start.results, start.payloads)}\n"
        "with os.scandir('/proc/self/fd') as entries: others = {of(entry.name) for entry in entries} - own\n"
        # Where libffi makes its callbacks of itself, it holds itself open.
        "others = {name for name in others if not os.path.basename(name).startswith('libffi.so')}\n"
        "assert [name.startswith('/proc/') for name in others] == [True], others\n"
    )
    assert attack(program, Confinement.AVAILABLE) == SUCCEEDED


def test_files_of_a_child_are_private_and_limited(attack: Attack) -> None:
    program = (
        "assert os.umask(0) == 0o077\n"
        "assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)\n"
        "assert max(resource.getrlimit(resource.RLIMIT_NOFILE)) <= 1024\n"
        "assert max(resource.getrlimit(resource.RLIMIT_FSIZE)) <= 2 << 30\n"
        "try: resource.setrlimit(resource.RLIMIT_NOFILE, (1 << 15, 1 << 15))\n"
        "except ValueError: pass\n"
        "else: raise AssertionError('limits can be raised')\n"
    )
    assert attack(program, Confinement.AVAILABLE) == SUCCEEDED


def test_a_child_has_loaded_what_it_needs_before_it_is_confined(monkeypatch: pytest.MonkeyPatch) -> None:
    program = (
        "import os, sys, threading\n"
        "from workbench.engine.child import worker\n"
        "before = set(sys.modules)\n"
        "send = worker.Worker._send\n"
        "def tell_and_send(self, header, payload=b'', shared=None):\n"
        "    late = sorted(set(sys.modules) - before)\n"
        "    if header['kind'] == 'reply': os.write(2, f'late: {late}\\n'.encode())\n"
        "    send(self, header, payload, shared)\n"
        "worker.Worker._send = tell_and_send\n"
    )
    serve_after(monkeypatch, program)
    engine = EngineClient()
    engine.call_fresh(guests.GOOD, STRICT, "zero", b"", output_max_bytes=8)
    opened = engine.open(guests.GOOD, STRICT, plugin_name="p", config={"a": "b"})
    assert opened.instance is not None
    engine.call(opened.instance, "zero", b"\xff", output_max_bytes=8)
    engine.call(opened.instance, "no such export", b"", output_max_bytes=8)
    engine.call_fresh(b"no module", STRICT, "zero", b"", output_max_bytes=8)
    # A defect of ours: a number that is no instance.
    engine._long_lived[opened.instance].number = 99
    engine.call(opened.instance, "zero", b"", output_max_bytes=8)
    assert set(said(engine).splitlines()) == {"late: []"}
    engine.shutdown()


def test_our_memory_is_hidden_before_a_child_runs_a_guest() -> None:
    prctl = ctypes.CDLL(None).prctl
    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)
    hide_memory.cache_clear()
    engine = EngineClient()
    engine.confined()
    engine.shutdown()
    assert prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0


def test_every_thread_of_a_child_is_confined() -> None:
    engine = EngineClient()
    engine.call_fresh(guests.GOOD, STRICT, "zero", b"", output_max_bytes=8)
    threads = list(Path(f"/proc/{engine.child_pid}/task").iterdir())
    assert len(threads) > 3
    for thread in threads:
        status = dict(line.split(":\t") for line in (thread / "status").read_text().splitlines() if ":\t" in line)
        assert (status["NoNewPrivs"], status["Seccomp"]) == ("1", "2")
        assert {int(status[name], 16) for name in ("CapEff", "CapPrm", "CapInh")} == {0}
    engine.shutdown()


def test_a_child_that_aborts_does_so_by_its_own_signal(monkeypatch: pytest.MonkeyPatch) -> None:
    serve_after(monkeypatch, "import os\nos.abort()")
    with pytest.raises(Exception, match="SIGABRT"):
        EngineClient().confined()


# ---- systems that lack something ----------------------------------------------------------------------------------

WITHOUT_LANDLOCK = (
    "import struct\n"
    "from workbench.engine.child.confinement import kernel, seccomp\n"
    "steps = [(seccomp.LOAD, 0, 0, 0), (seccomp.JUMP_IF_EQUAL, 0, 1, 444), (seccomp.RETURN, 0, 0, seccomp.NOT_THERE),\n"
    "    (seccomp.RETURN, 0, 0, seccomp.ALLOW)]\n"
    "content = kernel.block(b''.join(struct.pack('=HBBI', *step) for step in steps))\n"
    "kernel.prctl(38, 1)\n"
    "kernel.prctl(22, 2, struct.pack('@HP', len(steps), kernel.address_of(content)))\n"
)
"""A filter of its own makes the kernel one that knows no Landlock."""
WITHOUT_SECCOMP = (
    "from workbench.engine.child.confinement import seccomp\n"
    "def install(machine, pid): raise OSError(22, 'Invalid argument')\n"
    "seccomp.install = install\n"
)


def with_landlock_version(version: int) -> str:
    """A kernel that knows an older version of Landlock."""
    return f"from workbench.engine.child.confinement import landlock\nlandlock.version = lambda: {version}\n"


@pytest.mark.scenario
@pytest.mark.parametrize(
    ("program", "lacking"),
    [
        ("", set()),
        (WITHOUT_LANDLOCK, {Feature.FILES, Feature.TCP, Feature.SCOPES}),
        (WITHOUT_SECCOMP, {Feature.SYSTEM_CALLS}),
        (with_landlock_version(1), {Feature.TCP, Feature.SCOPES}),
        (with_landlock_version(4), {Feature.SCOPES}),
        (with_landlock_version(6), set()),
        (
            "from workbench.engine.child.confinement import capabilities, seccomp\n"
            "seccomp.ARCHITECTURES.clear()\ncapabilities._CAPSET.clear()\n",
            {Feature.SYSTEM_CALLS, Feature.CAPABILITIES},
        ),
    ],
    ids=["nothing", "Landlock", "seccomp", "Landlock 1", "Landlock 4", "Landlock 6", "architecture"],
)
def test_what_a_kernel_lacks_is_left_out_and_reported_and_plugins_run(
    monkeypatch: pytest.MonkeyPatch, program: str, lacking: set[Feature]
) -> None:
    begin_child_with(monkeypatch, program)
    engine = EngineClient()
    assert engine.call_fresh(guests.GOOD, STRICT, "zero", b"", output_max_bytes=8).failure is None
    report = engine.confined()
    assert {feature for feature, _ in report.lacking} == lacking
    assert report.in_force == set(Feature) - lacking
    engine.shutdown()
    required = EngineClient(confinement=Confinement.REQUIRED)
    if lacking & ESSENTIAL:
        with pytest.raises(EngineUnavailable, match="a system that cannot confine it"):
            required.call_fresh(guests.GOOD, STRICT, "zero", b"", output_max_bytes=8)
    else:
        assert required.call_fresh(guests.GOOD, STRICT, "zero", b"", output_max_bytes=8).failure is None
    required.shutdown()


@pytest.mark.parametrize("version", [1, 3, 5])
def test_an_older_landlock_and_the_list_of_calls_keep_all_files_closed(
    attack: Attack, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    begin_child_with(monkeypatch, with_landlock_version(version))
    assert outcomes(attack, FILES) == refused(FILES)


def test_without_landlock_the_list_of_calls_protects_our_process_and_the_world(
    attack: Attack, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_child_with(monkeypatch, WITHOUT_LANDLOCK)
    assert outcomes(attack, OUR_PROCESS | WORLD) == refused(OUR_PROCESS | WORLD)


def test_a_portable_child_has_limits_and_runs_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PORTABLE_VARIABLE, "1")
    engine = EngineClient()
    assert engine.call_fresh(guests.GOOD, STRICT, "zero", b"", output_max_bytes=8).failure is None
    assert engine.confined().in_force == {Feature.LIMITS}
    engine.shutdown()
