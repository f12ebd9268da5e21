"""Attending a mailbox: a thread that stays connected, is woken by IDLE or polls, and reconnects with back-off."""

import random
from collections.abc import Callable
from threading import Event, Thread

from mailtriage import log
from mailtriage.config.installation import Mailbox
from mailtriage.errors import ContendedError, MailtriageError, Permanent, Transient
from mailtriage.jobs.bulletin import alarm
from mailtriage.jobs.intake import Intake
from mailtriage.jobs.office import Moment, Office
from mailtriage.wire.imap import Link

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 300.0
_LOOKS = 5  # at a mailbox that another process takes in at the same time
_REFUSED_PAUSE = 60.0  # servers lock accounts that keep failing to log in
_IDLE = 240.0  # seconds; RFC 2177 allows 29 minutes, many routers forget sooner
_FIRST_IDLE = (
    2.0  # some servers never announce what came between our look and the IDLE: look again soon, then ever later
)


class Attendant(Thread):
    """Takes in whatever arrives in one mailbox until told to stop; never gives up on a server."""

    def __init__(self, office: Office, mailbox: Mailbox, arrived: Callable[[], None]) -> None:
        """`arrived` is called after each commit that took something in."""
        super().__init__(name=f"mailbox-{mailbox.name}", daemon=True)
        self._office = office
        self._mailbox = mailbox
        self._arrived = arrived
        self._ending = Event()

    def stop(self) -> None:
        """Finish the mails in hand and end."""
        self._ending.set()

    def run(self) -> None:
        """See Attendant."""
        pause = _FIRST_PAUSE
        while not self._ending.is_set():
            try:
                self._attend()
                pause = _FIRST_PAUSE
                continue
            except Permanent as error:
                pause = max(pause, _REFUSED_PAUSE)
                log.warning("mailbox refused us", mailbox=self._mailbox.name, reason=str(error), again_in=pause)
                self._raise_alarm(str(error))
            except Transient as error:
                log.warning("mailbox lost", mailbox=self._mailbox.name, reason=str(error), again_in=pause)
            self._ending.wait(pause * random.uniform(0.5, 1.0))  # noqa: S311 - spreads reconnects, guards nothing
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _raise_alarm(self, reason: str) -> None:
        """Nobody reads this mailbox until somebody acts; submission may still work."""
        try:
            with self._office.database.transaction() as session:
                alarm(Moment(self._office, session, self._office.now()), "refused-login", reason)
        except MailtriageError as error:
            log.warning("alarm not sent", reason=str(error))
        self._arrived()

    def _attend(self) -> None:
        link = Link(self._mailbox.server, self._mailbox.source)
        try:
            log.event("mailbox attended", mailbox=self._mailbox.name, idle=link.idles and self._mailbox.idle)
            intake = Intake(self._office, self._mailbox, link, self._arrived, self._ending)
            idle = _FIRST_IDLE
            while not self._ending.is_set():
                taken = intake.sweep()
                idle = _FIRST_IDLE if taken else min(idle * 2, _IDLE)
                self._rest(link, idle)
        finally:
            link.close()

    def _rest(self, link: Link, idle: float) -> None:
        if link.idles and self._mailbox.idle:
            link.wait(idle, self._ending)
        else:
            self._ending.wait(self._mailbox.poll.total_seconds())
            if not self._ending.is_set():
                link.pulse()


def attend_once(office: Office, mailbox: Mailbox) -> int:
    """Take in what waits now and come back with how many; Transient or Permanent when that fails (`run --once`)."""
    link = Link(mailbox.server, mailbox.source)
    try:
        for _ in range(_LOOKS):
            try:
                return Intake(office, mailbox, link).sweep()
            except ContendedError:
                continue
        raise Transient(f"another mailtriage takes in the mailbox {mailbox.name}; this run leaves it to that one.")
    finally:
        link.close()
