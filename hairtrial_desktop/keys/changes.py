"""Changes of who holds keys: drawn, staged beside the keyring, and in force when the record holds their commit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from hairtrial_desktop.casebook.actor import Role
from hairtrial_desktop.casebook.newcomer import Newcomer
from hairtrial_desktop.casebook.ports import Credential
from hairtrial_desktop.casebook.record import utc_text
from hairtrial_desktop.keys import age_files, agreement, certificates, slots
from hairtrial_desktop.keys.keyring import Keyring
from hairtrial_desktop.keys.people import Holder, NewUser
from hairtrial_desktop.keys.recovery import RecoverySheet
from hairtrial_desktop.keys.ring import STAGED, Ring
from hairtrial_desktop.study.errors import KnownError


@dataclass(frozen=True)
class StagedChange:
    """``casebook.ports.KeyChange``: one change of the keyring, made with the site's CA open."""

    keyring: Keyring
    issuer: certificates.Issuer
    at: datetime

    @classmethod
    def begin(cls, keyring: Keyring, secret: str, at: datetime) -> StagedChange:
        """Open the site's CA with an administrator's age ``secret``; KnownError ``keys_not_shared`` for another's."""
        ca_key = slots.read_slot(keyring.folder / slots.SITE_CA, secret)["ca_key_pem"]
        return cls(keyring, certificates.read_issuer(keyring.ring.ca_pem.encode(), ca_key.encode()), at)

    def admit(self, newcomer: Newcomer, secret: str) -> dict[str, str]:
        """Draw keys for somebody new; KnownError ``user_exists``: an id is one person's for ever (P11-13)."""
        ring = self.keyring.ring
        if newcomer.user.casefold() in {holder.user.casefold() for holder in ring.holders}:
            raise KnownError("user_exists", user=newcomer.user)
        new = NewUser(newcomer.user, newcomer.name.strip(), newcomer.role, secret, newcomer.identity_checked)
        return self._stage(Holder.admit(new, self.issuer, ring.site_name, self.at, self.keyring.cost))

    def disable(self, user: str) -> dict[str, str]:
        """Take ``user`` out; what the password wrapped is gone from the keyring too."""
        return self._stage(replace(self.keyring.holder(user), enabled=False, wrapped=b""))

    def new_keys(self, user: str, secret: str) -> dict[str, str]:
        """Draw everything anew: age identity, signing key, certificate, under the new password.

        KnownError ``password_past``: the last passwords of this person are not taken again after a reset either.
        """
        holder = self.keyring.holder(user)
        same = NewUser(user, holder.name, holder.role, secret, holder.identity_checked)
        ring = self.keyring.ring
        return self._stage(Holder.admit(same, self.issuer, ring.site_name, self.at, self.keyring.cost, before=holder))

    def renew(self, own: Credential, role: Role) -> dict[str, str]:
        """Draw a new signing key and certificate in ``role`` under the password that stands; WrongPassword."""
        bundle = self.keyring.bundle(own)
        holder = self.keyring.holder(own.user)
        site = self.keyring.ring.site_name
        return self._stage(holder.renewed(bundle, own.password, self.issuer, role=role, site=site, at=self.at))

    def new_sheet(self, recipient: str) -> None:
        """Put the recovery sheet of ``recipient`` in the place of the old one."""
        self._write(replace(self.keyring.ring, recovery_recipient=recipient))

    def _stage(self, holder: Holder) -> dict[str, str]:
        self._write(self.keyring.ring.with_holder(holder))
        return agreement.user_record(holder)

    def _write(self, ring: Ring) -> None:
        ring.write(self.keyring.folder / STAGED)


def draw_sheet(keyring: Keyring, at: datetime) -> RecoverySheet:
    """Return a fresh recovery sheet. It opens nothing until it was typed back and put in force."""
    secret, recipient = age_files.new_identity()
    return RecoverySheet(keyring.ring.site_id, keyring.ring.site_name, utc_text(at), recipient, secret)
