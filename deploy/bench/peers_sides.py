"""Programs that take turns: each runs one round for a line on its standard input and prints its samples as one JSON line."""

import json
import os
import statistics
import subprocess
import sys
import tempfile


def environment():
    """One thread for everything, and no network."""
    return dict(os.environ, OMP_NUM_THREADS="1", TOKENIZERS_PARALLELISM="false", HF_HUB_OFFLINE="1", TRANSFORMERS_VERBOSITY="error")


class LeftOut(Exception):
    """A part that cannot run here; the text says why."""


class Side:
    """One program. `facts` is its first line, where it prints one before its rounds."""

    def __init__(self, name, command, has_facts):
        self.name = name
        self.rounds = []
        # A file: a pipe that nobody empties would hold up a program that warns a lot.
        self.errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, text=True, env=environment())
        try:
            self.facts = self.line() if has_facts else {}
        except LeftOut:
            self.end()
            raise

    def line(self):
        line = self.process.stdout.readline()
        if not line:
            status = self.process.wait()
            self.errors.seek(0)
            reasons = self.errors.read().strip().splitlines()
            raise LeftOut(reasons[-1] if reasons else f"it ended with {status}")
        return json.loads(line)

    def run(self):
        try:
            self.process.stdin.write("round\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # The reason is on its standard error.
        self.rounds.append(self.line())

    def end(self):
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        self.process.wait()
        self.process.stdout.close()
        self.errors.close()

    def median(self, cell):
        samples = [sample for samples in self.rounds for sample in samples[cell]]
        return statistics.median(samples) if samples else None


def take_turns(sides, rounds, left_out):
    """Runs all sides in every round, every other round the other way round; a side that fails is left out from then on."""
    sides = list(sides)
    for number in range(rounds):
        for side in list(sides if number % 2 == 0 else reversed(sides)):
            try:
                side.run()
            except LeftOut as reason:
                left_out[side.name] = str(reason)
                sides.remove(side)
        print(f"round {number + 1} of {rounds}", file=sys.stderr)
    for side in sides:
        side.end()
    return sides


def ratio(peer, ours, cell):
    """How many times longer the peer takes: the median over rounds of the ratio of the two medians of a round."""
    ratios = [
        statistics.median(theirs[cell]) / statistics.median(own[cell])
        for theirs, own in zip(peer.rounds, ours.rounds) if theirs[cell] and own[cell]
    ]
    return statistics.median(ratios) if ratios else None
