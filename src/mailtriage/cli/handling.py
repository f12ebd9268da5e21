"""What staff does to tickets from the command line: the writing half of `mailtriage ticket`."""

import getpass
from collections.abc import Callable
from datetime import datetime

import click

from mailtriage.cli.opening import open_office
from mailtriage.cli.printing import next_due, print_json
from mailtriage.cli.ticket import JSON, ticket
from mailtriage.cli.values import Instant, Number, Words
from mailtriage.desk.party import Person
from mailtriage.desk.state import PendingReason, State
from mailtriage.jobs import acts, joining, splitting
from mailtriage.jobs.acts import Actor, Decide, act
from mailtriage.jobs.facts import Dossier
from mailtriage.jobs.moving import ADMINISTRATIVE
from mailtriage.jobs.office import Moment, Office
from mailtriage.jobs.showing import ticket_document

ACTOR = click.option("--as", "actor", metavar="ADDRESS", help="Who acts; your login name by default.")


def do(config: str | None, number: int, actor: str | None, decide: Decide, *, as_json: bool) -> None:
    office = open_office(config)
    _report(office, act(office, number, _actor(actor), decide), as_json=as_json)


def _actor(name: str | None) -> Actor:
    return Actor(name or getpass.getuser(), "command line")


def _report(office: Office, done: Dossier, *, as_json: bool) -> None:
    with office.database.read() as session:
        found = ticket_document(Moment(office, session, office.now()), done)
    if as_json:
        print_json(found)
    else:
        due = next_due(found, done.terms.zone if done.terms else office.installation.desk.zone)
        click.echo(f"{found['tag']} is {found['state']}" + (f", next due {due}" if due else ""))


@ticket.command()
@click.argument("number", type=Number())
@click.argument("assignee", required=False, default="")
@click.option("--role", default="", help="The role or support group that works on it.")
@ACTOR
@JSON
@click.pass_obj
def assign(config: str | None, number: int, assignee: str, role: str, actor: str | None, *, as_json: bool) -> None:
    """Give a ticket to ASSIGNEE (a staff address), a role, or both."""
    if not assignee and not role:
        raise click.UsageError("name an ASSIGNEE, a --role, or both")
    office = open_office(config)

    def staff(address: str) -> Person | None:
        people = (office.installation.staff, *(c.staff for c in office.installation.contracts.values()))
        return next((p for s in people if (p := s.find(address))), None)

    do(config, number, actor, acts.assign(staff, assignee, role), as_json=as_json)


@ticket.command()
@click.argument("number", type=Number())
@click.argument("rank", type=click.IntRange(1, 4), required=False)
@click.option("--impact", default="", help="The fact behind the priority, as the plan names it (many, one).")
@click.option("--urgency", default="", help="As the plan names it (down, degraded).")
@click.option("--reason", default="", help="Needed with RANK: why it is set against the facts.")
@ACTOR
@JSON
@click.pass_obj
def priority(  # noqa: PLR0917 - one for each option
    config: str | None,
    number: int,
    rank: int | None,
    impact: str,
    urgency: str,
    reason: str,
    actor: str | None,
    *,
    as_json: bool,
) -> None:
    """Change the priority, by --impact and --urgency, or to RANK with a --reason."""
    do(config, number, actor, acts.prioritise(rank, impact, urgency, reason), as_json=as_json)


@ticket.command()
@click.argument("number", type=Number())
@click.argument("state", type=click.Choice([s.value for s in State if s is not State.NEW]))
@click.option(
    "--reason",
    default="",
    help=f"For pending: {', '.join(PendingReason)}. For closed: as the plan names them, or {', '.join(ADMINISTRATIVE)}.",
)
@click.option("--text", default="", help="What the customer reads: our question, or why the ticket is closed unsolved.")
@ACTOR
@JSON
@click.pass_obj
def state(  # noqa: PLR0917 - one for each option
    config: str | None, number: int, state: str, reason: str, text: str, actor: str | None, *, as_json: bool
) -> None:
    """Put a ticket into another STATE; what the customer must read for it is refused without it."""
    do(config, number, actor, acts.move(State(state), reason, text), as_json=as_json)


@ticket.command()
@click.argument("number", type=Number())
@click.argument("text", type=Words())
@click.option("--at", "established", type=Instant(), help="When it was established; now by default.")
@ACTOR
@JSON
@click.pass_obj
def rootcause(
    config: str | None, number: int, text: str, established: datetime | None, actor: str | None, *, as_json: bool
) -> None:
    """Record the root cause; it starts the resolution clock, and the customer is told when that is due (IV-49)."""
    do(config, number, actor, acts.root_cause(text, established), as_json=as_json)


@ticket.command()
@click.argument("number", type=Number())
@click.argument("into", type=Number())
@ACTOR
@JSON
@click.pass_obj
def merge(config: str | None, number: int, into: int, actor: str | None, *, as_json: bool) -> None:
    """Close ticket NUMBER as part of ticket INTO, which keeps the earlier start and the more urgent priority; replies to either
    go there, and everybody hears so."""
    office = open_office(config)
    _report(office, joining.merge(office, number, into, _actor(actor)), as_json=as_json)


@ticket.command()
@click.argument("number", type=Number())
@click.argument("message", type=int)
@click.option("--from-receipt", is_flag=True, help="Its clocks start when the message came, not now.")
@ACTOR
@JSON
@click.pass_obj
def split(
    config: str | None, number: int, message: int, actor: str | None, *, from_receipt: bool, as_json: bool
) -> None:
    """Make a ticket of its own from MESSAGE (its id in `ticket show --json`); the customer hears its number."""
    office = open_office(config)
    _report(office, splitting.split(office, number, message, _actor(actor), from_receipt=from_receipt), as_json=as_json)


def with_text(name: str, decide: Callable[[str], Decide], text: str) -> None:
    """A command that takes a ticket and a TEXT."""

    given = (
        click.argument("text", required=False, default="") if name == "ack" else click.argument("text", type=Words())
    )

    @click.argument("number", type=Number())
    @given
    @ACTOR
    @JSON
    @click.pass_obj
    def command(config: str | None, number: int, text: str, actor: str | None, *, as_json: bool) -> None:
        do(config, number, actor, decide(text), as_json=as_json)

    ticket.command(name, help=text)(command)


with_text(
    "workaround", acts.work_around, "Deliver a workaround: TEXT goes to the customer, the resolution clock stops."
)
with_text("resolve", acts.resolve, "Deliver the resolution: TEXT goes to the customer.")
with_text("ack", acts.acknowledge, "Take notice of a warning, breach or escalation: the ladder stops.")
with_text("note", acts.note, "Write an internal note; nobody outside sees TEXT.")
with_text(
    "reply", acts.reply, "Answer the customer: TEXT goes out under the support address, the reaction clock stops."
)
