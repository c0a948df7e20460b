"""What every test run shares."""

from __future__ import annotations

import importlib.util

if importlib.util.find_spec("hypothesis"):  # requirements.txt alone is enough for the rest
    from hypothesis import HealthCheck, settings

    # Time says nothing about a property on a busy machine; the seed is printed by a failure.
    settings.register_profile(
        "house",
        deadline=None,
        max_examples=100,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.load_profile("house")
