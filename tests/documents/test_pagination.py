from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from hairtrial_desktop.documents.blocks import Block
from hairtrial_desktop.documents.ink import Ink
from hairtrial_desktop.documents.pagination import Placed, paginate

TOP, BOTTOM = 100.0, 700.0


@dataclass(frozen=True, eq=False)
class Box:
    height: float = 20.0
    keep_next: bool = False
    repeats: tuple[Block, ...] = ()
    bookmark: tuple[str, int] = ("", 0)
    halves: bool = field(default=False)

    def split(self, room: float) -> tuple[Box, Box] | None:
        if not self.halves or room < 50:
            return None
        return Box(room, halves=True), Box(self.height - room, halves=True)

    def draw(self, ink: Ink, top: float) -> None:
        raise NotImplementedError


def heights(pages: tuple[tuple[Placed, ...], ...]) -> list[int]:
    return [len(page) for page in pages]


def test_a_page_is_filled_before_the_next_begins() -> None:
    assert heights(paginate([Box(200)] * 7, TOP, BOTTOM)) == [3, 3, 1]


def test_a_title_goes_with_its_first_row() -> None:
    title, row = Box(30, keep_next=True), Box(40)
    pages = paginate([Box(550), title, row], TOP, BOTTOM)
    assert [placed.block for placed in pages[1]] == [title, row]


def test_headings_are_repeated_where_a_table_goes_on() -> None:
    head = Box(25)
    rows = [Box(300, repeats=(head,)) for _ in range(3)]
    pages = paginate(rows, TOP, BOTTOM)
    assert [placed.block for placed in pages[1]] == [head, rows[2]]
    assert pages[1][1].top == TOP + 25


def test_a_row_taller_than_a_page_is_split_and_whole() -> None:
    pages = paginate([Box(100), Box(1500, halves=True)], TOP, BOTTOM)
    assert sum(placed.block.height for page in pages for placed in page) == 1600
    assert len(pages) == 3


def test_no_blocks_are_one_empty_page() -> None:
    assert paginate([], TOP, BOTTOM) == ((),)


@given(st.lists(st.tuples(st.floats(1, 600), st.booleans()), max_size=40))
def test_every_block_is_placed_once_in_order_and_inside(shapes: list[tuple[float, bool]]) -> None:
    blocks = [Box(height) for height, _ in shapes]
    pages = paginate(blocks, TOP, BOTTOM)
    placed = [item for page in pages for item in page]
    assert [item.block for item in placed] == blocks
    assert all(item.top >= TOP and item.top + item.block.height <= BOTTOM + 1e-6 for item in placed)
