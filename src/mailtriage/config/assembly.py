"""Sound files to the Installation; nothing in here is checked any more."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from mailtriage.config import contracts, database, post, rules, soundness
from mailtriage.config.files import DESK, RULES, Files, template_directories
from mailtriage.config.installation import Desk, Installation, Limits
from mailtriage.config.names import Place
from mailtriage.config.problem import Problem
from mailtriage.config.secrets import Secrets
from mailtriage.config.shape import desk as shape
from mailtriage.config.shape.rules import RulesFile
from mailtriage.config.shape.scalar import duration
from mailtriage.config.sheet import Sheet, value
from mailtriage.config.staff import people, staff
from mailtriage.desk.party import Person

Versions = tuple[tuple[date, Sheet], ...]


def installation(directory: Path, read: Files, sheets: Mapping[Place, Versions], secrets: Secrets) -> Installation:
    """The installation; secrets that are missing are noted in `secrets` and left empty."""
    desk = read.desk
    assert desk is not None
    known = people(desk.person)
    everybody = staff(desk.role, known)
    return Installation(
        directory=directory,
        desk=_desk(desk, tuple(known[name] for name in desk.desk.operators)),
        mailboxes={name: post.mailbox(name, box, secrets) for name, box in desk.mailbox.items()},
        submission=post.submission(desk.submission, secrets),
        database_url=database.url(directory, desk.store.database),
        database_password=secrets.look_up("database-password"),
        calendars=read.calendars,
        contracts={one.name: contracts.contract(one, sheets[one.place], everybody, known) for one in read.signed},
        plans=read.titles,
        staff=everybody,
        rulebook=rules.rulebook(read.rules or RulesFile(), RULES),
        keys=secrets.keys(),
        template_directories=template_directories(directory),
        limits=_limits(desk.limits),
        sheets={one.name: tuple(resolved for _, resolved in sheets[one.place]) for one in read.signed},
        warnings=tuple(sorted(set(_warnings(read, sheets)))),
    )


def _desk(written: shape.DeskFile, operators: tuple[Person, ...]) -> Desk:
    desk = written.desk
    return Desk(desk.name, desk.prefix, desk.zone, desk.language, desk.domain, operators, desk.first_line)


def _limits(written: shape.Limits) -> Limits:
    return Limits(
        per_sender=written.per_sender,
        per_ticket=written.per_ticket,
        overall=written.overall,
        per_known_sender=written.per_known_sender,
        overall_known=written.overall_known,
        window=duration(written.window),
        digest_from=written.digest_from,
        deliver_for=duration(written.deliver_for),
        token_life=duration(written.token_life),
    )


def _warnings(read: Files, sheets: Mapping[Place, Versions]) -> list[Problem]:
    found = post.warnings(read.desk, DESK) if read.desk else []
    for one in read.signed:
        for _, resolved in sheets[one.place]:
            found += soundness.warnings(resolved, one.place)
    demanding = (o.name for o in read.signed for _, resolved in sheets[o.place] if value(resolved, "proof") == "proven")
    return found + (post.unproven(read.desk, DESK, demanding) if read.desk else [])
