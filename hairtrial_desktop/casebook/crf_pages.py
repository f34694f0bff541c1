"""From the committed state to a CRF page as data (Appendix B; Annex 11 clause 8: changes are marked)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hairtrial_desktop.casebook import form_judgement
from hairtrial_desktop.casebook.cell import Cell
from hairtrial_desktop.casebook.crf_attachments import attachment_section
from hairtrial_desktop.casebook.crf_page import Answer, Change, CrfPage, Line, Section, SignatureShown
from hairtrial_desktop.casebook.crf_remarks import CrfRemarks
from hairtrial_desktop.casebook.data_keys import FormKey
from hairtrial_desktop.casebook.entry_times import entry_times
from hairtrial_desktop.casebook.first_entries import FirstEntries, first_entries
from hairtrial_desktop.casebook.form_findings import committed_findings
from hairtrial_desktop.casebook.paper_source import paper_of, performer_of
from hairtrial_desktop.casebook.record import utc_text
from hairtrial_desktop.casebook.redacted import ERASED
from hairtrial_desktop.casebook.role_words import roles_text
from hairtrial_desktop.casebook.signature_shown import views_shown
from hairtrial_desktop.casebook.site_time import site_time
from hairtrial_desktop.casebook.standing import shown_digest, signatures
from hairtrial_desktop.casebook.unblinding import AFTER_UNBLINDING, unblinded_at
from hairtrial_desktop.casebook.views.eligibility import criteria_of, evidence_lines
from hairtrial_desktop.casebook.visits import visit_date
from hairtrial_desktop.study.codecs import codec_for
from hairtrial_desktop.study.definitions import DataType, NullFlavour
from hairtrial_desktop.study.repeats import asked_at, event_at, form_at, group_at
from hairtrial_desktop.study.text import Text

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.data_keys import ItemKey
    from hairtrial_desktop.casebook.ports import HistoryLine
    from hairtrial_desktop.casebook.site_book import SiteBook
    from hairtrial_desktop.study.definitions import ItemDef, ItemGroupDef, SignatureDef

NULL_WORDS: dict[str, Text] = {
    NullFlavour.NOT_DONE: Text("未做", "Not done"),
    NullFlavour.NOT_KNOWN: Text("不详", "Unknown"),
    NullFlavour.NOT_APPLICABLE: Text("不适用", "Not applicable"),
    ERASED: Text("已抹除", "Erased"),
}
STATUS_WORDS = {
    "empty": Text("空白", "Blank"),
    "progress": Text("录入中", "In progress"),
    "complete": Text("完成", "Complete"),
    "partly": Text("部分签名", "Signed in part"),
    "signed": Text("已签名", "Signed"),
    "void": Text("签名失效，需重新签名", "Signature void, sign again"),
    "removed": Text("已删除", "Removed"),
}
SECOND_PERSON = Text("双人核对", "Independent check by a second person")
CONFIRMED_BY = Text("核对人（已用密码确认）", "Checked by (confirmed with a password)")
ORIGIN = Text("来源", "Origin")
PERFORMED_BY = Text("执行者", "Performed by")
WRITTEN_BY = Text("纸质原始记录（记录者 · 时间 · 版本）", "Paper original (author · time · version)")
ENTERED_LATER = Text("补录者 · 补录时间", "Entered later by · at")
SCAN = Text("扫描件 SHA-256", "SHA-256 of the scan")
ENTERED_BY = Text("首次录入者 · 时间 · 项数", "First entered by · at · values")
NOT_ASKED = Text("依前面的答案不适用", "Not asked, by the answers above")
LATE = Text("延迟录入（观察日期 → 首次录入）", "Late entry (observed → first entered)")
LAPSED = Text("[已失效：依据的值已改变]", "[Lapsed: what it was confirmed for has changed]")
JUDGED_NOW = Text("现按当前数据判为“{now}”", "Judged from the data of now: “{now}”")
MOVE = "move"  # act that takes a form to another version of the definitions
OPTIONS_SHOWN = 4  # a code list up to this long prints every option with a box


class CrfPageBuilder:
    """Builds the page of one form in one language; ``to_sign`` leaves out the watermark."""

    def __init__(self, book: SiteBook, key: FormKey, language: str) -> None:
        self._sight = book.require_sight(key)
        self.book = book
        self.key = key
        self.language = language
        self.values = book.values(key.subject)
        self.study = self.values.study_of(key)
        self.form = self.study.forms[key.form]
        self.changes: list[Change] = []
        self._unblinded = unblinded_at(book, key.subject)
        self._remarks = CrfRemarks(book, key, language, self._when)
        self._signing = False
        self._criteria = {view.key: view for view in criteria_of(self.values, key)}
        self._findings = {finding.record_key: finding for finding in committed_findings(self.values, key)}

    def build(self, signing: SignatureShown | None = None) -> CrfPage:
        """Return the page. ``signing`` is the signature about to be put: it is shown and the page is final."""
        study, say = self.study, self._say
        state = self.values.state
        self._signing = signing is not None
        row = state.forms().get(str(self.key))
        sections = (*self._sections(), *self._origin(), *self._second_person())
        sections += () if self._signing else self._remarks.queries(len(self.form.groups) + 3)
        sections += attachment_section(self.book, self.key, len(self.form.groups) + 4, self.language, self._when)
        sections += () if self._signing else self._remarks.erasures(len(self.form.groups) + 5)
        head = self.book.shelves.store.head()
        put = signatures(state, self.key)
        shown = views_shown(self.book, put, self.language, *((signing,) if signing else ()))
        held = "empty" if row is None else row.status
        missing = self._missing(shown)
        status = self._status(held, shown, missing)
        event = study.event(self.key.event)
        return CrfPage(
            study=study.protocol,
            registry_id=study.registry_id,
            study_title=say(study.name),
            site=f"{self.book.site.number} {self.book.site.name(self.language)}",
            subject=self.key.subject,
            visit=say(event_at(event, self.key.event_repeat)),
            visit_date=visit_date(self.values, event, self.key.event_repeat) or "",
            form_oid=self.form.oid,
            form_name=say(form_at(self.form, self.key.form_repeat)),
            form_version=study.version,
            status=self._status_words(status),
            document_id=f"{self.key}@{row.seq if row else 0}",
            record_digest=shown_digest(state, self.key),
            head_seq=head.seq,
            program=self.book.author.program,
            sections=sections,
            changes=tuple(self.changes),
            signatures=shown,
            unsigned=tuple(f"{say(each.meaning)} ({say(roles_text(each.roles or ()))})" for each in missing),
            demo=self.book.site.demo,
            draft=held == "removed" or (signing is None and status != "signed"),
            place=str(self.key),
            by_hand=study.signed_by_hand or row is None,
        )

    def _status_words(self, status: str) -> str:
        words = self._say(STATUS_WORDS[status])
        return words if self._signing else self._remarks.status(words, signed=status == "signed")

    def _missing(self, shown: tuple[SignatureShown, ...]) -> list[SignatureDef]:
        """Return the signatures that the form asks for and that none of ``shown`` is."""
        given = {signature.code for signature in shown if not signature.void}
        return [self.study.signatures[code] for code in self.form.signed_as if code not in given]

    @staticmethod
    def _status(held: str, shown: tuple[SignatureShown, ...], missing: list[SignatureDef]) -> str:
        if held == "removed" or not shown:  # a row taken away shows nothing that stands
            return held
        if not missing:
            return "signed"
        codes = {each.code for each in missing}
        again = [signature for signature in shown if signature.void and signature.code in codes]
        return "void" if again or all(signature.void for signature in shown) else "partly"

    def _say(self, text: Text) -> str:
        return text.say(self.language)

    def _sections(self) -> list[Section]:
        sections = []
        for number, group in enumerate(self.form.groups, start=1):
            repeats = group.repeats or form_judgement.used_rows(self.values, self.key, group)
            blocks = (repeats,) if group.areas else tuple((repeat,) for repeat in repeats)
            for block in blocks:
                title = self._say(group_at(group, block[0]))
                if group.repeating and form_judgement.row_removed(self.values, self.key, group, block[0]):
                    title += f" [{self._say(STATUS_WORDS['removed'])}]"
                lines = [self._line(f"{number}.{at}", group, item, block) for at, item in enumerate(group.items, 1)]
                asked = tuple(line for line in lines if line is not None)
                if asked:
                    sections.append(Section(title, (*asked, *self._not_asked(group, number, block))))
        return sections

    def _not_asked(self, group: ItemGroupDef, number: int, block: tuple[int, ...]) -> tuple[Line, ...]:
        """Return one line that says which numbers are missing above because nothing was to be asked there."""
        at = [at for at, item in enumerate(group.items, 1) if self._sees(item) and self._folded(group, item, block)]
        if not at:
            return ()
        return (Line("", self._say(NOT_ASKED), (Answer(", ".join(f"{number}.{one}" for one in at)),)),)

    def _sees(self, item: ItemDef) -> bool:
        return self._sight.sees(self.key.form, item.oid)

    def _folded(self, group: ItemGroupDef, item: ItemDef, block: tuple[int, ...]) -> bool:
        """Whether the item is not asked in any of the ``block``'s repeats and holds nothing."""
        return all(
            form_judgement.collected(item, self.values.context(self.key, group.oid, repeat)) is False
            and self.values.cell(self.key.item(group.oid, item.oid, repeat)).empty
            for repeat in block
        )

    def _origin(self) -> tuple[Section, ...]:
        """Return from which paper the form was entered, when and by whom, and who performed what it records."""
        state = self.values.state
        lines = [
            (ENTERED_BY, self._first_entered(entries)) for entries in first_entries(self.book, self.values, self.key)
        ]
        performer, paper = performer_of(state, self.key), paper_of(state, self.key)
        if performer is not None:
            lines.append((PERFORMED_BY, self.book.person_name(performer)))
        if paper is not None:
            data = paper.data
            written = f"{data['author']} · {self._when(data['written_at'])} · {data['version']}"
            entered = f"{self.book.person_name(data['by'])} · {self._when(data['at'])}"
            lines += [(WRITTEN_BY, written), (ENTERED_LATER, entered)]
            lines += [(SCAN, data["scan_sha256"])] if data["scan_sha256"] else []
        times = entry_times(self.book, self.values, self.key)
        if times is not None and times.late and times.observed is not None:
            lines.append((LATE, f"{times.observed.isoformat()} → {self._when(utc_text(times.entered))}"))
        number = len(self.form.groups) + 2
        shown = tuple(
            Line(f"{number}.{at}", self._say(label), (Answer(text),)) for at, (label, text) in enumerate(lines, 1)
        )
        return (Section(self._say(ORIGIN), shown),) if shown else ()

    def _first_entered(self, entries: FirstEntries) -> str:
        begun, ended = self._when(entries.begun), self._when(entries.ended)
        span = begun if begun == ended else f"{begun} – {ended}"
        return f"{self.book.person_name(entries.user)} · {span} · {entries.count}"

    def _second_person(self) -> tuple[Section, ...]:
        """Return who confirmed the form beside its author, and when (双人核对)."""
        row = self.values.state.forms().get(str(self.key))
        if row is None or row.confirmed_by is None:
            return ()
        lines = self.book.shelves.store.history(str(self.key))
        when = next(line.at for line in reversed(lines) if f'"confirmed_by":"{row.confirmed_by}"' in (line.new or ""))
        answers = (Answer(f"{self.book.person_name(row.confirmed_by)} · {self._when(when)}"),)
        number = f"{len(self.form.groups) + 1}.1"
        return (Section(self._say(SECOND_PERSON), (Line(number, self._say(CONFIRMED_BY), answers),)),)

    def _line(self, number: str, group: ItemGroupDef, item: ItemDef, block: tuple[int, ...]) -> Line | None:
        if not self._sees(item) or self._folded(group, item, block):
            return None
        keys = [self.key.item(group.oid, item.oid, repeat) for repeat in block]
        cells = [self.values.cell(key) for key in keys]
        label = self._say(item.question)
        areas = ("A", "B") if group.areas else ("",)
        answers = tuple(
            self._answer(key, group, item, cell, area) for key, cell, area in zip(keys, cells, areas, strict=True)
        )
        notes = [*self._notes(keys), *([] if self._signing else self._remarks.notes(keys))]
        return Line(number, label, answers, "; ".join(notes), self._evidence(keys[0]))

    def _evidence(self, key: ItemKey) -> tuple[str, ...]:
        """Return what a criterion was judged from, all of it: a signature vouches for it."""
        view = self._criteria.get(key)
        if view is None or str(self.key) not in self.values.state.forms():
            return ()  # a blank form says nothing about anybody
        told = evidence_lines(view.evidence, self.language)
        if view.verdict_now is None:
            return told
        return (*told, self._say(JUDGED_NOW).format(now=codec_for(view.item).show(view.verdict_now, self.language)))

    def _answer(self, key: ItemKey, group: ItemGroupDef, item: ItemDef, cell: Cell, area: str) -> Answer:
        marks = self._marks(key, item, self._say(asked_at(group, item, key.group_repeat)))
        options: tuple[tuple[str, bool], ...] = ()
        codes, blank = item.code_list, str(self.key) not in self.values.state.forms()
        if codes is not None and (blank or len(codes.items) <= OPTIONS_SHOWN):  # on paper one must see what to choose
            chosen = (cell.value or "").split(" ") if item.data_type is DataType.CODES else [cell.value]
            options = tuple((self._say(code.text), code.code in chosen) for code in codes.items)
        missing = "" if cell.null_flavour is None else self._say(NULL_WORDS[cell.null_flavour])
        unit = self._say(item.unit.symbol) if item.unit and (blank or cell.value is not None) else ""
        return Answer(self._shown(item, cell), unit, area, missing, marks, options)

    def _shown(self, item: ItemDef, cell: Cell) -> str:
        if cell.value is None:
            return ""
        if item.data_type is DataType.USER:
            return self.book.person_name(cell.value)
        return codec_for(item).show(cell.value, self.language)

    def _marks(self, key: ItemKey, item: ItemDef, label: str) -> tuple[int, ...]:
        row = self.values.state.items().get(str(key))
        earlier = self._before_the_move(key)
        if row is None or (row.changes == 0 and not earlier):
            return ()
        marks = []
        lines = [*earlier, *((line, item) for line in self.book.shelves.store.history(str(key)))]
        for (before, asked_before), (line, asked) in pairwise(lines):
            mark = len(self.changes) + 1
            old = self._words(asked, Cell(line.old, line.old_null))
            if line.act == MOVE:  # there it stood under its name of then
                old = self._words(asked_before, Cell(before.new, before.new_null))
            new = self._words(asked, Cell(line.new, line.new_null))
            who = self.book.person_name(line.user)
            self.changes.append(Change(mark, label, old, new, who, self._when(line.at), self._why(line)))
            marks.append(mark)
        return tuple(marks)

    def _why(self, line: HistoryLine) -> str:
        """Return the reason of a change, flagged where it came after the participant was unblinded (R3-22)."""
        late = self._unblinded is not None and line.seq > self._unblinded and line.act != MOVE
        return f"[{self._say(AFTER_UNBLINDING)}] {line.reason or ''}".strip() if late else line.reason or ""

    def _before_the_move(self, key: ItemKey) -> list[tuple[HistoryLine, ItemDef]]:
        """Return the history of an item under the names it had before its form was moved to another version.

        The clearing that the move itself wrote there is said by the move's own line.
        """
        return [
            (line, item)
            for old, item in self.book.versions.forebears(self.values.state, key)
            for line in self.book.shelves.store.history(str(old))
            if line.act != MOVE or line.new is not None or line.new_null is not None
        ]

    def _words(self, item: ItemDef, cell: Cell) -> str:
        if cell.null_flavour is not None:
            return self._say(NULL_WORDS[cell.null_flavour])
        return self._shown(item, cell) or "—"

    def _notes(self, keys: list[ItemKey]) -> list[str]:
        """Return what was confirmed there, by whom and when; what it was confirmed for may have changed since."""
        notes = []
        for row in self.values.state.things("confirmation_data").values():
            if any(row.key.startswith(f"{key}/") for key in keys):
                data, finding = row.data, self._findings.get(row.key)
                line = self.book.shelves.store.history(row.key)[-1]
                who = f"{self.book.person_name(line.user)}, {self._when(line.at)}"
                note = f"{data['message'][self.language]} — {data['reason']} ({who})"
                lapsed = finding is None or finding.confirmed is None
                notes.append(f"{self._say(LAPSED)} {note}" if lapsed else note)
        return notes

    def _when(self, utc: str) -> str:
        return site_time(self.book, utc)
