"""What somebody of staff wrote himself in answer to one of our notices: the only words that may reach a customer.

Elsewhere a cut is made only where it is certain (mail/reply). Here it is the other way round: our notices to staff hold
what customers must not see, so everything quoted goes, and where our mark shows that quoted words remain, nothing is left.
"""

from mailtriage.mail.attribution import attribution
from mailtriage.mail.line import is_quoted
from mailtriage.mail.message import Message
from mailtriage.mail.quotation import own_mark, shows_mark
from mailtriage.mail.reply import newest
from mailtriage.mail.token import in_text


def own_words(message: Message) -> str:
    """The words above our mark, or around and below a quotation with marks of its own; empty when there are none.

    A quotation without `>` signs (Outlook) ends what is taken: everything below our mark is ours.
    """
    lines = message.text.split("\n")
    marked = next((at for at in range(len(lines)) if own_mark(lines, at)), None)
    if marked is None:
        kept = message.reply.split("\n")
    elif is_quoted(lines[marked]):
        kept = lines
    else:
        kept = newest("\n".join(lines[:marked]), message.subject).split("\n")
    words = "\n".join(_unquoted(kept)).strip()
    return "" if shows_mark(words) or in_text(words) else words


def _unquoted(lines: list[str]) -> list[str]:
    """The lines without a quote sign, and without what introduces a quotation ("On Monday ... wrote:")."""
    kept: list[str] = []
    at = 0
    while at < len(lines):
        if is_quoted(lines[at]):
            at += 1
        elif stop := attribution(lines, at):
            at = stop
        else:
            kept.append(lines[at])
            at += 1
    return kept
