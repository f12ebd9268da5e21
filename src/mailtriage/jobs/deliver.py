"""From the outbox to the submission server: claim, send, mark. At least once, always the same bytes.

Killed after the server said yes and before that is marked: the lease ends, and the same mail with the same Message-ID
goes out again. A refused recipient is written on the ticket, and its owner is told once.
"""

import asyncio
import random
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from mailtriage import log
from mailtriage.clock import SystemClock
from mailtriage.errors import MailtriageError
from mailtriage.jobs.office import Moment, Office
from mailtriage.jobs.refusal import refused
from mailtriage.store import dispatch
from mailtriage.store.dispatch import Claimed, Result, Tried, Worker
from mailtriage.store.outbox import Outcome
from mailtriage.store.raw import unpack
from mailtriage.wire.smtp import Answer, Fate, Submitter

T = TypeVar("T")

_AT_ONCE = 20
_LEASE = timedelta(minutes=30)  # real time; one mail of 25 MB over a slow line may take a quarter of an hour
_DELAYS = (1, 5, 15, 30, 60, 120, 240)  # minutes between tries; the last one repeats
_AWAY_TRIES = 2  # a server that comes back is noticed within minutes, however long it was away
_OUTCOMES = {Fate.SENT: Outcome.SENT, Fate.REFUSED: Outcome.FAILED, Fate.LATER: Outcome.READY}


@dataclass(frozen=True)
class Sent:
    """What the server said about one mail, by recipient; nothing for a mail that was not tried. `away`: the server was not there."""

    mail: Claimed
    answers: Mapping[str, Answer]
    away: bool = False


class Deliverer:
    """Sends what waits in the outbox, over one kept connection; one task at a time."""

    def __init__(self, office: Office, executor: ThreadPoolExecutor) -> None:
        """The database is asked in `executor`; nothing is opened yet."""
        self._office = office
        self._executor = executor
        self._submitter = Submitter(office.installation.submission.server, office.installation.desk.domain)

    async def deliver(self) -> int:
        """Send one batch of what may go out now; how many mails were tried. Transient when the server is away."""
        batch = await self._blocking(self._claim)
        until = time.monotonic() + _LEASE.total_seconds() / 2
        sent: list[Sent] = []
        trouble: MailtriageError | None = None
        for mail in batch:
            if trouble is not None or time.monotonic() > until:
                # the server is away, or the lease would run out under it: given back untried
                sent.append(Sent(mail, {}, away=trouble is not None))
                continue
            offered, trouble = await self._offer(mail)
            sent.append(offered)
        if sent:
            await self._blocking(lambda: self._mark(sent))
        if trouble is not None:
            raise trouble
        return len(sent)

    async def _offer(self, mail: Claimed) -> tuple[Sent, MailtriageError | None]:
        """Hand one mail over. The error when the server, not the mail, is the trouble; then nothing is lost, it waits."""
        try:
            return Sent(mail, await self._submitter.submit(mail.sender, mail.recipients, unpack(mail.packed))), None
        except MailtriageError as error:
            return Sent(mail, dict.fromkeys(mail.recipients, Answer(Fate.LATER, 0, str(error))), away=True), error

    async def close(self) -> None:
        """End the connection."""
        await self._submitter.close()

    async def _blocking(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)

    def _claim(self) -> tuple[Claimed, ...]:
        real = SystemClock().now()
        worker = Worker(self._office.worker, real, real + _LEASE)
        with self._office.database.transaction() as session:
            return dispatch.claim(session, self._office.now(), worker, _AT_ONCE)

    def _mark(self, sent: Sequence[Sent]) -> None:
        with self._office.database.transaction() as session:
            at = Moment(self._office, session, self._office.now())
            tried = [self._tried(one, at.now) for one in sent]
            dispatch.settle(session, tried, at.now)
            for each in tried:
                refused(at, each.claimed, each.results)
        for one in sent:
            for address, answer in one.answers.items():
                log.event(
                    "mail submitted",
                    to=address,
                    ticket=one.mail.ticket,
                    purpose=one.mail.purpose,
                    fate=answer.fate.value,
                )

    def _tried(self, sent: Sent, now: datetime) -> Tried:
        results = {address: self._result(sent, answer, now) for address, answer in sent.answers.items()}
        return Tried(sent.mail, results, now + _delay(sent))

    def _result(self, sent: Sent, answer: Answer, now: datetime) -> Result:
        said = f"{answer.code} {answer.text}".strip() if answer.code else answer.text
        put_off = answer.fate is Fate.LATER and not sent.away
        if put_off and now - sent.mail.offered > self._office.installation.limits.deliver_for:
            return Result(Outcome.DEAD, f"given up: {said}")
        return Result(_OUTCOMES[answer.fate], said)


def _delay(sent: Sent) -> timedelta:
    """How long until the next try: longer each time for a mail somebody puts off, soon again after a server's absence."""
    if not sent.answers and not sent.away:
        return timedelta(0)
    tries = min(sent.mail.attempts, _AWAY_TRIES if sent.away else len(_DELAYS))
    return timedelta(minutes=_DELAYS[tries - 1] * random.uniform(0.8, 1.2))  # noqa: S311 - spreads load, guards nothing
