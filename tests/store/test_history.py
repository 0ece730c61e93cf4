"""The history survives a crash, damage, a full disk and a second workbench; it is capped, and found again quickly."""

from __future__ import annotations

import errno
import os
import resource
import signal
import stat
import subprocess
import sys
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest

from tests.children import with_checkout
from tests.dispatches import entry, failure
from workbench.errors.files import EndCutOff, FormatTooNew, LineDamaged, LinesDamaged
from workbench.errors.operator import FileDamaged, PlaceUnwritable
from workbench.session.history.entry_line import entry_line, header_line
from workbench.session.values.history import HistoryFilter
from workbench.store import file_index, lines
from workbench.store.history import HistoryFile

ALL = HistoryFilter()

PATIENCE_S = 600
"""What a machine under load may take."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "history.jsonl"


def numbers(history: HistoryFile, wanted: HistoryFilter = ALL) -> list[int]:
    return [row.number for row in history.search(wanted).rows]


def test_entries_are_found_again_in_the_next_run(path: Path) -> None:
    first = HistoryFile(path)
    kept = [first.append(entry(generation=number)) for number in (1, 2, 3)]
    first.mark(2)
    second = HistoryFile(path)
    assert second.error is None
    assert [one.number for one in kept] == [1, 2, 3]
    assert second.latest(2) == (kept[2], replace(kept[1], marked=True))
    assert second.entry(1) == kept[0]
    assert second.entry(2) == replace(kept[1], marked=True)
    assert second.entry(4) is None
    assert numbers(second) == [3, 2, 1]
    assert numbers(second, HistoryFilter(marked=True)) == [2]
    assert second.append(entry()).number == 4
    assert numbers(second) == [4, 3, 2, 1]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_replay_adds_an_entry_that_names_the_one_it_repeats(path: Path) -> None:
    history = HistoryFile(path)
    parent = history.append(entry())
    history.append(entry(generation=2, outcome=failure(), parent=parent.number))
    assert history.entry(parent.number) == parent
    assert numbers(history, HistoryFilter(parent=parent.number)) == [2]


def test_switched_off_it_remembers_this_run_only() -> None:
    history = HistoryFile(None)
    kept = history.append(entry())
    history.mark(1)
    assert history.entry(1) == replace(kept, marked=True)
    assert numbers(history, HistoryFilter(text="post")) == [1]
    history.flush()
    history.compact()
    assert history.error is None


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_line_that_was_cut_off_is_set_aside_and_named(path: Path, cut: int) -> None:
    HistoryFile(path).append(entry())
    whole = path.read_bytes()
    part = entry_line(entry(number=2))[:-cut]
    with path.open("ab") as stream:
        stream.write(part)
    history = HistoryFile(path)
    aside = path.with_name("history.jsonl.cut-off")
    assert isinstance(history.error, EndCutOff)
    assert str(aside) in str(history.error)
    assert path.read_bytes() == whole
    assert aside.read_bytes() == part + b"\n"
    assert history.append(entry()).number == 2
    assert numbers(history) == [2, 1]


def test_damage_in_the_midst_is_passed_over_and_named(path: Path) -> None:
    history = HistoryFile(path)
    for _ in range(3):
        history.append(entry())
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:2], b"\x00\xff rubbish\n", *lines[2:]]))
    history = HistoryFile(path)
    assert numbers(history) == [3, 2, 1]
    assert isinstance(history.error, LinesDamaged)
    assert (history.error.lines, history.error.first_line) == (1, 3)


def test_an_entry_that_is_damaged_within_is_named_with_its_line(path: Path) -> None:
    HistoryFile(path).append(entry())
    path.write_bytes(path.read_bytes().replace(b'"wall_us":38', b'"wall_us":3x'))
    with pytest.raises(LineDamaged, match=r"line 2: expected an entry of the history, found "):
        HistoryFile(path).entry(1)


def test_a_newer_format_is_refused_and_left_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b'{"workbench_history":2,"more":1}\nwhat a newer one writes\n')
    history = HistoryFile(path)
    assert isinstance(history.error, FormatTooNew)
    assert str(history.error) == f"{path}: expected history format 1 or older, found 2"
    assert history.append(entry()).number == 1
    assert numbers(history) == [1]
    assert path.read_bytes() == b'{"workbench_history":2,"more":1}\nwhat a newer one writes\n'


@pytest.mark.parametrize("content", [b"no history\nat all\n", b"[]\n", b'{"workbench_history":"1"}\n', b"\xff" * 9_000])
def test_a_file_that_is_no_history_is_set_aside(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    history = HistoryFile(path)
    assert isinstance(history.error, FileDamaged)
    assert path.with_name("history.jsonl.damaged").read_bytes() == content
    history.append(entry())
    assert numbers(HistoryFile(path)) == [1]


@pytest.mark.parametrize("content", [b"", header_line()[:5], header_line()])
def test_a_file_without_entries_is_begun(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    history = HistoryFile(path)
    assert history.error is None
    history.append(entry())
    assert path.read_bytes().startswith(header_line() + b'{"number":1,')


def test_on_a_full_disk_nothing_is_lost_and_the_trouble_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    history = HistoryFile(path)
    history.append(entry())
    with monkeypatch.context() as full:

        def refuse(descriptor: int, content: bytes) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

        full.setattr(os, "write", refuse)
        waiting = history.append(entry(payload="waits"))
        assert isinstance(history.error, PlaceUnwritable)
        assert "no space left on device" in str(history.error)
        assert history.latest(1) == (waiting,)
        assert numbers(history, HistoryFilter(text="waits")) == [2]
    history.append(entry())
    assert history.error is None
    assert numbers(HistoryFile(path)) == [3, 2, 1]


def test_a_place_that_can_not_be_had_is_named_and_tried_again(path: Path) -> None:
    path.parent.write_text("a file where the folder should be")
    history = HistoryFile(path)
    assert isinstance(history.error, PlaceUnwritable)
    history.append(entry())
    path.parent.unlink()
    history.append(entry())
    assert history.error is None
    assert numbers(HistoryFile(path)) == [2, 1]


def test_two_workbenches_share_one_file(path: Path) -> None:
    one, other = HistoryFile(path), HistoryFile(path)
    written = [history.append(entry()).number for history in (one, other, one, one, other)]
    assert written == [1, 2, 3, 4, 5]
    assert numbers(one) == numbers(other) == [5, 4, 3, 2, 1]


MANY = """
import sys
from pathlib import Path
from tests.dispatches import entry
from workbench.store.history import HistoryFile
history = HistoryFile(Path(sys.argv[1]))
sys.stdout.write("ready\\n")
sys.stdout.flush()
sys.stdin.readline()
for _ in range(100):
    print(history.append(entry()).number)
"""


@pytest.mark.scenario
def test_many_workbenches_on_one_history_give_no_number_twice(path: Path) -> None:
    command = [sys.executable, "-c", MANY, str(path)]
    workbenches = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    for workbench in workbenches:
        assert workbench.stdout is not None
        assert workbench.stdout.readline() == "ready\n"
    for workbench in workbenches:
        assert workbench.stdin is not None
        workbench.stdin.write("go\n")
        workbench.stdin.flush()
    given = [int(line) for workbench in workbenches for line in workbench.communicate()[0].split()]
    assert sorted(given) == list(range(1, 401))
    assert numbers(HistoryFile(path)) == list(range(400, 0, -1))


def test_what_could_not_be_written_gets_the_number_that_is_free_when_it_can(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = HistoryFile(path), HistoryFile(path)
    one.append(entry())
    write = os.write
    monkeypatch.setattr(os, "write", lambda *_: (_ for _ in ()).throw(OSError(errno.ENOSPC, "No space left")))
    assert [one.append(entry(payload="waited")).number for _ in range(2)] == [2, 3]
    monkeypatch.setattr(os, "write", write)
    assert other.append(entry()).number == 2
    assert one.append(entry()).number == 5
    assert numbers(one) == [5, 4, 3, 2, 1]
    found = one.entry(3)
    assert found is not None
    assert found.payload == "waited"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("at", "NaN"),
        ("at", "Infinity"),
        ("at", "1e999"),
        ("at", "-1"),
        ("at", "1e12"),
        ("at", "true"),
        ("wall_us", "-1"),
        ("wall_us", "1e400"),
        ("wall_us", "9" * 5_000),
        ("wall_us", "NaN"),
    ],
)
def test_a_line_with_a_number_that_is_none_is_damaged_and_the_others_are_read(
    path: Path, name: str, value: str
) -> None:
    HistoryFile(path).append(entry())
    spoiled = entry_line(entry(number=2)).decode()
    before, _, behind = spoiled.partition(f'"{name}":')
    with path.open("a", encoding="utf-8") as file:
        file.write(f'{before}"{name}":{value}{behind[behind.index(",") :]}')
    history = HistoryFile(path)
    assert [one.number for one in history.latest(9)] == [1]
    with pytest.raises(LineDamaged):
        history.entry(2)
    kept = history.append(entry())
    assert history.entry(kept.number) == kept


def test_a_line_from_31_years_ahead_is_read_like_any_other(path: Path) -> None:
    ahead = replace(entry(), at=1_700_000_000.0 + 31 * 365 * 86_400)
    HistoryFile(path).append(ahead)
    history = HistoryFile(path)
    assert history.latest(1) == (replace(ahead, number=1),)


def test_a_line_above_the_limit_is_passed_over_in_bounded_memory(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LINE_MAX_BYTES", 1 << 20)
    HistoryFile(path).append(entry())
    with path.open("ab") as file:
        # A hole: it is read like zeros, and takes no room.
        file.truncate(file.tell() + (64 << 20))
        file.seek(0, os.SEEK_END)
        file.write(b"\n")
    tracemalloc.start()
    history = HistoryFile(path)
    assert history.append(entry()).number == 2
    assert [one.number for one in history.latest(9)] == [2, 1]
    assert numbers(history) == [2, 1]
    assert isinstance(history.error, LinesDamaged)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak_bytes < 32 << 20


def test_the_oldest_go_but_for_the_marked_ones(path: Path) -> None:
    history = HistoryFile(path, entries_max=10)
    other = HistoryFile(path)
    history.append(entry(payload="oldest"))
    for _ in range(3):
        history.append(entry())
    history.mark(2)
    for _ in range(8):
        other.append(entry())
    history.mark(12)
    history.compact()
    assert numbers(history) == [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]
    assert numbers(history, HistoryFilter(marked=True)) == [12, 2]
    assert b"oldest" not in path.read_bytes()
    assert other.append(entry()).number == 13
    assert numbers(other) == numbers(history) == [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]
    assert numbers(HistoryFile(path), HistoryFilter(marked=True)) == [12, 2]
    assert [found.name for found in path.parent.iterdir()] == ["history.jsonl"]


def test_the_size_is_capped_too(path: Path) -> None:
    size_bytes = len(entry_line(entry(number=1, payload="x" * 10_000)))
    history = HistoryFile(path, bytes_max=5 * size_bytes)
    for _ in range(12):
        history.append(entry(payload="x" * 10_000))
    history.compact()
    assert path.stat().st_size <= 5.5 * size_bytes
    assert numbers(history)[0] == 12


def test_a_disk_that_fills_within_an_entry_leaves_no_part_of_it(path: Path) -> None:
    history = HistoryFile(path)
    history.append(entry())
    whole = path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(whole) + 50, hard))
    try:
        history.append(entry(payload="waits"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert isinstance(history.error, PlaceUnwritable)
    assert path.read_bytes() == whole
    history.append(entry())
    assert numbers(HistoryFile(path)) == [3, 2, 1]


def test_a_search_without_time_says_what_is_left_and_goes_on_from_there(path: Path) -> None:
    history = HistoryFile(path)
    for number in range(1, 9):
        history.append(entry(payload="x" * 200_000 + f"n{number}"))
    wanted, found, newest = HistoryFilter(text="n"), [], None
    for _ in range(20):
        hits = history.search(wanted, newest=newest, limit_s=0.0)
        found += [row.number for row in hits.rows]
        newest = hits.rest
        if newest is None:
            break
    assert found == [8, 7, 6, 5, 4, 3, 2, 1]
    assert history.search(wanted).rest is None


def test_before_the_history_was_read_through_its_newest_entries_are_found_at_once(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_index, "END_BYTES", 2_000)
    writing = HistoryFile(path)
    for _ in range(30):
        writing.append(entry())
    history = HistoryFile(path)
    hits = history.search(HistoryFilter(), limit_s=10.0)
    assert not history.is_indexed
    assert hits.rows[0].number == 30
    assert 0 < hits.total < 30
    assert hits.rest == 30 - hits.total
    assert history.entry(30) is not None
    assert not history.is_indexed
    rest = history.search(HistoryFilter(), newest=hits.rest, limit_s=10.0)
    assert history.is_indexed
    assert (rest.total, rest.rest) == (30 - hits.total, None)


def test_generations_are_told_apart_by_their_run(path: Path) -> None:
    history = HistoryFile(path)
    for run in ("r1", "r2", "r1"):
        history.append(entry(run=run))
    assert numbers(history, HistoryFilter(generation=1, run="r1")) == [3, 1]


_FALLING = """
import os, signal, sys
from pathlib import Path
from tests.dispatches import entry
from workbench.session.history.entries import HistoryFilter
from workbench.store.history import HistoryFile

real = {"write": os.write, "fsync": os.fsync, "truncate": os.truncate, "replace": os.replace, "unlink": os.unlink}


def fall_at(point):
    calls = 0

    def falling(name):
        def act(*given, **named):
            nonlocal calls
            calls += 1
            if calls == point:
                if name == "write":
                    real["write"](given[0], given[1][: len(given[1]) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return real[name](*given, **named)

        return act

    for name in real:
        setattr(os, name, falling(name))


def work(path, told):
    history = HistoryFile(path, entries_max=4)
    for _ in range(7):
        real["write"](told, b"%d\\n" % history.append(entry()).number)
        history.compact()


for point in range(1, 200):
    path = Path(sys.argv[1]) / str(point) / "history.jsonl"
    reading, told = os.pipe()
    child = os.fork()
    if not child:
        fall_at(point)
        work(path, told)
        os._exit(0)
    os.close(told)
    _, status = os.waitpid(child, 0)
    with os.fdopen(reading) as stream:
        last = int((stream.read().split() or ["0"])[-1])
    history = HistoryFile(path)
    found = [row.number for row in history.search(HistoryFilter()).rows]
    assert found[:1] in ([last], [last + 1]) or (last == 0 and not found), (point, last, found)
    assert found == list(range(found[0], found[0] - len(found), -1)) if found else True, (point, found)
    assert len(found) >= min(last, 4), (point, last, found)
    assert not list(path.parent.glob(".*")), point
    if not status:
        break
print(point)
"""


@pytest.mark.scenario
def test_a_kill_at_each_call_of_the_system_loses_at_most_the_entry_being_written(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _FALLING, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
        cwd=tmp_path,
        env=with_checkout(),
    )
    assert ran.stderr == ""
    assert int(ran.stdout) > 15


_WRITER = """
import sys
from pathlib import Path
from tests.dispatches import entry
from workbench.store.history import HistoryFile
history = HistoryFile(Path(sys.argv[1]), entries_max=20)
print("begun", flush=True)
while True:
    print(history.append(entry(payload="x" * 100_000)).number, flush=True)
    history.compact()
"""


@pytest.mark.scenario
@pytest.mark.parametrize("entries_seen", [1, 30])
def test_a_kill_at_any_moment_loses_at_most_the_entry_being_written(path: Path, entries_seen: int) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=path.parent.parent,
        env=with_checkout(),
    )
    assert writer.stdout is not None
    with writer.stdout:
        for line in writer.stdout:
            if line.strip() == str(entries_seen):
                break
        writer.send_signal(signal.SIGKILL)
        rest = writer.stdout.read().split()
    writer.wait()
    last_told = int(rest[-1]) if rest else entries_seen
    history = HistoryFile(path)
    found = numbers(history)
    assert found[0] in (last_told, last_told + 1)
    assert found == list(range(found[0], found[0] - len(found), -1))
    assert len(found) >= min(last_told, 20)
    assert history.error is None or isinstance(history.error, EndCutOff)
