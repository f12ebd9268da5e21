"""A message that turns out to belong to another ticket than the one it came to (S26)."""

from sqlalchemy import delete, select, update

from mailtriage.store import messages, schema
from mailtriage.store.column import key
from mailtriage.store.database import Session
from mailtriage.store.messages import Known

_message, _thread = schema.message, schema.thread


def reassign(session: Session, number: int, ticket: int) -> None:
    """Let a message we received belong to another ticket; what answers it does, too. NoResultFound: no such message."""
    known = select(_message.c.message_id, _message.c.ticket).where(_message.c.id == number)
    found = session.execute(known).one()
    session.execute(update(_message).where(_message.c.id == number).values(ticket=ticket))
    if found.message_id:
        answered = (_thread.c.message_id == key(found.message_id), _thread.c.ticket == found.ticket)
        session.execute(delete(_thread).where(*answered, _thread.c.sent_to == ""))
        messages.know(session, [Known(found.message_id, ticket)])
