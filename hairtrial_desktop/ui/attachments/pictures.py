"""Attachments as pictures to look at. Everything here may run in a worker; nothing is written anywhere."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter
from PySide6.QtPdf import QPdfDocument

from hairtrial_desktop.casebook.attached_file import PDF

THUMB = QSize(64, 48)  # pixels at 100 %


class Leaves:
    """The pages of one attachment: a photograph has one. ``count`` is 0 where it cannot be shown."""

    def __init__(self, content: bytes, media_type: str) -> None:
        self._buffer = QBuffer()
        self._buffer.setData(QByteArray(content))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document = QPdfDocument() if media_type == PDF else None
        self._image = QImage()
        if self._document is not None:
            self._document.load(self._buffer)
        else:
            self._image = _picture(self._buffer)
        self.count = self._document.pageCount() if self._document is not None else int(not self._image.isNull())

    def page(self, number: int, room: QSize, zoom: float = 1.0) -> QImage:
        """Return page ``number`` (from 0) as large as ``room`` lets it be seen whole, times ``zoom``."""
        if self._document is None:
            return _fitted(self._image, room, zoom)
        points = self._document.pagePointSize(number).toSize()
        size = points.scaled(room, Qt.AspectRatioMode.KeepAspectRatio) * zoom
        drawn = self._document.render(number, size)
        page = QImage(drawn.size(), QImage.Format.Format_RGB32)
        page.fill(Qt.GlobalColor.white)
        painter = QPainter(page)
        painter.drawImage(0, 0, drawn)
        painter.end()
        return page

    def close(self) -> None:
        """Let go of the file."""
        if self._document is not None:
            self._document.close()
        self._buffer.close()
        self._image = QImage()


def thumbnail(content: bytes, media_type: str, size: QSize) -> QImage:
    """Return the first page at most ``size`` large; a null image where it cannot be shown."""
    leaves = Leaves(content, media_type)
    try:
        return leaves.page(0, size) if leaves.count else QImage()
    finally:
        leaves.close()


def _picture(buffer: QBuffer) -> QImage:
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)  # the way up that the camera said
    return reader.read()


def _fitted(image: QImage, room: QSize, zoom: float) -> QImage:
    size = image.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio) * zoom
    return image.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
