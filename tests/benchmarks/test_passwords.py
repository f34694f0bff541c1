"""What one try at a password costs: dear enough for whoever guesses, bearable for whoever knows it (P11-18)."""

from __future__ import annotations

import time
from dataclasses import replace

from hairtrial_desktop.keys.passwords import (
    LEAST_SECONDS,
    MOST_SECONDS,
    STANDARD,
    derive_key,
    new_salt,
    time_of,
    tuned_cost,
)
from tests.benchmarks.conftest import Gauge, best

ROUNDS = 8


def test_one_password_check(gauge: Gauge) -> None:
    """Lanes are computed at once where there are cores, so what a person waits is of the wall clock."""
    salt, one_pass = new_salt(), replace(STANDARD, iterations=1)

    def check() -> None:
        derive_key("some password", salt, STANDARD)

    figure = gauge(
        f"one password check at the least cost ({STANDARD.memory_kib // 1024} MiB, {STANDARD.iterations} passes)",
        check,
        floor=("one pass over the same memory", lambda: derive_key("some password", salt, one_pass)),
        aim=f"{LEAST_SECONDS} to {MOST_SECONDS} s on a quiet computer", rounds=ROUNDS, timer=time.perf_counter,
    )  # fmt: skip
    if gauge.enabled:
        cost = tuned_cost()
        gauge.add(
            figure,
            f"{best(check, ROUNDS, time.process_time) * 1000:.0f} ms of CPU; a site set up here now takes "
            f"{cost.iterations} passes, {time_of(cost) * 1000:.0f} ms",
        )
