"""The form page's parts: questions in rows, what is true of the focused one, the visit beside."""
