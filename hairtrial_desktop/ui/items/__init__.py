"""One widget per DataType. A widget shows an ``ItemState`` and says what was typed; it never decides."""
