"""Who holds which key: identities, keyslots, the site CA, sealing."""
