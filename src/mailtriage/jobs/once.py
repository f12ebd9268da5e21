"""`run --once`: take in what waits, tell what is owed, send what may go out, and end; for cron."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from mailtriage import log
from mailtriage.errors import MailtriageError
from mailtriage.jobs.attendance import attend_once
from mailtriage.jobs.booking import remind_of_lapses
from mailtriage.jobs.deliver import Deliverer
from mailtriage.jobs.ending import remind_of_terms
from mailtriage.jobs.office import Office
from mailtriage.jobs.recalculating import recalculate
from mailtriage.jobs.watch import watch


@dataclass
class Done:
    """What one run did: mails taken in by mailbox, tickets looked at, mails offered to the server, promises moved by
    an edited calendar, and what failed."""

    taken: dict[str, int] = field(default_factory=dict)
    watched: int = 0
    delivered: int = 0
    moved: int = 0
    failures: list[str] = field(default_factory=list)


async def run_once(office: Office) -> Done:
    """Do everything that is due now. One mailbox or server that is away does not keep the rest from being done."""
    done = Done(moved=recalculate(office))
    for mailbox in office.installation.mailboxes.values():
        try:
            done.taken[mailbox.name] = attend_once(office, mailbox)
        except MailtriageError as error:
            _failed(done, f"mailbox {mailbox.name}: {error}")
    try:
        remind_of_lapses(office)
        remind_of_terms(office)
        while looked := watch(office):
            done.watched += looked
    except MailtriageError as error:
        _failed(done, f"watch: {error}")
    await _deliver(office, done)
    return done


async def _deliver(office: Office, done: Done) -> None:
    executor = ThreadPoolExecutor(max_workers=1)
    deliverer = Deliverer(office, executor)
    try:
        while sent := await deliverer.deliver():
            done.delivered += sent
    except MailtriageError as error:
        _failed(done, f"submission: {error}")
    finally:
        await deliverer.close()
        executor.shutdown()


def _failed(done: Done, reason: str) -> None:
    log.warning("not done", reason=reason)
    done.failures.append(reason)
