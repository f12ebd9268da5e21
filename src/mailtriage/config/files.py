"""The files of a configuration directory, read and of the right shape: everything before anything is looked up."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel

from mailtriage.config import contracts, reading
from mailtriage.config.calendars import FILE as CALENDARS
from mailtriage.config.calendars import calendars
from mailtriage.config.contracts import Signed
from mailtriage.config.locate import shipped
from mailtriage.config.names import Names, Place, tables, unknown_keys
from mailtriage.config.plans import Edition, Editions, editions
from mailtriage.config.problem import Problem
from mailtriage.config.salvage import salvage
from mailtriage.config.shape.desk import Desk, DeskFile
from mailtriage.config.shape.plan import CustomerFile, PlanFile
from mailtriage.config.shape.rules import RulesFile
from mailtriage.config.sheet import OF_THE_CONTRACT, Sheet, dotted, named_clauses, sheet
from mailtriage.desk.calendar import Calendar
from mailtriage.mail.domain import comparable
from mailtriage.notices.languages import LANGUAGES

DESK = "mailtriage.toml"
RULES = "rules.toml"
PLANS = "plans"
CUSTOMERS = "customers"

Document = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Files:
    """What stands in the files. What has a mistake is here without it, or not at all; the mistake is among `problems`.

    `written` are the terms of all plans and contracts as they stand, those with mistakes too: their words are known.
    """

    names: Names
    desk: DeskFile | None
    rules: RulesFile | None
    calendars: Mapping[str, Calendar]
    editions: Editions
    written: tuple[Sheet, ...]
    titles: Mapping[str, str]
    signed: tuple[Signed, ...]
    problems: tuple[Problem, ...] = field(default=())


def template_directories(directory: Path) -> tuple[Path, ...]:
    """Where templates are looked for: `templates/` beside the files, if the operator made one, then the shipped ones."""
    own = directory / "templates"
    return (*([own] if own.is_dir() else []), shipped("templates"))


def files(directory: Path) -> Files:
    """Read everything below a directory."""
    problems: list[Problem] = []

    def noting(result: tuple[Document | None, list[Problem]]) -> Document | None:
        problems.extend(result[1])
        return result[0]

    desk, rules, hours = (noting(reading.document(directory, name)) for name in (DESK, RULES, CALENDARS))
    plans = {name: noting(reading.document(directory, name)) for name in _below(directory, PLANS)}
    customers = {name: noting(reading.document(directory, name)) for name in _below(directory, CUSTOMERS)}
    shaped = _Shaped(problems)
    known_hours, mistakes = calendars(hours or {}, CALENDARS)
    problems.extend(mistakes)
    problems += [p for file, doc in plans.items() for p in _clause_problems(doc or {}, file, "clauses")]
    known_plans = [
        (file, doc, plan) for file, raw in plans.items() for plan, doc in [shaped(PlanFile, raw, file)] if plan
    ]
    return Files(
        names=_names(desk, hours, plans, customers),
        desk=shaped(DeskFile, desk, DESK)[0],
        rules=shaped(RulesFile, rules, RULES)[0],
        calendars=known_hours,
        editions=editions(_edition(file, doc, plan) for file, doc, plan in known_plans),
        written=tuple(_written(plans, customers)),
        titles={_plan_name(file, doc): plan.title or "" for file, doc, plan in known_plans},
        signed=tuple(_signed(customers, shaped)),
        problems=tuple(problems),
    )


@dataclass(frozen=True, slots=True)
class _Shaped:
    """Gives documents their shape and keeps what is wrong with them; the rest of such a document is still looked at."""

    problems: list[Problem]

    def __call__(
        self, shape: type[reading.Shape], document: Document | None, file: str
    ) -> tuple[reading.Shape | None, Document]:
        if document is None:
            return None, {}
        shaped, mistakes = reading.read(shape, document, file)
        self.problems.extend(mistakes)
        return (shaped, document) if shaped is not None else salvage(shape, document, self.stand_in(shape))

    def stand_in(self, shape: type[BaseModel]) -> Document:
        """What takes the place of a key that a file cannot do without."""
        if shape is DeskFile:
            return reading.document(shipped("config"), DESK)[0] or {}
        return {"name": "nobody", "language": "en"}


def _signed(documents: Mapping[str, Document | None], shaped: _Shaped) -> Iterator[Signed]:
    for file, document in documents.items():
        customer, sound = shaped(CustomerFile, document, file)
        if customer:
            for one in contracts.signed(Path(file).stem, customer, sound, file):
                key = f"{one.place.key}.terms.clauses"
                shaped.problems.extend(_clause_problems(contracts.own_terms(document or {}, one.name), file, key))
                yield one


def _edition(file: str, document: Document, plan: PlanFile) -> Edition:
    return Edition(
        plan=_plan_name(file, document),
        file=file,
        stated=sheet(document, file),
        inherits=plan.inherits or "",
        version=plan.version or "",
        valid_from=plan.valid_from,
    )


def _written(plans: Mapping[str, Document | None], customers: Mapping[str, Document | None]) -> Iterator[Sheet]:
    yield from (sheet(document, file) for file, document in plans.items() if document)
    for file, document in customers.items():
        for name in tables(document, "contract") or ():
            yield sheet(contracts.own_terms(document or {}, name), file)


def _clause_problems(document: Document, file: str, key: str) -> list[Problem]:
    """Clauses named for values that do not stand in the same table: a typing mistake would go unnoticed otherwise."""
    stated = {dotted(path) for path in sheet(document, file)}
    return unknown_keys(Place(file, key), named_clauses(document), {*stated, *OF_THE_CONTRACT})


def _plan_name(file: str, document: Document | None) -> str:
    """A plan is called as its file, unless the file is a later version and says whose."""
    named = (document or {}).get("plan")
    return named if isinstance(named, str) else Path(file).stem


def _names(
    desk: Document | None,
    hours: Document | None,
    plans: Mapping[str, Document | None],
    customers: Mapping[str, Document | None],
) -> Names:
    contract_names = [tables(document, "contract") for document in customers.values()]
    return Names(
        calendars=None if hours is None else frozenset(hours),
        people=tables(desk, "person"),
        roles=tables(desk, "role"),
        mailboxes=tables(desk, "mailbox"),
        addresses=_addresses(desk),
        plans=frozenset(_plan_name(file, document) for file, document in plans.items()),
        # Without any customer that is the mistake; the contracts other files speak of are not.
        contracts=None
        if None in contract_names or not customers
        else frozenset().union(*(c for c in contract_names if c)),
        customers=frozenset(Path(file).stem for file in customers),
        languages=frozenset(LANGUAGES),
        prefix=_prefix(desk),
    )


def _prefix(desk: Document | None) -> str:
    stated = (desk or {}).get("desk")
    return str(stated.get("prefix", Desk.model_fields["prefix"].default)) if isinstance(stated, dict) else ""


def _addresses(desk: Document | None) -> frozenset[str]:
    boxes = (desk or {}).get("mailbox")
    listed = (
        [box.get("addresses") for box in boxes.values() if isinstance(box, dict)] if isinstance(boxes, dict) else []
    )
    return frozenset(comparable(str(address)) for found in listed if isinstance(found, list) for address in found)


def _below(directory: Path, folder: str) -> list[str]:
    return sorted(f"{folder}/{path.name}" for path in (directory / folder).glob("*.toml"))
