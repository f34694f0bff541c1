"""The recovery sheet on paper: one page, printed once, locked away at the hospital (OFF-08). The file is not kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from hairtrial_desktop.documents.blocks import LEFT, WIDTH, Cell, Strip
from hairtrial_desktop.documents.fonts import REGULAR, FontSet
from hairtrial_desktop.documents.ink import STRONG, Ink
from hairtrial_desktop.documents.pagination import paginate
from hairtrial_desktop.documents.pdfa import Finish, Identity
from hairtrial_desktop.documents.structure import Element
from hairtrial_desktop.documents.text_flow import MUTED, Flow, Run, Style
from hairtrial_desktop.study.text import Text

_TITLE = Text("恢复单", "Recovery sheet")
_SECRET = Text(
    "机密：凭此单可打开本中心的全部数据。装入信封密封，由医院机构办公室保管，不得交给申办者。",
    "Secret: this sheet opens everything of this site. Seal it in an envelope at the hospital's institution office. "
    "It is never given to the sponsor.",
)
_USE = Text(
    "何时使用：没有任何管理员能登录时。在登录页选择“用恢复单登录”，逐行录入下面的字符，由管理员本人设置新密码。",
    "When to use it: when no administrator can sign in. On the sign-in page choose “Use the recovery sheet”, type the "
    "lines below, and let the administrator type a new password.",
)
_CHECK = Text(
    "每录入一行，屏幕上会显示该行的校验字；与右侧不同，说明该行录错。空格和大小写无关。",
    "Beside each line you type the screen shows its check word; where it differs from the one at the right, that line "
    "was mistyped. Blanks and case do not matter.",
)
_SITE, _AT = Text("研究中心", "Site"), Text("生成时间", "Drawn")
_BODY, _QUIET, _KEY = Style(size=10.5), Style(size=9, color=MUTED), Style(size=15, bold=True)
_CHECK_LEFT = LEFT + WIDTH - 74


@dataclass(frozen=True)
class RecoveryPage:
    """What stands on the sheet; ``lines`` with the check word of each."""

    site: str
    at: str
    lines: Sequence[tuple[str, str]]
    program: str


def recovery_pdf(page: RecoveryPage, language: str) -> bytes:
    """Return the sheet as PDF/A-2b; KnownError ``glyph_missing``."""
    fonts, root = FontSet(), Element("Document")
    fonts.require([page.site, page.at])
    blocks = list(_blocks(page, language, Flow(fonts), root))
    target = BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1, pageCompression=1, initialFontName=REGULAR)
    ink = Ink(canvas, fonts)
    for placed in paginate(blocks, 60.0, 780.0):
        for item in placed:
            item.block.draw(ink, item.top)
        ink.next_page()
    canvas.save()
    code = "en" if language == "en" else "zh-CN"
    title = _TITLE.say(language)
    identity = Identity(title=title, author=page.site, subject=title, program=page.program, language=code)
    return Finish.bundled().apply(target.getvalue(), identity, root, None, "")


def _blocks(page: RecoveryPage, language: str, flow: Flow, root: Element) -> Iterator[Strip]:
    def paragraph(text: str, style: Style, kind: str = "P", leading: float = 17.0, below: float = 8.0) -> Strip:
        return Strip(
            (Cell(LEFT, flow.lines([Run(text, style)], WIDTH, leading), root.add(kind)),), below=below, rule=""
        )

    yield paragraph(_TITLE.say(language), Style(size=20, bold=True), "H1", 28.0)
    facts = f"{_SITE.say(language)}  {page.site}   ·   {_AT.say(language)}  {page.at}"
    yield paragraph(facts, _QUIET)
    yield paragraph(_SECRET.say(language), Style(size=11, bold=True))
    yield paragraph(_USE.say(language), _BODY)
    yield paragraph(_CHECK.say(language), _BODY, below=16.0)
    for at, (line, check) in enumerate(page.lines, start=1):
        cells = (
            Cell(LEFT, flow.lines([Run(str(at), _QUIET)], 20, 22.0), root.add("P")),
            Cell(LEFT + 24, flow.lines([Run(line, _KEY)], _CHECK_LEFT - LEFT - 34, 22.0), root.add("P")),
            Cell(_CHECK_LEFT, flow.lines([Run(check, Style(size=15, color=MUTED))], 74, 22.0), root.add("P")),
        )
        yield Strip(cells, above=9, below=9, rule=STRONG)
