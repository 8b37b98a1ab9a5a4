"""Topics that lose what they had said was written: a letter box stops alone, a journal's owner writes it again."""
import unittest

from lib import checks, events, kafka, people, reads
from lib.case import WorldCase
from lib.days import days_ago
from lib.load import ask
from lib.waiting import until

DAY = days_ago(7)


class TopicLossTest(WorldCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reader = cls.world.ledger_client()
        cls.households = people.register(cls.world.registry_client(), people.plan(8, seed=61))
        cls.answered = {}

    def publish(self, box, ids, programme="baznas-bantuan-konsumtif", **what):
        for event_id in ids:
            event = events.recorded(programme, DAY, **what)
            kafka.publish(self.world.broker.address, events.box_of(box), *events.binary_json(box, event_id, event))

    def posted(self, box, event_id):
        until(f"{event_id} is posted", lambda: reads.verdict_of(
            reads.submission(self.reader, box, event_id)) == "POSTED", 60)

    def call(self, event_id, person):
        event = events.recorded("pkh", DAY, rupiah=5000, person=person.name)
        self.answered["kemensos", event_id] = (event, ask(
            lambda: self.world.as_stakeholder("kemensos").RecordDisbursement(
                events.request("kemensos", event_id, event), timeout=5)))

    def stopped(self, box):
        return until(f"{box} is stopped", lambda: self.world.box_statuses()[events.box_of(box)]["stopped"], 60)

    def lose_tails(self, topics, share):
        """Of all partitions of these topics; the broker is killed meanwhile, the services go on."""
        self.world.broker.kill()
        for topic in topics:
            partitions = 1 if topic.startswith("padu.aid.") else self.world.partitions
            for number in range(partitions):
                self.world.broker.lose_tail(topic, number, share)
        self.world.broker.start()

    def test_1_an_owner_writes_again_what_its_journal_topic_lost(self):
        person = self.households[0].persons[0]
        self.publish("baznas", [f"b-{number}" for number in range(5)], rupiah=1000, household=self.households[1].name)
        for number in range(10):
            self.call(f"k-{number}", person)
        newcomers = people.register(self.world.registry_client(), people.plan(3, seed=62, first=700))
        type(self).households = self.households + newcomers
        self.posted("baznas", "b-4")
        pids = [one.pid for one in (self.world.registry, self.world.ledger)]
        rows = {name: [len(one.rows) for one in self.world.journals(name)] for name in ("registry", "ledger")}
        said = reads.everything(self.reader, self.households, ["baznas", "kemensos"])
        self.lose_tails(["padu.registry.journal.v1", "padu.ledger.journal.v1"], 0.4)

        def written_again():
            return all(len(one.rows) >= before for name in rows
                       for one, before in zip(self.world.journals(name), rows[name], strict=True))
        until("what the topics lost is there again", written_again, 90, every=1)
        for one in (self.world.registry, self.world.ledger):
            one.wait_ready()
        self.call("k-after", person)
        self.assertEqual([one.pid for one in (self.world.registry, self.world.ledger)], pids)
        checks.check_everything(self, self.world, self.households, ["baznas"], self.answered)
        del self.answered["kemensos", "k-after"]
        for household in self.households[1:]:
            self.assertEqual(reads.summary(self.reader, household.name), said[household.name][1])

    def test_2_a_letter_box_that_lost_its_tail_stops_alone(self):
        self.publish("dinsos-pm", [f"d-{number}" for number in range(6)], "rantang-kasih", meals=2,
                     nik=self.households[2].persons[0].nik)
        self.posted("dinsos-pm", "d-5")
        said = reads.summary(self.reader, self.households[2].name)
        self.lose_tails([events.box_of("dinsos-pm")], 0.5)
        self.assertLess(len(kafka.read(self.world.broker.address, events.box_of("dinsos-pm"))), 6)
        self.assertIn(self.stopped("dinsos-pm"), ("BOX_TRUNCATED", "BOX_REWRITTEN"))
        self.publish("baznas", ["others-go-on"], rupiah=1000, household=self.households[1].name)
        self.posted("baznas", "others-go-on")
        self.assertEqual(reads.summary(self.reader, self.households[2].name), said, "what was taken stays")

    def test_3_a_letter_box_whose_records_expired_unread_stops_alone(self):
        box = events.box_of("badak-lng")
        self.publish("badak-lng", ["l-0"], "tjsl-badak-lng", rupiah=1000, person=self.households[3].persons[0].name)
        self.posted("badak-lng", "l-0")
        self.assertEqual(self.world.ledger.stop(), 0)
        self.publish("badak-lng", ["l-1", "l-2", "l-3"], "tjsl-badak-lng", rupiah=1000,
                     person=self.households[3].persons[0].name)
        self.world.broker.delete_records(box, 3)
        self.world.ledger.start()
        self.assertEqual(self.stopped("badak-lng"), "BOX_EXPIRED")
        self.assertEqual(self.world.ledger.get("/readyz")[0], 200)
        self.publish("baznas", ["others-go-on-too"], rupiah=1000, household=self.households[1].name)
        self.posted("baznas", "others-go-on-too")
        checks.check_journals(self, self.world)


if __name__ == "__main__":
    unittest.main(verbosity=2)
