"""Ways to the sponsor. Four verbs on named objects; a part's name is its hash, so repeating is harmless."""
