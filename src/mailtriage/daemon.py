"""The daemon: one process, an APScheduler loop for watch and deliver, a thread for each mailbox, an orderly end.

Starting: deliver and watch first, so that what was promised before a restart goes out; then the mailboxes. Stopping:
the mailboxes finish the mail in hand, a mail on its way to the server is waited for, then everything is closed.
"""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TypeVar

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from mailtriage import log
from mailtriage.clock import SystemClock
from mailtriage.errors import MailtriageError
from mailtriage.jobs.attendance import Attendant
from mailtriage.jobs.booking import remind_of_lapses
from mailtriage.jobs.deliver import Deliverer
from mailtriage.jobs.ending import remind_of_terms
from mailtriage.jobs.office import Office
from mailtriage.jobs.recalculating import recalculate
from mailtriage.jobs.watch import next_due, watch
from mailtriage.systemd import notify, watchdog_interval

T = TypeVar("T")

_SWEEP = 60  # seconds; nothing should ever be found by it alone
_LOOK = 1  # seconds; catches what the command line or another node moved
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0  # seconds between failures of one job
_STOP = 6  # seconds the mailboxes get to finish the mail in hand; the whole end takes less than ten
_DRAIN = 1.5  # seconds for a mail on its way to the server


class Job:
    """One kind of work, run by one task at a time however often it is called, again if called while running.

    A failure is logged in one line and the work is left for a later call, the longer the more often it failed; the sweep
    calls for certain.
    """

    def __init__(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """`work` does all there is to do and ends."""
        self._name = name
        self._work = work
        self._lock = asyncio.Lock()
        self._again = False
        self._pause = _FIRST_PAUSE
        self._not_before = 0.0

    async def run(self) -> None:
        """Do the work, and once more if somebody called meanwhile."""
        self._again = True
        if self._lock.locked() or asyncio.get_running_loop().time() < self._not_before:
            return
        async with self._lock:
            while self._again:
                self._again = False
                await self._once()

    async def _once(self) -> None:
        try:
            await self._work()
            self._pause = _FIRST_PAUSE
        except MailtriageError as error:
            log.warning("job failed", job=self._name, reason=str(error), again_in=self._pause)
            self._rest()
        except Exception:  # noqa: BLE001 - one of the two places that may: around one job
            log.failure("job broke", job=self._name)
            self._rest()

    def _rest(self) -> None:
        """Not to fail every second while the database or the disk is away."""
        self._again = False
        self._not_before = asyncio.get_running_loop().time() + self._pause
        self._pause = min(2 * self._pause, _LONGEST_PAUSE)

    async def idle(self) -> None:
        """Wait until nothing runs."""
        async with self._lock:
            self._again = False


class Daemon:
    """Everything that runs between READY and the end."""

    def __init__(self, office: Office) -> None:
        """Nothing runs yet."""
        self._office = office
        self._executor = ThreadPoolExecutor(max_workers=4, thread_name_prefix="jobs")
        self._deliverer = Deliverer(office, self._executor)
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True})
        self._watch = Job("watch", self._watched)
        self._remind = Job("remind", self._reminded)
        self._deliver = Job("deliver", self._delivered)
        self._look = Job("look", self._looked)
        self._attendants: dict[str, Attendant] = {}
        self._alarm: datetime | None = None

    async def run(self) -> None:
        """Work until SIGTERM or SIGINT."""
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        await self._blocking(recalculate, self._office)
        self._start(loop)
        notify("READY=1")
        log.event(
            "started",
            mailboxes=len(self._office.installation.mailboxes),
            contracts=len(self._office.installation.contracts),
        )
        await stop.wait()
        notify("STOPPING=1")
        await self._end()
        log.event("stopped")

    def _start(self, loop: asyncio.AbstractEventLoop) -> None:
        scheduler = self._scheduler
        scheduler.add_listener(_job_trouble, EVENT_JOB_ERROR | EVENT_JOB_MISSED)
        for job, name in ((self._deliver, "deliver"), (self._watch, "watch"), (self._remind, "remind")):
            scheduler.add_job(job.run, "interval", seconds=_SWEEP, id=f"{name}-sweep", next_run_time=_real_now())
        scheduler.add_job(self._look.run, "interval", seconds=_LOOK, id="look", max_instances=1)
        if interval := watchdog_interval():
            scheduler.add_job(self._sign_of_life, "interval", seconds=interval, id="watchdog")
        scheduler.add_job(self._attend, "interval", seconds=_SWEEP, id="attend", args=[loop], next_run_time=_real_now())
        scheduler.start()

    async def _attend(self, loop: asyncio.AbstractEventLoop) -> None:
        """See that every mailbox has its thread: at the start, and after a mistake of ours ended one."""

        def arrived() -> None:
            loop.call_soon_threadsafe(self._arrived)

        for mailbox in self._office.installation.mailboxes.values():
            attendant = self._attendants.get(mailbox.name)
            if attendant is not None and attendant.is_alive():
                continue
            if attendant is not None:
                log.warning("mailbox attended anew", mailbox=mailbox.name)
            self._attendants[mailbox.name] = Attendant(self._office, mailbox, arrived)
            self._attendants[mailbox.name].start()

    def _arrived(self) -> None:
        """A mailbox committed something: acknowledgements wait, and a deadline may be nearer than the alarm."""
        self._soon(self._deliver.run, "deliver")
        self._soon(self._look.run, "look-now")

    def _soon(self, job: Callable[[], Awaitable[None]], name: str) -> None:
        self._scheduler.add_job(job, "date", run_date=_real_now(), id=name, replace_existing=True)

    async def _looked(self) -> None:
        """Read the two earliest instants, and work if they have come; otherwise set the alarm to the next step."""
        due, head = await self._blocking(next_due, self._office)
        now = self._office.now()
        if head is not None and head <= now:
            self._soon(self._deliver.run, "deliver")
        if due is not None and due <= now:
            self._soon(self._watch.run, "watch")
        elif due != self._alarm and due is not None:
            self._alarm = due
            at = self._office.clock.real(due)
            self._scheduler.add_job(self._watch.run, "date", run_date=at, id="alarm", replace_existing=True)

    async def _watched(self) -> None:
        while await self._blocking(watch, self._office):
            await self._deliver.run()

    async def _reminded(self) -> None:
        for reminders in (remind_of_lapses, remind_of_terms):
            if await self._blocking(reminders, self._office):
                await self._deliver.run()

    async def _delivered(self) -> None:
        while await self._deliverer.deliver():
            pass

    async def _blocking(self, work: Callable[[Office], T], office: Office) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, work, office)

    async def _sign_of_life(self) -> None:
        notify("WATCHDOG=1")

    async def _end(self) -> None:
        self._scheduler.remove_job("attend")
        for attendant in self._attendants.values():
            attendant.stop()
        await asyncio.to_thread(_join, list(self._attendants.values()))
        try:
            async with asyncio.timeout(_DRAIN):
                await self._watch.idle()
                await self._remind.idle()
                await self._deliver.idle()
        except TimeoutError:
            log.warning(
                "stopped while delivering"
            )  # the lease ends, and the mail is offered again with the same Message-ID
        self._scheduler.shutdown(wait=False)
        await self._deliverer.close()
        self._executor.shutdown(wait=False, cancel_futures=True)


def _join(attendants: list[Attendant]) -> None:
    end = SystemClock().now().timestamp() + _STOP
    for attendant in attendants:
        attendant.join(max(end - SystemClock().now().timestamp(), 0))


def _real_now() -> datetime:
    return SystemClock().now()


def _job_trouble(event: JobExecutionEvent) -> None:
    log.warning("scheduler reported trouble", job=event.job_id, reason=str(getattr(event, "exception", "missed")))
