"""The study's definitions in the nouns of CDISC ODM 1.3.2 (section 3.1): what the loader of ``forms/`` gives.

Everything here is immutable and free of behaviour beyond look-up, so that any room may hold it.
Expressions are kept as text and as compiled ``Expression`` objects (``study.expression``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from hairtrial_desktop.study.attaching import AttachmentRule
    from hairtrial_desktop.study.expression import Expression
    from hairtrial_desktop.study.text import Text


class DataType(StrEnum):
    """What an item holds. Stored values are text in the canonical form named here."""

    TEXT = "text"  # NFC text without control characters
    INTEGER = "integer"  # "12", "-3"
    DECIMAL = "decimal"  # "1.50": the digits as typed, never a binary float
    DATE = "date"  # "2026-06-01"
    PARTIAL_DATE = "partialDate"  # "2026-06-01", "2026-06", "2026"
    MONTH = "month"  # "1985-03" (year and month only, by privacy)
    TIME = "time"  # "09:30"
    DATETIME = "datetime"  # "2026-06-01T09:30" in the study's zone
    CODE = "code"  # coded value of the item's code list
    CODES = "codes"  # coded values separated by one space, in the code list's order
    USER = "user"  # user id of a person of this site


class CheckClass(StrEnum):
    """How a broken rule acts. Nothing that really happened may be impossible to record."""

    HARD = "Hard"  # impossible: the form cannot be completed, it can always be saved
    PROTOCOL = "Protocol"  # stops at the gate; recorded afterwards as a deviation, acknowledged
    SOFT = "Soft"  # asks; may be confirmed with a reason


class Source(StrEnum):
    """Where a value comes from (ICH E6(R3) 4.2.1)."""

    DIRECT = "direct"
    TRANSCRIBED = "transcribed"
    DERIVED = "derived"
    SYSTEM = "system"


class NullFlavour(StrEnum):
    """Why a value is missing: ND not done, NK unknown, NA not applicable."""

    NOT_DONE = "ND"
    NOT_KNOWN = "NK"
    NOT_APPLICABLE = "NA"


@dataclass(frozen=True)
class CodeListItem:
    """One code. ``unknown`` codes (U, INDETERMINATE) read as unknown in expressions."""

    code: str
    text: Text
    unknown: bool = False


@dataclass(frozen=True)
class CodeList:
    """A closed list of codes, in the order shown."""

    oid: str
    name: Text
    items: tuple[CodeListItem, ...]

    def find(self, code: str) -> CodeListItem | None:
        """Return the entry of ``code``, or None."""
        return next((item for item in self.items if item.code == code), None)


@dataclass(frozen=True)
class MeasurementUnit:
    """A unit: ``oid`` MU.x, CDISC ``code`` and the symbol shown."""

    oid: str
    code: str
    symbol: Text


@dataclass(frozen=True)
class RangeCheck:
    """A rule on an item. It fires only when ``valid_when`` is definitely False."""

    oid: str
    check_class: CheckClass
    valid_when: Expression
    message: Text


@dataclass(frozen=True)
class ItemDef:
    """One question. ``name`` is the CDASH name (at most 8 characters); ``oid`` is ``I.<form>.<name>``."""

    oid: str
    name: str
    question: Text
    data_type: DataType
    mandatory: bool = False
    length: int | None = None  # characters, or total digits of a number
    decimals: int | None = None  # digits after the point
    unit: MeasurementUnit | None = None
    code_list: CodeList | None = None
    checks: tuple[RangeCheck, ...] = ()
    collect_when: Expression | None = None
    derive: Expression | None = None
    fill: Expression | None = None  # what the system writes where nothing was typed; a person may type over it
    default: str | None = None  # a fixed value written by the system (for example DSDECOD)
    guidance: Text | None = None
    source: Source = Source.DIRECT
    export: bool = True
    critical: bool = False
    criterion: str | None = None  # "inclusion" | "exclusion" for items that judge a criterion
    assumption: Text | None = None
    null_flavours: tuple[NullFlavour, ...] = tuple(NullFlavour)
    visible_to: tuple[str, ...] | None = None  # role codes; None: every role
    hidden_from: tuple[str, ...] = ()  # "EC.INJECTOR": whoever that item names, at any visit of the subject
    sdtm: str | None = None
    attachments: AttachmentRule | None = None  # photographs or scans are expected with it

    @property
    def typed(self) -> bool:
        """Whether a person enters it (neither derived nor fixed)."""
        return self.derive is None and self.default is None


@dataclass(frozen=True)
class ItemGroupDef:
    """A section of a form.

    ``areas``: the group stands twice, repeat 1 = A区 and repeat 2 = B区, with the very same items, so
    that wording and fields cannot differ between the two areas (blinding). ``repeating``: rows can be added.
    """

    oid: str
    name: Text
    items: tuple[ItemDef, ...]
    areas: bool = False
    repeating: bool = False

    @property
    def repeats(self) -> tuple[int, ...]:
        """The repeat numbers that always exist."""
        return (1, 2) if self.areas else () if self.repeating else (1,)


@dataclass(frozen=True)
class FormDef:
    """One CRF page. A ``log`` form has one instance per row in event ``SE.LOG`` (rows are signed singly)."""

    oid: str
    name: Text
    groups: tuple[ItemGroupDef, ...]
    domain: str = ""
    log: bool = False
    gate: str | None = None  # "SCR.HX.CMYN": N closes the log, as does ``closed``
    closed: str | None = None  # "SCR.HX.CMDONE": Y says every row is entered
    signed_as: tuple[str, ...] = ("crf",)  # meaning codes of the signatures asked for; signed once all of them stand
    second_person: bool = False  # completing needs another person's password (双人核对)
    collect_when: Expression | None = None
    map_areas: bool = False  # show the scalp map beside the form
    guidance: Text | None = None
    row_title: tuple[str, ...] = ()  # items that name a log row
    parent: str | None = None  # OID of the log whose row a row of this log belongs to
    parent_row: str | None = None  # name of the item that holds the number of that row
    visible_to: tuple[str, ...] | None = None  # as of an item, for the whole form
    hidden_from: tuple[str, ...] = ()
    attachments: AttachmentRule | None = None  # photographs or scans are expected with it

    @property
    def short(self) -> str:
        """The name used in expressions: ``F.DM`` is ``DM``."""
        return self.oid.removeprefix("F.")

    @cached_property
    def _places(self) -> Mapping[str, tuple[ItemGroupDef, ItemDef]]:
        found: dict[str, tuple[ItemGroupDef, ItemDef]] = {}
        for group in self.groups:
            for item in group.items:
                found.setdefault(item.name, (group, item))
                found.setdefault(item.oid, (group, item))
        return found

    def attachments_at(self, item_oid: str | None) -> AttachmentRule | None:
        """Return the rule for what is attached to an item (None: to the form): the item's own, else the form's."""
        found = None if item_oid is None else self.item(item_oid)
        return (None if found is None else found[1].attachments) or self.attachments

    def item(self, name_or_oid: str) -> tuple[ItemGroupDef, ItemDef] | None:
        """Find an item by CDASH name or OID with the group it stands in."""
        return self._places.get(name_or_oid)


@dataclass(frozen=True)
class OtherAnchor:
    """What a window counts from instead where ``setting`` holds ``value``.

    No day less than ``least_days`` after the event ``least_after`` is within it.
    """

    setting: str
    value: str
    anchor: str  # event OID
    months: int = 0
    days: int = 0
    least_days: int = 0
    least_after: str | None = None  # event OID


@dataclass(frozen=True)
class VisitWindow:
    """When a visit is due: ``months``/``days`` after the ``anchor`` event; days of tolerance either side.

    ``fallback``: events that count, in this order, where the anchor did not happen and will not. ``only_after``: before
    the anchor has happened the visit is never due, however long its planned day is past (a call after an injection).
    """

    anchor: str  # event OID whose actual date counts
    months: int = 0
    days: int = 0
    before: int = 0  # green, days
    after: int = 0
    hard: int | None = None  # amber up to this many days either side, red beyond
    fallback: tuple[str, ...] = ()
    other: OtherAnchor | None = None
    least_days: int = 0
    least_after: str | None = None
    only_after: bool = False


@dataclass(frozen=True)
class StudyEventDef:
    """A visit and the forms of it, in order.

    ``repeating``: an unscheduled visit, which a subject can have more than once; only the forms chosen in
    ``forms_item`` stand in it. ``given_item``: its answer N says that the visit is none others count from (no
    injection was given). ``cancelled_when``: True says that it will not take place. ``early_when``: True says that it
    took place on a day of its own, which no window judges (the end of the study after a withdrawal).
    """

    oid: str
    name: Text
    short_name: Text
    forms: tuple[str, ...]
    number: int = 0  # VISITNUM
    window: VisitWindow | None = None
    date_item: str | None = None  # "V1.EC.ECDAT": the item that holds the actual date
    epoch: str = ""
    log: bool = False
    repeating: bool = False
    forms_item: str | None = None  # "UNS.UV.UVFORMS": codes that are short names of forms
    given_item: str | None = None  # "V1.EC.ECYN"
    cancelled_when: Expression | None = None
    early_when: Expression | None = None

    @property
    def short(self) -> str:
        """The name used in expressions: ``SE.V1`` is ``V1``."""
        return self.oid.removeprefix("SE.")


class SignatureScope(StrEnum):
    """What a signature is put over."""

    FORM = "form"
    VISIT = "visit"
    SUBJECT = "subject"  # the whole casebook


@dataclass(frozen=True)
class SignatureDef:
    """The meaning of a signature, its legal reason, who gives it (21 CFR 11.50; ODM SignatureDef).

    ``roles`` are role codes; None is every role that may sign. ``scope`` is what it is put over: ``form``, ``visit`` or
    ``subject`` (a whole casebook). The wording is that of the version of the definitions.
    """

    code: str
    meaning: Text
    legal_reason: Text
    roles: tuple[str, ...] | None = None
    scope: str = SignatureScope.FORM.value

    def given_by(self, role: str) -> bool:
        """Whether somebody of ``role`` may give it."""
        return self.roles is None or role in self.roles


@dataclass(frozen=True)
class StatusRule:
    """A subject has status ``code`` when ``when`` is True; the first rule that holds decides."""

    code: str
    name: Text
    when: Expression


@dataclass(frozen=True)
class GateRule:
    """One line of the pre-injection gate (class P): must be True before the needle.

    ``applies_when``: definitely False says that the line does not apply to this subject or visit. ``evidence``: OIDs
    (event, form) of signed eligibility whose evidence must still be what it was judged from, too.
    """

    oid: str
    text: Text
    holds_when: Expression
    message: Text
    applies_when: Expression | None = None
    evidence: tuple[str, str] | None = None


WET_INK = "WET_INK"  # the setting, Y or N, that says whether printed pages are signed by hand as well


@dataclass(frozen=True)
class Setting:
    """A value of the study configuration; ``assumption`` says that the sponsor has not confirmed it."""

    name: str
    value: str | int | Decimal | None
    text: Text
    assumption: bool = False


@dataclass(frozen=True)
class Study:
    """All definitions of one version. ``sha256`` is the hash of the files they were read from."""

    oid: str
    name: Text
    protocol: str
    registry_id: str
    sponsor: Text
    version: str
    sha256: str
    zone: str  # "+08:00"
    enrolment_target: int
    events: tuple[StudyEventDef, ...]
    forms: Mapping[str, FormDef]
    code_lists: Mapping[str, CodeList]
    units: Mapping[str, MeasurementUnit]
    settings: Mapping[str, Setting]
    statuses: tuple[StatusRule, ...] = ()
    gates: tuple[GateRule, ...] = ()
    signatures: Mapping[str, SignatureDef] = field(default_factory=dict)

    @property
    def signed_by_hand(self) -> bool:
        """Whether printed pages are signed by hand as well (setting ``WET_INK``); so they are where it says nothing."""
        setting = self.settings.get(WET_INK)
        return setting is None or setting.value != "N"

    def event(self, oid: str) -> StudyEventDef:
        """Return the event; KeyError if the study has none of that OID."""
        for event in self.events:
            if event.oid == oid:
                return event
        raise KeyError(oid)
