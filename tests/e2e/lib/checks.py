"""What must be true after any fault, once everything has caught up."""
import collections
import time

from . import events, kafka, people, reads
from .model import Model
from .protos import ledger_facts, registry_facts
from .waiting import until

VERDICTS = ("posted", "duplicated", "conflicted", "rejected", "parked", "unreadable", "quarantined")


def wait_quiet(world):
    """No service has written a row for two seconds: letter boxes are open, upstreams are read."""
    def rows():
        return [one["committed"] for service in (world.registry, world.ledger) for one in service.status().values()]

    def quiet():
        before = rows()
        time.sleep(2)
        return rows() == before
    until("nothing happens any more", quiet)


def wait_caught_up(world, boxes, seconds=60):
    """Every record of the boxes is decided and confirmed, and nothing waits for the registry."""
    reader = world.ledger_client()

    def caught_up():
        statuses = world.box_statuses()
        for box in boxes:
            one = statuses[events.box_of(box)]
            if one["stopped"] or one["next"] != len(kafka.read(world.broker.address, events.box_of(box))):
                return False
        settled = all(one["stage"] == "serving" and one["committed"] == one["confirmed"]
                      for service in (world.registry, world.ledger) for one in service.status().values())
        return settled and not reads.parked(reader)
    until("everything is decided and confirmed", caught_up, seconds, every=0.5)


def check_journals(case, world):
    """Each journal topic holds one gap-free sequence, as long as its owner says. The ledger's rows by box place."""
    rows = []
    for name, service in (("registry", world.registry), ("ledger", world.ledger)):
        statuses = service.status()
        for number, journal in enumerate(world.journals(name)):
            case.assertEqual(journal.problems, [], f"{name} {number}")
            case.assertFalse(journal.gap_open, f"{name} {number} ends in a gap")
            case.assertGreaterEqual(len(journal.rows), statuses[number]["confirmed"], f"{name} {number}")
            case.assertTrue(all(a.decided_at <= b.decided_at for a, b in zip(journal.rows, journal.rows[1:])))
            if name == "ledger":
                rows += journal.rows
    return rows


def set_aside(world, service):
    """The causes that rows of "registry" or "ledger" say were set aside (rule 17)."""
    causes = []
    for number, journal in enumerate(world.journals(service)):
        assert not journal.problems and not journal.gap_open, f"{service} {number}: {journal.problems}"
        causes += [fact.input_set_aside.cause for row in journal.rows for fact in row.engine_facts
                   if fact.HasField("input_set_aside")]
    return causes


def check_one_verdict_each(case, world, rows, boxes):
    """Each record of each letter box has exactly one row with exactly one verdict."""
    found = collections.defaultdict(collections.Counter)
    for row in rows:
        if row.cause.WhichOneof("kind") != "box":
            continue
        verdicts = [kind for kind in (ledger_facts.Fact.FromString(fact).WhichOneof("kind") for fact in row.facts)
                    if kind in VERDICTS]
        case.assertEqual(len(verdicts), 1, f"row {row.sequence}")
        found[row.cause.box.box][row.cause.box.offset] += 1
    for box in boxes:
        offsets = [record.offset for record in kafka.read(world.broker.address, events.box_of(box))]
        case.assertEqual(found[events.box_of(box)], collections.Counter(offsets), box)


def build_model(case, world, households, boxes, answered):
    """The model after all submissions; on the way each submission's verdict is compared."""
    registry = world.registry_client()
    for household in households:
        people.learn_names(registry, household)
    model = Model(households, world.programmes())
    reader = world.ledger_client()
    for box in boxes:
        told = {one.place.offset: one for one in reads.listed(reader, box) if one.HasField("place")}
        for record in kafka.read(world.broker.address, events.box_of(box)):
            event_id, event = events.read_record(record)
            expected = model.take(box, event_id, event)
            got = told[record.offset]
            case.assertEqual((got.event_id, reads.verdict_of(got)), (event_id, expected), f"{box}@{record.offset}")
    for (stakeholder, event_id), (event, answer) in sorted(answered.items()):
        expected = model.take(stakeholder, event_id, event)
        got = reads.submission(reader, stakeholder, event_id)
        case.assertEqual(got.name, answer.name, event_id)
        if reads.verdict_of(answer) != "PARKED":  # it was answered before the ledger had heard of the beneficiary
            case.assertEqual(reads.verdict_of(got), reads.verdict_of(answer), event_id)
            case.assertEqual(list(got.ledger_entries), list(answer.ledger_entries), event_id)
        case.assertEqual(reads.verdict_of(got), expected, event_id)
    return model


def check_answered_are_rows(case, rows, answered):
    """Each answered write stands in the accepted sequence under the sequence that its answer names."""
    by_sequence = {row.sequence: row for row in rows if row.cause.WhichOneof("kind") == "command"}
    for (stakeholder, event_id), (_, answer) in answered.items():
        row = by_sequence.get(int(answer.name.rsplit("/", 1)[1]))
        case.assertIsNotNone(row, f"{event_id} of {stakeholder} was answered and is not in the journal")
        fact = ledger_facts.Fact.FromString(row.facts[0])
        head = getattr(fact, fact.WhichOneof("kind")).head
        case.assertEqual((head.stakeholder, head.event_id), (stakeholder, event_id))


def check_registrations(case, world, registered):
    """Each registration that was answered is one row of the registry's journal: of its request, with that household."""
    rows = collections.defaultdict(list)
    for journal in world.journals("registry"):
        for row in journal.rows:
            request_id = row.cause.command.request_id
            if request_id:
                rows[request_id].append(row)
    for request_id, name in registered.items():
        case.assertEqual(len(rows[request_id]), 1, f"rows of request {request_id}")
        facts = [registry_facts.Fact.FromString(fact) for fact in rows[request_id][0].facts]
        case.assertIn(name.rsplit("/", 1)[1], [fact.household_registered.household for fact in facts])


def check_asked_again(case, world, answered, count=20):
    """What was answered is answered the same when it is asked again, and nothing is written for it."""
    before = sum(row.cause.WhichOneof("kind") == "command" for one in world.journals("ledger") for row in one.rows)
    for (stakeholder, event_id), (event, answer) in list(answered.items())[-count:]:
        again = world.as_stakeholder(stakeholder).RecordDisbursement(events.request(stakeholder, event_id, event),
                                                                     timeout=10)
        case.assertEqual(again.name, answer.name)
    after = sum(row.cause.WhichOneof("kind") == "command" for one in world.journals("ledger") for row in one.rows)
    case.assertEqual(after, before, "a repetition was written")


class Fold:
    """What the lines of ledgers come to, by adding them up."""

    def __init__(self):
        self._summaries = collections.defaultdict(dict)  # household -> as Model.summary
        self._cells = collections.defaultdict(list)

    def add(self, household, entries):
        for one in entries:
            if one.reverses or one.reversed_by:
                continue
            stakeholder, _, programme, person, kelurahan, day, kind, unit, amount = reads.line_of(one)
            lines, key = self._summaries[household], (kind, unit, programme, stakeholder)
            count, total, last = lines.get(key, (0, 0, ""))
            lines[key] = (count + 1, total + amount, max(last, day))
            self._cells[kelurahan, programme, day[:7]].append((household, person, kind, amount))

    def summary(self, household):
        return self._summaries[household]

    def coverage(self):
        def of_kind(some, wanted):
            return sum(amount for _, _, kind, amount in some if kind == wanted)
        return {key: (len({household for household, *_ in some}), len({person for _, person, *_ in some} - {""}),
                      of_kind(some, "MONEY"), of_kind(some, "GOODS"), of_kind(some, "SERVICE"), len(some))
                for key, some in self._cells.items()}


def check_sums(case, world, model):
    """Each line, each household's summary and each cell of coverage are the model's; and what is told of sums is what
    the lines that are told come to."""
    reader, fold = world.ledger_client(), Fold()
    for household in model.households():
        entries = reads.entries(reader, household.name)
        case.assertEqual(len({one.name for one in entries}), len(entries))
        case.assertEqual(collections.Counter(map(reads.line_of, entries)), model.entries(household.name),
                         household.name)
        fold.add(household.name, entries)
        told = reads.summary(reader, household.name)
        case.assertEqual(told, model.summary(household.name), household.name)
        case.assertEqual(told, fold.summary(household.name), household.name)
    coverage = reads.coverage(reader)
    case.assertEqual(coverage, model.coverage())
    case.assertEqual(coverage, fold.coverage())


def check_everything(case, world, households, boxes, answered, registered=None):
    """`answered`: Load.answered; `registered`: household names by request id."""
    wait_caught_up(world, boxes)
    rows = check_journals(case, world)
    check_one_verdict_each(case, world, rows, boxes)
    model = build_model(case, world, households, boxes, answered)
    check_answered_are_rows(case, rows, answered)
    check_registrations(case, world, registered or {})
    check_sums(case, world, model)
    check_asked_again(case, world, answered)
    return model
