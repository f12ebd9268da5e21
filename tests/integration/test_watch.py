"""What falls due is told once; a heap becomes a digest; a ticket that breaks the code keeps nobody waiting."""

import shutil
from dataclasses import replace
from pathlib import Path

from mailtriage.config.locate import shipped
from mailtriage.desk.event import Event, EventKind
from mailtriage.jobs.office import Office
from mailtriage.jobs.watch import watch
from mailtriage.notices.render import environment
from mailtriage.store import outgoing, tickets
from mailtriage.store.outgoing import Posted
from officed import HandClock, a_mail, an_office, take_in


def sent(office: Office, *purposes: str) -> list[Posted]:
    """The mails written so far of these purposes, oldest first."""
    with office.database.read() as session:
        return [p for p in reversed(outgoing.listing(session)) if p.purpose in purposes]


def run(office: Office) -> None:
    """Watch until nothing is due."""
    while watch(office):
        pass


def test_each_step_is_told_once_however_often_we_look(tmp_path: Path, database_url: str) -> None:
    clock = HandClock()
    office = an_office(tmp_path, database_url, clock)
    take_in(office, a_mail())
    for _ in range(50):
        clock.forward(minutes=5)
        run(office)
    steps = [(p.step, p.recipients[0].address) for p in sent(office, "warning", "breach", "escalation", "reminder")]
    assert len(steps) == len(set(steps))
    assert {step for step, _ in steps} == {"warn-50", "warn-75", "breach", "level-1", "level-2", "unassigned"}


def test_nothing_is_told_before_its_time_nor_after_an_answer(tmp_path: Path, database_url: str) -> None:
    clock = HandClock()
    office = an_office(tmp_path, database_url, clock)
    take_in(office, a_mail())
    clock.forward(minutes=29, seconds=59)
    run(office)
    assert sent(office, "warning") == []


def test_many_breaches_at_once_reach_a_person_as_one_digest(tmp_path: Path, database_url: str) -> None:
    clock = HandClock()
    office = an_office(tmp_path, database_url, clock)
    for _ in range(12):
        take_in(office, a_mail())
    clock.forward(hours=3)
    run(office)
    digests = sent(office, "digest")
    by_person = [p.recipients[0].address for p in digests]
    assert "marit@staff.example" in by_person
    assert len(by_person) == len(set(by_person))
    assert sent(office, "breach", "escalation") == []
    with office.database.read() as session:
        text = outgoing.octets(session, digests[0]).decode()
    assert all(f"T-{number}" in text for number in range(1, 13))


def test_a_few_breaches_stay_single_mails(tmp_path: Path, database_url: str) -> None:
    clock = HandClock()
    office = an_office(tmp_path, database_url, clock)
    take_in(office, a_mail())
    clock.forward(hours=1, minutes=1)
    run(office)
    assert sent(office, "digest") == []
    assert len(sent(office, "escalation")) == 1


def test_a_ticket_that_breaks_the_watch_is_put_off_and_the_others_are_told(tmp_path: Path, database_url: str) -> None:
    clock = HandClock()
    office = an_office(tmp_path, database_url, clock)
    take_in(office, a_mail())
    take_in(office, a_mail())
    with office.database.transaction() as session:
        broken = Event(EventKind.STATE, clock.now(), clock.now(), data={"to": "no such state"})
        tickets.append(session, 1, [broken])
    clock.forward(hours=1, minutes=1)
    run(office)
    assert {p.ticket for p in sent(office, "breach", "escalation")} == {2}


def with_templates(office: Office, directory: Path, name: str, text: str, *, own: bool) -> Office:
    """The office with one template replaced, by the operator's own or in the shipped ones themselves."""
    if not own:
        shutil.copytree(shipped("templates"), directory)
    (directory / name).parent.mkdir(parents=True, exist_ok=True)
    (directory / name).write_text(text)
    return replace(office, templates=environment([directory, *([shipped("templates")] if own else [])]))


def test_what_the_operators_own_template_cannot_say_the_shipped_one_says(tmp_path: Path, database_url: str) -> None:
    clock = HandClock()
    office = an_office(tmp_path, database_url, clock)
    office = with_templates(office, tmp_path / "own", "nl/acknowledgement/body.txt.j2", "{{ nobody.knows }}", own=True)
    take_in(office, a_mail())
    take_in(office, a_mail())
    first, _ = sent(office, "acknowledgement")
    with office.database.read() as session:
        text = outgoing.octets(session, first).decode()
    assert "T-1" in text
    (alarm,) = sent(office, "operator-template")
    with office.database.read() as session:
        told = outgoing.octets(session, alarm).decode()
    assert "acknowledgement/body.txt.j2" in told.replace("=\r\n", "")


def test_a_letter_that_cannot_be_written_keeps_no_other_ticket_waiting(tmp_path: Path, database_url: str) -> None:
    clock = HandClock()
    office = an_office(tmp_path, database_url, clock)
    for _ in range(3):
        take_in(office, a_mail())
    broken = "{% if tag == 'T-2' %}{{ nobody.knows }}{% endif %}"
    office = with_templates(office, tmp_path / "broken", "nl/breach/body.txt.j2", broken, own=False)
    office = with_templates(office, tmp_path / "worse", "nl/escalation/body.txt.j2", broken, own=False)
    clock.forward(hours=1, minutes=1)
    run(office)
    assert {p.ticket for p in sent(office, "breach", "escalation")} == {1, 3}
    office = replace(office, templates=environment([shipped("templates")]))
    clock.forward(hours=1)
    run(office)
    assert {p.ticket for p in sent(office, "breach", "escalation")} == {1, 2, 3}
