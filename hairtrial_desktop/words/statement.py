"""What everybody confirms before the first entry (P11-09): training, password, accountability."""

from __future__ import annotations

from hairtrial_desktop.words.words import msg

# Version 1 (casebook.readiness.TRAINING): a change of meaning here takes another number there.
STATEMENT = (
    msg("I have been trained in this program, in the protocol and in my duties in this trial, and I know the manual."),
    msg("I keep my password to myself. My electronic signature binds me like one written by hand."),
    msg("I answer for everything that is recorded under my name."),
)
