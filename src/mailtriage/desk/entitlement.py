"""Who may ask for support, when, and for what: the contract's answer for one message.

Not being entitled never loses a mail: the reason chooses the polite reply, and the ticket is held (IV-03, OX-02).
Addresses are compared without case and without any games with plus signs (OX-02). What the message does not name (a
service, a product) excludes nothing.
"""

from dataclasses import dataclass
from datetime import date

from mailtriage.desk.contract import Contract
from mailtriage.desk.party import Person, Proof
from mailtriage.desk.terms import Terms

UNPROVEN = "unproven"
"""Why a ticket is held whose sender must be confirmed; its promises run from receipt all the same."""


@dataclass(frozen=True, slots=True)
class Entitled:
    """The contract covers it."""


@dataclass(frozen=True, slots=True)
class NotEntitled:
    """The contract does not: `reason` is a code for the reply, `clause` where the contract says so.

    Codes: no-contract, not-started, ended, not-named, not-party, service, product, unproven.
    """

    reason: str
    clause: str = ""


def entitlement(  # noqa: PLR0917 - one argument for each thing a contract can refuse
    contract: Contract | None, sender: Person, proof: Proof, day: date, service: str = "", product: str = ""
) -> Entitled | NotEntitled:
    """Whether a sender may ask this on a local `day`; the first reason against it, in the order of the codes.

    A sender whose proof failed, or is less than the contract demands, is not entitled: the mail waits for confirmation.
    """
    if contract is None:
        return NotEntitled("no-contract")
    terms = contract.terms(day)
    refusals = (
        ("not-started", day < contract.starts, "starts"),
        ("ended", contract.ends is not None and day > contract.ends, "ends"),
        ("not-named", not contract.may_ask(sender), "requesters"),
        ("not-party", not _is_party(contract, sender), "domains"),
        ("service", _excludes(contract.services, service), "services"),
        ("product", _excludes(contract.products, product), "products"),
        # last: whoever confirms that he wrote it needs nothing else
        (UNPROVEN, not proof.suffices(terms.proof), "proof"),
    )
    found = (NotEntitled(reason, _clause(terms, key)) for reason, refused, key in refusals if refused)
    return next(found, Entitled())


def _is_party(contract: Contract, sender: Person) -> bool:
    """Somebody the contract names, or of one of its domains and those below them."""
    named = {p.key for p in (*contract.requesters, *contract.contacts)} | {a.lower() for a in contract.addresses}
    return sender.key in named or contract.is_colleague(sender)


def _excludes(covered: tuple[str, ...], asked: str) -> bool:
    return bool(covered and asked) and asked not in covered


def _clause(terms: Terms, key: str) -> str:
    return terms.clauses.get(key, "")
