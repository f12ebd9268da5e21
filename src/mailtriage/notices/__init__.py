"""The mails we write: who is told what, and why."""
