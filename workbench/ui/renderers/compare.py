"""Two builds side by side as rows: what both are, cost and answered, with a sign where they differ. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from textual.content import Content

from workbench.protocol.layers import Layer, LayerResult, Verdict
from workbench.session.compare.build_diff import compare_builds, grown_by
from workbench.session.compare.generation_rows import FILE
from workbench.session.values.build_comparison import BuildComparison, Pair, Part
from workbench.session.values.call_comparison import CallEnd, ComparedCall
from workbench.session.values.generation import Generation
from workbench.session.values.replay_verdict import ReplayVerdict
from workbench.session.values.side_by_side import SideBySide
from workbench.session.values.state import SessionState
from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import BLANK, Line, empty_state, facts
from workbench.ui.drawing.styles import grey, say, untrusted
from workbench.ui.drawing.table import Column, Row
from workbench.ui.renderers.answers import VERDICTS, comparison_lines, verdict_text
from workbench.ui.renderers.cards import consequence, error_lines
from workbench.visible import duration, visible

ROWS_MAX = 300
"""Rows of one part that are shown; where there are more, only what differs."""
NAME_LEAST, NAME_MOST = 14, 34

TITLES = {
    Part.IDENTITY: "identity",
    Part.LAYERS: "layers",
    Part.FUEL: "fuel",
    Part.NEGOTIATED: "negotiated versions",
    Part.CAPABILITIES: "required capabilities",
    Part.SELF_CHECK: "self-check failures",
    Part.MODULE: "module",
    Part.SECTIONS: "sections",
    Part.IMPORTS: "imports",
    Part.EXPORTS: "exports",
}
"""In the order of the sheet; the calls stand before the module. Times stand beside the layers."""
SETTINGS, CALLS = "loaded under", "calls"

CHANGED, ADDED, REMOVED = ("±", styles.WARN), ("+", styles.GOOD), ("-", styles.BAD)


@dataclass(frozen=True, slots=True)
class Fact:
    """One row, before it is cut to a width."""

    part: str
    name: str
    """Untrusted text."""
    sign: tuple[str, str] | None
    """Sign and style; None: the builds do not differ in it."""
    old: Content
    new: Content
    subject: Pair | ComparedCall | LayerResult | None = None
    """What the lines below the list tell of."""
    subject_new: LayerResult | None = None

    @property
    def key(self) -> str:
        """What finds the row again."""
        return f"{self.part}\0{self.name}"


def facts_of(shown: SideBySide) -> list[Fact]:
    """Return all facts, in their order; none while one of the builds is missing."""
    if shown.old is None:
        return []
    found = compare_builds(shown.old, shown.new)
    facts = [_plain(SETTINGS, pair, _value) for pair in shown.settings]
    for part, title in TITLES.items():
        pairs = _shown_of(found, part)
        if part is Part.MODULE:
            facts += [_call(call, origin) for call, origin in zip(shown.calls, shown.origins, strict=True)]
        if part is Part.LAYERS:
            facts += [_layer(pair, shown.old, shown.new) for pair in pairs]
        elif part is Part.FUEL:
            facts += [_fuel(pair, shown) for pair in pairs]
        elif part in {Part.MODULE, Part.SECTIONS}:
            facts += [_size(title, pair) for pair in pairs]
        elif part is Part.NEGOTIATED:
            facts += [_plain(title, pair, lambda version: Content(f"version {version}")) for pair in pairs]
        elif part is Part.IDENTITY:
            facts += [_plain(title, pair, _value) for pair in pairs]
        else:
            facts += [_plain(title, pair, _present) for pair in pairs]
    return facts


def _shown_of(found: BuildComparison, part: Part) -> Sequence[Pair]:
    """Return the facts of a part; of very many those that differ, and how many are not shown."""
    pairs = found.parts[part]
    if len(pairs) <= ROWS_MAX:
        return pairs
    shown = (found.differing(part) or pairs)[:ROWS_MAX]
    return (*shown, Pair(f"{len(pairs) - len(shown):,} more are not shown", None, None))


def _present(value: Any) -> Content:
    return say((styles.OK, styles.GREY)) if value is True else Content(f"{value:,}")


def _plain(part: str, pair: Pair, word: Any) -> Fact:
    old, new = (grey(styles.NOTHING) if value is None else word(value) for value in (pair.old, pair.new))
    return Fact(part, pair.name, _sign(pair), old, new, pair)


def _sign(pair: Pair) -> tuple[str, str] | None:
    if pair.same:
        return None
    return ADDED if pair.old is None else REMOVED if pair.new is None else CHANGED


def _value(value: Any) -> Content:
    return Content(visible(_text(value), limit=200))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _size(part: str, pair: Pair) -> Fact:
    if isinstance(pair.old, str):
        return _plain(part, pair, lambda sha256: Content(sha256[:12]))
    old, new = (grey(styles.NOTHING) if size is None else Content(f"{size:,} B") for size in (pair.old, pair.new))
    if pair.rewritten:
        new = say(new, ("  other bytes", styles.GREY))
    elif not pair.same and pair.old is not None and pair.new is not None:
        new = say(new, (f"  {pair.new - pair.old:+,}", styles.GREY))
    return Fact(part, pair.name, _sign(pair), old, new, pair)


def _layer(pair: Pair, old: Generation, new: Generation) -> Fact:
    layer = next(one for one in Layer if pair.name.startswith(one.label))
    was, now = old.layer(layer), new.layer(layer)
    return Fact(
        TITLES[Part.LAYERS],
        layer.title,
        _sign(pair),
        _verdict(was),
        _verdict(now),
        was,
        now,
    )


def _verdict(result: LayerResult) -> Content:
    spent = (f"  {duration(result.cost.wall_us)}" if result.cost.wall_us else "", styles.GREY)
    if result.verdict is Verdict.FAILED:
        return say(
            (f"{styles.FAILED} {untrusted(result.error.kind if result.error else 'failed', 80)}", styles.BAD), spent
        )
    if result.verdict is Verdict.NOT_RUN:
        return grey(f"{styles.NOTHING} not run")
    return say((styles.OK, styles.GOOD), " passed", spent)


def _fuel(pair: Pair, shown: SideBySide) -> Fact:
    assert shown.old is not None
    layer = next(one for one in Layer if pair.name.startswith(one.label))
    was, now = shown.old.layer(layer), shown.new.layer(layer)
    old, new = _used(was), _used(now)
    known = pair.old is not None and pair.new is not None
    if known and pair.old != pair.new:
        new = say(new, (f"  {grown_by(pair.old, pair.new)}", styles.GREY))
    sign = CHANGED if known and pair.old != pair.new else None
    return Fact(TITLES[Part.FUEL], layer.title, sign, old, new, was, now)


def _used(result: LayerResult) -> Content:
    cost = result.cost
    if cost.fuel_used is not None:
        return Content(f"{cost.fuel_used:,}")
    if cost.fuel_why_not is not None:
        return grey(f"{styles.NOTHING} not known")
    return grey(f"{styles.NOTHING} not measured" if cost.wall_us else styles.NOTHING)


def _call(call: ComparedCall, origin: str) -> Fact:
    verdict = call.comparison.verdict
    sign = None if verdict is ReplayVerdict.SAME else VERDICTS[verdict]
    old, new = _end(call.old), _end(call.new)
    if sign is not None:
        new = say(verdict_text(call.comparison), "  ", new)
    return Fact(CALLS, f"{call.number} {call.function} {origin}", sign, old, new, call)


def _end(end: CallEnd) -> Content:
    spent = (f"  {duration(end.wall_us)}" if end.wall_us else "", styles.GREY)
    if end.outcome.ok:
        return say((styles.OK, styles.GOOD), " ok", spent)
    return say((f"{styles.FAILED} {untrusted(end.outcome.word, 80)}", styles.BAD), spent)


# ---- as a table -----------------------------------------------------------------------------------------------------


def table(
    state: SessionState, shown: SideBySide, facts: Sequence[Fact], *, only: bool, width: int
) -> tuple[tuple[Column, ...], list[Row]]:
    """Return two columns of one width for the builds; `only`: with those rows alone that differ."""
    wanted = [fact for fact in facts if fact.sign is not None or not only]
    longest = max((len(fact.name) for fact in facts), default=0)
    name_width = min(max(longest + 1, NAME_LEAST), NAME_MOST, max(width // 3, NAME_LEAST))
    each = max((width - name_width - 1 - 6) // 2, 8)
    titles = [_title(build, state) for build in (shown.old, shown.new)]
    columns = (
        Column(""),
        Column("".ljust(name_width)),
        *(Column(_cut(Content(title), each).plain.ljust(each)) for title in titles),
    )
    rows: list[Row] = []
    for part in dict.fromkeys(fact.part for fact in wanted):
        of_part = [fact for fact in wanted if fact.part == part]
        rows.append(_heading(part, of_part, name_width))
        for fact in of_part:
            sign = say(fact.sign) if fact.sign else Content("")
            name = _cut(Content(f" {visible(fact.name, limit=200)}"), name_width)
            rows.append(Row(fact.key, (sign, name, _cut(fact.old, each), _cut(fact.new, each))))
    return columns, rows


def _heading(part: str, of_part: Sequence[Fact], width: int) -> Row:
    title = _cut(say((part, styles.STRONG)), width)
    if part not in {TITLES[Part.IMPORTS], TITLES[Part.EXPORTS], TITLES[Part.SECTIONS]}:
        return Row(part, _cells(title))
    counts = [
        sum(isinstance(fact.subject, Pair) and getattr(fact.subject, side) is not None for fact in of_part)
        for side in ("old", "new")
    ]
    return Row(part, (Content(""), title, *(grey(f"{count:,}") for count in counts)))


def _cells(name: Content) -> tuple[Content, ...]:
    return Content(""), name, Content(""), Content("")


def _cut(cell: Content, width: int) -> Content:
    return cell.truncate(width, ellipsis=True) if cell.cell_length > width else cell


def build_word(build: Generation | None) -> str:
    """Return `gen 3`, or `file` for a build that is no load of this run."""
    return "file" if build is None or build.number == FILE else f"gen {build.number}"


def _title(build: Generation | None, state: SessionState) -> str:
    if build is None:
        return "file"
    name = build.file_name if build.number == FILE else build.title
    standing = f"{styles.FULL} " if state.serving is not None and state.serving.number == build.number else ""
    if state.baseline == build.number:
        standing += "◆ "
    return f"{standing}{build_word(build)}  {visible(name, limit=80)}"


def summary(shown: SideBySide | None, facts: Sequence[Fact], *, only: bool) -> Content:
    """Return which builds are compared, in how much they differ, and what is still being done."""
    if shown is None:
        return grey("nothing to compare yet")
    parts = [say(build_word(shown.old), (f" {styles.HINT} ", styles.GREY), build_word(shown.new))]
    if facts:
        differing = sum(fact.sign is not None for fact in facts)
        if differing:
            parts.append(say((f"± {differing:,} of {len(facts):,} differ", styles.WARN)))
        else:
            parts.append(say((f"{styles.OK} nothing differs", styles.GOOD)))
    if shown.doing:
        parts.append(say((f"{styles.RUNNING} ", styles.ACCENT), (visible(shown.doing, limit=120), styles.GREY)))
    if shown.error and facts:
        parts.append(say((f"{styles.NOTHING} {visible(shown.error, limit=300)}", styles.WARN)))
    if only:
        parts.append(grey("differences only"))
    return styles.joined(parts)


# ---- below the table ------------------------------------------------------------------------------------------------


def detail_lines(shown: SideBySide | None, facts: Sequence[Fact], key: str | None, *, only: bool) -> list[Line]:
    """Return a fact of both builds in full, the older above the newer."""
    if shown is None:
        return empty_state("There is only one build; two are compared here.", ("f", "compares it with a file"))
    if shown.error and not facts:
        return [BLANK, Line(say((f"{styles.FAILED} ", styles.BAD), visible(shown.error, limit=2_000)), hang=2)]
    if only and facts and all(fact.sign is None for fact in facts):
        return [BLANK, Line(say((f"{styles.OK} The builds do not differ.", styles.GOOD)))]
    fact = next((fact for fact in facts if fact.key == key), None)
    if fact is None:
        return _legend(shown)
    lines = [Line(say((f"{fact.part}  ", styles.GREY), (visible(fact.name, limit=400), styles.STRONG)), hang=2), BLANK]
    return lines + list(_subject_lines(shown, fact))


def first_difference(facts: Sequence[Fact]) -> str | None:
    """Return the key of the first fact that differs; None: none does."""
    return next((fact.key for fact in facts if fact.sign is not None), None)


def _legend(shown: SideBySide) -> list[Line]:
    old, new = build_word(shown.old), build_word(shown.new)
    signs = ((CHANGED, "in both, different"), (ADDED, f"only {new}"), (REMOVED, f"only {old}"))
    return [Line(say(sign, (f"  {what}", styles.GREY))) for sign, what in signs]


def _subject_lines(shown: SideBySide, fact: Fact) -> Iterator[Line]:
    words = [build_word(build) for build in (shown.old, shown.new)]
    subject = fact.subject
    if isinstance(subject, ComparedCall):
        yield from _call_lines(subject, words)
    elif isinstance(subject, LayerResult) and fact.subject_new is not None:
        for word, result in zip(words, (subject, fact.subject_new), strict=True):
            yield from _layer_lines(word, result)
    elif isinstance(subject, Pair):
        values = [
            styles.NOTHING if one is None else visible(_text(one), limit=2_000) for one in (subject.old, subject.new)
        ]
        if subject.old is True or subject.new is True:
            values = ["present" if one else "absent" for one in (subject.old, subject.new)]
        yield from facts(zip(words, values, strict=True))
        if subject.rewritten:
            yield from (BLANK, Line(grey("The sizes are equal, the content differs.")))


def _call_lines(call: ComparedCall, words: Sequence[str]) -> Iterator[Line]:
    for word, end in zip(words, (call.old, call.new), strict=True):
        yield Line(say((f"{word}  ", styles.GREY), _end(end)))
        if end.outcome.message:
            yield Line(say("  ", visible(end.outcome.message, limit=2_000)), hang=2)
    yield BLANK
    yield Line(verdict_text(call.comparison))
    yield from comparison_lines(call.comparison)


def _layer_lines(word: str, result: LayerResult) -> Iterator[Line]:
    cost = result.cost
    yield Line(say((f"{word}  ", styles.GREY), _verdict(result)))
    if result.error is not None:
        yield from error_lines(result.error, host=consequence(result.layer))
    fuel = (
        ""
        if cost.fuel_used is None
        else f"{cost.fuel_used:,} of {cost.fuel_max:,}, {_share(cost.fuel_used, cost.fuel_max)}"
    )
    pairs = (
        ("compile", duration(cost.compile_us) if cost.compile_us else ""),
        ("instantiate", duration(cost.instantiate_us) if cost.instantiate_us else ""),
        ("call", duration(cost.wall_us) if cost.wall_us else ""),
        ("fuel", fuel or visible(cost.fuel_why_not or "", limit=300)),
    )
    yield from facts((f"  {label:<11}", value) for label, value in pairs if value)


def _share(used: int, most: int) -> str:
    return f"{used / most:.2%}" if most else "no limit"
