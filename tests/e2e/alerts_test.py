"""A household that nobody serves: one alert, the officer's mailbox, an answer by the link, aid from a stakeholder, and
the alert is over by itself. Through kill -9 of every process, no second alert and no other message."""
import os
import random
import re
import time
import unittest

from lib import events, people
from lib.alerts import AlertsCase, link_of
from lib.clients import CITY
from lib.days import days_ago
from lib.waiting import until

SEED = int(os.environ.get("PADU_E2E_SEED", random.SystemRandom().randrange(1_000_000)))
SIXTEEN_DIGITS = re.compile(r"\d{16}")


class AlertsTest(AlertsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sent = 0
        # Nothing is judged before both upstreams have reached a day: they say so each minute.
        cls.first = cls.unserved(0)
        cls.alerts.wait_state(cls.first.name, "OPEN", 150)
        until("the first mails", lambda: len(cls.alerts.mailbox.messages()) == 2, 30)

    @property
    def mailbox(self):
        return self.alerts.mailbox

    @classmethod
    def unserved(cls, number):
        """A verified household of Gunung Telihan, which nobody has served."""
        return cls.alerts.verify(cls.alerts.household(number))

    def serve(self, household):
        type(self).sent += 1
        self.alerts.send("baznas", f"alerts-{self.sent}", events.recorded(
            "baznas-bantuan-konsumtif", days_ago(0), rupiah=300_000, household=household.name))

    def messages_since(self, count):
        return self.mailbox.messages()[count:]

    def test_story(self):
        before = len(self.mailbox.messages())
        household = self.unserved(1)
        seen = time.monotonic()
        message = until("a mail to each officer", lambda: len(self.messages_since(before)) == 2
                        and self.messages_since(before)[0], 30)
        print(f"verified -> in the mailbox: {time.monotonic() - seen:.1f} s", flush=True)
        self.assertIn("1 rumah tangga belum terlayani", message.get_content())
        self.assertIn("Gunung Telihan", message.get_content())
        self.assertEqual({str(one["To"]) for one in self.messages_since(before)},
                         {"gunung-telihan-kesra@petugas.example", "gunung-telihan-puskesos@petugas.example"})

        link = link_of(message)
        page = self.alerts.gateway.ask("GET", link, caller=None)
        self.assertEqual(page.status, 200, page)
        self.assertIn(b"menunggu jawaban", page.body)
        self.assertEqual(self.alerts.state_of(household.name), "OPEN", "who only looks has not answered")

        answer = self.alerts.gateway.ask("POST", link, b"", caller=None)
        self.assertEqual((answer.status, answer.headers["location"]), (303, link))
        self.assertEqual(self.alerts.state_of(household.name), "ACKNOWLEDGED")
        page = self.alerts.gateway.ask("GET", link, caller=None)
        self.assertIn("Semua sudah dijawab", page.body.decode())
        promise = self.alerts.gateway.ask("POST", link, f"promised_day={days_ago(0)}".encode(), caller=None)
        self.assertEqual(promise.status, 303, promise)
        self.assertEqual(self.alerts.state_of(household.name), "PROMISED")

        given = time.monotonic()
        self.serve(household)
        self.alerts.wait_state(household.name, "RESOLVED")
        print(f"aid by HTTP -> alert resolved: {time.monotonic() - given:.2f} s", flush=True)
        self.assertEqual(len(self.messages_since(before)), 2, "nobody is told more than once")
        self.no_personal_data([household])

    def test_links_that_are_not_ours_are_refused_and_logged(self):
        before = len(self.mailbox.messages())
        household = self.unserved(2)
        link = link_of(until("a mail", lambda: self.messages_since(before) and self.messages_since(before)[0], 30))
        token = link.removeprefix("/n/")
        forged = [token[:-1] + ("A" if token[-1] != "A" else "B"), token[:20] + "AAAA" + token[24:], "x", "A" * 71,
                  token + "A", token[:-4]]
        for one in forged:
            for method in ("GET", "POST"):
                answer = self.alerts.gateway.ask(method, f"/n/{one}", b"" if method == "POST" else None, caller=None)
                self.assertEqual(answer.status, 403, f"{one}: {answer}")
                self.assertIn("Tautan ini tidak sah", answer.body.decode())
        self.assertEqual(self.alerts.state_of(household.name), "OPEN")
        with open(self.alerts.notification.log_path, encoding="utf-8") as log:
            told = log.read()
        self.assertEqual(told.count("a digest's link was refused"), 2 * len(forged))
        self.assertNotIn(token, told)
        self.serve(household)
        self.alerts.wait_state(household.name, "RESOLVED")

    def test_kills_make_no_second_alert(self):
        print(f"PADU_E2E_SEED={SEED}", flush=True)
        chance = random.Random(SEED)
        before = len(self.mailbox.messages())
        world, alerts = self.world, self.alerts
        victims = {"notification": alerts.notification, "matching": alerts.matching, "ledger": world.ledger,
                   "registry": world.registry, "gateway": alerts.gateway}

        def kill(name):
            time.sleep(chance.uniform(0, 1.5))
            print(f"kill -9 {name}", flush=True)
            victims[name].kill()
            alerts.start_again(victims[name])

        households = []
        for number, name in enumerate(list(victims) + ["notification", "notification"], 3):
            households.append(self.unserved(number))
            kill(name)  # opened, told, or neither
            for one in victims.values():
                one.wait_ready()
        for household in households:
            alerts.wait_state(household.name, "OPEN", 60)
        for number in range(2):
            kill("notification")
            alerts.notification.wait_ready()
        wanted = {officer: 0 for officer in ("gunung-telihan-kesra", "gunung-telihan-puskesos")}

        def all_told():
            told = {household.name: set() for household in households}
            for household in households:
                for alert in alerts.alerts(household.name):
                    changes = alerts.gateway.ask("GET", f"/v1/{alert['name']}").json["alert"]["changes"]
                    told[household.name] |= {one["who"] for one in changes if one["kind"].endswith("_TOLD")}
            open_ones = alerts.gateway.ask("GET", f"/v1/{CITY}/deliveries?openOnly=true").json.get("deliveries", [])
            return not open_ones and all(len(officers) == len(wanted) for officers in told.values())
        until("everybody is told", all_told, 90)

        for household in households:
            kill(chance.choice(list(victims)))
            self.serve(household)
            alerts.wait_state(household.name, "RESOLVED", 90)
        for household in households:
            every = alerts.alerts(household.name) + alerts.alerts(household.name, "RESOLVED")
            self.assertEqual(len(every), 1, every)
            changes = alerts.gateway.ask("GET", f"/v1/{every[0]['name']}").json["alert"]["changes"]
            told = [one["who"] for one in changes if one["kind"].endswith("_TOLD")]
            self.assertEqual(sorted(told), [f"officers/{one}" for one in sorted(wanted)], changes)
        by_id = {}
        for message in self.messages_since(before):
            by_id.setdefault(message["Message-ID"], set()).add(message.as_bytes())
        self.assertTrue(all(len(texts) == 1 for texts in by_id.values()), "a message that repeats is the same")
        sent = alerts.gateway.ask("GET", f"/v1/{CITY}/deliveries?pageSize=500").json["deliveries"]
        self.assertEqual({one["state"] for one in sent}, {"DELIVERY_STATE_SENT"})
        print(f"{len(self.messages_since(before))} mails, {len(by_id)} message ids, {len(households)} alerts",
              flush=True)
        self.no_personal_data(households)

    def no_personal_data(self, households):
        """Neither in messages nor on their pages."""
        for message in self.mailbox.messages():
            page = self.alerts.gateway.ask("GET", link_of(message), caller=None).body.decode()
            text = message["Subject"] + message.get_content() + page
            self.assertNotIn(people.SECRET_WORD.lower(), text.lower())
            self.assertIsNone(SIXTEEN_DIGITS.search(text), "no NIK, no number of a family card")
            for household in households:
                for person in household.persons:
                    self.assertNotIn(person.phone, text)


if __name__ == "__main__":
    unittest.main()
