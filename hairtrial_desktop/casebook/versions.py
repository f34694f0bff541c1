"""Which version of the definitions a form is of, and what an item of one version is in another.

The one place that resolves versions. A form is pinned to the version it was first saved under (``FormRow``), or was
moved to by an audited act; a form not saved yet is of the version in force (R3-16).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook.data_keys import FormKey, ItemKey
from hairtrial_desktop.study.amendment import Amendment, Heir, read_amendment
from hairtrial_desktop.study.loader import AMENDMENT, load_study

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hairtrial_desktop.casebook.projection import State
    from hairtrial_desktop.study.amendment import ItemPath
    from hairtrial_desktop.study.definitions import FormDef, ItemDef, ItemGroupDef, Study, StudyEventDef

ACTIVE = "active_definition"  # key in the site's table: which version is in force


@dataclass(frozen=True)
class Version:
    """One version: the study, its files, and how it follows from the version before (None: the first)."""

    study: Study
    files: Mapping[str, str]
    amendment: Amendment | None = None
    mapping: str = ""  # the text ``amendment`` was read from
    since: str = ""  # day (ISO, site) it came into force; "" for the first


@dataclass(frozen=True)
class Found:
    """An item in the version its form is of; ``value`` of ``heir`` says how a value there reads to who asked."""

    form: FormKey
    group: ItemGroupDef
    item: ItemDef
    heir: Heir | None = None  # None: asked in the form's own version


class Versions:
    """Every version the site ever had in force, oldest first; the last is in force."""

    def __init__(self, steps: tuple[Version, ...]) -> None:
        self.steps = steps
        self._number = {step.study.sha256: number for number, step in enumerate(steps)}
        self._heirs: dict[tuple[ItemPath, int, int], Heir | None] = {}

    @classmethod
    def of_one(cls, study: Study) -> Versions:
        """Return a single version."""
        return cls((Version(study, {}),))

    @classmethod
    def of_site(cls, site: State) -> Versions:
        """Return the versions the record of the site holds, in the order they came into force."""
        things = site.things("definition_data")
        sha256: str | None = site.things("site_data")[ACTIVE].data["sha256"]
        trees = []
        while sha256 is not None:
            trees.append(things[sha256].data)
            sha256 = trees[-1].get("before")
        steps: tuple[Version, ...] = ()
        for tree in reversed(trees):
            step = version_of(tree["files"], tree.get("amendment"), steps[-1].study if steps else None)
            steps = (*steps, replace(step, since=tree.get("since", "")))
        return cls(steps)

    @property
    def active(self) -> Study:
        """The version in force: new forms are of it."""
        return self.steps[-1].study

    @cached_property
    def older(self) -> tuple[Version, ...]:
        """The versions that were in force before."""
        return self.steps[:-1]

    def study(self, sha256: str) -> Study:
        """Return a version, or the only one; KeyError if the site never had it."""
        return self.active if len(self.steps) == 1 else self.steps[self._number[sha256]].study

    def of(self, state: State, key: FormKey) -> Study:
        """Return the version a form is of; KeyError if the site never had it."""
        row = None if len(self.steps) == 1 else state.forms().get(str(key))
        return self.active if row is None else self.study(row.definitions)

    def has_place(self, key: FormKey) -> bool:
        """Whether the version in force has this form at this visit, so that one of an older version can move there."""
        return any(event.oid == key.event and key.form in event.forms for event in self.active.events)

    def followed_by(self, step: Version) -> Versions:
        """Return these with one more, in force."""
        return Versions((*self.steps, step))

    def events(self, state: State) -> tuple[StudyEventDef, ...]:
        """Return the visits of a subject: those in force, and what older versions left saved."""
        if len(self.steps) == 1:
            return self.active.events
        found = {event.oid: event for event in self.active.events}
        for text in state.forms():
            key = FormKey.parse(text)
            event = found.setdefault(key.event, self.of(state, key).event(key.event))
            if key.form not in event.forms:
                found[key.event] = replace(event, forms=(*event.forms, key.form))
        return tuple(found.values())

    def newest(self, form: str) -> FormDef:
        """Return a form as the last version that has it defines it; KeyError if none has."""
        for step in reversed(self.steps):
            if form in step.study.forms:
                return step.study.forms[form]
        raise KeyError(form)

    def heir(self, path: ItemPath, old: Study, new: Study) -> Heir | None:
        """Return what an item of ``old`` is in ``new`` (either may be the later one), None if it is none of its."""
        asked = (path, self._number[old.sha256], self._number[new.sha256])
        if asked not in self._heirs:
            self._heirs[asked] = self._walk(*asked)
        return self._heirs[asked]

    def _walk(self, path: ItemPath, start: int, end: int) -> Heir | None:
        heir = Heir(*path)
        for number in range(start, end, 1 if end > start else -1):
            then = self._step(heir.path, number, later=end > start)
            if then is None:
                return None
            heir = _after(heir, then)
        return heir

    def _step(self, path: ItemPath, number: int, *, later: bool) -> Heir | None:
        amendment = self.steps[number + 1 if later else number].amendment
        if amendment is None:
            return Heir(*path)
        return amendment.heirs.get(path) if later else amendment.forebears.get(path)

    def forebears(self, state: State, key: ItemKey) -> tuple[tuple[ItemKey, ItemDef], ...]:
        """Return the places at which an item of a moved form stood under older versions, oldest first."""
        held, found = self.of(state, key.form), {}
        for step in self.steps[: self._number[held.sha256]]:
            heir = self.heir((key.form.form, key.item), held, step.study)
            place = None if heir is None else step.study.forms[heir.form].item(heir.item)
            if heir is not None and place is not None:
                old = replace(key.form, form=heir.form).item(place[0].oid, place[1].oid, key.group_repeat)
                if old != key:
                    found[old] = place[1]
        return tuple(found.items())

    def find(self, state: State, asking: Study, form: FormKey, item: str) -> Found | None:
        """Return the item that ``asking`` calls ``item`` (OID) of ``form``, in the version its form is of."""
        held = self.of(state, form)
        if held is asking:
            return _found(form, asking.forms[form.form], item, None)
        own = asking.forms[form.form].item(item)
        path = (form.form, item if own is None else own[1].oid)
        heir = self.heir(path, asking, held)
        if heir is not None and heir.form == form.form:
            return _found(form, held.forms[heir.form], heir.item, self.heir(heir.path, held, asking))
        return self._elsewhere(state, asking, form, path)

    def _elsewhere(self, state: State, asking: Study, form: FormKey, path: ItemPath) -> Found | None:
        """Return an item that an amendment took to another form of the same visit."""
        for step in reversed(self.steps):
            heir = self.heir(path, asking, step.study)
            if heir is None or heir.form == form.form:
                continue
            key = replace(form, form=heir.form)
            if str(key) in state.forms() and self.of(state, key) is step.study:
                return _found(key, step.study.forms[heir.form], heir.item, self.heir(heir.path, step.study, asking))
        return None


def _found(key: FormKey, form: FormDef, item: str, heir: Heir | None) -> Found | None:
    place = form.item(item)
    return None if place is None else Found(key, *place, heir)


def _after(first: Heir, then: Heir) -> Heir:
    """Return two steps as one."""
    codes = {code: None if now is None else then.codes.get(now, now) for code, now in first.codes.items()}
    codes |= {code: now for code, now in then.codes.items() if code not in first.codes}
    return Heir(then.form, then.item, codes)


def version_of(files: Mapping[str, str], amendment: str | None, before: Study | None) -> Version:
    """Return the version of ``files``; DefinitionError where these, or its mapping, are wrong."""
    study = _loaded(tuple(sorted(files.items())))
    mapping = None if before is None or amendment is None else read_amendment(amendment, before, study)
    return Version(study, dict(files), mapping, amendment or "")


@lru_cache(maxsize=8)
def _loaded(files: tuple[tuple[str, str], ...]) -> Study:
    """Compile each version once: what is read from the record again is the same text."""
    return load_study(dict(files))


def candidate(package: Mapping[str, str], versions: Versions) -> Version:
    """Return the version a package holds, as the one after the version in force; DefinitionError.

    A package without ``amendment.toml`` is refused: somebody has to say what becomes of what is recorded.
    """
    files = {name: text for name, text in package.items() if name != AMENDMENT}
    return version_of(files, package.get(AMENDMENT, ""), versions.active)
