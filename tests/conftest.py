"""Settings that must stand before Qt is imported anywhere."""

from __future__ import annotations

import os

from hairtrial_desktop.ui.singletons import hold_singletons

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # no test opens a window on somebody's screen
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.fonts=false")  # the offscreen platform has no system fonts to name
os.environ["HAIRTRIAL_LANG"] = "en"  # what the command line says does not depend on the machine's locale
hold_singletons()
