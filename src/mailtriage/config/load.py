"""A configuration directory to an Installation, or to everything that is wrong with it at once.

Each check runs as far as the files before it allow: a mistake in one file hides none in another. An installation
comes back whenever nothing but secrets is missing, so that `explain` or `ticket list` work where the daemon would not;
`run` refuses on any problem.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from mailtriage.config import contracts, database, plans, post, rules, soundness
from mailtriage.config.assembly import installation
from mailtriage.config.files import CUSTOMERS, DESK, RULES, Files, files
from mailtriage.config.installation import Installation
from mailtriage.config.names import Names, Place, unknown
from mailtriage.config.plans import Editions
from mailtriage.config.problem import Problem
from mailtriage.config.salvage import new
from mailtriage.config.secrets import Secrets
from mailtriage.config.sheet import Sheet
from mailtriage.config.soundness import Terrain
from mailtriage.config.staff import person_problems, role_problems

Versions = tuple[tuple[date, Sheet], ...]


def load(directory: Path, environment: Mapping[str, str]) -> tuple[Installation | None, tuple[Problem, ...]]:
    """Read a whole configuration; problems are sorted by file and key, each once.

    Secrets are looked for only when everything else is right: their names follow from the rest.
    """
    read = files(directory)
    tangled = plans.problems(read.editions, read.names.plans or frozenset())
    # A circle of plans cannot be resolved; then the contracts' own terms have to wait for the next look.
    known = {} if tangled else read.editions
    sheets = {one.place: contracts.versions(known, one) for one in read.signed}
    found = [
        *_desk_problems(read),
        *_plan_problems(known, read.names),
        *_contract_problems(read, sheets),
        *_rule_problems(read),
    ]
    problems = {*read.problems, *tangled, *new(found, read.problems)}
    if problems or read.desk is None or read.rules is None:
        return None, tuple(sorted(problems))
    secrets = Secrets(directory, environment)
    made = installation(directory, read, sheets, secrets)
    return made, tuple(sorted(set(secrets.problems)))


def _desk_problems(read: Files) -> list[Problem]:
    if read.desk is None:
        return []
    desk, names = read.desk, read.names
    addresses = [address for box in desk.mailbox.values() for address in box.addresses]
    found = unknown(Place(DESK, "desk.operators"), "person", desk.desk.operators, names.people)
    found += unknown(Place(DESK, "desk.first_line"), "role", [desk.desk.first_line], names.roles)
    languages = {"desk.language": desk.desk.language}
    languages |= {f"person.{name}.language": p.language for name, p in desk.person.items() if p.language}
    for key, language in languages.items():
        found += unknown(Place(DESK, key), "language", [language], names.languages)
    found += role_problems(desk.role, Place(DESK, "role"), names)
    found += person_problems(desk.person, addresses, DESK)
    return (
        found + post.problems(desk, names, DESK) + database.problems(desk.store.database, Place(DESK, "store.database"))
    )


def _plan_problems(known: Editions, names: Names) -> list[Problem]:
    """Plans are checked by themselves too: one without a customer today may have one tomorrow."""
    found = []
    for plan, versions in known.items():
        for day in plans.days(known, plan):
            resolved = plans.resolved(known, plan, day)
            if resolved is not None:
                found += soundness.problems(resolved, Terrain(names, names.roles))
                found += soundness.zone_problems(resolved, Place(versions[0].file, "zone"))
    return found


def _contract_problems(read: Files, sheets: Mapping[Place, Versions]) -> list[Problem]:
    found = contracts.twice(read.signed)
    if not read.names.customers:
        found.append(Problem(CUSTOMERS, "", "there is no customer", "write one file for each, customers/NAME.toml"))
    for one in read.signed:
        found += contracts.problems(one, read.names)
        roles = read.names.roles | frozenset(one.written.role) if read.names.roles is not None else None
        if sheets[one.place]:
            found += contracts.plan_problems(one, contracts.at_start(one, sheets[one.place]))
        for _, resolved in sheets[one.place]:
            found += soundness.problems(resolved, Terrain(read.names, roles))
            found += soundness.missing_roles(resolved, roles, one.place)
    return found


def _rule_problems(read: Files) -> list[Problem]:
    if read.rules is None:
        return []
    products = frozenset(product for one in read.signed for product in one.written.products)
    return rules.problems(read.rules, read.names, rules.words(read.written, products), RULES)
