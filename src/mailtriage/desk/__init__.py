"""What a service desk promises (pure; ITIL)."""
