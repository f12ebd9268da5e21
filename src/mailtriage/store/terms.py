"""Resolved terms as tickets remember them: each document once, under its hash (S25)."""

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert

from mailtriage.store import schema
from mailtriage.store.database import Session

_INSERT = insert(schema.terms).on_conflict_do_nothing()
_SELECT = select(schema.terms.c.document).where(schema.terms.c.hash == bindparam("wanted"))


def keep(session: Session, digest: str, document: str) -> None:
    """Keep a document under its hash; a second time changes nothing."""
    session.execute(_INSERT, {"hash": digest, "document": document})


def load(session: Session, digest: str) -> str:
    """The document; LookupError for a hash that was never kept, since a ticket's promises hang on it."""
    document: str | None = session.execute(_SELECT, {"wanted": digest}).scalar_one_or_none()
    if document is None:
        raise LookupError(f"no terms are kept under {digest!r}")
    return document
