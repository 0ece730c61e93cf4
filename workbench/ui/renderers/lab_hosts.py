"""What stands in the lab beside its offer: other hosts and their verdicts, and what a sweep has found. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from textual.content import Content

from workbench.protocol.negotiation.offer_difference import OfferDifference, offer_differences
from workbench.protocol.negotiation.steps import OfferTried
from workbench.protocol.offer import Offer
from workbench.session.values.sweep_report import ChangedOffer, SweepReport, SweepState
from workbench.ui.drawing import styles
from workbench.ui.drawing.lines import BLANK, Line
from workbench.ui.drawing.styles import grey, labelled, say, untrusted
from workbench.ui.drawing.table import Column, Row
from workbench.ui.renderers.cards import error_lines
from workbench.ui.renderers.lab import fitted_lines, verdict
from workbench.visible import duration

HOST_COLUMNS: Final = (
    Column("host", stretches=True, least=14),
    Column("verdict", stretches=True, least=16),
    Column("differs", right=True),
)
SWEEP_COLUMNS: Final = (
    Column("change", stretches=True, least=20),
    Column("step", right=True),
    Column("verdict", stretches=True, least=16),
)
_SHOWN_MAX: Final = 60


@dataclass(frozen=True, slots=True)
class Host:
    """One host beside the lab's offer."""

    name: str
    """Of a preset, or the file's path: untrusted text."""
    meaning: str
    offer: Offer


def host_rows(hosts: Sequence[Host], tried: Sequence[OfferTried | None], offer: Offer) -> list[Row]:
    """Return a row for each host: its verdict, and in how much its offer differs from the lab's."""
    known = [*tried, *([None] * (len(hosts) - len(tried)))]
    return [
        Row(
            str(place),
            (
                say(untrusted(host.name, _SHOWN_MAX)),
                _short_verdict(known[place]),
                _count(len(offer_differences(offer, host.offer))),
            ),
        )
        for place, host in enumerate(hosts)
    ]


def _count(differences: int) -> Content:
    return say(str(differences)) if differences else grey("same")


def _short_verdict(tried: OfferTried | None) -> Content:
    if tried is None:
        return grey(f"{styles.RUNNING} not known")
    if tried.error is None:
        found = styles.count(len(tried.negotiated), "function")
        return say((f"{styles.OK} ", styles.GOOD), f"{found} negotiated")
    return say((f"{styles.FAILED} {tried.error.kind}", styles.BAD))


def host_lines(host: Host, tried: OfferTried | None, offer: Offer, own: OfferTried | None) -> list[Line]:
    """Return what a host is, both verdicts, and what differs between its offer and the lab's."""
    lines = [Line(say((untrusted(host.name, _SHOWN_MAX), styles.STRONG))), Line(grey(host.meaning), hang=2), BLANK]
    for title, one in (("in the lab", own), ("there", tried)):
        if one is not None:
            lines.append(Line(say((title.ljust(12), styles.GREY), verdict(one)), hang=12))
    found = offer_differences(offer, host.offer)
    if not found:
        return [*lines, BLANK, Line(grey("Both offers are the same."))]
    return [*lines, BLANK, *_difference_lines(found)]


def _difference_lines(found: Sequence[OfferDifference]) -> Iterator[Line]:
    names = [untrusted(one.name, _SHOWN_MAX) or one.part.replace("_", " ") for one in found]
    texts = [one.first or "not offered" for one in found]
    first, second = max(map(len, names)) + 2, max(*map(len, texts), len("in the lab")) + 2
    yield Line(grey("differs".ljust(first) + "in the lab".ljust(second) + "there"))
    for name, text, one in zip(names, texts, found, strict=True):
        there = one.second or "not offered"
        yield Line(
            say(
                name.ljust(first),
                (text.ljust(second), styles.PLAIN if one.first else styles.GREY),
                (there, styles.PLAIN if one.second else styles.GREY),
            ),
            hang=first,
        )


# ---- sweeps ---------------------------------------------------------------------------------------------------------


def sweep_note(sweep: SweepState | None) -> str:
    """Return how many changes were found, for the ribbon; empty: the offer was not swept."""
    if sweep is None or sweep.report is None:
        return ""
    return str(len(sweep.report.found) + sweep.report.found_more)


def sweep_summary(sweep: SweepState | None) -> Content:
    """Return how far a sweep is, or what it has found, in one line."""
    if sweep is None:
        return grey("This offer was not swept on this build: W sweeps.")
    if sweep.step is not None:
        of = f" of {sweep.step.planned:,}" if sweep.step.planned else ""
        return grey(f"{styles.RUNNING} {sweep.step.tried:,}{of} changed offers tried")
    report = sweep.report
    if report is None:
        kind = sweep.error.kind if sweep.error is not None else "cancelled"
        return say((f"{styles.FAILED} the sweep could not run: {kind}", styles.BAD))
    return _report_summary(report)


def _report_summary(report: SweepReport) -> Content:
    found = len(report.found) + report.found_more
    if report.baseline is None or report.is_hopeless:
        return say(("The plugin fails before the offer plays any part.", styles.WARN))
    tried = labelled("tried", f"{styles.count(report.tried, 'changed offer')} in {duration(report.wall_us)}")
    ended = grey("") if report.ended_early is None else say((f"ended early: {report.ended_early}", styles.WARN))
    return styles.joined([_count_found(found, mends=report.mends), tried, ended])


def _count_found(found: int, *, mends: bool) -> Content:
    if not found:
        return say(f"No change that was tried {'lets the plugin pass' if mends else 'breaks the plugin'}.")
    one, many = ("lets the plugin pass", "let the plugin pass") if mends else ("breaks the plugin", "break the plugin")
    changes = f" smallest change {one}" if found == 1 else f" smallest changes {many}"
    return say((f"{found:,}", styles.STRONG), changes)


def sweep_rows(sweep: SweepState | None) -> list[Row]:
    """Return what was found, smallest first; then what the plugin passes with, but negotiates less."""
    report = sweep.report if sweep is not None else None
    if report is None:
        return []
    return [Row(str(place), _sweep_cells(one)) for place, one in enumerate((*report.found, *report.lessened))]


def _sweep_cells(one: ChangedOffer) -> tuple[Content, ...]:
    sentence = untrusted(one.sentence, 200)
    step, error = one.tried.ended_at, one.tried.error
    if step is not None and error is not None:
        return say(sentence), say(str(step.number)), say((f"{styles.FAILED} {error.kind}", styles.BAD))
    if one.lost:
        lost = ", ".join(untrusted(name, _SHOWN_MAX) for name in one.lost)
        return say(sentence), grey(styles.NOTHING), say((f"{styles.HINT} loses {lost}", styles.WARN))
    return say(sentence), grey(styles.NOTHING), say((f"{styles.OK} passes", styles.GOOD))


def changed_offer(sweep: SweepState | None, key: str | None) -> ChangedOffer | None:
    """Return the changed offer of a row; None: there is none."""
    report = sweep.report if sweep is not None else None
    if report is None or key is None:
        return None
    every = (*report.found, *report.lessened)
    return every[int(key)] if int(key) < len(every) else None


def sweep_lines(sweep: SweepState | None, key: str | None, *, width: int, height: int) -> list[Line]:
    """Return the steps of the changed offer under the cursor, as far as there is room, or why there is none."""
    if sweep is None or sweep.step is not None:
        return [
            BLANK,
            Line(
                grey(
                    "Every function, version and capability is taken out of the offer, version ceilings are lowered, "
                    "and what a newer host would offer is added: first each change alone, then two together."
                )
            ),
        ]
    if sweep.error is not None:
        return [BLANK, *error_lines(sweep.error)]
    one = changed_offer(sweep, key)
    if one is not None:
        left = [] if one.tried.negotiated or not one.lost else [Line(say((_NOTHING_LEFT, styles.WARN)))]
        title = Line(say((untrusted(one.sentence, 200), styles.STRONG)), hang=2)
        return [title, *left, BLANK, *fitted_lines(one.tried, width=width, height=height - 2 - len(left))]
    baseline = sweep.report.baseline if sweep.report is not None else None
    if baseline is not None and baseline.error is not None:
        return [
            Line(say(("The offer itself", styles.STRONG))),
            BLANK,
            *fitted_lines(baseline, width=width, height=height - 2),
        ]
    return [BLANK, Line(say((f"{styles.OK} No change that was tried breaks the plugin.", styles.GOOD)))]


_NOTHING_LEFT: Final = "Nothing is negotiated then: layer 4 would reject the plugin with NoNegotiatedFunctions."
