"""Taking a row of a repeating group away again: with a reason, in the record for ever, its number never used again.

Nothing is marked as removed: what a person typed into the row is cleared, each value with the reason, and a row of
which everything was cleared is not shown any more (ALCOA: original; E6(R3) 4.2.2). Paper still shows that it was there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hairtrial_desktop.study.errors import KnownError

if TYPE_CHECKING:
    from hairtrial_desktop.casebook.form_session import FormSession
    from hairtrial_desktop.casebook.item_state import ItemState
    from hairtrial_desktop.casebook.record import Commit
    from hairtrial_desktop.study.definitions import ItemGroupDef

REMOVE_ROW = "remove_row"


def row_held(session: FormSession, group: ItemGroupDef, repeat: int) -> bool:
    """Whether something of the row is committed: then taking it away needs a reason."""
    return any(not state.committed.empty for state in _row(session, group, repeat))


def remove_row(session: FormSession, group: ItemGroupDef, repeat: int, reason: str = "") -> Commit | None:
    """Take the row away; None where nothing of it was ever saved, so that nothing had to be committed.

    KnownError ``row_not_removable`` | ``save_first`` (something else is not saved) | ``reason_required``; what
    ``FormSession.save`` raises.
    """
    row = _row(session, group, repeat)
    if session.read_only or not group.repeating or not row or any(not _shown(session, state) for state in row):
        raise KnownError("row_not_removable")
    own = {str(state.key) for state in row}
    others = [state for state in session.items() if str(state.key) not in own and state.item.typed]
    if session.pending or any(state.dirty or state.problem is not None for state in others):
        raise KnownError("save_first")
    held = row_held(session, group, repeat)
    if held and not reason.strip():
        raise KnownError("reason_required")
    for state in row:
        if state.item.typed and (not state.cell.empty or state.problem is not None):
            session.enter(state.key, "")
    commit = session.save(reason, REMOVE_ROW) if held else None
    kept = [state for state in session.every_item() if str(state.key) not in own]
    session.judged.take(kept)
    if not any(state.group.oid == group.oid for state in kept):
        session.add_row(group)
    return commit


def _row(session: FormSession, group: ItemGroupDef, repeat: int) -> list[ItemState]:
    return [
        state for state in session.every_item() if state.group.oid == group.oid and state.key.group_repeat == repeat
    ]


def _shown(session: FormSession, state: ItemState) -> bool:
    return any(other.key == state.key for other in session.items())
