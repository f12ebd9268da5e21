"""The network: IMAP, submission, OAuth2 tokens."""
