"""What the world does wrong, in two words: it may pass (Transient) or it will not (Permanent)."""


class MailtriageError(Exception):
    """A failure that has one clear sentence for the operator; print it, never its traceback."""


class Transient(MailtriageError):  # noqa: N818 - an adjective says it (DESIGN 9)
    """May succeed when tried again later, with nothing changed: a full disk, a server that is away."""


class Permanent(MailtriageError):  # noqa: N818 - same
    """Will fail again until somebody changes something: a refused login, a recipient that does not exist."""


class ContendedError(Transient):
    """Somebody else did it at the same moment: look again, and it is done."""
