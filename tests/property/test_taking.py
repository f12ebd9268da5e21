"""From bytes to disposition: whatever arrives has a fate, quickly, and the desk goes on (DESIGN section 4)."""

import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzz_reading import mutated
from fuzz_taking import TIMES, Desk, a_desk, check, growth
from mailtriage.store.custody import Fate


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = a_desk(tmp_path_factory.mktemp("desk"))
    yield made
    made.office.database.close()


SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@SHARED
@given(raw=st.binary(max_size=1500))
def test_any_octets_are_taken_in(desk: Desk, raw: bytes) -> None:
    check(desk, raw)


@SHARED
@given(randomness=st.randoms(use_true_random=False))
def test_a_mutated_mail_is_taken_in(desk: Desk, randomness: object) -> None:
    check(desk, mutated(randomness, desk.mails))


def test_the_mails_that_are_mutated_meet_every_fate(desk: Desk) -> None:
    fates = {check(desk, raw).fate for raw in desk.mails}
    assert fates == {Fate.OPENED, Fate.APPENDED, Fate.AUTOMATIC, Fate.BOUNCE, Fate.HELD}


def test_hundreds_of_mutated_mails_are_taken_in_and_a_large_one_in_little_memory(desk: Desk) -> None:
    rng = random.Random(7)
    raws = [mutated(rng, desk.mails) for _ in range(300)]
    for raw in raws:
        check(desk, raw)
    assert max(growth(desk, raw) for raw in raws[:3]) <= TIMES
