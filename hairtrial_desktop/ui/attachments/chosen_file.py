"""A file that was chosen and stripped, before it is kept: the picture, and what was taken out of it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel

from hairtrial_desktop.casebook.attached_file import MEDIA_WORDS, STRIPPED_WORDS, StrippedFile
from hairtrial_desktop.casebook.attachments import size_words
from hairtrial_desktop.ui.attachments.pictures import thumbnail
from hairtrial_desktop.words import Words

FILES = "JPEG, PNG, PDF (*.jpg *.jpeg *.png *.pdf *.JPG *.JPEG *.PNG *.PDF)"


def file_words(file: StrippedFile, tr: Words) -> str:
    """Return format, size and what was taken out."""
    return f"{MEDIA_WORDS[file.media_type]} · {size_words(len(file.content))} · {_taken_out(file, tr)}"


def show_picture(label: QLabel, file: StrippedFile, size: QSize) -> bool:
    """Put the picture, or the first page, into ``label``, at most ``size`` large; return whether it can be shown."""
    ratio = label.devicePixelRatioF()
    image = thumbnail(file.content, file.media_type, size * ratio)
    if image.isNull():
        return False
    pixmap = QPixmap.fromImage(image)
    pixmap.setDevicePixelRatio(ratio)
    label.setPixmap(pixmap)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return True


def _taken_out(file: StrippedFile, tr: Words) -> str:
    """Return in words what was taken out."""
    if not file.stripped:
        return tr("nothing had to be taken out")
    found = "、" if tr.language == "zh" else ", "
    return tr("taken out: {what}", what=found.join(STRIPPED_WORDS[each].say(tr.language) for each in file.stripped))
