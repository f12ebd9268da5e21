"""What nobody may do to a ticket: act in a stranger's name, or say nothing to a customer."""

from pathlib import Path

import click
import pytest

from mailtriage.cli.values import Words
from mailtriage.errors import Permanent
from mailtriage.jobs import acts
from mailtriage.jobs.acts import Actor, act, read_ticket
from mailtriage.jobs.office import Moment
from mailtriage.store import outgoing
from officed import a_mail, an_office, take_in


def test_nobody_acts_in_the_name_of_an_address_that_is_not_of_staff(tmp_path: Path, database_url: str) -> None:
    office = an_office(tmp_path, database_url)
    take_in(office, a_mail())
    with pytest.raises(Permanent, match="nobody of staff"):
        act(office, 1, Actor("jan@evil.example", "command line"), acts.reply("Antwoord"))
    with office.database.read() as session:
        assert not [p for p in outgoing.listing(session) if p.purpose == "reply"]
        assert len(read_ticket(Moment(office, session, office.now()), 1).ticket.events) == 2


def test_staff_acts_under_its_own_address_in_any_case(tmp_path: Path, database_url: str) -> None:
    office = an_office(tmp_path, database_url)
    take_in(office, a_mail())
    act(office, 1, Actor("Femke@Staff.example", "command line"), acts.reply("Antwoord"))
    with office.database.read() as session:
        assert [p for p in outgoing.listing(session) if p.purpose == "reply"]


@pytest.mark.parametrize("text", ["", "  ", "\n\t"])
def test_a_text_for_a_customer_is_never_empty(text: str) -> None:
    with pytest.raises(click.BadParameter, match="empty"):
        Words().convert(text, None, None)
