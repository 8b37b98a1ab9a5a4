"""Who may: keys at every door, regions, letter boxes at the broker. A broker with principals, services with keys."""
import csv
import datetime
import json
import re
import time
import unittest

import grpc

from lib import events, people
from lib.case import WorldCase
from lib.clients import CITY, Refusal
from lib.days import days_ago
from lib.gateway import Gateway
from lib.protos import ROOT, ledger, ledger_grpc, operators, operators_grpc, registry_grpc, registry_requests
from lib.secured import SECRET_CHARS, Keyed, SecuredWorld
from lib.waiting import until

DAY = days_ago(20)
REVOKED_WITHIN_S = 30  # docs/decisions/0014
TELIHAN, OTHER = "64.74.03.1002", "64.74.03.1001"


class AccessTest(WorldCase):
    world_class = SecuredWorld

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        world = cls.world
        cls.gateway = Gateway(world, *world.kafka_flags("padu-gateway"), *world.identity_flags("gateway"),
                              development=False).start()
        root = (world.keys_dir / "root").read_text().strip()
        cls.root = cls.keep(Keyed(registry_grpc.RegistryServiceStub, world.registry.grpc, root))
        cls.households = people.register(cls.root, people.plan(8, seed=5))
        cls.keys = {}
        cls.ids = {}
        for holder in ("stakeholders/baznas", "stakeholders/pupuk-kaltim", "operators/ani",
                       "officers/" + cls.officer()):
            cls.ids[holder], cls.keys[holder] = world.key(holder)
        cls.baznas = cls.keys["stakeholders/baznas"]

    @classmethod
    def officer(cls):
        """One who is assigned to Telihan alone."""
        with open(ROOT / "deploy/data/officers.csv", encoding="utf-8") as file:
            return next(one["officer"] for one in csv.DictReader(file) if one["region"] == TELIHAN)

    @classmethod
    def keep(cls, client):
        cls.addClassCleanup(client.close)
        return client

    def registry(self, key):
        return self.keep(Keyed(registry_grpc.RegistryServiceStub, self.world.registry.grpc, key))

    def ledger(self, key):
        return self.keep(Keyed(ledger_grpc.LedgerServiceStub, self.world.ledger.grpc, key))

    def refused(self, call, code, reason):
        with self.assertRaises(grpc.RpcError) as raised:
            call()
        told = Refusal(raised.exception)
        self.assertEqual((told.code, told.reason), (code, reason), told)
        self.assertTrue(told.text_id and told.text_en and told.text_id != told.text_en, told)

    def by_http(self, key, method, path, body=None, headers=None):
        told = {"Padu-Caller": "operators/liar", **(headers or {})}
        if key:
            told["Authorization"] = f"Bearer {key}"
        return self.gateway.ask(method, path, body, caller=None, headers=told)

    def event(self, event_id, stakeholder="baznas"):
        event = events.recorded("baznas-bantuan-konsumtif", DAY, rupiah=100_000, household=self.households[0].name)
        return events.request(stakeholder, event_id, event), events.structured(stakeholder, event_id, event)

    def send(self, key, event_id, stakeholder="baznas"):
        return self.by_http(key, "POST", f"/v1/{CITY}/stakeholders/{stakeholder}/events", self.event(event_id)[1],
                            {"Content-Type": "application/cloudevents+json"})

    def household_in(self, kelurahan):
        return next(one for one in self.households if one.kelurahan == kelurahan)

    def verdict(self, event_id):
        request = ledger.GetSubmissionRequest(parent=f"{CITY}/stakeholders/baznas", event_id=event_id)
        return until("a verdict", lambda: self.ledger(self.baznas).GetSubmission(request).submission.verdict)

    def test_1_the_right_key_opens_every_door(self):
        self.ledger(self.baznas).RecordDisbursement(self.event("by-grpc")[0])
        answer = self.by_http(self.baznas, "GET", f"/v1/{CITY}/stakeholders/baznas/submissions:lookup?eventId=by-grpc")
        self.assertEqual(answer.status, 200, answer)
        self.assertEqual(self.send(self.baznas, "by-http").status, 202)
        code, told = self.world.kcat("6474.baznas", "-P", "-t", events.box_of("baznas"), "-H",
                                     "content-type=application/cloudevents+json", data=self.event("by-kafka")[1])
        self.assertEqual(code, 0, told)
        for event_id in ("by-http", "by-kafka"):
            self.assertTrue(self.verdict(event_id))
        ani = self.keys["operators/ani"]
        inputs = self.keep(Keyed(operators_grpc.OperatorServiceStub, self.world.ledger.grpc, ani))
        self.assertTrue(inputs.ListInputs(operators.ListInputsRequest()).inputs)
        self.assertEqual(self.by_http(None, "GET", "/").status, 200, "the status page needs no key")

    def test_2_wrong_keys_are_refused_at_every_door(self):
        wrong = self.baznas[:-4] + ("AAAA" if not self.baznas.endswith("AAAA") else "BBBB")
        ends = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=2)
        made = self.by_http(self.keys["operators/ani"], "POST", f"/v1/{CITY}/apiKeys",
                            {"holder": "stakeholders/baznas", "expireTime": ends.isoformat()})
        self.assertEqual(made.status, 200, made)
        time.sleep(2.5)
        for key, reason in (("", "CALLER_MISSING"), ("nonsense", "KEY_MALFORMED"), (wrong, "KEY_UNKNOWN"),
                            (made.json["secret"], "KEY_EXPIRED")):
            with self.subTest(reason=reason):
                unauthenticated = grpc.StatusCode.UNAUTHENTICATED
                get = registry_requests.GetHouseholdRequest(name=self.households[0].name)
                self.refused(lambda: self.registry(key).GetHousehold(get), unauthenticated, reason)
                self.refused(lambda: self.ledger(key).RecordDisbursement(self.event("x")[0]), unauthenticated, reason)
                for answer in (self.by_http(key, "GET", f"/v1/{self.households[0].name}/ledgerEntries"),
                               self.by_http(key, "GET", f"/v1/{self.households[0].name}"), self.send(key, "x")):
                    self.assertEqual((answer.status, answer.json["reason"]), (401, reason), answer)
                    self.assertIn(" | ", answer.json["title"])
                    self.assertIn("www-authenticate", answer.headers)

    def test_3_nobody_acts_in_anothers_name(self):
        other = self.keys["stakeholders/pupuk-kaltim"]
        denied = grpc.StatusCode.PERMISSION_DENIED
        self.refused(lambda: self.ledger(other).RecordDisbursement(self.event("foreign")[0]), denied,
                     "STAKEHOLDER_MISMATCH")
        listing = ledger.ListSubmissionsRequest(parent=f"{CITY}/stakeholders/baznas")
        self.refused(lambda: self.ledger(other).ListSubmissions(listing), denied, "STAKEHOLDER_MISMATCH")
        self.assertEqual(self.send(other, "foreign").json["reason"], "STAKEHOLDER_NOT_CALLER")
        self.refused(lambda: self.registry(other).GetHousehold(
            registry_requests.GetHouseholdRequest(name=self.households[0].name)), denied, "CALLER_NOT_PERMITTED")
        operator_doors = self.keep(Keyed(operators_grpc.OperatorServiceStub, self.world.ledger.grpc, other))
        self.refused(lambda: operator_doors.ListInputs(operators.ListInputsRequest()), denied, "CALLER_NOT_PERMITTED")
        answer = self.by_http(other, "GET", f"/v1/{CITY}/apiKeys")
        self.assertEqual((answer.status, answer.json["reason"]), (403, "CALLER_NOT_PERMITTED"))
        answer = self.by_http(other, "GET", "/v1/cities/64.72/programmes")
        self.assertEqual((answer.status, answer.json["reason"]), (403, "CITY_NOT_YOURS"))

    def test_3_an_operator_operates_on_the_own_city(self):
        ani = self.keep(Keyed(operators_grpc.OperatorServiceStub, self.world.ledger.grpc, self.keys["operators/ani"]))
        listed = ani.ListInputs(operators.ListInputsRequest()).inputs
        self.assertIn(events.box_of("baznas"), [one.name.rsplit("/", 1)[-1] for one in listed])
        ani.GetTableHash(operators.GetTableHashRequest(name=f"{CITY}/tables"))
        foreign = "padu.aid.submitted.v1.6472.baznas"
        for call in (
                lambda: ani.GetTableHash(operators.GetTableHashRequest(name="partitions/0/tables")),
                lambda: ani.ConfirmClock(operators.ConfirmClockRequest(name="partitions/0/clock")),
                lambda: ani.ConfirmClock(operators.ConfirmClockRequest(name="cities/64.72/clock")),
                lambda: ani.ReopenBox(operators.ReopenBoxRequest(name=f"partitions/0/boxes/{foreign}")),
                lambda: ani.ReopenBox(operators.ReopenBoxRequest(name=f"{CITY}/boxes/{foreign}"))):
            self.refused(call, grpc.StatusCode.PERMISSION_DENIED, "CITY_NOT_YOURS")

    def test_4_an_officer_sees_the_own_kelurahan(self):
        officer = self.keys["officers/" + self.officer()]
        own, foreign = self.household_in(TELIHAN), self.household_in(OTHER)
        denied = grpc.StatusCode.PERMISSION_DENIED
        get = registry_requests.GetHouseholdRequest
        self.registry(officer).GetHousehold(get(name=own.name))
        self.refused(lambda: self.registry(officer).GetHousehold(get(name=foreign.name)), denied, "REGION_NOT_YOURS")
        see = ledger.GetHouseholdLedgerRequest
        until("the ledger knows the officer", lambda: self.ledger(officer).GetHouseholdLedger(see(parent=own.name)))
        self.refused(lambda: self.ledger(officer).GetHouseholdLedger(see(parent=foreign.name)), denied,
                     "REGION_NOT_YOURS")
        answer = self.by_http(officer, "GET", f"/v1/{foreign.name}/ledgerEntries")
        self.assertEqual((answer.status, answer.json["reason"]), (403, "REGION_NOT_YOURS"))
        listed = self.registry(officer).ListHouseholds(registry_requests.ListHouseholdsRequest(parent=CITY))
        self.assertTrue(listed.households)
        self.assertEqual({one.domicile.kelurahan for one in listed.households}, {TELIHAN})

    def test_5_the_broker_keeps_principals_apart(self):
        box, journal = events.box_of("pupuk-kaltim"), "padu.registry.journal.v1"
        for topic in (box, journal, "padu.registry.keys.v1"):
            code, told = self.world.kcat("6474.baznas", "-P", "-t", topic, data=b"forged\n")
            self.assertNotEqual(code, 0, f"{topic}: {told}")
        for topic in (journal, events.box_of("baznas")):
            code, told = self.world.kcat("6474.baznas", "-C", "-t", topic, "-o", "beginning", "-e")
            self.assertNotIn("registry", told.replace(journal, "").replace("padu.registry", ""))
            self.assertNotEqual(code, 0, f"{topic}: {told}")
        code, told = self.world.kcat("6474.baznas", "-L")
        self.assertEqual(re.findall(r'topic "(.+)"', told), [events.box_of("baznas")], "it sees its box alone")
        self.assertNotEqual(self.world.kcat("6474.baznas", "-L", password="guessed")[0], 0)
        self.assertNotEqual(self.world.kcat(None, "-L")[0], 0)
        code, told = self.world.kcat("padu-ledger", "-P", "-t", journal, data=b"forged\n")
        self.assertNotEqual(code, 0, told)

    def test_6_a_revoked_key_stops_also_on_a_watch(self):
        key_id, key = self.world.key("operators/soon")
        list_parked = ledger.ListParkedRequest(parent=CITY)
        self.ledger(key).ListParked(list_parked)
        watch = self.gateway.stream(f"/v1/{CITY}/ledgerEntries:watch", caller=None, key=key, timeout=60)
        self.assertEqual(watch.status, 200)
        coming = watch.events()
        next(coming)
        begin = time.monotonic()
        self.world.paductl("key", "revoke", key_id)

        def stopped():
            try:
                self.ledger(key).ListParked(list_parked)
            except grpc.RpcError as error:
                return Refusal(error).reason == "KEY_REVOKED"
            return False
        until("the key opens nothing", stopped, REVOKED_WITHIN_S, 0.5)
        problems = [json.loads(data) for _, kind, data in coming if kind == "problem"]
        self.assertEqual(problems[-1]["reason"], "KEY_REVOKED")
        took = time.monotonic() - begin
        self.assertLess(took, REVOKED_WITHIN_S)
        print(f"a revoked key was refused, and its watch ended, after {took:.1f} s")

    def test_7_with_the_registry_away_known_keys_go_on_for_a_while(self):
        list_parked = ledger.ListParkedRequest(parent=CITY)
        ani, (_, unseen) = self.ledger(self.keys["operators/ani"]), self.world.key("operators/unseen")
        ani.ListParked(list_parked)
        self.world.registry.kill()
        ani.ListParked(list_parked)
        self.refused(lambda: self.ledger(unseen).ListParked(list_parked), grpc.StatusCode.UNAVAILABLE,
                     "IDENTITY_UNAVAILABLE")

        def away():
            try:
                ani.ListParked(list_parked)
            except grpc.RpcError as error:
                return Refusal(error).reason == "IDENTITY_UNAVAILABLE"
            return False
        until("the cache's time is over", away, REVOKED_WITHIN_S + 15, 1)
        self.world.registry.start()
        until("the registry is back", lambda: ani.ListParked(list_parked) is not None, 20)

    def test_8_no_secret_stands_in_a_log(self):
        told = self.world.secrets_told() + [key[-SECRET_CHARS:] for key in self.keys.values()]
        self.assertGreater(len(told), 10)
        for path in [*self.world.folder.glob("*.log"), *self.world.folder.glob("broker/*.log")]:
            text = path.read_text(errors="replace")
            for secret in told:
                self.assertNotIn(secret, text, path)


if __name__ == "__main__":
    unittest.main()
