"""One disbursement on every way into the ledger, and all that may become of one."""
import json
import threading
import unittest

from lib import events, kafka, leaks, people, reads
from lib.case import WorldCase
from lib.clients import CITY
from lib.days import days_ago
from lib.protos import ledger, verdict
from lib.waiting import until

DAY = days_ago(20)
MONTH = DAY[:7]


class FlowTest(WorldCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = cls.world.registry_client()
        cls.reader = cls.world.ledger_client()
        cls.households = people.register(cls.registry, people.plan(12, seed=7))
        cls.unused = iter(cls.households)

    def publish(self, stakeholder, event_id, event, encode=events.binary_json):
        value, headers = encode(stakeholder, event_id, event)
        kafka.publish(self.world.broker.address, events.box_of(stakeholder), value, headers)

    def verdict(self, stakeholder, event_id, expected):
        """The submission, once it has the verdict expected."""
        def seen():
            told = reads.submission(self.reader, stakeholder, event_id)
            return told if reads.verdict_of(told) == expected else None
        return until(f"{event_id} of {stakeholder} is {expected}", seen)

    def test_1_the_same_by_kcat_grpc_and_paductl(self):
        household = next(self.unused)
        person = household.persons[0]
        seen, watching = [], threading.Event()

        def watch():
            request = ledger.WatchRequest(parent=CITY, household=household.name)
            try:
                for told in self.reader.Watch(request, timeout=60):
                    watching.set()
                    if told.HasField("entry"):
                        seen.append(told.entry.event_id)
            except Exception:  # the watch ends with its deadline, or with the test
                watching.set()
        threading.Thread(target=watch, daemon=True).start()
        self.assertTrue(watching.wait(20), "a watch says that it lives")

        meals = {"kcat": 2, "proto": 3, "struct": 4, "grpc": 5, "ctl": 6}
        event = {way: events.recorded("rantang-kasih", DAY, meals=n, nik=person.nik) for way, n in meals.items()}
        self.publish("dinsos-pm", "flow-kcat", event["kcat"])
        self.publish("dinsos-pm", "flow-proto", event["proto"], events.binary_protobuf)
        kafka.publish_lines(self.world.broker.address, events.box_of("dinsos-pm"),
                            [events.structured("dinsos-pm", "flow-struct", event["struct"])], events.STRUCTURED)
        answer = self.world.as_stakeholder("dinsos-pm").RecordDisbursement(
            events.request("dinsos-pm", "flow-grpc", event["grpc"]))
        self.assertEqual(reads.verdict_of(answer), "POSTED")
        self.world.paductl("events", "publish", "dinsos-pm", "flow-ctl", "--programme=rantang-kasih", "--nik=-",
                           "--quantity=6", "--unit=meal", f"--day={DAY}", data=person.nik + "\n")
        for way in meals:
            self.assertEqual(len(self.verdict("dinsos-pm", f"flow-{way}", "POSTED").ledger_entries), 1)

        entries = reads.entries(self.reader, household.name)
        self.assertEqual({one.event_id: one.benefit.quantity.amount for one in entries},
                         {f"flow-{way}": n for way, n in meals.items()})
        self.assertTrue(all(one.person == person.name and one.kelurahan == household.kelurahan for one in entries))
        self.assertEqual(len(reads.history(self.reader, person.name)), 5)
        self.assertEqual(reads.summary(self.reader, household.name),
                         {("GOODS", "meal", "rantang-kasih", "dinsos-pm"): (5, 20, DAY)})
        self.assertEqual(reads.coverage(self.reader)[household.kelurahan, "rantang-kasih", MONTH],
                         (1, 1, 0, 20, 0, 5))
        until("the watch saw all five", lambda: sorted(seen) == sorted(f"flow-{way}" for way in meals))

        shown = json.loads(self.world.paductl("--format=json", "submission", "show", "dinsos-pm", "flow-kcat"))
        self.assertEqual(shown["verdict"], "VERDICT_POSTED")
        self.assertIn("flow-grpc", self.world.paductl("--format=json", "household", "get", household.name))
        cells = self.world.paductl("--format=json", "coverage", f"--kelurahan={household.kelurahan}").splitlines()
        self.assertEqual([json.loads(cell)["quantity"] for cell in cells], [20])

    def test_2_the_same_id_again_counts_once_and_other_content_is_a_conflict(self):
        household = next(self.unused)
        stakeholder = self.world.as_stakeholder("baznas")
        event = events.recorded("baznas-bantuan-konsumtif", DAY, rupiah=300_000, household=household.name)
        first = stakeholder.RecordDisbursement(events.request("baznas", "twice-1", event))
        self.assertEqual(reads.verdict_of(first), "POSTED")
        again = stakeholder.RecordDisbursement(events.request("baznas", "twice-1", event))
        self.assertEqual((again.name, reads.verdict_of(again)), (first.name, "POSTED"), "a retry replays the first")
        self.publish("baznas", "twice-1", event)
        self.publish("baznas", "twice-1", event, events.binary_protobuf)
        event.benefit.rupiah = 900_000
        self.publish("baznas", "twice-1", event)

        conflict = until("the conflict", lambda: reads.listed(self.reader, "baznas", verdict.VERDICT_CONFLICT))[0]
        self.assertEqual(conflict.event_id, "twice-1")
        self.assertEqual(conflict.other_submission, first.name)
        self.assertEqual(conflict.reason, "EVENT_ID_TAKEN")
        self.assertTrue(conflict.text_id and conflict.text_en)
        by_place = reads.submission(self.reader, "baznas", place=(conflict.place.generation, conflict.place.offset))
        self.assertEqual(by_place.name, conflict.name)
        duplicates = reads.listed(self.reader, "baznas", verdict.VERDICT_DUPLICATE)
        self.assertEqual([one.other_submission for one in duplicates], [first.name, first.name])
        self.assertEqual(reads.summary(self.reader, household.name),
                         {("MONEY", "", "baznas-bantuan-konsumtif", "baznas"): (1, 300_000, DAY)})
        self.assertEqual(reads.verdict_of(self.verdict("baznas", "twice-1", "POSTED")), "POSTED")

    def test_3_a_rejected_one_corrected_is_posted_under_its_old_id(self):
        household = next(self.unused)
        wrong = events.recorded("no-such-programme", DAY, rupiah=100_000, household=household.name)
        self.publish("baznas", "fixed-1", wrong)
        rejected = self.verdict("baznas", "fixed-1", "REJECTED")
        self.assertEqual((rejected.reason, rejected.field), ("PROGRAMME_UNKNOWN", "programme"))
        self.publish("baznas", "fixed-1", events.recorded("baznas-bantuan-konsumtif", DAY, rupiah=100_000,
                                                          household=household.name))
        posted = self.verdict("baznas", "fixed-1", "POSTED")
        self.assertNotEqual(posted.name, rejected.name)
        self.assertEqual(reads.summary(self.reader, household.name),
                         {("MONEY", "", "baznas-bantuan-konsumtif", "baznas"): (1, 100_000, DAY)})

    def test_4_an_unknown_nik_waits_until_the_registry_learns_of_it(self):
        stranger = people.plan(1, seed=3, first=5000)[0]
        event = events.recorded("rantang-kasih", DAY, meals=2, nik=stranger.persons[0].nik)
        self.publish("dinsos-pm", "parked-1", event)
        parked = self.verdict("dinsos-pm", "parked-1", "PARKED")
        self.assertEqual(parked.reason, "BENEFICIARY_UNKNOWN")
        self.assertIn(parked.name, [one.name for one in reads.parked(self.reader)])
        self.publish("dinsos-pm", "parked-1", event)  # its id is taken while it waits
        until("the duplicate of the parked one",
              lambda: parked.name in [one.other_submission for one in
                                      reads.listed(self.reader, "dinsos-pm", verdict.VERDICT_DUPLICATE)])

        people.register(self.registry, [stranger])
        posted = self.verdict("dinsos-pm", "parked-1", "POSTED")
        self.assertEqual(posted.name, parked.name)
        self.assertEqual(reads.parked(self.reader), [])
        self.assertEqual(reads.summary(self.reader, stranger.name),
                         {("GOODS", "meal", "rantang-kasih", "dinsos-pm"): (1, 2, DAY)})

    def test_5_a_reversal_takes_back_also_when_it_comes_first(self):
        household = next(self.unused)
        stakeholder = self.world.as_stakeholder("baznas")

        def aid(rupiah):
            return events.recorded("baznas-bantuan-konsumtif", DAY, rupiah=rupiah, household=household.name)

        def back(event_id):
            return events.submission.DisbursementReversed(reverses_event_id=event_id)
        for event_id, event in (("rev-1", aid(50_000)), ("rev-2", aid(70_000)), ("rev-1-back", back("rev-1"))):
            answer = stakeholder.RecordDisbursement(events.request("baznas", event_id, event))
            self.assertEqual(reads.verdict_of(answer), "POSTED", event_id)
        twice = stakeholder.RecordDisbursement(events.request("baznas", "rev-1-again", back("rev-1")))
        self.assertEqual((reads.verdict_of(twice), twice.reason), ("REJECTED", "ALREADY_REVERSED"))

        self.publish("baznas", "rev-3-back", back("rev-3"))
        self.assertEqual(self.verdict("baznas", "rev-3-back", "PARKED").reason, "REFERENCE_UNKNOWN")
        self.publish("baznas", "rev-3", aid(90_000))
        self.verdict("baznas", "rev-3-back", "POSTED")

        corrected = events.submission.DisbursementCorrected(corrects_event_id="rev-2", disbursement=aid(75_000))
        self.publish("baznas", "rev-2-right", corrected, events.binary_protobuf)
        self.assertEqual(len(self.verdict("baznas", "rev-2-right", "POSTED").ledger_entries), 2)

        entries = reads.entries(self.reader, household.name)
        self.assertEqual(sorted(one.benefit.rupiah for one in entries),
                         [-90_000, -70_000, -50_000, 50_000, 70_000, 75_000, 90_000])
        taken_back = next(one for one in entries if one.event_id == "rev-1")
        self.assertEqual(next(one for one in entries if one.event_id == "rev-1-back").reverses, taken_back.name)
        self.assertEqual(reads.summary(self.reader, household.name),
                         {("MONEY", "", "baznas-bantuan-konsumtif", "baznas"): (1, 75_000, DAY)})

    def test_6_a_watch_goes_on_where_it_ended(self):
        household = next(self.unused)
        stakeholder = self.world.as_stakeholder("baznas")
        answers = [stakeholder.RecordDisbursement(events.request(
            "baznas", f"resume-{i}", events.recorded("baznas-bantuan-konsumtif", DAY, rupiah=1000 + i,
                                                     household=household.name))) for i in range(4)]

        def watched(position, count):
            got = []
            for told in self.reader.Watch(ledger.WatchRequest(parent=CITY, household=household.name,
                                                              from_position=position), timeout=20):
                if told.HasField("entry"):
                    got.append((told.entry.event_id, told.position))
                if len(got) == count:
                    return got
            return got
        first = watched(answers[0].position, 2)
        self.assertEqual([event_id for event_id, _ in first], ["resume-1", "resume-2"])
        self.assertEqual([event_id for event_id, _ in watched(first[-1][1], 1)], ["resume-3"])

    def test_9_nothing_personal_is_in_clear(self):
        stranger = people.plan(1, seed=3, first=5000)
        search = leaks.search_world(self.world, [*self.households, *stranger])
        self.assertEqual(search.found, [])
        self.assertGreater(search.searched_bytes, 10_000)
        box = leaks.Search(self.households)
        box.topic(self.world.broker.address, events.box_of("dinsos-pm"), 1)
        self.assertTrue(box.found, "the search finds what is there: letter boxes hold NIKs")


if __name__ == "__main__":
    unittest.main(verbosity=2)
