"""The demonstration: plays the story against the real daemon, prints what happens as it happens, and judges the end."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from mailtriage.clock import SimulatedClock, seconds_until
from mailtriage.demo import keepsake
from mailtriage.demo.keepsake import Received
from mailtriage.demo.servers import DemoServers
from mailtriage.demo.story import (
    ANSWER,
    EXPECTED,
    FEMKE,
    PRIYA,
    SCENES,
    SILENT,
    TAKEN_ON,
    THEO,
    Expected,
    Scene,
    delivery_failure,
)
from mailtriage.notices.notice import Purpose

Tell = Callable[[datetime, str, str], None]

_LONGEST = timedelta(hours=5)  # of contract time; the story ends itself long before


@dataclass
class Show:
    """One performance. `tell` prints a line of the timeline: when, what, why."""

    directory: Path
    clock: SimulatedClock
    tell: Tell
    why: Callable[[Received], str]
    servers: DemoServers | None = None
    received: list[Received] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    written: list[str] = field(default_factory=list)

    async def witness(self, address: str, raw: bytes) -> None:
        """Somebody received a mail of ours."""
        received = keepsake.read(address, raw)
        self.received.append(received)
        keepsake.keep(self.directory / "mail", len(self.received), received, raw)
        purpose = received.header("X-Mailtriage-Purpose")
        self.tell(self.clock.now(), f"{address}  received  {purpose}: {received.header('Subject')}", self.why(received))
        self.news.set()

    async def perform(self) -> None:
        """Play all scenes, let the staff and a manager act, and wait for the end of the story."""
        scenes = asyncio.create_task(self._play())
        actors = [asyncio.create_task(act) for act in (self._answer(), self._bounce(), self._take_on())]
        try:
            async with asyncio.timeout(seconds_until(self.clock, self.clock.start + _LONGEST)):
                await asyncio.gather(scenes, *actors)
        except TimeoutError:
            for task in (scenes, *actors):
                task.cancel()

    async def _play(self) -> None:
        for scene in SCENES:
            await asyncio.sleep(seconds_until(self.clock, self.clock.start + scene.after))
            await self._write(scene.to, scene.octets(), f"{scene.sender} wrote to {scene.to}: {scene.subject}", "")

    async def _answer(self) -> None:
        """Femke answers the first ticket from her own mail program: a reply to the staff copy."""
        copy = await self._until(Expected(FEMKE, Purpose.STAFF_COPY, "plat"))
        await self._reply(copy, ANSWER, "her reply to the staff copy goes to the customer and stops the reaction clock")

    async def _bounce(self) -> None:
        """Priya's mailbox is full: her server sends a delivery status notification about our acknowledgement."""
        ours = await self._until(Expected(PRIYA, Purpose.ACKNOWLEDGEMENT, "slow"))
        raw = delivery_failure(ours.header("Message-ID"))
        what = "mailer-daemon@waterland.example wrote to support@helpdesk.example: Undelivered Mail Returned to Sender"
        await self._write("support@helpdesk.example", raw, what, "a bounce: taken in, tied to our mail, never answered")

    async def _take_on(self) -> None:
        """Nobody acts on the Danish ticket until level 2; then Theo replies, and the ladder stops."""
        escalation = await self._until(Expected(THEO, Purpose.ESCALATION, "nede"))
        await self._reply(escalation, TAKEN_ON, "a reply to an escalation acknowledges it; nobody else is told")
        await asyncio.sleep(3)  # real seconds: time for a mail that should not come

    async def _reply(self, to: Received, text: str, why: str) -> None:
        answer = EmailMessage(policy=SMTP)
        answer["From"] = to.address
        answer["To"] = to.header("Reply-To")
        answer["Subject"] = f"Re: {to.header('Subject')}"
        answer["Message-ID"] = f"<reply-{len(self.written)}@staff.example>"
        answer["In-Reply-To"] = to.header("Message-ID")
        answer["References"] = to.header("Message-ID")
        answer.set_content(text)
        address = to.message["Reply-To"].addresses[0].addr_spec
        said = max(text.splitlines(), key=len)
        await self._write(address, answer.as_bytes(), f"{to.address} replied: {said}", why)

    async def _write(self, to: str, raw: bytes, what: str, why: str) -> None:
        assert self.servers is not None
        self.tell(self.clock.now(), what, why)
        self.written.append(what)
        await self.servers.deliver(to, raw)

    async def _until(self, wanted: Expected) -> Received:
        """The first mail of this kind, when it arrives."""
        while True:
            found = next((r for r in self.received if fulfils(r, wanted)), None)
            if found is not None:
                return found
            self.news.clear()
            await self.news.wait()

    def missing(self) -> list[Expected]:
        """What should have arrived and did not."""
        return [e for e in EXPECTED if not any(fulfils(r, e) for r in self.received)]

    def unwanted(self) -> list[Received]:
        """Mails to robots: there must be none."""
        return [r for r in self.received if r.address in SILENT]


def fulfils(received: Received, wanted: Expected) -> bool:
    """Whether this is such a mail: its subject ends with the one its scene began."""
    scene: Scene = next(s for s in SCENES if s.name == wanted.scene)
    return (
        received.address == wanted.address
        and received.header("X-Mailtriage-Purpose") == wanted.purpose.value
        and scene.subject in received.header("Subject")
    )


async def with_daemon(directory: Path, clock: SimulatedClock, work: Callable[[], Awaitable[None]]) -> int:
    """Run the real daemon as its own process while `work` lasts; its exit code."""
    when = f"{clock.start.isoformat()}@{clock.anchor.isoformat()},{clock.factor:g}"
    command = (sys.executable, "-m", "mailtriage", "--config", str(directory / "config"), "run", "--clock", when)
    with (directory / "daemon.log").open("wb") as log:
        daemon = await asyncio.create_subprocess_exec(*command, stdout=log, stderr=log)
        ended = asyncio.create_task(daemon.wait())
        playing = asyncio.ensure_future(work())
        await asyncio.wait({ended, playing}, return_when=asyncio.FIRST_COMPLETED)
        if not ended.done():
            daemon.terminate()
        playing.cancel()
        return await ended
