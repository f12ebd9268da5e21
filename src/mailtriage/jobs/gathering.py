"""Gathering what triage needs to know about one message: its reading, its sender's proof, the tickets it claims."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from mailtriage.config.installation import Mailbox
from mailtriage.desk.contract import Contract
from mailtriage.desk.partner import speaking
from mailtriage.desk.party import Person, Proof
from mailtriage.desk.state import State
from mailtriage.jobs.ending import in_force
from mailtriage.jobs.joining import merged_into
from mailtriage.jobs.office import Moment
from mailtriage.jobs.partner_numbers import heard, named_by
from mailtriage.jobs.telling import plus
from mailtriage.jobs.undelivered import is_noted, tickets_about
from mailtriage.jobs.weekends import known_to
from mailtriage.mail import thread
from mailtriage.mail.automatic import automatic, reason_not_to_answer, reason_not_to_open
from mailtriage.mail.bounce import bounce
from mailtriage.mail.identity import Authentication, authentication
from mailtriage.mail.invitation import answer
from mailtriage.mail.language import language
from mailtriage.mail.message import Message
from mailtriage.mail.story import told_below
from mailtriage.mail.token import Token, verify
from mailtriage.notices.languages import LANGUAGES
from mailtriage.store import addresses, messages, outgoing, tickets
from mailtriage.store.custody import Earlier
from mailtriage.store.outgoing import Posted
from mailtriage.triage.appointing import names
from mailtriage.triage.condition import Seen
from mailtriage.triage.ending import as_notice
from mailtriage.triage.partner_number import Said
from mailtriage.triage.rulebook import Reading, read, read_under
from mailtriage.triage.situation import BouncedMail, Claim, Evidence, Situation
from mailtriage.triage.verdict import VerdictField

_DIGITS = 12  # of the longest ticket number
_MERGES = 10  # a ticket merged into one that was merged itself


@dataclass(frozen=True)
class Inbox:
    """A message as it lies before us. `earlier` is one of the same Message-ID with other content, if there is one."""

    message: Message
    raw: bytes
    received: datetime
    earlier: Earlier | None = None


def situation(at: Moment, mailbox: Mailbox, inbox: Inbox) -> Situation:
    """Everything the decision rests on; reads the store, writes nothing."""
    message, installation = inbox.message, at.office.installation
    own, lists = installation.own_addresses, mailbox.via_lists
    judged = authentication(message, mailbox.trusted_authserv_ids)
    silent = reason_not_to_answer(message, own, lists, _reverse_path(message))
    never = reason_not_to_open(message, own, lists)
    strangers = at.office.contract(mailbox.strangers)
    claimed = tuple(_claims(at, inbox))
    seen = _seen(at, mailbox, inbox, claims=bool(claimed))
    reading, day = _reading(at, seen, strangers)
    said = heard(at, message, day)
    claims = (*claimed, *_named(at, said))
    return Situation(
        message=message,
        reading=reading,
        mailbox=mailbox.name,
        received=inbox.received,
        now=at.now,
        day=day,
        proof=_proof(judged),
        staff=installation.staff,
        language=_language(mailbox, message, reading, seen.language),
        first_line=installation.desk.first_line,
        trusted_staff=judged.aligned if mailbox.trusted_authserv_ids else mailbox.unauthenticated_staff,
        automatic=seen.automatic,
        why_silent=silent.sentence if silent else "",
        why_never_opens=never.sentence if never else "",
        suspect="its sender's domain disowns it (DMARC)" if judged.dmarc == "fail" else "",
        judged=judged,
        claims=claims,
        bounced=_bounced(at, inbox),
        is_bounce=seen.automatic == "bounce",
        own_addresses=own,
        strangers=strangers,
        weekends=known_to(at, [reading.contract or strangers, *(c.contract for c in claims)]),
        rivals=_rivals(at, reading.contract, day),
        repeats_id=inbox.earlier is not None,
        said=said,
    )


def _seen(at: Moment, mailbox: Mailbox, inbox: Inbox, *, claims: bool) -> Seen:
    """What rules look at; the story below a copied header counts in a mail that claims no ticket of ours."""
    message = inbox.message
    return Seen(
        message,
        mailbox.name,
        inbox.received,
        language(message.reply or message.text),
        automatic(message, mailbox.via_lists) or "",
        calendars=at.office.installation.calendars,
        story="" if claims else told_below(message.text),
    )


def _reading(at: Moment, seen: Seen, strangers: Contract | None) -> tuple[Reading, date]:
    """The verdict, on the local date of receipt in the zone of the contract found (or the strangers', or the desk's)."""
    installation, contracts = at.office.installation, in_force(at)
    day = seen.received.astimezone(at.office.zone(None)).date()
    reading = as_notice(read(installation.rulebook, seen, contracts, day), seen.message)
    contract = reading.contract or strangers
    local = seen.received.astimezone(at.office.zone(contract)).date()
    if reading.contract is not None and local == day:
        return reading, day
    if reading.contract is not None:
        return as_notice(read(installation.rulebook, seen, contracts, local), seen.message), local
    return (read_under(installation.rulebook, seen, strangers, None, local) if strangers else reading), local


def _rivals(at: Moment, contract: Contract | None, day: date) -> tuple[str, ...]:
    """The customer's other contracts in force."""
    if contract is None:
        return ()
    theirs = (c for c in in_force(at).values() if c.customer.id == contract.customer.id and c.name != contract.name)
    return tuple(c.name for c in theirs if c.active(day))


def _reverse_path(message: Message) -> str | None:
    return message.header("return-path") if "return-path" in message.headers else None


def _proof(judged: Authentication) -> Proof:
    if not judged.server:
        return Proof.PLAUSIBLE
    if judged.against:
        return Proof.UNPROVEN
    return Proof.PROVEN if judged.aligned else Proof.PLAUSIBLE


def _language(mailbox: Mailbox, message: Message, reading: Reading, written: str) -> str:
    """The rules' word, then the contact's language, then the contract's; a stranger gets his own if we write it."""
    ruled = reading.verdict.text(VerdictField.LANGUAGE)
    if ruled or reading.contract is None:
        return ruled or (written if written in LANGUAGES else mailbox.language)
    people = (*reading.contract.requesters, *reading.contract.contacts)
    contact = next((p.language for p in people if p.key == message.from_.key and p.language), "")
    return contact or (reading.terms.language if reading.terms else mailbox.language)


def _claims(at: Moment, inbox: Inbox) -> Iterator[Claim]:
    """The tickets the message claims, strongest evidence first, each claim looked up in what we know."""
    office = at.office
    sender = inbox.message.from_.address
    found = thread.claims(inbox.message, office.installation.own_addresses, office.installation.desk.prefix)
    if inbox.earlier is not None and inbox.earlier.ticket is not None:
        # a device may use one Message-ID for all it ever sends: nobody would look at a ticket that is done
        repeated = _claim(at, inbox.earlier.ticket, Evidence.REFERENCE)
        yield from (c for c in repeated if c.ticket.state not in {State.RESOLVED, State.CLOSED})
    for one in found:
        if one.kind in {thread.Kind.ADDRESS_TOKEN, thread.Kind.MESSAGE_ID_TOKEN}:
            token = verify(office.keys, one.value, sender, at.now.date())
            yield from _claim(at, token.ticket, Evidence.TOKEN, token) if token else _passed_on(at, one.value, sender)
    references = [one.value for one in found if one.kind is thread.Kind.REFERENCE]
    for known in messages.threads(at.session, references):
        sent = known.sent_to == sender.lower()
        yield from _claim(at, known.ticket, Evidence.SENT if sent else Evidence.REFERENCE)
    for one in found:
        if one.kind is thread.Kind.SUBJECT_NUMBER:
            yield from _claim(at, int(one.value), Evidence.NUMBER)
    yield from _invited(at, inbox.message)


def _invited(at: Moment, message: Message) -> Iterator[Claim]:
    """The ticket whose appointment a calendar's answer names."""
    said = answer(message)
    number = said.uid.partition(".")[0] if said else ""
    if said is None or not (number.isascii() and number.isdigit() and len(number) <= _DIGITS):
        return
    yield from (c for c in _claim(at, int(number), Evidence.INVITATION) if names(c.ticket, said.uid))


def _passed_on(at: Moment, token: str, sender: str) -> Iterator[Claim]:
    """A token that we issued to a vendor, in a mail that comes from another address of his: a reference, no proof."""
    person, day = Person("", sender), at.now.date()
    parties = (p for c in at.office.installation.contracts.values() for p in speaking(c, day, person) if p.address)
    for address in dict.fromkeys(p.address for p in parties):
        issued = verify(at.office.keys, token, address, day)
        yield from _claim(at, issued.ticket, Evidence.REFERENCE) if issued else ()


def _named(at: Moment, said: tuple[Said, ...]) -> Iterator[Claim]:
    for ticket, one in named_by(at, said):
        for claim in _claim(at, ticket, Evidence.PARTNER_NUMBER):
            words = f"the number {one.number.number} of {one.party.title}"
            yield replace(claim, party=one.party.name, number=words)


def _claim(at: Moment, number: int, evidence: Evidence, token: Token | None = None) -> Iterator[Claim]:
    ticket = tickets.load(at.session, number, lock=at.writes)
    for _ in range(_MERGES):
        target = merged_into(ticket) if ticket else None
        if target is None:
            break
        ticket = tickets.load(at.session, target, lock=at.writes)
    if ticket is not None:
        yield Claim(ticket, evidence, token.purpose if token else None, at.office.contract(ticket.contract))


def _bounced(at: Moment, inbox: Inbox) -> BouncedMail | None:
    report = bounce(inbox.message, inbox.raw)
    if report is None:
        return None
    posted = outgoing.find(at.session, report.original_message_id) or _by_reverse_path(at, inbox.message)
    if posted is None:
        return None
    about = [posted.ticket] if posted.ticket is not None else tickets_about(at, posted.message_id)
    ticket = tickets.load(at.session, about[0], lock=at.writes) if about else None
    contract = at.office.contract(ticket.contract) if ticket else None
    # ours have one recipient: the report may name it, those it was passed on to, or nobody at all
    to = posted.recipients[0].address
    worst = report.worst(to)
    failed = ((to, worst.status, worst.action),) if worst else ()
    member = worst.address if worst and not worst.is_named(to) else ""
    known = bool(addresses.marked(at.session, [to])) or (ticket is not None and is_noted(ticket, to, member))
    return BouncedMail(ticket, posted.message_id, posted.purpose, failed, contract, known, tuple(about[1:]), member)


def _by_reverse_path(at: Moment, message: Message) -> Posted | None:
    """The mail that a report came back for when it does not say so: by the token in the address it came to."""
    installation = at.office.installation
    found = thread.claims(message, installation.own_addresses, installation.desk.prefix)
    tokens = [one.value for one in found if one.kind is thread.Kind.ADDRESS_TOKEN]
    senders = [mailbox.sender for mailbox in installation.mailboxes.values()]
    return outgoing.bounced_to(at.session, [plus(sender, token) for sender in senders for token in tokens])
