"""Photographs and scans of a form: their card, adding, looking at one, taking one away."""
