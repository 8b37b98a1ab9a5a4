"""What hostile and slow clients, and a broker or a service that is away, cost those who behave."""
import json
import time
import unittest

from google.protobuf import json_format

from lib import events, kafka, people, reads
from lib.case import WorldCase
from lib.clients import CITY
from lib.days import days_ago
from lib.gateway import Gateway
from lib.waiting import until

DAY = days_ago(20)
WATCH = f"/v1/{CITY}/ledgerEntries:watch"
STREAMS = 500


class HostileTest(WorldCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gateway = Gateway(cls.world).start()
        cls.household = people.register(cls.world.registry_client(), people.plan(1, seed=5))[0]

    def others_are_served(self, seconds=1.0):
        began = time.monotonic()
        answer = self.gateway.ask("GET", f"/v1/{self.household.name}")
        self.assertEqual(answer.status, 200, answer)
        self.assertLess(time.monotonic() - began, seconds)

    def heard(self, data, until_closed=True):
        """What the gateway says to these bytes."""
        with self.gateway.raw() as one:
            try:
                one.sendall(data)
            except OSError:
                pass  # it has closed while we still sent
            answer = b""
            try:
                while chunk := one.recv(65536):
                    answer += chunk
                    if not until_closed:
                        break
            except OSError:
                pass
            return answer

    def send(self, event_id, rupiah=100_000, timeout=20):
        event = events.recorded("baznas-bantuan-konsumtif", DAY, rupiah=rupiah, household=self.household.name)
        body = {**events.attributes("baznas", event_id, event), "data": json_format.MessageToDict(event)}
        return self.gateway.ask("POST", f"/v1/{CITY}/stakeholders/baznas/events", json.dumps(body).encode(),
                                "stakeholders/baznas", {"Content-Type": "application/cloudevents+json"}, timeout)

    def test_1_slowloris_and_ten_megabytes_of_headers(self):
        slow = [self.gateway.raw() for _ in range(200)]
        for one in slow:
            one.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nA: ")
        big = b"GET / HTTP/1.1\r\nHost: x\r\n" + b"Header: value\r\n" * 700_000
        self.assertIn(self.heard(big)[:12], (b"HTTP/1.1 431", b""))
        for _ in range(5):
            for one in slow:
                try:
                    one.sendall(b"a")
                except OSError:
                    pass
            self.others_are_served()
        deadline = time.monotonic() + 15
        for one in slow:  # each is cut off once its time is over
            one.settimeout(max(0.1, deadline - time.monotonic()))
            try:
                self.assertEqual(one.recv(100), b"")
            except ConnectionResetError:
                pass
            one.close()

    def test_2_bytes_that_try_something(self):
        get = "GET {} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nPadu-Caller: operators/tester\r\n\r\n"
        for path in ("/v1/../../etc/passwd", "/v1/%2e%2e/x", "/v1/cities%2F64.74/regions",
                     "/v1/cities/64.74%00/regions", "/v1//cities/64.74", "/v1/cities/64.74/regions/%ff",
                     "\\v1", "/v1/cities/64.74/regions/a%0d%0ab"):
            self.assertEqual(self.heard(get.format(path).encode())[:12], b"HTTP/1.1 400", path)
        for header in (b"Padu-Caller: \xff\xfe", b"Padu-Caller: operators/a\x7fb", b"traceparent: \xff\xff",
                       b"Last-Event-ID: \xff"):
            data = b"GET " + WATCH.encode() + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + header + b"\r\n\r\n"
            self.assertEqual(self.heard(data)[:10], b"HTTP/1.1 4", header)
        smuggle = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET"
        self.assertEqual(self.heard(smuggle)[:12], b"HTTP/1.1 400")
        record = f"/v1/{CITY}/stakeholders/baznas/submissions:record"
        for body in (b"{", b"{'a':1}", b"\xff", b"[" * 500_000, b'{"eventId":' + b"9" * 100_000 + b"}"):
            self.assertEqual(self.gateway.ask("POST", record, body).status, 400, body[:20])
        self.assertEqual(self.gateway.ask("POST", record, b"a" * (2 << 20)).status, 413)
        self.others_are_served()

    def test_3_five_hundred_idle_streams_cost_megabytes_not_threads(self):
        self.gateway.stream(WATCH).close()
        memory, threads, ledger_threads = self.gateway.memory_kib(), self.gateway.threads(), self.threads_of_ledger()
        streams = []
        for _ in range(STREAMS):
            one = self.gateway.raw()
            one.sendall(f"GET {WATCH} HTTP/1.1\r\nHost: x\r\nPadu-Caller: operators/tester\r\n\r\n".encode())
            streams.append(one)
        for one in streams:
            self.assertIn(b"200 OK", one.recv(4096))
        grown = self.gateway.memory_kib() - memory
        print(f"{STREAMS} idle streams: {grown} KiB, {self.gateway.threads() - threads} threads; "
              f"ledger {self.threads_of_ledger() - ledger_threads} threads")
        self.assertLess(grown, 40 << 10)
        self.assertLessEqual(self.gateway.threads() - threads, 4)
        self.assertLessEqual(self.threads_of_ledger() - ledger_threads, 4, "they share one stream of the ledger")
        self.others_are_served()
        self.assertEqual(self.send("idle-1").status, 202)
        for one in streams:  # each sees what happens
            seen = b""
            one.settimeout(20)
            while b"idle-1" not in seen:
                chunk = one.recv(65536)
                self.assertTrue(chunk, "the stream ended")
                seen += chunk
            one.close()
        until("all are forgotten", lambda: self.gateway.open_files() < 60)

    def threads_of_ledger(self):
        with open(f"/proc/{self.world.ledger.pid}/status", encoding="utf-8") as file:
            return int(next(line.split()[1] for line in file if line.startswith("Threads:")))

    def test_4_a_service_away(self):
        self.world.registry.kill()
        try:
            answer = until("503", lambda: next((a for a in [self.gateway.ask("GET", f"/v1/{self.household.name}")]
                                                if a.status == 503), None))
            self.assertEqual(answer.json["code"], "UNAVAILABLE")
            self.assertIn("retry-after", answer.headers)
            self.assertEqual(self.gateway.ask("GET", f"/v1/{self.household.name}/ledgerEntries").status, 200)
        finally:
            self.world.registry.start()
        until("it is back", lambda: self.gateway.ask("GET", f"/v1/{self.household.name}").status == 200)

    def test_5_the_broker_away(self):
        self.assertEqual(self.send("away-0").status, 202)
        self.world.broker.freeze()
        try:
            began = time.monotonic()
            answer = self.send("away-1")
            self.assertEqual((answer.status, answer.json["reason"]), (503, "BROKER_UNAVAILABLE"), answer)
            self.assertLess(time.monotonic() - began, 10)
            self.assertIn("retry-after", answer.headers)
        finally:
            self.world.broker.thaw()
        until("the broker takes events again", lambda: self.send("away-1").status == 202, 60, every=1)
        ledger = self.world.ledger_client()
        until("it is recorded", lambda: reads.verdict_of(reads.submission(ledger, "baznas", "away-1")) == "POSTED")
        entries = [one.event_id for one in reads.entries(ledger, self.household.name)]
        self.assertEqual(entries.count("away-1"), 1, "sent more than once, recorded once")

    def test_6_a_drain_ends_streams_and_answers_what_is_under_way(self):
        watch = self.gateway.stream(WATCH)
        coming = watch.events()
        position = next(coming)[0]
        idle = self.gateway.raw()
        began = time.monotonic()
        self.assertEqual(self.gateway.stop(), 0)
        self.assertLess(time.monotonic() - began, 10)
        list(coming)
        self.assertGreaterEqual(watch.retry, 2000, "a hint when to come back")
        self.assertEqual(idle.recv(10), b"")
        idle.close()
        self.gateway.start()
        self.assertEqual(self.send("drain-1").status, 202)
        again = self.gateway.stream(WATCH, last=position)
        self.assertIn("drain-1", next(data for _, _, data in again.events() if "drain-1" in data))
        again.close()

    def test_7_kill_9_loses_nothing_that_was_answered(self):
        watch = self.gateway.stream(WATCH)
        position = next(watch.events())[0]
        self.assertEqual(self.send("killed-1").status, 202)
        self.gateway.kill()
        watch.close()
        self.gateway.start()
        box = [json.loads(one.value)["id"] for one in kafka.read(self.world.broker.address, events.box_of("baznas"))
               if one.value and one.value.startswith(b"{")]
        self.assertIn("killed-1", box)
        again = self.gateway.stream(WATCH, last=position)
        self.assertIn("killed-1", next(data for _, _, data in again.events() if "killed-1" in data))
        again.close()


if __name__ == "__main__":
    unittest.main()
