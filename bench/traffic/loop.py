"""The bare loop: what a mail from IMAP to an answer costs when nothing is promised. The measure of bench/intake.py.

Fetch in batches of fifty, the standard library's `email` with `policy.default`, one INSERT and one commit a mail at
synchronous=FULL, one mail out on one open connection, one flag set.
"""

import email
import email.policy
import smtplib
import sqlite3
import time
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from imapclient import IMAPClient

_BATCH = 50


@dataclass(frozen=True)
class Spent:
    """Seconds, by the clock on the wall and of our processor."""

    wall: float
    processor: float


def bare_loop(imap: tuple[str, int], login: tuple[str, str], smtp: tuple[str, int], database: Path) -> Spent:
    """What it takes from the search to the last flag, for everything in the mailbox."""
    store = sqlite3.connect(database, isolation_level=None)
    for statement in (
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        "CREATE TABLE mail (sender, subject, text, raw)",
    ):
        store.execute(statement)
    with IMAPClient(*imap, ssl=False) as client, smtplib.SMTP(*smtp) as post:
        client.login(*login)
        client.select_folder("INBOX")
        post.ehlo()
        began, worked = time.perf_counter(), time.process_time()
        uids = client.search(["ALL"])
        for start in range(0, len(uids), _BATCH):
            for uid, answer in client.fetch(uids[start : start + _BATCH], ["BODY.PEEK[]"]).items():
                _one(client, post, store, uid, answer[b"BODY[]"])
        spent = Spent(time.perf_counter() - began, time.process_time() - worked)
    store.close()
    return spent


def _one(client: IMAPClient, post: smtplib.SMTP, store: sqlite3.Connection, uid: int, raw: bytes) -> None:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(("plain", "html"))  # type: ignore[attr-defined]  # typeshed does not follow the policy
    text = body.get_content() if body else ""
    store.execute("BEGIN")
    store.execute("INSERT INTO mail VALUES (?, ?, ?, ?)", (message["From"], message["Subject"], text, raw))
    store.execute("COMMIT")
    answer = EmailMessage()
    answer["From"], answer["To"], answer["Subject"] = (
        "support@helpdesk.example",
        message["From"],
        f"Re: {message['Subject']}",
    )
    answer["In-Reply-To"] = message["Message-ID"]
    answer.set_content("We have received your message.\n")
    post.send_message(answer)
    client.add_flags([uid], ["\\Seen"])
