"""Joins who should hold keys (the record) with the sealed files and the databases under them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from hairtrial_desktop.casebook.actor import PERMITTED, Action, Role
from hairtrial_desktop.casebook.delegations import with_keys
from hairtrial_desktop.casebook.key_holders import recipients, waiting_for
from hairtrial_desktop.casebook.projection import State
from hairtrial_desktop.casebook.record import SITE
from hairtrial_desktop.casebook.recovery_proof import sheet_row
from hairtrial_desktop.keys import slots
from hairtrial_desktop.keys.keyring import Keyring
from hairtrial_desktop.keys.sharing import Shared
from hairtrial_desktop.store.anchor import HeadAnchor
from hairtrial_desktop.store.identities import IDENTITY_DATABASE, IdentityDatabase
from hairtrial_desktop.store.site_database import SITE_DATABASE, SiteDatabase


@dataclass(frozen=True)
class KeyCare:
    """Keeps each key with exactly the people whom the record entrusts with it, from today's date on.

    ``keyring.json`` is public and unsigned, so recipients are taken from the record, never from there.
    """

    keyring: Keyring
    database: SiteDatabase
    identities: IdentityDatabase | None
    anchor: HeadAnchor

    def state(self) -> State:
        """Return the site as the record has it."""
        return self.database.commits.load(SITE)

    def bring_in_line(self, secrets: Sequence[str], day: date) -> tuple[str, ...]:
        """Share keys as the record says, with whoever's age ``secrets`` are at hand; return the databases rekeyed.

        What none of them opens stays as it is until somebody comes who may. Raises StorageError, KnownError
        ``database_busy``: nothing is lost and the next login goes on.
        """
        state = self.state()
        if waiting_for(state, day):  # a site from before the record named its recipients: nobody is locked out
            return ()
        sheet = sheet_row(state)["recipient"]
        return tuple(
            name
            for name, right, shared in self._files()
            if shared.bring_in_line(secrets, [*_recipients(state, right, day), sheet])
        )

    def _files(self) -> Iterator[tuple[str, Action | None, Shared]]:
        """Yield the sealed files: name in the record, the right that gives a share (None: everybody), the file."""
        folder = self.keyring.folder
        yield SITE_DATABASE, None, Shared(folder / slots.KEYSLOTS, "database_key", self._move_record)
        yield IDENTITY_DATABASE, Action.READ_IDENTITY, Shared(folder / slots.IDENTITY, "identity_key", self._move_names)
        yield slots.SITE_CA, Action.ADMINISTER_USERS, Shared(folder / slots.SITE_CA, "ca_key_pem")

    def _move_record(self, _old: bytes, new: bytes) -> None:
        self.database.rekey(new)
        self.anchor.follow(self.database.commits, new)

    def _move_names(self, old: bytes, new: bytes) -> None:
        if self.identities is not None:
            self.identities.rekey(new)
            return
        identities = IdentityDatabase.open(self.keyring.folder, (old, new))
        try:
            identities.rekey(new)
        finally:
            identities.close()


def _recipients(site: State, right: Action | None, day: date) -> list[str]:
    people = {row.key: row.data for row in site.things("user_data").values()}
    known = recipients(site)
    return [
        known[user]
        for user in with_keys(people, day)
        if right is None or right in PERMITTED[Role(people[user]["role"])]
    ]
