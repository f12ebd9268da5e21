"""Runs mailtriage once in a process of its own, and kills that, as a power cut would, when it passes a boundary.

A boundary is `before|after NTH MODULE:NAME`: the n-th call of a function of the product, which knows nothing of this.
The process is a fork, because starting Python costs more than the run. Its claims on outgoing mail end with it, since
nobody waits here until the claim of a dead process has run out.
"""

import asyncio
import importlib
import os
import signal
from collections.abc import Callable
from functools import reduce, wraps
from inspect import iscoroutinefunction
from itertools import count
from typing import Any

from installations import Site
from mailtriage.cli.opening import open_office
from mailtriage.jobs.once import run_once

_PATIENCE = 60  # seconds for one run


def run_on(site: Site) -> None:
    """One run that nobody kills."""
    office = open_office(str(site.directory))
    done = asyncio.run(run_once(office))
    office.database.close()
    assert not done.failures


def killed(site: Site, boundary: str) -> None:
    """One run that ends at the boundary; an assertion fails when it never comes there."""
    child = os.fork()
    if not child:
        try:
            _die_at(boundary)
            signal.alarm(_PATIENCE)
            run_on(site)
        finally:
            os._exit(1)  # the rest of the test belongs to the parent
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == -signal.SIGKILL, f"it never came to {boundary}"
    claims_end(site)


def claims_end(site: Site) -> None:
    """The five minutes pass for which a process that is dead by now has claimed mails."""
    site.change("UPDATE outbox SET lease = created WHERE state = 'leased'")


def _die_at(boundary: str) -> None:
    when, nth, place = boundary.split()
    module, _, path = place.partition(":")
    *owners, name = path.split(".")
    owner = reduce(getattr, owners, importlib.import_module(module))
    setattr(owner, name, _dying(getattr(owner, name), when, int(nth)))


def _dying(function: Callable[..., Any], when: str, nth: int) -> Callable[..., Any]:
    passed = count(1)

    def die_if(moment: str, number: int) -> None:
        if moment == when and number == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    @wraps(function)
    def called(*given: Any, **named: Any) -> Any:
        number = next(passed)
        die_if("before", number)
        answer = function(*given, **named)
        die_if("after", number)
        return answer

    @wraps(function)
    async def awaited(*given: Any, **named: Any) -> Any:
        number = next(passed)
        die_if("before", number)
        answer = await function(*given, **named)
        die_if("after", number)
        return answer

    return awaited if iscoroutinefunction(function) else called
