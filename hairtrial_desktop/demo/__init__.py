"""The demo site and the tour."""
