"""What the registry changes its mind about: records of persons merged, keys rotated; and aid outside its programme."""
import base64
import os
import unittest

import grpc

from lib import events, people, reads
from lib.case import WorldCase
from lib.clients import CITY, Refusal
from lib.days import days_ago
from lib.protos import codes, reference_requests, registry_requests, registry_resources
from lib.waiting import until

PROGRAMME = "baznas-bantuan-konsumtif"
NARROW = "baznas-belimbing"
DAY = days_ago(20)


class RegistryTest(WorldCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = cls.world.registry_client()
        cls.reader = cls.world.ledger_client()
        cls.stakeholder = cls.world.as_stakeholder("baznas")
        cls.households = people.register(cls.registry, people.plan(6, seed=61))
        until("the ledger has heard of all", lambda: [reads.summary(cls.reader, one.name) for one in cls.households])

    def give(self, event_id, day=DAY, programme=PROGRAMME, **to):
        return self.stakeholder.RecordDisbursement(
            events.request("baznas", event_id, events.recorded(programme, day, rupiah=1000, **to)))

    def refused(self, call, code, reason):
        with self.assertRaises(grpc.RpcError) as caught:
            call()
        told = Refusal(caught.exception)
        self.assertEqual((told.code, told.reason), (code, reason), told)

    def test_1_a_record_merged_into_another_stands_for_who_stays(self):
        first, second = self.households[:2]
        stays, gone = first.persons[0], second.persons[0]
        self.assertEqual(reads.verdict_of(self.give("before", person=gone.name)), "POSTED")
        self.registry.MergePersons(registry_requests.MergePersonsRequest(
            name=gone.name, into=stays.name, request_id="merge-1"))

        found = self.registry.FindByNik(registry_requests.FindByNikRequest(parent=CITY, nik=gone.nik))
        self.assertEqual((found.person.name, found.household), (stays.name, first.name))
        self.assertEqual(list(found.person.merged_persons), [gone.name])
        told = self.registry.GetPerson(registry_requests.GetPersonRequest(name=gone.name))
        self.assertEqual(told.merged_into, stays.name)
        self.refused(lambda: self.registry.RecordDeath(registry_requests.RecordDeathRequest(name=gone.name, day=DAY)),
                     grpc.StatusCode.FAILED_PRECONDITION, "PERSON_MERGED")

        def counts_to_who_stays(event_id):
            entry = next(one for one in reads.history(self.reader, stays.name) if one.event_id == event_id)
            return entry.person == stays.name and entry.name.startswith(first.name + "/")
        until("the ledger has heard of it", lambda: len(reads.history(self.reader, stays.name)) == 1)
        self.give("by-nik", nik=gone.nik)
        self.give("by-name", person=gone.name)
        self.assertTrue(counts_to_who_stays("by-nik"))
        self.assertTrue(counts_to_who_stays("by-name"))
        self.assertEqual(sorted(one.event_id for one in reads.history(self.reader, stays.name)),
                         ["before", "by-name", "by-nik"])
        self.assertEqual([str(one) for one in reads.history(self.reader, gone.name)],
                         [str(one) for one in reads.history(self.reader, stays.name)])
        self.assertEqual([one.event_id for one in reads.entries(self.reader, second.name)], ["before"],
                         "what was given before stays where it was counted")

    def test_2_aid_outside_its_programme_is_posted_with_a_note(self):
        self.registry.CreateProgramme(reference_requests.CreateProgrammeRequest(
            parent=CITY, programme_id=NARROW, programme=registry_resources.Programme(
                stakeholder=f"{CITY}/stakeholders/baznas", name_id="Bantuan Belimbing", name_en="Aid for Belimbing",
                assistance_unit=codes.ASSISTANCE_UNIT_HOUSEHOLD, benefit_type=codes.BENEFIT_TYPE_MONEY,
                region=f"{CITY}/regions/64.74.03.1001", first_day=DAY)))
        within = next(one for one in self.households if one.kelurahan == "64.74.03.1001")
        elsewhere = next(one for one in self.households if one.kelurahan == "64.74.01.1001")
        until("the ledger has heard of it", lambda: reads.verdict_of(
            self.give("narrow-0", programme=NARROW, household=within.name)) == "POSTED")
        expected = [("narrow-1", within, DAY, []),
                    ("narrow-2", elsewhere, DAY, ["OUTSIDE_PROGRAMME_REGION"]),
                    ("narrow-3", elsewhere, days_ago(21), ["OUTSIDE_PROGRAMME_REGION", "OUTSIDE_PROGRAMME_PERIOD"])]
        for event_id, household, day, notes in expected:
            told = self.give(event_id, day=day, programme=NARROW, household=household.name)
            self.assertEqual((reads.verdict_of(told), [one.note for one in told.notes]), ("POSTED", notes))
            again = reads.submission(self.reader, "baznas", event_id)
            self.assertEqual([one.note for one in again.notes], notes)
            entry = next(one for one in reads.entries(self.reader, household.name) if one.event_id == event_id)
            self.assertEqual([one.note for one in entry.notes], notes)
            for note in entry.notes:
                self.assertTrue(note.text_id and note.text_en and note.text_id != note.text_en, note)
        self.assertEqual(reads.summary(self.reader, elsewhere.name)[("MONEY", "", NARROW, "baznas")][:2], (2, 2000))
        shown = self.world.paductl("submission", "show", "baznas", "narrow-2")
        self.assertIn("OUTSIDE_PROGRAMME_REGION", shown)

    def test_3_a_retry_is_known_after_the_keys_were_rotated(self):
        one, other = people.plan(2, seed=62, first=700)
        def registration(household):
            return registry_requests.RegisterHouseholdRequest(parent=CITY, household=people.intake(household),
                                                              request_id="rotated-1")
        name = self.registry.RegisterHousehold(registration(one)).name
        key = base64.urlsafe_b64encode(os.urandom(32)).decode().rstrip("=")
        with open(self.world.folder / "secrets", "a", encoding="ascii") as file:
            file.write(f"64.74 hmac 2 {key}\n")
        self.world.registry.kill()
        self.world.registry.start()
        until("the registry serves again", lambda: self.registry.GetHousehold(
            registry_requests.GetHouseholdRequest(name=name)).name)
        self.assertEqual(self.registry.RegisterHousehold(registration(one)).name, name, "the first answer")
        self.refused(lambda: self.registry.RegisterHousehold(registration(other)),
                     grpc.StatusCode.ALREADY_EXISTS, "REQUEST_ID_REUSED")
        found = self.registry.FindByNik(registry_requests.FindByNikRequest(parent=CITY, nik=one.persons[0].nik))
        self.assertEqual(found.household, name, "and a NIK registered before is found")


if __name__ == "__main__":
    unittest.main(verbosity=2)
