"""SQLCipher under sqlite-utils: the only file that imports either.

sqlite-utils takes the driver named ``pysqlite3`` before the standard one; under that name it is given SQLCipher's, else
it would wait for the wrong exception classes.
"""

from __future__ import annotations

import sys
from typing import Any

import sqlcipher3
from sqlcipher3 import dbapi2 as driver

sys.modules.setdefault("pysqlite3", sqlcipher3)
sys.modules.setdefault("pysqlite3.dbapi2", driver)

from sqlite_utils import Database  # noqa: E402 - after the alias, see above

DriverError: type[Exception] = driver.Error


def connect(path: str) -> Any:  # noqa: ANN401 - the driver ships no types
    """Return a raw connection, without implicit transactions; the caller guards it against use by two threads."""
    return driver.connect(path, isolation_level=None, check_same_thread=False)


__all__ = ["Database", "DriverError", "connect"]
