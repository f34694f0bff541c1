"""What pages show, as data: frozen views computed from the committed state. Nothing here is stored."""
