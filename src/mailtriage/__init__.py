"""Executes support contracts by e-mail."""
