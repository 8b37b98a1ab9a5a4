"""What must come out, computed from what was published: from the contract, not from the services' code.

It takes the submissions of each stakeholder in order (of its letter box by offset; of gRPC under ids of their own) and
folds them to verdicts, household summaries and cells of coverage, as they are once nothing waits any more.
"""
import collections
import dataclasses

from .protos import submission

POSTED, DUPLICATE, CONFLICT, REJECTED = "POSTED", "DUPLICATE", "CONFLICT", "REJECTED"


@dataclasses.dataclass
class Aid:
    """One disbursement that was posted."""
    event_id: str
    household: str
    kelurahan: str
    person: str  # empty: no person was named
    programme: str
    stakeholder: str
    kind: str
    unit: str
    amount: int
    day: str
    taken_back_by: str = ""  # event id of its reversal

    @property
    def stands(self):
        return not self.taken_back_by


class Model:
    def __init__(self, households, programmes):
        """`households`: those of people.py, registered; `programmes`: ids that exist."""
        self._programmes = set(programmes)
        self._by_household, self._by_nik, self._by_person = {}, {}, {}
        self._taken = {}   # (stakeholder, event id) -> (event, Aid or None)
        self._events = []  # (stakeholder, event id, verdict)
        self._aid = []
        self.learn(households)

    def learn(self, households):
        for household in households:
            self._by_household[household.name] = household
            for person in household.persons:
                self._by_nik[person.nik] = self._by_person[person.name] = (household, person)

    def take(self, stakeholder, event_id, event):
        """The verdict that it ends with."""
        verdict = self._decide(stakeholder, event_id, event)
        self._events.append((stakeholder, event_id, verdict))
        return verdict

    def _decide(self, stakeholder, event_id, event):
        taken = self._taken.get((stakeholder, event_id))
        if taken is not None:
            return DUPLICATE if taken[0] == event else CONFLICT
        if isinstance(event, submission.DisbursementReversed):
            return self._reverse(stakeholder, event_id, event)
        if event.programme not in self._programmes:
            return REJECTED
        aid = self._aid_of(stakeholder, event_id, event)
        if aid.amount <= 0:
            return REJECTED
        self._taken[stakeholder, event_id] = (event, aid)
        self._aid.append(aid)
        return POSTED

    def _reverse(self, stakeholder, event_id, event):
        original = self._taken[stakeholder, event.reverses_event_id][1]
        if original is None or not original.stands:
            return REJECTED
        original.taken_back_by = event_id
        self._taken[stakeholder, event_id] = (event, None)
        return POSTED

    def _aid_of(self, stakeholder, event_id, event):
        who = event.beneficiary
        if who.nik:
            household, person = self._by_nik[who.nik]
        elif who.person:
            household, person = self._by_person[who.person]
        else:
            household, person = self._by_household[who.household], None
        kind, unit, amount = "MONEY", "", event.benefit.rupiah
        if event.benefit.HasField("quantity"):
            kind, unit, amount = "GOODS", event.benefit.quantity.unit, event.benefit.quantity.amount
        elif event.benefit.HasField("service"):
            kind, amount = "SERVICE", event.benefit.service.times or 1
        return Aid(event_id, household.name, household.kelurahan, person.name if person else "", event.programme,
                   stakeholder, kind, unit, amount, event.day)

    def entries(self, household):
        """Its lines: {(stakeholder, event id, programme, person, kelurahan, day, kind, unit, amount): count}"""
        lines = collections.Counter()
        for aid in self._aid:
            if aid.household != household:
                continue
            given = (aid.programme, aid.person, aid.kelurahan, aid.day, aid.kind, aid.unit)
            lines[aid.stakeholder, aid.event_id, *given, aid.amount] += 1
            if aid.taken_back_by:
                lines[aid.stakeholder, aid.taken_back_by, *given, -aid.amount] += 1
        return lines

    def summary(self, household):
        """{(kind, unit, programme, stakeholder): (count, sum, last day)}"""
        lines = collections.defaultdict(list)
        for aid in self._aid:
            if aid.stands and aid.household == household:
                lines[aid.kind, aid.unit, aid.programme, aid.stakeholder].append(aid)
        return {key: (len(some), sum(aid.amount for aid in some), max(aid.day for aid in some))
                for key, some in lines.items()}

    def coverage(self):
        """{(kelurahan, programme, month): (households, persons, rupiah, quantity, times, count)}"""
        cells = collections.defaultdict(list)
        for aid in self._aid:
            if aid.stands:
                cells[aid.kelurahan, aid.programme, aid.day[:7]].append(aid)

        def of_kind(some, kind):
            return sum(aid.amount for aid in some if aid.kind == kind)
        return {key: (len({aid.household for aid in some}), len({aid.person for aid in some} - {""}),
                      of_kind(some, "MONEY"), of_kind(some, "GOODS"), of_kind(some, "SERVICE"), len(some))
                for key, some in cells.items()}

    def verdict_counts(self):
        return collections.Counter(verdict for _, _, verdict in self._events)

    def households(self):
        return list(self._by_household.values())
