"""The other end: receive, verify, tabulate, acknowledge."""
