"""A resolved sheet to the Terms the desk works with; the sheet is sound (`soundness`), so nothing here can fail.

What no sheet states has the default of `Terms`. A target without a calendar runs in the support hours, one without
warnings has the plan's.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from mailtriage.config.shape.scalar import duration, support_time
from mailtriage.config.sheet import Sheet, clauses, entries, table, value
from mailtriage.desk.party import Proof
from mailtriage.desk.term import TermTerms
from mailtriage.desk.terms import (
    Category,
    ClockName,
    ClockTerms,
    KindTerms,
    Partner,
    Rung,
    Start,
    Target,
    TargetRow,
    Terms,
    WeekendTerms,
)
from mailtriage.mail.domain import in_ascii

CELLS = {"reaction": ClockName.REACTION, "resolution": ClockName.RESOLUTION, "pick_up": ClockName.PICK_UP}
"""The columns of the table of targets and the clocks they promise a time for."""


@dataclass(frozen=True, slots=True)
class Bound:
    """Whom the terms bind, and from when: what a sheet cannot know."""

    contract: str
    customer: str
    plan: str
    language: str
    valid_from: date | None = None


def terms(of: Sheet, bound: Bound) -> Terms:
    """The promises of one contract from one day on, every value with `file: clause` under its key in `clauses`."""
    priorities = table(of, "priority")
    # as long as there are terms, one line each
    return Terms(
        contract=bound.contract,
        customer=bound.customer,
        plan=bound.plan,
        version=_text(of, "version"),
        valid_from=bound.valid_from,
        zone=_text(of, "zone"),
        language=bound.language,
        support_hours=_text(of, "support_hours"),
        phone=_text(of, "phone"),
        phone_hours=_text(of, "phone_hours"),
        portal=_text(of, "portal"),
        level=_number(of, "level"),
        best_effort=value(of, "best_effort") is True,
        kinds=tuple(_kind(name, kind) for name, kind in table(of, "kind").items()),
        priorities={rank: _labels(priority) for rank, priority in priorities.items()},
        impacts=_words(of, "impacts"),
        matrix={pair: int(rank) for rank, priority in priorities.items() for pair in _words(priority, "when")},
        defaults={key[1]: str(stated.value) for key, stated in of.items() if key[0] == "defaults"},
        staff_only=_words(of, "staff_only"),
        clocks=_clocks(of),
        targets=tuple(row for cells in table(of, "target").values() for row in _rows(of, cells)),
        ladder=tuple(_rung(level, rung) for level, rung in sorted(table(of, "escalation").items())),
        first_line=_text(of, "first_line"),
        coordinator=_text(of, "coordinator"),
        on_call=_text(of, "on_call"),
        services={name: _labels(stated) for name, stated in table(of, "service").items()},
        vendor_addresses={key[1]: str(stated.value) for key, stated in of.items() if key[0] == "vendor_address"},
        billable=value(of, "billable") is True,
        standard_only=value(of, "standard_only") is True,
        specialists=value(of, "specialists") is True,
        on_site=_text(of, "on_site"),
        contacts_hear_all=value(of, "contacts_hear_all") is True,
        categories=tuple(_category(name, stated) for name, stated in table(of, "category").items()),
        ask_before_billing=value(of, "ask_before_billing") is True,
        redirects=_partners(of, "redirect"),
        vendors=_partners(of, "vendor"),
        vendor_reminder_days=_number(of, "vendor_reminder_days"),
        unsolvable_days=_number(of, "unsolvable_days"),
        unsolvable_warn_days=_number(of, "unsolvable_warn_days"),
        close_reasons=_words(of, "close_reasons"),
        weekend=_weekend(of),
        term=_term(of),
        progress=_durations(of, "progress"),
        remind=_durations(of, "remind"),
        proof=Proof(_text(of, "proof") or Proof.PLAUSIBLE),
        reopen_within=duration(_text(of, "reopen_within") or "14d"),
        clauses=_origins(of),
    )


def _clocks(of: Sheet) -> tuple[ClockTerms, ...]:
    stated = table(of, "clock")
    return tuple(
        ClockTerms(
            name,
            starts=Start(_text(clock, "starts") or Start.RECEIPT),
            pauses=pauses if isinstance(pauses := value(clock, "pauses"), bool) else None,
            vendor_pauses=value(clock, "vendor_pauses") is True,
            clause=clauses(clock),
        )
        for name in ClockName
        for clock in [stated.get(name, {})]
    )


def _rows(of: Sheet, cells: Sheet) -> list[TargetRow]:
    priority = value(cells, "priority")
    return [
        TargetRow(
            clock=clock,
            target=_target(of, cells, column),
            priority=priority if isinstance(priority, int) else None,
            kind=_text(cells, "kind"),
            service=_text(cells, "service"),
            product=_text(cells, "product"),
        )
        for column, clock in CELLS.items()
        if _text(cells, column) not in {"", "none"}
    ]


def _target(of: Sheet, cells: Sheet, column: str) -> Target:
    promised = support_time(_text(cells, column))
    rests_on = {path: stated for path, stated in cells.items() if path[0] in {column, "calendar", "soft"}}
    return Target(
        calendar=_text(cells, "calendar") or _text(of, "support_hours"),
        duration=promised if isinstance(promised, timedelta) else None,
        business_days=promised if isinstance(promised, int) else None,
        soft=value(cells, "soft") is True,
        warn_at=_fractions(cells) or _fractions(of),
        clause=clauses(rests_on),
    )


def _kind(name: str, kind: Sheet) -> KindTerms:
    return KindTerms(
        name,
        label=_labels(kind),
        priority=value(kind, "priority") is not False,
        clocks=value(kind, "clocks") is not False,
        opens=_text(kind, "opens") or "new",
        pending=_text(kind, "pending"),
        clause=clauses(kind),
    )


def _category(name: str, stated: Sheet) -> Category:
    return Category(name, _labels(stated), value(stated, "included") is not False, clauses(stated))


def _partners(of: Sheet, group: str) -> tuple[Partner, ...]:
    return tuple(
        Partner(
            name,
            _text(stated, "address"),
            _labels(stated),
            _text(stated, "language"),
            clauses(stated),
            _domains(stated),
            _text(stated, "ticket_pattern"),
        )
        for name, stated in table(of, group).items()
    )


def _domains(stated: Sheet) -> tuple[str, ...]:
    """Where nothing is said, a ticket system writes from the domain of the address."""
    implied = bool(_text(stated, "ticket_pattern")) and value(stated, "domains") is None
    return (in_ascii(_text(stated, "address").rpartition("@")[2]),) if implied else _words(stated, "domains")


def _rung(level: str, rung: Sheet) -> Rung:
    return Rung(int(level), _text(rung, "role"), duration(_text(rung, "after") or "0h"), clauses(rung))


def _weekend(of: Sheet) -> WeekendTerms | None:
    """A plan has one as soon as it says how long before to ask for it."""
    notice, per_year = _text(of, "event", "notice"), value(of, "event", "per_year")
    if not notice:
        return None
    return WeekendTerms(
        notice=duration(notice),
        per_year=per_year if isinstance(per_year, int) else 1,
        remind_before=duration(_text(of, "event", "remind_before") or "42d"),
        language=_text(of, "event", "language") or "en",
        standard_only=value(of, "event", "standard_only") is not False,
        clause=of["event", "notice"].clause,
    )


def _term(of: Sheet) -> TermTerms | None:
    """A plan has one as soon as it says how a contract goes on, or that it can be cancelled."""
    renews, monthly = _number(of, "term", "renews_by_months"), value(of, "term", "cancel_monthly") is True
    if not renews and not monthly:
        return None
    return TermTerms(
        renews_by=renews,
        notice=_number(of, "term", "notice_months"),
        monthly=monthly,
        remind_before=duration(_text(of, "term", "remind_before") or "30d"),
        role=_text(of, "term", "role"),
        clause=of["term", "cancel_monthly" if monthly else "renews_by_months"].clause,
    )


def _origins(of: Sheet) -> dict[str, str]:
    origins = {key: stated.origin for key, stated in entries(of)}
    for rank, priority in table(of, "priority").items():
        for pair in _words(priority, "when"):
            origins[f"matrix.{pair}"] = of["priority", rank, "when"].origin
    return origins


def _text(of: Sheet, *path: str) -> str:
    found = value(of, *path)
    return found if isinstance(found, str) else ""


def _number(of: Sheet, *path: str) -> int:
    found = value(of, *path)
    return found if isinstance(found, int) else 0


def _words(of: Sheet, *path: str) -> tuple[str, ...]:
    found = value(of, *path)
    return tuple(str(word) for word in found) if isinstance(found, list) else ()


def _fractions(of: Sheet) -> tuple[float, ...]:
    found = value(of, "warn_at")
    return tuple(sorted(float(part) for part in found)) if isinstance(found, list) else ()


def _labels(of: Sheet) -> dict[str, str]:
    return {path[1]: str(stated.value) for path, stated in of.items() if path[0] == "label"}


def _durations(of: Sheet, key: str) -> dict[str, timedelta]:
    return {path[1].replace("_", "-"): duration(str(s.value)) for path, s in of.items() if path[0] == key}
