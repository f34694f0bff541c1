"""Keys of data: subject / event#n / form#n / group#n / item (``architecture.md``). Repeat numbers are never reused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class FormKey:
    """One form of one subject: ``01-009/SE.V1#1/F.EC#1``. Log rows: ``01-009/SE.LOG#1/F.AE#3``."""

    subject: str
    event: str
    form: str
    event_repeat: int = 1
    form_repeat: int = 1

    def __str__(self) -> str:
        """Return the canonical text of the key."""
        return f"{self.subject}/{self.event}#{self.event_repeat}/{self.form}#{self.form_repeat}"

    @classmethod
    def parse(cls, text: str) -> FormKey:
        """Read the canonical text; ValueError if it is not one."""
        subject, event, form = text.split("/")[:3]
        event_oid, event_repeat = event.split("#")
        form_oid, form_repeat = form.split("#")
        return cls(subject, event_oid, form_oid, int(event_repeat), int(form_repeat))

    def item(self, group: str, item: str, group_repeat: int = 1) -> ItemKey:
        """Return the key of an item in this form (OIDs)."""
        return ItemKey(self, group, item, group_repeat)


@dataclass(frozen=True, order=True)
class ItemKey:
    """One value: ``01-009/SE.V1#1/F.EC#1/IG.EC.DOSE#2/I.EC.VOLML``."""

    form: FormKey
    group: str
    item: str
    group_repeat: int = 1

    def __str__(self) -> str:
        """Return the canonical text of the key."""
        return f"{self.form}/{self.group}#{self.group_repeat}/{self.item}"

    @classmethod
    def parse(cls, text: str) -> ItemKey:
        """Read the canonical text; ValueError if it is not one."""
        form, group, item = text.rsplit("/", 2)
        group_oid, repeat = group.split("#")
        return cls(FormKey.parse(form), group_oid, item, int(repeat))
