#!/usr/bin/env python3
"""Chooses the inputs of one target that are worth keeping: minimise.py BINARY KEPT FOUND...

libFuzzer goes through the inputs in the folders FOUND, small ones first, and tells which edges of the program each of them is the first
to reach. Those that reach the most for their size are copied to KEPT until BUDGET is spent: all are replayed in every run of the tests.
"""

import hashlib
import os
import pathlib
import subprocess
import sys
import tempfile

LARGEST = 16 * 1024
BUDGET = 192 * 1024


def edges_of(binary, folders):
    """How many edges each input is the first to reach."""
    with tempfile.TemporaryDirectory() as scratch:
        control = pathlib.Path(scratch, "control")
        empty = pathlib.Path(scratch, "empty")
        empty.mkdir()
        options = ["-merge=1", "-use_counters=0", f"-max_len={LARGEST}", f"-merge_control_file={control}"]
        # As cargo-fuzz runs it: the bundled C library is there twice.
        env = {**os.environ, "ASAN_OPTIONS": "detect_odr_violation=0:detect_leaks=0"}
        subprocess.run([binary, *options, empty, *folders], check=True, env=env, stderr=subprocess.DEVNULL)
        # Two counts, the names of the files, then what each of them reached.
        count, _, *lines = control.read_text().splitlines()
        files = [pathlib.Path(name) for name in lines[: int(count)]]
        rows = (line.split() for line in lines[int(count) :])
        return {files[int(row[1])]: len(row) - 2 for row in rows if row[0] == "FT"}


def choose(edges):
    """The inputs that reach the most for their size, as many as the budget allows."""
    chosen, left = {}, BUDGET
    # A short input is worth more, but a byte is not worth a whole edge.
    by_worth = sorted(edges, key=lambda file: (-edges[file] / (64 + file.stat().st_size), file))
    for file in by_worth:
        content = file.read_bytes()
        if edges[file] and len(content) <= min(left, LARGEST):
            chosen[content] = edges[file]
            left -= len(content)
    return chosen


def main(binary, kept, *found):
    edges = edges_of(binary, found)
    chosen = choose(edges)
    kept = pathlib.Path(kept)
    kept.mkdir(parents=True, exist_ok=True)
    for old in kept.iterdir():
        old.unlink()
    for content in chosen:
        kept.joinpath(hashlib.sha1(content).hexdigest()).write_bytes(content)
    print(f"{len(chosen)} inputs, {sum(map(len, chosen))} bytes, {sum(chosen.values())} of {sum(edges.values())} edges")


if __name__ == "__main__":
    main(*sys.argv[1:])
