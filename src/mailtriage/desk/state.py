"""The states of a ticket and the one table of allowed moves between them (DESIGN section 10)."""

from enum import StrEnum


class State(StrEnum):
    """`held` runs no clocks and answers nothing beyond its rule's own reply; `closed` ends."""

    NEW = "new"
    OPEN = "open"
    PENDING = "pending"
    WITH_VENDOR = "with-vendor"
    WORKAROUND = "workaround"
    RESOLVED = "resolved"
    CLOSED = "closed"
    HELD = "held"


class PendingReason(StrEnum):
    """Whom or what a pending ticket waits for."""

    REQUESTER = "requester"
    AUTHORISATION = "authorisation"
    AGREEMENT = "agreement"
    ACCESS = "access"
    APPOINTMENT = "appointment"


_ACTIVE = frozenset({State.OPEN, State.PENDING, State.WITH_VENDOR, State.WORKAROUND, State.RESOLVED, State.CLOSED})

MOVES: dict[State, frozenset[State]] = {
    State.NEW: _ACTIVE | {State.HELD},
    State.OPEN: _ACTIVE - {State.OPEN},
    State.PENDING: _ACTIVE,
    State.WITH_VENDOR: _ACTIVE - {State.WITH_VENDOR},
    State.WORKAROUND: _ACTIVE - {State.WORKAROUND},
    State.RESOLVED: frozenset({State.OPEN, State.CLOSED}),
    State.CLOSED: frozenset({State.OPEN}),
    State.HELD: frozenset({State.NEW, State.OPEN, State.CLOSED}),
}

LIVE = frozenset({State.NEW, State.OPEN, State.PENDING, State.WITH_VENDOR, State.WORKAROUND})
"""States in which somebody still has to do something."""


def may_move(here: State, there: State) -> bool:
    """Whether the table allows it; pending to pending changes the reason."""
    return there in MOVES[here]
