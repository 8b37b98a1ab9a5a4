"""An independent reader of journal topics: ARCHITECTURE.md, rules 5 and 6, from the design alone.

It reads a topic from its first record to its last, so what it takes is what every reader must come to.
"""
import struct

from . import kafka
from .protos import journal

_FIXED = struct.Struct(">BBQQ")  # version, kind, epoch number, epoch life
_ROWS = struct.Struct(">QI")     # first sequence, count
MARKER, ROWS = 1, 2


class Journal:
    """What counts of one partition of a journal topic."""

    def __init__(self, records):
        self.rows = []          # accepted, in order: rows[i].sequence == i
        self.epochs = []        # markers that counted: (number, life, instance)
        self.void_markers = 0
        self.passed_over = 0    # records of owners not in force
        self.problems = []      # what must never be: rewritten history, bytes that do not parse
        self.gap_open = False
        self._in_force = (0, 0)
        for record in records:
            self._feed(record)

    def _feed(self, record):
        header = record.header("padu")
        if header is None:
            self.problems.append(f"offset {record.offset}: no header")
            return
        version, kind, number, life = _FIXED.unpack_from(header)
        if version != 1 or kind not in (MARKER, ROWS):
            self.problems.append(f"offset {record.offset}: version {version}, kind {kind}")
        elif kind == MARKER:
            self._marker((number, life), header[_FIXED.size:].decode())
        else:
            self._run((number, life), header, record)

    def _marker(self, epoch, instance):
        if epoch[0] != self._in_force[0] + 1:
            self.void_markers += 1
            return
        self._in_force = epoch
        self.epochs.append((*epoch, instance))

    def _run(self, published, header, record):
        if published != self._in_force:
            self.passed_over += 1
            return
        first, count = _ROWS.unpack_from(header, _FIXED.size)
        rows = [journal.Row.FromString(row) for row in journal.RowRun.FromString(record.value).rows]
        if [row.sequence for row in rows] != list(range(first, first + count)):
            self.problems.append(f"offset {record.offset}: the run is not {count} rows from {first}")
            return
        for row in rows:
            self._row(row, record.offset)

    def _row(self, row, offset):
        expected = len(self.rows)
        if row.sequence > expected:
            self.gap_open = True
        elif row.sequence == expected:
            if self.rows and row.epoch_number < self.rows[-1].epoch_number:
                self.problems.append(f"offset {offset}: row {row.sequence} was decided in an epoch of before")
            self.rows.append(row)
            self.gap_open = False
        elif row.SerializeToString(deterministic=True) != self.rows[row.sequence].SerializeToString(
                deterministic=True):
            self.problems.append(f"offset {offset}: row {row.sequence} was rewritten")


def read_journal(broker, topic, partition=0) -> Journal:
    return Journal(kafka.read(broker, topic, partition))
