"""The HTTP door: one story by HTTP alone, and every method the same as by gRPC."""
import json
import threading
import unittest

import jsonschema
from google.protobuf import json_format

from lib import events, kafka, people, reads
from lib.case import WorldCase
from lib.clients import CITY
from lib.days import days_ago
from lib.gateway import Gateway
from lib.protos import ROOT
from lib.waiting import until

DAY = days_ago(20)
BAZNAS = f"/v1/{CITY}/stakeholders/baznas"


class GatewayTest(WorldCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gateway = Gateway(cls.world).start()
        cls.registry = cls.world.registry_client()
        cls.ledger = cls.world.ledger_client()
        cls.households = people.register(cls.registry, people.plan(8, seed=11))
        cls.unused = iter(cls.households)

    def event(self, event_id, household, rupiah=300_000, **changed):
        event = events.recorded("baznas-bantuan-konsumtif", DAY, rupiah=rupiah, household=household.name)
        return {**events.attributes("baznas", event_id, event, **changed), "data": json_format.MessageToDict(event)}

    def send(self, body, content_type="application/cloudevents+json", caller="stakeholders/baznas", headers=None):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.gateway.ask("POST", f"{BAZNAS}/events", data, caller,
                                {"Content-Type": content_type, **(headers or {})})

    def verdict_at(self, path):
        def seen():
            answer = self.gateway.ask("GET", path)
            return answer.json["submission"] if answer.status == 200 else None
        return until(f"a verdict at {path}", seen)

    def test_1_an_event_sent_is_seen_in_the_ledger_and_on_the_watch(self):
        household = next(self.unused)
        watch = self.gateway.stream(f"/v1/{CITY}/ledgerEntries:watch?household={household.name}")
        self.assertEqual(watch.status, 200)
        self.assertEqual(watch.response.getheader("content-type"), "text/event-stream")
        coming = watch.events()
        position, _, first = next(coming)
        self.assertEqual(json.loads(first), {"position": position}, "a watch says at once where it is")
        self.assertGreater(watch.retry, 0)

        answer = self.send(self.event("http-1", household))
        self.assertEqual(answer.status, 202, answer)
        placed = answer.json["events"]
        self.assertEqual([(one["id"], one["box"]) for one in placed], [("http-1", events.box_of("baznas"))])
        record = kafka.read(self.world.broker.address, events.box_of("baznas"))[int(placed[0]["offset"])]
        self.assertEqual(json.loads(record.value)["id"], "http-1")
        self.assertEqual(self.verdict_at(placed[0]["verdict"])["verdict"], "VERDICT_POSTED")

        entries = self.gateway.ask("GET", f"/v1/{household.name}/ledgerEntries").json["ledgerEntries"]
        self.assertEqual([(one["eventId"], one["benefit"]) for one in entries], [("http-1", {"rupiah": "300000"})])
        seen = next(json.loads(data) for _, _, data in coming if "entry" in data)
        self.assertEqual(seen["entry"]["eventId"], "http-1")
        watch.close()

        # Two more while nobody watches; the watch goes on where it was.
        batch = [self.event(f"http-{n}", household, rupiah=100_000 * n) for n in (2, 3)]
        answer = self.send(batch, "application/cloudevents-batch+json")
        self.assertEqual(answer.status, 202, answer)
        for one in answer.json["events"]:
            self.verdict_at(one["verdict"])
        again = self.gateway.stream(f"/v1/{CITY}/ledgerEntries:watch?household={household.name}", last=watch.last_id)
        ids = []
        for _, _, data in again.events():
            if "entry" in data:
                ids.append(json.loads(data)["entry"]["eventId"])
            if len(ids) == 2:
                break
        self.assertEqual(ids, ["http-2", "http-3"])
        again.close()

    def test_2_binary_mode_and_repetitions(self):
        household = next(self.unused)
        event = events.recorded("baznas-bantuan-konsumtif", DAY, rupiah=50_000, household=household.name)
        value, headers = events.binary_protobuf("baznas", "binary-1", event)
        told = {name.replace("ce_", "ce-"): text for name, text in headers}
        places = [self.send(value, told.pop("content-type", "application/protobuf"), headers=told).json["events"][0]]
        self.assertEqual(self.verdict_at(places[0]["verdict"])["verdict"], "VERDICT_POSTED")
        again = self.send(value, "application/protobuf", headers=told).json["events"][0]
        self.assertEqual(int(again["offset"]), int(places[0]["offset"]) + 1)
        self.assertEqual(self.verdict_at(again["verdict"])["verdict"], "VERDICT_DUPLICATE")

    def test_3_events_that_are_refused(self):
        household = next(self.unused)
        good = self.event("refused-1", household)
        end = self.world.broker.address
        before = len(kafka.read(end, events.box_of("baznas")))
        answer = self.send({**good, "id": ""})
        self.assertEqual((answer.status, answer.headers["content-type"]), (400, "application/problem+json"))
        self.assertEqual([(one["field"], one["reason"]) for one in answer.json["violations"]],
                         [("id", "ATTRIBUTE_MISSING")])
        self.assertEqual(self.send([good, {**good, "specversion": "2"}], "application/cloudevents-batch+json")
                         .json["violations"][0]["field"], "events[1].specversion")
        self.assertEqual(self.send(b"{", ).json["reason"], "JSON_INVALID")
        self.assertEqual(self.send(good, "text/plain").status, 415)
        self.assertEqual(self.send({**good, "data": {"x": "y" * 70_000}}).status, 413)
        self.assertEqual(self.send(good, caller=None).status, 401)
        self.assertIn("www-authenticate", self.send(good, caller=None).headers)
        self.assertEqual(self.send(good, caller="stakeholders/pupuk-kaltim").json["reason"], "STAKEHOLDER_NOT_CALLER")
        self.assertEqual(self.send(good, caller="operators/tester").status, 403)
        nobody = self.gateway.ask("POST", f"/v1/{CITY}/stakeholders/nobody/events", good, "stakeholders/nobody",
                                  {"Content-Type": "application/cloudevents+json"})
        self.assertEqual((nobody.status, nobody.json["reason"]), (404, "BOX_UNKNOWN"))
        self.assertEqual(self.gateway.ask("GET", f"{BAZNAS}/events").headers["allow"], "POST")
        self.assertEqual(len(kafka.read(end, events.box_of("baznas"))), before, "nothing of it was sent")

    def test_4_problems_say_what_where_and_why(self):
        def problem(method, path, body=None, **more):
            answer = self.gateway.ask(method, path, body, **more)
            self.assertEqual(answer.headers["content-type"], "application/problem+json", answer)
            self.assertEqual(answer.json["status"], answer.status)
            self.assertIn(" | ", answer.json["title"])
            return answer.status, answer.json["reason"], [one["field"] for one in answer.json.get("violations", [])]
        record = f"{BAZNAS}/submissions:record"
        self.assertEqual(problem("GET", "/v1/nothing"), (404, "PATH_UNKNOWN", []))
        self.assertEqual(problem("DELETE", f"/v1/{CITY}/regions"), (405, "METHOD_NOT_ALLOWED", []))
        self.assertEqual(problem("POST", record, {"nope": 1}), (400, "FIELD_UNKNOWN", ["nope"]))
        self.assertEqual(problem("POST", record, b"{"), (400, "JSON_INVALID", []))
        self.assertEqual(problem("POST", record, b"[" * 100 + b"]" * 100), (400, "JSON_TOO_DEEP", []))
        self.assertEqual(problem("GET", f"{BAZNAS}/submissions?pageSize=x"), (400, "FIELD_INVALID", ["pageSize"]))
        self.assertEqual(problem("GET", f"/v1/{CITY}/households/none", caller=None)[:2], (401, "CALLER_MISSING"))
        self.assertEqual(problem("GET", f"/v1/{CITY}/households/none", caller="nonsense")[:2],
                         (401, "CALLER_MALFORMED"))
        self.assertEqual(problem("GET", f"/v1/{CITY}/households/none")[0], 404)
        english = self.gateway.ask("GET", "/v1/nothing", headers={"Accept-Language": "en"}).json["title"]
        self.assertTrue(english.startswith("Not found."), english)

    def test_5_numbers_enums_and_bodies_of_a_field(self):
        region = {"name": f"{CITY}/regions/64.74.03.1002"}
        got = self.gateway.ask("GET", f"/v1/{region['name']}").json
        changed = self.gateway.ask("PATCH", f"/v1/{region['name']}", got)
        self.assertEqual(changed.status, 200, changed)
        self.assertEqual(changed.json["name"], region["name"])
        household = next(self.unused)
        for n, rupiah in enumerate((700_000, "700000")):
            body = {"event_id" if n else "eventId": f"number-{n}",
                    "recorded": {"programme": "baznas-bantuan-konsumtif", "day": DAY,
                                 "beneficiary": {"household": household.name}, "benefit": {"rupiah": rupiah}}}
            answer = self.gateway.ask("POST", f"{BAZNAS}/submissions:record", body, caller="stakeholders/baznas")
            self.assertEqual((answer.status, answer.json["verdict"]), (200, "VERDICT_POSTED"), answer)
        listed = self.gateway.ask("GET", f"{BAZNAS}/submissions?verdict=VERDICT_POSTED&pageSize=1").json
        self.assertEqual(len(listed["submissions"]), 1)
        self.assertEqual(reads.summary(self.ledger, household.name),
                         {("MONEY", "", "baznas-bantuan-konsumtif", "baznas"): (2, 1_400_000, DAY)})

    def test_6_a_watch_that_cannot_begin_is_a_problem(self):
        answer = self.gateway.ask("GET", f"/v1/{CITY}/ledgerEntries:watch?fromPosition=nonsense")
        self.assertGreaterEqual(answer.status, 400)
        self.assertEqual(answer.headers["content-type"], "application/problem+json")
        self.assertEqual(self.gateway.ask("GET", f"/v1/{CITY}/ledgerEntries:watch", caller=None).status, 401)

    def test_7_the_page_shows_the_living_system(self):
        page = self.gateway.ask("GET", "/", caller=None)
        self.assertEqual((page.status, page.headers["content-type"]), (200, "text/html; charset=utf-8"))
        self.assertIn("default-src 'self'", page.headers["content-security-policy"])
        self.assertNotIn("access-control-allow-origin", page.headers)
        shown = until("both services are ready on the page", lambda: self.ready_on_page())
        self.assertIn("serving", shown)
        feed = self.gateway.stream("/status/events", caller=None)
        coming = feed.events()
        seen = []
        reader = threading.Thread(target=lambda: seen.append(json.loads(next(coming)[2])), daemon=True)
        reader.start()
        self.send(self.event("page-1", next(self.unused), rupiah=1_250_000))
        reader.join(20)
        self.assertEqual(sorted(seen[0]), ["benefit", "day", "kelurahan", "programme", "stakeholder"])
        feed.close()
        for path, kind in (("/page.css", "text/css"), ("/page.js", "text/javascript")):
            self.assertTrue(self.gateway.ask("GET", path).headers["content-type"].startswith(kind))

    def ready_on_page(self):
        body = self.gateway.ask("GET", "/status/services", caller=None).body.decode()
        return body if body.count('class="good"') == 2 else None

    def test_8_logs_hold_no_paths_queries_or_bodies(self):
        self.gateway.ask("GET", f"/v1/{CITY}/regions?secretword=hidden")
        with open(self.gateway.log_path, encoding="utf-8") as log:
            text = log.read()
        self.assertNotIn("secretword", text)
        self.assertNotIn("http-1", text)

    def test_9_descriptions_are_what_the_standards_say(self):
        for path, schema in (("/openapi.json", "openapi-3.1.json"), ("/asyncapi.json", "asyncapi-3.0.json")):
            answer = self.gateway.ask("GET", path, caller=None)
            self.assertEqual(answer.headers["content-type"], "application/json")
            with open(ROOT / "tests/e2e/schemas" / schema, encoding="utf-8") as file:
                validator = jsonschema.validators.validator_for(told := json.load(file))(told)
            errors = [f"{'/'.join(map(str, one.absolute_path))}: {one.message[:300]}"
                      for one in validator.iter_errors(answer.json)]
            self.assertEqual(errors, [], path)
        document = self.gateway.ask("GET", "/openapi.json").json
        for name, one in document["components"]["schemas"].items():
            jsonschema.Draft202012Validator.check_schema(one)
            self.assertTrue(one.get("description") or one.get("properties"), name)


if __name__ == "__main__":
    unittest.main()
