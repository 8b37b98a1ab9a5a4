"""Letter boxes that expire, are deleted or made anew: each stops alone and is read on by an operator's command."""
import collections
import json
import unittest

import grpc

from lib import checks, events, kafka, people, reads
from lib.case import WorldCase
from lib.clients import Refusal
from lib.days import days_ago
from lib.protos import ledger_facts, operators
from lib.waiting import until

DAY = days_ago(7)


class BoxesTest(WorldCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reader = cls.world.ledger_client()
        cls.households = people.register(cls.world.registry_client(), people.plan(6, seed=31))

    def publish(self, stakeholder, *event_ids, programme="baznas-bantuan-konsumtif"):
        for event_id in event_ids:
            event = events.recorded(programme, DAY, rupiah=1000, household=self.households[0].name)
            kafka.publish(self.world.broker.address, events.box_of(stakeholder),
                          *events.binary_json(stakeholder, event_id, event))

    def posted(self, stakeholder, *event_ids):
        for event_id in event_ids:
            until(f"{event_id} is posted", lambda: reads.verdict_of(
                reads.submission(self.reader, stakeholder, event_id)) == "POSTED", 60)

    def stopped(self, stakeholder, reasons):
        """The box is stopped, which everybody can see, and the others go on."""
        box = events.box_of(stakeholder)
        reason = until(f"{box} is stopped", lambda: self.world.box_statuses()[box]["stopped"], 60)
        self.assertIn(reason, reasons)
        self.assertRegex(self.world.ledger.get("/metrics")[1],
                         rf'padu_input_stopped{{[^}}]*topic="{box}"[^}}]*}} 1')
        self.assertEqual(self.world.ledger.get("/readyz")[0], 200)
        told = self.world.paductl("status")
        self.assertIn(f"paductl input reopen {box} --from begin", told)
        listed = [json.loads(line) for line in
                  self.world.paductl("--format=json", "input", "list", "--stopped").splitlines()]
        self.assertEqual([(one["name"].rsplit("/", 1)[1], one["stopped"]) for one in listed], [(box, reason)])
        others = f"beside-{stakeholder}-{reason.lower()}"
        event = events.recorded("rantang-kasih", DAY, meals=2, nik=self.households[0].persons[0].nik)
        kafka.publish(self.world.broker.address, events.box_of("dinsos-pm"),
                      *events.binary_json("dinsos-pm", others, event))
        self.posted("dinsos-pm", others)

    def reopen(self, stakeholder, *more):
        """As JSON. The row names who did it."""
        told = json.loads(self.world.paductl("--format=json", "--caller=operators/ani", "input", "reopen", stakeholder,
                                             *(more or ("--from=begin",))))
        row = next(row for journal in self.world.journals("ledger") for row in journal.rows
                   if row.cause.operator.caller == "operators/ani" and row.sequence == int(told["row"]["sequence"]))
        self.assertEqual(row.cause.operator.action, "ReopenBox")
        self.assertEqual(row.engine_facts[0].box_opened.box, events.box_of(stakeholder))
        self.assertEqual(row.engine_facts[0].box_opened.generation, told["generation"])
        return told

    def reopened_once_there(self):
        """None while the ledger's client holds that there is no such topic: an operator repeats the command."""
        try:
            return self.reopen("baznas")
        except AssertionError as error:
            if "BOX_MISSING" not in str(error):
                raise
            return None

    def verdicts(self, stakeholder):
        """{event id: its verdicts in the order of the journal}"""
        found = collections.defaultdict(list)
        for row in checks.check_journals(self, self.world):
            if row.cause.box.box == events.box_of(stakeholder):
                fact = ledger_facts.Fact.FromString(row.facts[0])
                kind = fact.WhichOneof("kind")
                found[getattr(fact, kind).head.event_id].append(kind)
        return dict(found)

    def test_1_records_that_were_taken_may_expire(self):
        self.publish("kemensos", "old-1", "old-2", programme="pkh")
        until("both are decided", lambda: len(self.verdicts("kemensos")) == 2)
        self.world.broker.delete_records(events.box_of("kemensos"), 2)
        self.world.ledger.kill()
        self.world.ledger.start()
        self.publish("kemensos", "new-1", programme="pkh")
        until("it goes on", lambda: len(self.verdicts("kemensos")) == 3)
        self.assertEqual(self.world.box_statuses()[events.box_of("kemensos")]["stopped"], "")

    def test_2_records_that_expired_before_they_were_taken_are_a_loss(self):
        self.publish("baznas", "taken-1", "taken-2")
        self.posted("baznas", "taken-1", "taken-2")
        self.world.ledger.kill()
        self.publish("baznas", "lost-1", "lost-2", "kept-1")
        self.world.broker.delete_records(events.box_of("baznas"), 4)
        self.world.ledger.start()
        self.stopped("baznas", ["BOX_EXPIRED"])
        told = self.reopen("baznas")
        self.assertEqual((told["generation"], int(told["offset"])), (2, 4))
        self.posted("baznas", "kept-1")
        self.publish("baznas", "lost-1", "lost-2")  # the stakeholder sends them again
        self.posted("baznas", "lost-1", "lost-2")
        self.assertEqual(self.verdicts("baznas"), {one: ["posted"] for one in
                                                   ("taken-1", "taken-2", "kept-1", "lost-1", "lost-2")})

    def test_3_a_box_made_anew_is_read_on_and_ids_count_once(self):
        box = events.box_of("baznas")
        self.world.broker.delete_topic(box)
        self.world.broker.create_topic(box)
        self.publish("baznas", "kept-1", "anew-1")
        self.stopped("baznas", ["BOX_TRUNCATED", "BOX_REWRITTEN", "BOX_MISSING"])
        self.reopen("baznas")
        self.posted("baznas", "anew-1")
        self.publish("baznas", "anew-2")
        self.posted("baznas", "anew-2")
        told = self.verdicts("baznas")
        self.assertEqual(told["kept-1"], ["posted", "duplicated"])
        self.assertEqual((told["anew-1"], told["anew-2"]), (["posted"], ["posted"]))

        again = self.world.paductl("input", "reopen", "baznas", "--from=begin", check=False)
        self.assertEqual(again.returncode, 5, again.stderr)
        self.assertIn("BOX_NOT_STOPPED", again.stderr)
        self.assertIn("-> paductl input list", again.stderr)

    def test_4_a_box_that_is_gone_is_made_and_read_on(self):
        box = events.box_of("baznas")
        self.world.broker.delete_topic(box)
        self.world.ledger.kill()
        self.world.ledger.start()
        self.stopped("baznas", ["BOX_MISSING"])
        missing = self.world.paductl("input", "reopen", "baznas", "--from=begin", check=False)
        self.assertEqual(missing.returncode, 5, missing.stderr)
        self.assertIn("BOX_MISSING", missing.stderr)
        self.assertIn("-> paductl topics apply", missing.stderr)
        self.world.paductl("topics", "apply", "deploy/topics.yaml", f"--partitions={self.world.partitions}")
        self.assertEqual(until("the ledger's client knows the new topic", self.reopened_once_there)["generation"], 4)
        self.publish("baznas", "gone-1")
        self.posted("baznas", "gone-1")

    def test_5_an_open_box_is_read_again_when_the_operator_insists(self):
        before = self.verdicts("baznas")["gone-1"]
        self.assertEqual(before, ["posted"])
        self.reopen("baznas", "--from=0", "--even-if-open")
        until("it is read again", lambda: self.verdicts("baznas")["gone-1"] == ["posted", "duplicated"])
        outside = self.world.paductl("input", "reopen", "baznas", "--from=99", "--even-if-open", check=False)
        self.assertIn("OFFSET_OUTSIDE_BOX", outside.stderr)

    def test_6_operators_alone_may_and_errors_say_why(self):
        name = f"cities/64.74/boxes/{events.box_of('baznas')}"
        asked = {
            "CALLER_NOT_PERMITTED": ("stakeholders/baznas", "ReopenBox", operators.ReopenBoxRequest(
                name=name, edge=operators.BOX_EDGE_BEGIN)),
            "NAME_INVALID": ("operators/ani", "ReopenBox", operators.ReopenBoxRequest(name="boxes/a", offset=0)),
            "FIELD_MISSING": ("operators/ani", "ReopenBox", operators.ReopenBoxRequest(name=name)),
            "NOT_OWNER": ("operators/ani", "GetTableHash", operators.GetTableHashRequest(
                name="partitions/77/tables")),
            "BOX_MISSING": ("operators/ani", "ReopenBox", operators.ReopenBoxRequest(
                name="cities/64.74/boxes/padu.aid.submitted.v1.6474.nobody", offset=0)),
            "CLOCK_DISAGREES": ("operators/ani", "ConfirmClock", operators.ConfirmClockRequest(
                name="cities/64.74/clock", wall_time={"seconds": 1_000_000_000})),
        }
        for reason, (caller, method, request) in asked.items():
            with self.subTest(reason), self.assertRaises(grpc.RpcError) as caught:
                getattr(self.world.operator_client(self.world.ledger, caller), method)(request)
            told = Refusal(caught.exception)
            self.assertEqual(told.reason, reason, told)
            self.assertTrue(told.text_id and told.text_en, told)
        steady = self.world.paductl("clock", "confirm", f"--time={days_ago(0)}T00:00")
        self.assertIn("already", steady)


if __name__ == "__main__":
    unittest.main(verbosity=2)
