"""Bad input at every door gets a verdict or an error, with a stable reason and both texts; the partition goes on."""
import json
import unittest

import grpc

from lib import events, kafka, leaks, people, reads
from lib.case import WorldCase
from lib.clients import CITY, Refusal
from lib.days import days_ago
from lib.protos import ledger, registry_requests, registry_resources
from lib.waiting import until

BOX = "baznas"
PROGRAMME = "baznas-bantuan-konsumtif"
DAY = days_ago(10)
JSON, PROTOBUF = "application/json", "application/protobuf"
GARBAGE_NIK = "9" * 16
REAL_NIK = people.nik_of(77)


class BadInputTest(WorldCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = cls.world.registry_client()
        cls.reader = cls.world.ledger_client()
        cls.household = people.register(cls.registry, people.plan(1, seed=5))[0]

    def event(self, **changed):
        return events.recorded(**{"programme": PROGRAMME, "day": DAY, "rupiah": 1000,
                                  "household": self.household.name, **changed})

    def broken_utf8(self):
        """Well-formed protobuf whose reference is none."""
        event = self.event()
        event.reference = "XX"
        return event.SerializeToString().replace(b"XX", b"\xff\xfe")

    def cases(self):
        """(name, value, content type, changed attributes, verdict, reason)"""
        good = self.event().SerializeToString()

        def proto(name, event, verdict, reason, **changed):
            return name, event.SerializeToString(), PROTOBUF, changed, verdict, reason

        def as_json(name, told, verdict, reason):
            return name, told if isinstance(told, bytes) else json.dumps(told).encode(), JSON, {}, verdict, reason
        aid = {"programme": PROGRAMME, "day": DAY, "beneficiary": {"household": self.household.name},
               "benefit": {"rupiah": "1000"}}
        yield proto("programme", self.event(programme="nothing"), "REJECTED", "PROGRAMME_UNKNOWN")
        yield proto("others-programme", self.event(programme="pkh"), "REJECTED", "PROGRAMME_OF_OTHER_STAKEHOLDER")
        yield proto("negative", self.event(rupiah=-5), "REJECTED", "AMOUNT_NOT_POSITIVE")
        yield proto("absurd", self.event(rupiah=10**15), "REJECTED", "AMOUNT_TOO_LARGE")
        yield proto("kind", self.event(rupiah=0, meals=2), "REJECTED", "BENEFIT_KIND_MISMATCH")
        yield proto("future", self.event(day=days_ago(-3)), "REJECTED", "DAY_IN_FUTURE")
        yield proto("ancient", self.event(day=days_ago(3000)), "REJECTED", "DAY_TOO_OLD")
        yield proto("no-day", self.event(day="2026-02-30"), "REJECTED", "DAY_INVALID")
        yield proto("other-city", self.event(programme=f"cities/64.71/programmes/{PROGRAMME}"), "REJECTED",
                    "CITY_MISMATCH")
        yield proto("garbage-nik", self.event(household="", nik=GARBAGE_NIK), "REJECTED", "NIK_INVALID")
        yield proto("others-name", self.event(), "REJECTED", "SOURCE_NOT_OF_BOX",
                    source=f"{CITY}/stakeholders/dinsos-pm")
        yield proto("no-type", self.event(), "UNREADABLE", "TYPE_UNKNOWN", type="id.padu.nothing.v1")
        yield proto("old-spec", self.event(), "UNREADABLE", "SPECVERSION_UNKNOWN", specversion="0.3")
        yield proto("no-source", self.event(), "UNREADABLE", "ATTRIBUTE_MISSING", source=None)
        yield proto("nik-as-id", self.event(), "UNREADABLE", "EVENT_ID_HOLDS_NIK", id=REAL_NIK)
        yield "utf8", self.broken_utf8(), PROTOBUF, {}, "REJECTED UNREADABLE", "TEXT_NOT_UTF8 PROTOBUF_INVALID"
        yield "bytes", b"\x00\xff\x00\xff not protobuf", PROTOBUF, {}, "UNREADABLE", "PROTOBUF_INVALID"
        yield "encoding", good, "text/csv", {}, "UNREADABLE", "ENCODING_UNKNOWN"
        yield "empty", None, PROTOBUF, {}, "UNREADABLE", "VALUE_EMPTY"
        yield as_json("megabyte", b'{"reference":"' + b"x" * 1_000_000 + b'"}', "UNREADABLE", "VALUE_TOO_LARGE")
        yield as_json("unknown-field", {**aid, "amount": 5}, "UNREADABLE", "JSON_FIELD_UNKNOWN")
        yield as_json("cut-off", b'{"programme": "baz', "UNREADABLE", "JSON_INVALID")
        yield as_json("no-object", b'"text"', "UNREADABLE", "JSON_INVALID")
        yield as_json("fraction", {**aid, "benefit": {"rupiah": 10.5}}, "UNREADABLE", "JSON_INVALID")
        yield as_json("nobody", {**aid, "beneficiary": {}}, "REJECTED", "FIELD_MISSING")
        yield as_json("nik-in-text", {**aid, "reference": f"untuk {REAL_NIK}"}, "REJECTED", "REFERENCE_HOLDS_NIK")
        yield ("batch", json.dumps([aid]).encode(), "application/cloudevents-batch+json", {}, "UNREADABLE",
               "BATCH_NOT_ALLOWED")
        yield ("no-envelope", b"[1, 2", "application/cloudevents+json", {}, "UNREADABLE", "JSON_INVALID")

    def test_1_every_bad_record_has_a_verdict(self):
        box, cases = events.box_of(BOX), list(self.cases())
        for name, value, content_type, changed, _, _ in cases:
            headers = events.binary_headers(BOX, f"bad-{name}", self.event(), content_type, **changed)
            kafka.publish(self.world.broker.address, box, value, headers)
        kafka.publish(self.world.broker.address, box, *events.binary_json(BOX, "good-after-bad", self.event()))
        records = kafka.read(self.world.broker.address, box)
        self.assertEqual(len(records), len(cases) + 1, "each was published as one record")

        last = until("the partition goes on", lambda: reads.submission(self.reader, BOX, "good-after-bad"))
        self.assertEqual(reads.verdict_of(last), "POSTED")
        for offset, (name, _, _, _, verdict, reason) in enumerate(cases):
            with self.subTest(name):
                told = reads.submission(self.reader, BOX, place=(last.place.generation, offset))
                self.assertIn(reads.verdict_of(told), verdict.split(), told.reason)
                self.assertIn(told.reason, reason.split())
                self.assertTrue(told.text_id and told.text_en and told.text_id != told.text_en)
                self.assertNotIn(REAL_NIK, str(told))
        self.assertEqual(reads.summary(self.reader, self.household.name),
                         {("MONEY", "", PROGRAMME, BOX): (1, 1000, DAY)})

    def test_2_the_ledgers_grpc(self):
        stakeholder = self.world.as_stakeholder(BOX)
        for event, reason in ((self.event(programme="nothing"), "PROGRAMME_UNKNOWN"),
                              (self.event(rupiah=-1), "AMOUNT_NOT_POSITIVE"),
                              (self.event(household="", nik=GARBAGE_NIK), "NIK_INVALID"),
                              (self.event(day="yesterday"), "DAY_INVALID")):
            told = stakeholder.RecordDisbursement(events.request(BOX, f"call-{reason.lower()}", event))
            self.assertEqual((reads.verdict_of(told), told.reason), ("REJECTED", reason))
            self.assertTrue(told.text_id and told.text_en)
        good = events.request(BOX, "call-good", self.event())
        self.refused(lambda: self.world.as_stakeholder("dinsos-pm").RecordDisbursement(good),
                     grpc.StatusCode.PERMISSION_DENIED, "STAKEHOLDER_MISMATCH")
        self.refused(lambda: self.world.ledger_client("").RecordDisbursement(good),
                     grpc.StatusCode.UNAUTHENTICATED, "CALLER_MISSING")
        self.refused(lambda: stakeholder.RecordDisbursement(ledger.RecordDisbursementRequest(parent="nonsense")),
                     grpc.StatusCode.INVALID_ARGUMENT, "NAME_INVALID")
        self.refused(lambda: reads.submission(self.reader, BOX, "never-sent"),
                     grpc.StatusCode.NOT_FOUND, "SUBMISSION_NOT_FOUND")
        self.refused(lambda: self.reader.ListCoverage(ledger.ListCoverageRequest(parent=CITY, page_size=-1)),
                     grpc.StatusCode.INVALID_ARGUMENT)
        self.refused(lambda: self.reader.ListCoverage(ledger.ListCoverageRequest(parent=CITY, page_token="???")),
                     grpc.StatusCode.INVALID_ARGUMENT)
        self.refused(lambda: self.reader.ListCoverage(ledger.ListCoverageRequest(parent=CITY, at_least="x.y.z")),
                     grpc.StatusCode.INVALID_ARGUMENT)

    def test_3_the_registrys_grpc(self):
        def household(**changed):
            told = people.intake(people.plan(1, seed=9, first=7000)[0])
            for name, value in changed.items():
                if name == "nik":
                    told.families[0].persons[0].personal.nik = value
                else:
                    setattr(told.domicile, name, value)
            return registry_requests.RegisterHouseholdRequest(parent=CITY, household=told)
        cases = [household(nik=GARBAGE_NIK), household(nik="12"), household(kelurahan="64.74.99.9999"),
                 household(kelurahan=""), registry_requests.RegisterHouseholdRequest(parent="cities/xx"),
                 registry_requests.RegisterHouseholdRequest(parent=CITY)]
        for request in cases:
            self.refused(lambda: self.registry.RegisterHousehold(request))
        answer = self.registry.ImportHouseholds(
            iter([registry_requests.ImportHouseholdsRequest(parent=CITY, household=one.household) for one in
                  (household(kelurahan="64.74.99.9999"), household())]), timeout=20)
        self.assertEqual((answer.registered_count, answer.refused_count), (1, 1))
        self.assertTrue(answer.results[0].reason and answer.results[0].text_id and answer.results[0].text_en)
        self.refused(lambda: self.registry.GetHousehold(
            registry_requests.GetHouseholdRequest(name=f"{CITY}/households/nobody")), grpc.StatusCode.NOT_FOUND)
        self.refused(lambda: self.registry.FindByNik(registry_requests.FindByNikRequest(parent=CITY, nik="1")))
        self.refused(lambda: self.registry.UpdatePerson(registry_requests.UpdatePersonRequest(
            name=self.household.persons[0].name, etag="of-another-time",
            person=registry_requests.PersonIntake(personal=registry_resources.PersonalData(full_name="X")))))

    def refused(self, call, code=None, reason=None):
        """The call is refused, with a reason and both texts, and without a number of 16 digits."""
        with self.assertRaises(grpc.RpcError) as caught:
            call()
        told = Refusal(caught.exception)
        self.assertIn(told.code, (grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.NOT_FOUND,
                                  grpc.StatusCode.PERMISSION_DENIED, grpc.StatusCode.UNAUTHENTICATED,
                                  grpc.StatusCode.FAILED_PRECONDITION, grpc.StatusCode.ABORTED), told)
        if code:
            self.assertEqual(told.code, code, told)
        if reason:
            self.assertEqual(told.reason, reason, told)
        self.assertTrue(told.reason and told.text_id and told.text_en, told)
        self.assertNotRegex(repr(told), r"\d{16}")

    def test_9_nothing_of_it_is_in_clear(self):
        search = leaks.search_world(self.world, [self.household, *people.plan(1, seed=9, first=7000)],
                                    [GARBAGE_NIK, REAL_NIK])
        self.assertEqual(search.found, [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
