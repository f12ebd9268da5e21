"""Embedded IMAP and SMTP servers and the story they show."""
