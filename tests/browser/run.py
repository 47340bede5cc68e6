"""Runs every scenario against the demo that run.sh has started, and says how many passed."""

import sys
import time
import traceback

from claim_in_console import a_claim_lives_from_registered_to_paid
from claim_on_desktop import a_claim_by_taps_on_a_desktop
from claim_on_phone import a_claim_with_detours_on_a_phone
from demo import Demo
from stays_inside import nothing_leaves_the_page
from two_people import two_people_do_not_mix
from window import PICTURES

SCENARIOS = [
    a_claim_by_taps_on_a_desktop,
    a_claim_with_detours_on_a_phone,
    a_claim_lives_from_registered_to_paid,
    two_people_do_not_mix,
    nothing_leaves_the_page,
]


def main(wanted):
    demo = Demo()
    chosen = [scenario for scenario in SCENARIOS if not wanted or scenario.__name__ in wanted]
    passed = sum(holds(scenario, demo) for scenario in chosen)
    print(f"pictures: {PICTURES}")
    print(f"{passed} passed, {len(chosen) - passed} failed", flush=True)
    return 0 if chosen and passed == len(chosen) else 1


def holds(scenario, demo):
    name = scenario.__name__.replace("_", " ")
    began = time.monotonic()
    try:
        scenario(demo)
    except Exception:
        print(f"FAILED {name}\n{traceback.format_exc()}", flush=True)
        return False
    print(f"ok     {name} ({time.monotonic() - began:.0f} s)", flush=True)
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
