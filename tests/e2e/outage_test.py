"""The broker away, and letter boxes that are not what they were."""
import time
import unittest

import grpc

from lib import checks, events, kafka, people, reads
from lib.case import WorldCase
from lib.clients import Refusal
from lib.days import days_ago
from lib.load import ask
from lib.protos import ledger, registry_requests
from lib.waiting import until

DAY = days_ago(7)
AWAY_SECONDS = 60


class OutageTest(WorldCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = cls.world.registry_client()
        cls.reader = cls.world.ledger_client()
        cls.households = people.register(cls.registry, people.plan(6, seed=21))

    def publish(self, box, event_id, programme="baznas-bantuan-konsumtif", **what):
        event = events.recorded(programme, DAY, **what)
        kafka.publish(self.world.broker.address, events.box_of(box), *events.binary_json(box, event_id, event))
        return event

    def posted(self, box, event_id):
        until(f"{event_id} is posted", lambda: reads.verdict_of(
            reads.submission(self.reader, box, event_id)) == "POSTED", 60)

    def test_1_reads_go_on_and_writes_wait_while_the_broker_is_away(self):
        household = self.households[0]
        self.publish("baznas", "before-1", rupiah=1000, household=household.name)
        self.posted("baznas", "before-1")
        pids = [one.pid for one in (self.world.registry, self.world.ledger)]
        self.world.broker.kill()
        gone = time.monotonic()
        event = events.recorded("pkh", DAY, rupiah=5000, person=household.persons[0].name)
        call = events.request("kemensos", "during-1", event)
        newcomer = people.plan(1, seed=22, first=800)[0]
        registration = registry_requests.RegisterHouseholdRequest(
            parent="cities/64.74", household=people.intake(newcomer), request_id="during-1")
        asked, ages = 0, []
        while time.monotonic() - gone < AWAY_SECONDS:
            for write in (lambda: self.world.as_stakeholder("kemensos").RecordDisbursement(call, timeout=2),
                          lambda: self.registry.RegisterHousehold(registration, timeout=2)):
                with self.assertRaises(grpc.RpcError) as caught:
                    write()
                told = Refusal(caught.exception)
                self.assertEqual(told.code, grpc.StatusCode.UNAVAILABLE, told)
                self.assertTrue(told.reason and told.text_id and told.text_en, told)
                asked += 1
            read = self.reader.GetHouseholdSummary(
                ledger.GetHouseholdSummaryRequest(name=f"{household.name}/summary"), timeout=2)
            self.assertEqual(read.summary.lines[0].sum, 1000)
            self.assertTrue(read.read.position)
            ages.append(read.read.contact_age_ms)
            self.registry.GetHousehold(registry_requests.GetHouseholdRequest(name=household.name), timeout=2)
        self.assertGreater(asked, 4)
        self.assertGreater(ages[-1], (AWAY_SECONDS - 8) * 1000, "reads say how long ago the owner was in touch")
        self.assertEqual(ages, sorted(ages))

        self.world.broker.start()
        answer = ask(lambda: self.world.as_stakeholder("kemensos").RecordDisbursement(call, timeout=5))
        self.assertEqual(reads.verdict_of(answer), "POSTED")
        newcomer.name = ask(lambda: self.registry.RegisterHousehold(registration, timeout=5)).name
        self.publish("baznas", "after-1", rupiah=2000, household=household.name)
        self.posted("baznas", "after-1")
        entries = reads.entries(self.reader, household.name)
        self.assertEqual(sorted(one.event_id for one in entries), ["after-1", "before-1", "during-1"])
        self.assertEqual([one.pid for one in (self.world.registry, self.world.ledger)
                          if one.running], pids, "without a restart")
        until("in touch again", lambda: all(one["in_contact"] for one in self.world.ledger.status().values()))
        checks.check_journals(self, self.world)

    def test_2_a_letter_box_made_anew_stops_and_the_others_go_on(self):
        household = self.households[1]
        for number in range(3):
            self.publish("baznas", f"first-life-{number}", rupiah=1000, household=household.name)
        self.posted("baznas", "first-life-2")
        said = reads.summary(self.reader, household.name)
        box = events.box_of("baznas")
        self.world.broker.delete_topic(box)
        self.world.broker.create_topic(box)
        for number in range(8):
            self.publish("baznas", f"second-life-{number}", rupiah=500, household=household.name)

        stopped = until("the box is stopped", lambda: self.world.box_statuses()[box]["stopped"], 60)
        self.assertRegex(stopped, r"^[A-Z_]+$")
        metrics = self.world.ledger.get("/metrics")[1]
        self.assertRegex(metrics, rf'padu_input_stopped{{[^}}]*topic="{box}"[^}}]*}} 1')
        self.assertEqual(self.world.ledger.get("/readyz")[0], 200)
        self.publish("dinsos-pm", "others-go-on", "rantang-kasih", meals=2, nik=household.persons[0].nik)
        self.posted("dinsos-pm", "others-go-on")
        self.assertEqual({key: line for key, line in reads.summary(self.reader, household.name).items()
                          if key[2] != "rantang-kasih"}, said, "nothing of the new box was taken")

        self.world.ledger.kill()
        self.world.ledger.start()
        until("it is still stopped after a restart", lambda: self.world.box_statuses()[box]["stopped"] == stopped)


if __name__ == "__main__":
    unittest.main(verbosity=2)
