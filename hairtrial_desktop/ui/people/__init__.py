"""The users of a site: their list, what is true of one, and the sheets that change them."""
