"""A history of 100,000 entries: how much later the workbench opens with it, and how long searches in it take.

Goal: it opens at most 100 ms later than with none, and every search takes under 200 ms. Entries are those of the
dry-run samples, of about 1.1 KB each; where the ages of texts differ, so do searches, so texts are rare, common,
absent, and in the oldest entry only.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from tests.benchmarks.terminal import Terminal
from tests.dispatches import entry, failure
from workbench.assets import sample_plugins
from workbench.protocol.functions import WIRE_FUNCTIONS
from workbench.protocol.wire.samples import request_sample
from workbench.session.history.entry_line import entry_line, header_line
from workbench.session.values.history import HistoryFilter
from workbench.session.values.kept_outcome import KeptOutcome
from workbench.store.history import HistoryFile
from workbench.ui.sheets.history import ROWS_MAX, SEARCH_S

ENTRIES = 100_000
FUNCTIONS = tuple(WIRE_FUNCTIONS)
OPENINGS = 7
SEARCHES = 5
_F8 = b"\x1b[19~"
_RESPONSE = '{"body_base64":"","headers":[],"method":"POST","url":"https://api.anthropic.com/v1/messages"}'


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "state" / "cc-lb-workbench" / "history.jsonl"
        write_history(path, ENTRIES)
        print(f"{ENTRIES:,} entries, {path.stat().st_size / 1e6:.0f} MB")
        _measure_searches(path)
        _measure_opening(Path(folder))


def write_history(path: Path, entries: int) -> None:
    """Write a history of so many entries."""
    path.parent.mkdir(parents=True)
    with path.open("wb") as stream:
        stream.write(header_line())
        stream.writelines(_lines(entries))


def _lines(entries: int) -> Iterator[bytes]:
    requests = {name: json.dumps(request_sample(name), indent=2) for name in WIRE_FUNCTIONS}
    for number in range(1, entries + 1):
        function = FUNCTIONS[number % 3]
        payload = requests[function].replace("{", f'{{\n  "trace": "request-{number}",', 1)
        failed = number % 10 == 0
        yield entry_line(
            entry(
                number=number,
                function=function,
                payload=payload,
                request_text=json.dumps({"_v": 1, **json.loads(payload)}, separators=(",", ":"), sort_keys=True),
                outcome=failure("response_decode", "Missing /url") if failed else KeptOutcome(None, _RESPONSE),
                generation=number // 50,
            )
        )


def _measure_searches(path: Path) -> None:
    started = time.perf_counter()
    history = HistoryFile(path)
    opened = time.perf_counter()
    newest = history.search(HistoryFilter(), rows_max=ROWS_MAX, limit_s=SEARCH_S)
    seen = time.perf_counter()
    history.index()
    indexed = time.perf_counter()
    print(
        f"open {(opened - started) * 1_000:.1f} ms; the newest {len(newest.rows)} rows before anything was indexed "
        f"{(seen - opened) * 1_000:.0f} ms; index, behind the screen {(indexed - seen) * 1_000:.0f} ms"
    )
    functions, outcomes = (None, FUNCTIONS[0], FUNCTIONS[6]), (None, "ok", "fallback", "plugin_call")
    generations, texts = (None, 3, ENTRIES // 50 - 1), (None, *_TEXTS)
    rows = [
        _row(history, HistoryFilter(function=function, outcome=outcome, generation=generation, text=text))
        for function, outcome, generation, text in product(functions, outcomes, generations, texts)
    ]
    for name, column in (("first rows", [row.first_ms for row in rows]), ("all", [row.all_ms for row in rows])):
        print(
            f"{len(rows)} kinds of search, {name}: median {statistics.median(column):.0f} ms, "
            f"p95 {statistics.quantiles(column, n=20)[-1]:.0f} ms, worst {max(column):.0f} ms"
        )
    for row in sorted(rows, key=lambda row: -row.all_ms)[:5]:
        wanted = row.wanted
        facts = (("function", wanted.function), ("outcome", wanted.outcome), ("generation", wanted.generation))
        named = [f"{name} {value}" for name, value in (*facts, ("text", wanted.text)) if value is not None]
        print(f"  {row.all_ms:.0f} ms: {', '.join(named) or 'everything'} ({row.total:,} found)")


@dataclass(frozen=True)
class _Row:
    """One kind of search: medians."""

    wanted: HistoryFilter
    first_ms: float
    """Until the first rows, or the answer that there are none yet."""
    all_ms: float
    """Until the end of the history."""
    total: int


def _row(history: HistoryFile, wanted: HistoryFilter) -> _Row:
    firsts, alls, total = [], [], 0
    for _ in range(SEARCHES):
        started = time.perf_counter()
        hits = history.search(wanted, rows_max=ROWS_MAX, limit_s=SEARCH_S)
        firsts.append((time.perf_counter() - started) * 1_000)
        total, left = hits.total, ROWS_MAX - len(hits.rows)
        while hits.rest is not None:
            hits = history.search(wanted, rows_max=left, newest=hits.rest, limit_s=SEARCH_S)
            total, left = total + hits.total, left - len(hits.rows)
        alls.append((time.perf_counter() - started) * 1_000)
    return _Row(wanted, statistics.median(firsts), statistics.median(alls), total)


_TEXTS = (
    "a",
    "REQUEST",
    "dry-run",
    "request-77777",
    'request-1"',
    "request-99999",
    "missing /url",
    "is nowhere",
    "IS NOWHERE",
    "e",
    '{"_v":1,"',
    "é",
    "\n",
    "zzzzzzzzzzzzzzzzzzzz",
    "n",
    "0",
    " ",
    '"',
    "\\",
)


def _measure_opening(folder: Path) -> None:
    plugin = str(sample_plugins()[0].path)
    command = [sys.executable, "-m", "workbench", plugin]
    environments = [{"HOME": str(folder), "XDG_STATE_HOME": str(folder / name)} for name in ("state", "none")]
    rows = [[_opened(command, one) for one in environments] for _ in range(OPENINGS + 1)][1:]
    for place, name in enumerate(("first frame", "first verdict", "from f8 right then to the sheet")):
        full, none = (statistics.median(row[which][place] for row in rows) * 1_000 for which in (0, 1))
        late = statistics.median((row[0][place] - row[1][place]) * 1_000 for row in rows)
        print(
            f"{name}: {late:+.0f} ms with the history (medians of {OPENINGS}: {full:.0f} ms, {none:.0f} ms with none)"
        )


def _opened(command: list[str], environment: dict[str, str]) -> tuple[float, float, float]:
    with Terminal(command, environment=environment) as terminal:
        frame = terminal.wait("Dispatch", "palette") - terminal.started_at
        verdict = terminal.wait("● ready") - terminal.started_at
        terminal.forget()
        terminal.send(_F8)
        asked_at = time.perf_counter()
        return frame, verdict, terminal.wait(" found") - asked_at


if __name__ == "__main__":
    main()
