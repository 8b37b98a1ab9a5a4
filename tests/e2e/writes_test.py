"""Many disbursements in one stream, submissions decided again by an operator, and paductl for both."""
import json
import unittest

import grpc

from lib import events, kafka, people, reads
from lib.case import WorldCase
from lib.clients import CITY, Refusal
from lib.days import days_ago
from lib.protos import codes, ledger, reference_requests, registry_resources, verdict
from lib.waiting import until

BOX = "baznas"
PROGRAMME = "baznas-bantuan-konsumtif"
DAY = days_ago(6)
NEW_PROGRAMME = "baznas-darurat"
BIG = 1000


class WritesTest(WorldCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = cls.world.registry_client()
        cls.reader = cls.world.ledger_client()
        cls.operator = cls.world.ledger_client()
        cls.stakeholder = cls.world.as_stakeholder(BOX)
        cls.households = people.register(cls.registry, people.plan(8, seed=41))
        cls.unused = iter(cls.households)
        until("the ledger has heard of all",
              lambda: [reads.summary(cls.reader, one.name) for one in cls.households])

    def aid(self, to, **changed):
        return events.recorded(**{"programme": PROGRAMME, "day": DAY, "rupiah": 1000, "household": to.name,
                                  **changed})

    def publish(self, event_id, event):
        kafka.publish(self.world.broker.address, events.box_of(BOX), *events.binary_json(BOX, event_id, event))

    def refused(self, call, code, reason):
        with self.assertRaises(grpc.RpcError) as caught:
            call()
        told = Refusal(caught.exception)
        self.assertEqual((told.code, told.reason), (code, reason), told)
        self.assertTrue(told.text_id and told.text_en and told.text_id != told.text_en, told)

    def test_1_a_stream_gives_each_row_its_verdict(self):
        household = next(self.unused)
        rows = []
        for number in range(BIG):
            rows.append((f"many-{number}", self.aid(household), "POSTED"))
        bad = [("many-7", self.aid(household), "POSTED"),  # sent again: the first verdict
               ("many-8", self.aid(household, rupiah=9), "CONFLICT"),
               ("many-programme", self.aid(household, programme="nothing"), "REJECTED"),
               ("many-negative", self.aid(household, rupiah=-3), "REJECTED"),
               ("many-future", self.aid(household, day=days_ago(-9)), "REJECTED"),
               ("many-unit", self.aid(household, rupiah=0, meals=3), "REJECTED"),
               ("many-unknown", self.aid(household, household="", nik=people.nik_of(4999)), "PARKED"),
               ("many-back", events.submission.DisbursementReversed(reverses_event_id="many-9"), "POSTED"),
               ("many-back-twice", events.submission.DisbursementReversed(reverses_event_id="many-9"), "REJECTED"),
               ("x" * 65, self.aid(household), "REJECTED"),
               ("", self.aid(household), "REJECTED")]
        for place, row in enumerate(bad):
            rows.insert(100 + place * 60, row)
        answer = self.stakeholder.RecordDisbursements(
            iter([events.request(BOX, event_id, event) for event_id, event, _ in rows]), timeout=60)
        counts = {verdict.Verdict.Name(one.verdict).removeprefix("VERDICT_"): one.count for one in answer.counts}
        expected = {}
        for _, _, name in rows:
            expected[name] = expected.get(name, 0) + 1
        self.assertEqual(counts, expected)
        self.assertEqual([(one.event_id, reads.verdict_of(one)) for one in answer.not_posted],
                         [(event_id if len(event_id) <= 64 else "", name) for event_id, _, name in rows
                          if name != "POSTED"])
        for one in answer.not_posted:
            self.assertTrue(one.reason and one.text_id and one.text_en and one.name, one)
        told = self.reader.GetHouseholdSummary(ledger.GetHouseholdSummaryRequest(
            name=f"{household.name}/summary", at_least=answer.position))
        self.assertEqual([(line.count, line.sum) for line in told.summary.lines], [(BIG - 1, (BIG - 1) * 1000)])
        by_id = reads.submission(self.reader, BOX, "many-unknown")
        self.assertEqual(reads.verdict_of(by_id), "PARKED")

    def test_2_a_stream_is_for_one_stakeholder(self):
        household = next(self.unused)
        good = events.request(BOX, "one-1", self.aid(household))
        other = events.request("kemensos", "one-2", self.aid(household))
        self.refused(lambda: self.stakeholder.RecordDisbursements(iter([good, other])),
                     grpc.StatusCode.INVALID_ARGUMENT, "PARENT_DIFFERS")
        self.refused(lambda: self.stakeholder.RecordDisbursements(iter([other])),
                     grpc.StatusCode.PERMISSION_DENIED, "STAKEHOLDER_MISMATCH")
        again = self.stakeholder.RecordDisbursements(iter([good, events.request(BOX, "one-3", self.aid(household))]))
        self.assertEqual([(one.verdict, one.count) for one in again.counts], [(verdict.VERDICT_POSTED, 2)],
                         "sent again, what was recorded before counts once")
        self.assertEqual(len(reads.entries(self.reader, household.name)), 2)
        empty = self.stakeholder.RecordDisbursements(iter([]))
        self.assertFalse(empty.counts)

    def redecide(self, submission, request_id=""):
        return self.operator.RedecideSubmission(
            ledger.RedecideSubmissionRequest(name=submission.name, request_id=request_id))

    def create_programme(self):
        self.registry.CreateProgramme(reference_requests.CreateProgrammeRequest(
            parent=CITY, programme_id=NEW_PROGRAMME, programme=registry_resources.Programme(
                stakeholder=f"{CITY}/stakeholders/{BOX}", name_id="Bantuan darurat", name_en="Emergency aid",
                assistance_unit=codes.ASSISTANCE_UNIT_HOUSEHOLD, benefit_type=codes.BENEFIT_TYPE_MONEY)))

    def test_3_a_rejected_one_is_decided_again(self):
        household = next(self.unused)
        self.publish("again-box", self.aid(household, programme=NEW_PROGRAMME, rupiah=40_000))
        by_call = self.stakeholder.RecordDisbursement(events.request(
            BOX, "again-call", self.aid(household, programme=NEW_PROGRAMME, rupiah=2000)))
        by_box = until("it has a verdict", lambda: reads.submission(self.reader, BOX, "again-box"))
        for one in (by_call, by_box):
            self.assertEqual((reads.verdict_of(one), one.reason), ("REJECTED", "PROGRAMME_UNKNOWN"))
        still = self.redecide(by_box)
        self.assertEqual((still.name, reads.verdict_of(still)), (by_box.name, "REJECTED"), "nothing has changed")

        self.create_programme()
        until("the ledger has heard of it", lambda: reads.verdict_of(self.redecide(by_box)) == "POSTED")
        self.assertEqual(self.redecide(by_call, "again-1").name, by_call.name)
        posted = reads.submission(self.reader, BOX, "again-box")
        self.assertEqual((posted.name, reads.verdict_of(posted), posted.reason), (by_box.name, "POSTED", ""))
        self.assertEqual(reads.verdict_of(self.redecide(by_call, "again-1")), "POSTED", "a retry has the first answer")
        self.assertEqual(reads.summary(self.reader, household.name),
                         {("MONEY", "", NEW_PROGRAMME, BOX): (2, 42_000, DAY)})
        self.refused(lambda: self.redecide(by_box), grpc.StatusCode.FAILED_PRECONDITION, "SUBMISSION_NOT_REDECIDABLE")
        self.publish("again-box", self.aid(household, programme=NEW_PROGRAMME, rupiah=40_000))
        until("the id is taken now", lambda: by_box.name in [
            one.other_submission for one in reads.listed(self.reader, BOX, verdict.VERDICT_DUPLICATE)])

    def test_4_what_cannot_be_decided_again(self):
        kafka.publish(self.world.broker.address, events.box_of(BOX), b"\x00\xff no protobuf", events.binary_headers(
            BOX, "never-readable", self.aid(self.households[0]), "application/protobuf"))
        unreadable = until("it has a verdict", lambda: reads.listed(self.reader, BOX, verdict.VERDICT_UNREADABLE))[0]
        again = self.redecide(unreadable)
        self.assertEqual((again.name, reads.verdict_of(again), again.reason),
                         (unreadable.name, "UNREADABLE", "PROTOBUF_INVALID"))
        posted = self.stakeholder.RecordDisbursement(events.request(BOX, "done-1", self.aid(next(self.unused))))
        self.refused(lambda: self.redecide(posted), grpc.StatusCode.FAILED_PRECONDITION, "SUBMISSION_NOT_REDECIDABLE")
        gone = ledger.RedecideSubmissionRequest(name=f"{CITY}/stakeholders/{BOX}/submissions/999999")
        self.refused(lambda: self.operator.RedecideSubmission(gone), grpc.StatusCode.NOT_FOUND,
                     "SUBMISSION_NOT_FOUND")
        self.refused(lambda: self.operator.RedecideSubmission(ledger.RedecideSubmissionRequest(name="nonsense")),
                     grpc.StatusCode.INVALID_ARGUMENT, "NAME_INVALID")
        self.refused(lambda: self.stakeholder.RedecideSubmission(ledger.RedecideSubmissionRequest(
            name=unreadable.name)), grpc.StatusCode.PERMISSION_DENIED, "CALLER_NOT_PERMITTED")

    def test_5_paductl_corrects_reverses_shows_and_watches(self):
        household = next(self.unused)
        name = household.name.rsplit("/", 1)[1]
        before = self.stakeholder.RecordDisbursement(events.request(BOX, "ctl-0", self.aid(household))).position
        content = ("--programme", PROGRAMME, "--household", name, "--day", DAY)
        for event_id, more in (("ctl-wrong", ("--rupiah=700000", *content)),
                               ("ctl-right", ("--corrects=ctl-wrong", "--rupiah=70000", *content)),
                               ("ctl-more", ("--rupiah=5000", *content)),
                               ("ctl-back", ("--reverses=ctl-more",)),
                               ("ctl-bad", ("--rupiah=-1", *content))):
            self.world.paductl("events", "publish", BOX, event_id, *more)
            shown = json.loads(self.world.paductl("submission", "show", BOX, event_id, "--wait-ms=20000",
                                                  "--format=json"))
            self.assertTrue(shown["position"], shown)
            table = self.world.paductl("submission", "show", BOX, event_id)
            self.assertRegex(table, r"(?m)^posisi +\S+$")
        self.assertEqual(reads.summary(self.reader, household.name),
                         {("MONEY", "", PROGRAMME, BOX): (2, 71_000, DAY)})

        # ctl-wrong, the two entries of ctl-right, ctl-more, ctl-back; what was refused is nobody's household's.
        for count in (1, 3, 5):
            watched = self.world.paductl("household", "watch", name, f"--from={before}", f"--count={count}")
            self.assertEqual(len(watched.splitlines()), count, watched)
        watched = self.world.paductl("household", "watch", f"--from={before}", "--count=6")
        self.assertEqual(len(watched.splitlines()), 6, watched)
        self.assertIn("ctl-bad", watched.splitlines()[-1])

        both = self.world.paductl("events", "publish", BOX, "ctl-both", "--reverses=a", "--corrects=b", check=False)
        self.assertEqual(both.returncode, 2, both.stderr)
        self.assertIn("--corrects", both.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
