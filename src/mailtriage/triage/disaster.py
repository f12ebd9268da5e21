"""What a rule tags as a disaster: contacts and the manager hear of it beside what the mail does anyway (IV-28)."""

from dataclasses import replace

from mailtriage.desk.contract import Contract
from mailtriage.desk.disaster import TAG, is_disaster, manager
from mailtriage.mail.token import Reply
from mailtriage.notices.notice import Purpose
from mailtriage.triage.outcome import Disposition, Outcome, planned
from mailtriage.triage.situation import Situation


def with_disaster(situation: Situation, contract: Contract, decided: Disposition) -> Disposition:
    """The decision with what is told of a disaster, if it opens one."""
    verdict = situation.reading.verdict
    tags = {str(tag.value) for tag in verdict.tags}
    if decided.outcome is not Outcome.OPEN or not is_disaster(tags, verdict.priority):
        return decided
    told = planned(Purpose.NEWS, contract.contacts, Reply.RELAY, TAG)
    decides = manager(contract.terms(situation.day), situation.staff, contract)
    told += planned(Purpose.STAFF_COPY, decides, Reply.INTERNAL, TAG, carries=True)
    known = {(n.purpose, n.person.key, n.reply) for n in decided.notices}
    new = (n for n in told if (n.purpose, n.person.key, n.reply) not in known)
    return replace(decided, notices=(*decided.notices, *new), reason=f"{decided.reason}; a disaster")
