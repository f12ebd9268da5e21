"""Around one job: it is called again when called meanwhile, and does not fail every second while the world is broken."""

import asyncio

from mailtriage.daemon import Job
from mailtriage.errors import Transient


def test_a_job_called_while_it_runs_runs_once_more() -> None:
    ran = 0

    async def work() -> None:
        nonlocal ran
        ran += 1
        await asyncio.sleep(0.01)

    async def story() -> None:
        job = Job("watch", work)
        await asyncio.gather(*(job.run() for _ in range(5)))

    asyncio.run(story())
    assert ran == 2


def test_a_job_that_fails_rests_before_it_is_tried_again_and_works_once_it_can() -> None:
    tried = 0

    async def work() -> None:
        nonlocal tried
        tried += 1
        if tried == 1:
            raise Transient("the database is away")

    async def story() -> None:
        job = Job("watch", work)
        for _ in range(20):
            await job.run()
        assert tried == 1
        await asyncio.sleep(1.1)
        for _ in range(3):
            await job.run()

    asyncio.run(story())
    assert tried == 4
