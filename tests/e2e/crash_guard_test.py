"""Inputs that kill the ledger whenever it decides them: each is set aside (rule 17), and everything else goes on.

The hook is PADU_TEST_CRASH_ON (common/host/crash_hook.h). Two deaths make a start careful; in careful starts, the first
death makes what was in hand a suspect, the second one sets it aside: four deaths in all.
"""
import json
import signal
import threading
import unittest

import grpc

from lib import checks, events, kafka, people, reads
from lib.case import WorldCase
from lib.clients import Refusal
from lib.days import days_ago
from lib.load import ask
from lib.protos import ledger, registry_requests, verdict
from lib.supervisor import Supervisor
from lib.waiting import until

BOX = "baznas"
TOPIC = events.box_of(BOX)
HOOK = "PADU_TEST_CRASH_ON"
ABORTED = [-signal.SIGABRT] * 4


class CrashGuardTest(WorldCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.households = people.register(cls.world.registry_client(), people.plan(6, seed=71))
        cls.reader = cls.world.ledger_client()
        until("the ledger has heard of all", lambda: [reads.summary(cls.reader, one.name) for one in cls.households])

    def tearDown(self):
        super().tearDown()
        self.world.ledger.stop()
        self.world.ledger.start()

    def aid(self, **to):
        return events.recorded("baznas-bantuan-konsumtif", days_ago(3), rupiah=1000, **to)

    def publish(self, *ids, **to):
        kafka.publish_lines(self.world.broker.address, TOPIC,
                            [events.structured(BOX, one, self.aid(**to)) for one in ids], events.STRUCTURED)

    def verdict(self, event_id):
        return reads.verdict_of(reads.submission(self.reader, BOX, event_id))

    def supervised(self, poison):
        """The ledger from now on dies of `poison`, and is started again."""
        self.assertEqual(self.world.ledger.stop(), 0)
        return Supervisor(self.world.ledger, **{HOOK: poison})

    def mended(self):
        """The ledger runs without the hook."""
        self.assertEqual(self.world.ledger.stop(), 0)
        self.world.ledger.start()

    def set_aside(self, kind):
        """The causes of one kind that rows say were set aside: at once on disk, in the topic a moment later."""
        return until(f"a row says that a {kind} was set aside", lambda: [
            getattr(one, kind) for one in checks.set_aside(self.world, "ledger") if one.HasField(kind)])

    def redecide(self, name):
        return ask(lambda: self.reader.RedecideSubmission(ledger.RedecideSubmissionRequest(name=name)))

    def test_1_a_record_of_a_letter_box(self):
        offset = len(kafka.read(self.world.broker.address, TOPIC)) + 20
        ids = [f"box-{number}" for number in range(40)]
        with self.supervised(f"box:{TOPIC}:{offset}") as supervisor:
            self.publish(*ids, household=self.households[0].name)
            until("the rest is decided", lambda: self.verdict("box-39") == "POSTED", 60)
            self.assertEqual(supervisor.deaths, ABORTED)
        self.assertEqual(len(reads.entries(self.reader, self.households[0].name)), 39)
        self.assertEqual([(one.box, one.offset) for one in self.set_aside("box")], [(TOPIC, offset)])
        shown = json.loads(self.world.paductl("submission", "show", BOX, f"--offset={offset}", "--format=json"))
        self.assertIn("QUARANTINED", json.dumps(shown))

        self.mended()
        quarantined = reads.listed(self.reader, BOX, verdict.VERDICT_QUARANTINED)
        self.assertEqual([one.place.offset for one in quarantined], [offset])
        self.assertEqual(reads.verdict_of(self.redecide(quarantined[0].name)), "POSTED")
        self.assertEqual(len(reads.entries(self.reader, self.households[0].name)), 40)

    def test_2_a_command(self):
        calls = self.world.as_stakeholder(BOX)
        poison = events.request(BOX, "call-poison", self.aid(household=self.households[1].name))
        told = []
        with self.supervised("command:call-poison") as supervisor:
            caller = threading.Thread(target=lambda: told.append(self.refusal(lambda: ask(
                lambda: calls.RecordDisbursement(poison, timeout=3), 90))), daemon=True)
            caller.start()
            until("the caller is refused", lambda: told, 90)
            self.assertEqual((told[0].code, told[0].reason), (grpc.StatusCode.FAILED_PRECONDITION, "COMMAND_SET_ASIDE"))
            self.assertEqual(supervisor.deaths, ABORTED)
            other = events.request(BOX, "call-good", self.aid(household=self.households[1].name))
            self.assertEqual(reads.verdict_of(ask(lambda: calls.RecordDisbursement(other))), "POSTED")
            self.publish("beside-call", household=self.households[1].name)
            until("a letter box goes on", lambda: self.verdict("beside-call") == "POSTED")
        self.assertEqual([one.method for one in self.set_aside("command")],
                         ["RecordDisbursement"])

        self.mended()
        self.assertEqual(reads.verdict_of(ask(lambda: calls.RecordDisbursement(poison))), "POSTED")

    def refusal(self, call):
        try:
            return f"answered: {call()}"
        except grpc.RpcError as error:
            return Refusal(error)

    def test_3_a_due_entry(self):
        newcomer = people.plan(1, seed=72, first=3000)[0]
        nik = newcomer.persons[0].nik
        self.publish("due-poison", "due-good", nik=nik)
        until("both wait", lambda: self.verdict("due-poison") == self.verdict("due-good") == "PARKED")
        name = reads.submission(self.reader, BOX, "due-poison").name
        with self.supervised(f"due:{int(name.rsplit('/', 1)[1]):016x}") as supervisor:
            people.register(self.world.registry_client(), [newcomer])
            until("the other one is decided", lambda: self.verdict("due-good") == "POSTED", 60)
            self.assertEqual(supervisor.deaths, ABORTED)
            self.publish("beside-due", household=self.households[2].name)
            until("a letter box goes on", lambda: self.verdict("beside-due") == "POSTED")
        self.assertEqual(self.verdict("due-poison"), "QUARANTINED")
        self.assertIn("QUARANTINED", self.world.paductl("submission", "show", BOX, "due-poison", "--format=json"))
        self.assertEqual(len(self.set_aside("due")), 1)

        self.mended()
        self.assertEqual(reads.verdict_of(self.redecide(name)), "POSTED")

    def test_4_a_row_of_the_registry(self):
        newcomer = people.plan(1, seed=73, first=3100)[0]
        registry = self.world.registry_client()
        request = registry_requests.RegisterHouseholdRequest(parent="cities/64.74", household=people.intake(newcomer))
        city = max(self.world.registry.status().values(), key=lambda one: one["committed"])
        row = city["committed"]
        with self.supervised(f"upstream:0:{row}") as supervisor:
            newcomer.name = registry.RegisterHousehold(request).name
            stopped = until("the input stops", self.stopped_upstreams, 60)
            self.assertEqual(stopped, ["UPSTREAM_ROW_CRASHES"])
            self.assertEqual(supervisor.deaths, ABORTED)
            self.publish("beside-row", household=self.households[3].name)
            until("a letter box goes on", lambda: self.verdict("beside-row") == "POSTED")
            self.world.ledger.kill()
            until("it stays stopped", lambda: len(supervisor.deaths) == 5 and self.stopped_upstreams(), 60)
            self.assertEqual(supervisor.deaths, [*ABORTED, -signal.SIGKILL])
        self.assertEqual([one.sequence for one in self.set_aside("upstream")], [row])

        self.mended()
        until("the ledger has heard of it", lambda: reads.summary(self.reader, newcomer.name) == {})

    def stopped_upstreams(self):
        return [one["stopped"] for partition in self.world.ledger.status().values() for one in partition["inputs"]
                if one["topic"] == "padu.registry.journal.v1" and one["stopped"]]


if __name__ == "__main__":
    unittest.main(verbosity=2)
