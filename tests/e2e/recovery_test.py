"""Disks that are gone, old or another's, and owners that are two: what was answered stays, and all is as before."""
import shutil
import unittest

import grpc

from lib import checks, events, kafka, people, reads
from lib.case import WorldCase
from lib.days import days_ago
from lib.load import ask
from lib.protos import codes, ledger_facts, personal_requests, registry_requests
from lib.waiting import until

FENCED = 76  # the exit code of an owner whose place another took
BOXES = ["baznas", "dinsos-pm"]


class RecoveryTest(WorldCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.households = people.register(cls.world.registry_client(), people.plan(15, seed=11))
        cls.answered = {}
        cls.count = 0

    def submit(self, count):
        """Some more, by letter box and by call."""
        stakeholder = self.world.as_stakeholder("kemensos")
        lines = {box: [] for box in BOXES}
        for _ in range(count):
            type(self).count += 1
            household = self.households[self.count % len(self.households)]
            person = household.persons[0]
            day = days_ago(self.count % 50 + 1)
            lines["baznas"].append(events.structured("baznas", f"b-{self.count}", events.recorded(
                "baznas-bantuan-konsumtif", day, rupiah=self.count * 1000, household=household.name)))
            lines["dinsos-pm"].append(events.structured("dinsos-pm", f"d-{self.count}", events.recorded(
                "rantang-kasih", day, meals=2, nik=person.nik)))
            event = events.recorded("pkh", day, rupiah=self.count * 500, person=person.name)
            event_id = f"k-{self.count}"
            self.answered["kemensos", event_id] = (event, ask(
                lambda: stakeholder.RecordDisbursement(events.request("kemensos", event_id, event))))
        for box, values in lines.items():
            kafka.publish_lines(self.world.broker.address, events.box_of(box), values, events.STRUCTURED)
        checks.wait_caught_up(self.world, BOXES)

    def everything(self):
        return reads.everything(self.world.ledger_client(), self.households, [*BOXES, "kemensos"])

    def registered(self):
        """What the registry says of all households, opened names included."""
        registry = self.world.registry_client()
        told = []
        for household in self.households:
            told.append(str(registry.GetHousehold(registry_requests.GetHouseholdRequest(name=household.name))))
        person = self.households[0].persons[0]
        opened = registry.OpenPersonalData(personal_requests.OpenPersonalDataRequest(
            name=person.name, fields=[codes.PERSONAL_FIELD_NAME], purpose=codes.PURPOSE_AUDIT))
        self.assertEqual(opened.personal.full_name, person.full_name)
        return told

    def same_tables(self, before):
        """Byte by byte; rows of passing time, which change them too, come a minute after the last row."""
        until("the tables are those of before", lambda: self.world.table_hashes() == before, 20)

    def test_1_a_deleted_data_folder_is_rebuilt(self):
        self.submit(40)
        ledger_said, registry_said = self.everything(), self.registered()
        tables = self.world.table_hashes()
        for one in (self.world.ledger, self.world.registry):
            one.kill()
            shutil.rmtree(one.data_dir)
            one.start()
        checks.wait_caught_up(self.world, BOXES)
        self.same_tables(tables)
        self.assertEqual(self.everything(), ledger_said)
        self.assertEqual(self.registered(), registry_said)
        checks.check_everything(self, self.world, self.households, BOXES, self.answered)

    def test_1b_a_rebuilt_ledger_serves_once_it_knows_who_was_registered_meanwhile(self):
        """Its last row rests on less of the registry's journal than there is."""
        newcomers = people.plan(200, seed=13, first=1500)
        ledger = self.world.ledger
        ledger.kill()
        shutil.rmtree(ledger.data_dir)
        people.register(self.world.registry_client(), newcomers)
        values = [events.structured("baznas", f"new-{number}", events.recorded(
            "baznas-bantuan-konsumtif", days_ago(2), rupiah=1000, nik=one.persons[0].nik))
            for number, one in enumerate(newcomers)]
        kafka.publish_lines(self.world.broker.address, events.box_of("baznas"), values, events.STRUCTURED)
        ledger.start()
        reader = self.world.ledger_client()
        for one in newcomers:
            reads.summary(reader, one.name)  # the first answer knows them
        type(self).households = self.households + newcomers
        checks.wait_caught_up(self.world, BOXES)
        parked = [fact.parked.head.event_id for journal in self.world.journals("ledger") for row in journal.rows
                  for fact in map(ledger_facts.Fact.FromString, row.facts) if fact.HasField("parked")]
        self.assertEqual([one for one in parked if one.startswith("new-")], [])

    def test_2_an_old_copy_of_a_data_folder_catches_up(self):
        copies = {}
        for one in (self.world.ledger, self.world.registry):
            self.assertEqual(one.stop(), 0)
            copies[one] = f"{one.data_dir}.copy"
            shutil.copytree(one.data_dir, copies[one])
            one.start()
        self.submit(30)
        type(self).households = self.households + people.register(
            self.world.registry_client(), people.plan(3, seed=12, first=900))
        until("the ledger has heard of all", lambda: [reads.summary(self.world.ledger_client(), household.name)
                                                      for household in self.households])
        ledger_said, registry_said = self.everything(), self.registered()
        tables = self.world.table_hashes()
        for one, copy in copies.items():
            one.kill()
            shutil.rmtree(one.data_dir)
            shutil.move(copy, one.data_dir)
            one.start()
        checks.wait_caught_up(self.world, BOXES)
        self.same_tables(tables)
        self.assertEqual(self.everything(), ledger_said)
        self.assertEqual(self.registered(), registry_said)

    def test_3_of_two_owners_that_begin_at_once_one_wins(self):
        said = self.everything()
        first = self.world.ledger
        self.assertEqual(first.stop(), 0)
        second = self.world.second("intervention-ledger", "second")
        first.start("--take-over", wait=False)
        second.start("--take-over", wait=False)
        until("one of two owners ends", lambda: first.running != second.running, 60)
        loser, winner = (first, second) if second.running else (second, first)
        self.assertEqual(loser.wait_end(), FENCED, loser.log_tail())
        winner.wait_ready()
        self.world.ledger = winner
        until("the winner says what was said", lambda: self.everything() == said)
        self.submit(5)
        self.assertEqual(winner.stop(), 0)
        self.world.ledger = first
        first.start("--take-over")
        checks.check_everything(self, self.world, self.households, BOXES, self.answered)

    def test_4_an_owner_that_was_stopped_and_wakes_after_another_took_over(self):
        first = self.world.ledger
        before = self.world.as_stakeholder("kemensos")
        first.freeze()
        event = events.recorded("pkh", days_ago(5), rupiah=777_000, person=self.households[0].persons[0].name)
        request = events.request("kemensos", "frozen-1", event)
        pending = before.RecordDisbursement  # the frozen owner cannot answer in time
        with self.assertRaises(grpc.RpcError):
            pending(request, timeout=2)
        second = self.world.second("intervention-ledger", "third").start("--take-over")
        self.world.ledger = second
        self.submit(10)
        first.thaw()
        self.assertEqual(first.wait_end(), FENCED, first.log_tail())
        answer = ask(lambda: self.world.as_stakeholder("kemensos").RecordDisbursement(request))
        self.answered["kemensos", "frozen-1"] = (event, answer)
        checks.check_everything(self, self.world, self.households, BOXES, self.answered)

        said = self.everything()
        second.kill()
        self.world.ledger = first
        first.start("--take-over")  # its disk may hold rows that the topic never accepted
        checks.wait_caught_up(self.world, BOXES)
        self.assertEqual(self.everything(), said)
        self.submit(5)
        checks.check_everything(self, self.world, self.households, BOXES, self.answered)


if __name__ == "__main__":
    unittest.main(verbosity=2)
