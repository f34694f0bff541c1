"""Sheets that ask one thing: a reason, a password, a confirmation."""
