"""The worked examples E01 to E54 as data, whatever time zone the server thinks it is in (S3)."""

import json
import os
import time
import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mailtriage.config.calendars import calendars, read
from mailtriage.desk.calendar import Calendar
from mailtriage.desk.inquiry import classify, solve
from mailtriage.desk.openings import back

TESTS = Path(__file__).parents[1]
EXAMPLES: list[dict[str, Any]] = [
    json.loads(line) for line in (TESTS / "data" / "sla-examples.jsonl").read_text("utf-8").splitlines()
]


@pytest.fixture(scope="module", params=["UTC", "America/New_York", "Asia/Kolkata"], autouse=True)
def _server_zone(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.fixture(scope="module")
def known() -> Mapping[str, Calendar]:
    """The shipped calendars and the one with a special event. Read anew in each zone: nothing compiled is kept."""
    event = tomllib.loads((TESTS / "data" / "event-calendar.toml").read_text("utf-8"))
    shipped, problems = read(TESTS.parent / "config")
    assert not problems
    return shipped | calendars(event, "event-calendar.toml")[0]


@pytest.mark.parametrize("example", EXAMPLES, ids=[f"{example['id']}-{i}" for i, example in enumerate(EXAMPLES)])
def test_worked_example(example: dict[str, Any], known: Mapping[str, Calendar]) -> None:
    match example["kind"]:
        case "due":
            assert solve(example, known)["due"] == example["due"]
        case "elapsed":
            question = example | {"start": example["from"], "elapsed_at": [example["to"]]}
            assert solve(question, known)["elapsed_at"] == [{"at": example["to"], "seconds": example["seconds"]}]
        case "rates":
            assert classify(example, known)["seconds"] == example["seconds"]
        case "back":
            end, target = datetime.fromisoformat(example["end"]), timedelta(minutes=example["minutes"])
            assert back(known[example["calendar"]], end, target) == datetime.fromisoformat(example["at"])
        case other:
            pytest.fail(f"an example of kind {other}")


def test_there_are_as_many_examples_as_were_worked_out() -> None:
    assert len(EXAMPLES) == 66
