"""From the outbox to the submission server: claim, send, mark. At least once, always the same bytes.

Killed after the server said yes and before that is marked: the lease ends, and the same mail with the same Message-ID
goes out again. A refused recipient is written on the ticket, and its owner is told once.
"""

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from mailtriage import log
from mailtriage.clock import SystemClock
from mailtriage.errors import Permanent, Transient
from mailtriage.jobs.office import Moment, Office
from mailtriage.jobs.refusal import refused
from mailtriage.store import dispatch
from mailtriage.store.dispatch import Claimed, Result, Worker
from mailtriage.store.outbox import Outcome
from mailtriage.store.raw import unpack
from mailtriage.wire.smtp import Answer, Fate, Submitter

T = TypeVar("T")

_AT_ONCE = 20
_LEASE = timedelta(minutes=5)  # real time; longer than the server may take for a batch
_DELAYS = (1, 5, 15, 30, 60, 120, 240)  # minutes between tries; the last one repeats
_OUTCOMES = {Fate.SENT: Outcome.SENT, Fate.REFUSED: Outcome.FAILED, Fate.LATER: Outcome.READY}


@dataclass(frozen=True)
class Sent:
    """What the server said about one mail, by recipient."""

    mail: Claimed
    answers: Mapping[str, Answer]


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
        sent: list[Sent] = []
        trouble: Transient | Permanent | None = None
        for mail in batch:
            if trouble is None:
                try:
                    sent.append(
                        Sent(mail, await self._submitter.submit(mail.sender, mail.recipients, unpack(mail.packed)))
                    )
                    continue
                except (Transient, Permanent) as error:
                    trouble = error
            # the server, not the mail, is the trouble: nothing of the batch is lost, all of it waits
            sent.append(Sent(mail, dict.fromkeys(mail.recipients, Answer(Fate.LATER, 0, str(trouble)))))
        if sent:
            await self._blocking(lambda: self._mark(sent))
        if trouble is not None:
            raise trouble
        return len(sent)

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
            for one in sent:
                results = {address: self._result(one.mail, answer, at.now) for address, answer in one.answers.items()}
                dispatch.settle(session, one.mail, results, at.now, at.now + _delay(one.mail.attempts))
                refused(at, one.mail, results)
        for one in sent:
            for address, answer in one.answers.items():
                log.event(
                    "mail submitted",
                    to=address,
                    ticket=one.mail.ticket,
                    purpose=one.mail.purpose,
                    fate=answer.fate.value,
                )

    def _result(self, mail: Claimed, answer: Answer, now: datetime) -> Result:
        said = f"{answer.code} {answer.text}".strip() if answer.code else answer.text
        if answer.fate is Fate.LATER and now - mail.created > self._office.installation.limits.deliver_for:
            return Result(Outcome.DEAD, f"given up: {said}")
        return Result(_OUTCOMES[answer.fate], said)


def _delay(attempts: int) -> timedelta:
    minutes = _DELAYS[min(attempts, len(_DELAYS)) - 1]
    return timedelta(minutes=minutes * random.uniform(0.8, 1.2))  # noqa: S311 - spreads load, guards nothing
