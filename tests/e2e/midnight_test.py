"""The ledger is down over midnight, and an institution's feed is silent: nobody becomes unserved because of that, and
when they are back the truth follows. The services' clocks go ahead of the machine's, to where a midnight is near."""
import datetime
import os
import time
import unittest

from lib import events
from lib.alerts import AlertsCase
from lib.clients import CITY
from lib.protos import operators
from lib.waiting import until
from lib.world import World

MINUTE_S, DAY_S = 60, 86_400
ZONE = datetime.timezone(datetime.timedelta(hours=8))  # the city's
PERIOD_DAYS = 30  # of the need of AlertsWorld
BAZNAS, PUPUK = "baznas", "pupuk-kaltim"
SILENT_AFTER_S = 15 * MINUTE_S


class AheadWorld(World):
    """Its midnight comes when a test wants it to."""

    def __init__(self, partitions):
        super().__init__(partitions)
        self.midnight = self._ahead = None
        self.midnight_in(120 * MINUTE_S)

    def start(self):
        super().start()
        self.confirm_clock(self.registry, self.ledger)
        return self

    def midnight_in(self, seconds):
        """Of services that start from now on."""
        now = datetime.datetime.now(ZONE)
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + datetime.timedelta(days=1)
        ahead = int(((midnight - now).total_seconds() - seconds) % DAY_S)
        self._ahead = datetime.timedelta(seconds=ahead)
        self.midnight = time.monotonic() + seconds
        os.environ["PADU_DEVELOPMENT_CLOCK_AHEAD"] = f"{ahead}s"

    def now(self):
        return datetime.datetime.now(ZONE) + self._ahead

    def days_ago(self, count):
        return (self.now().date() - datetime.timedelta(days=count)).isoformat()

    def confirm_clock(self, *services):
        """The broker's clock goes by another time: an operator has to say that the services' is right."""
        for service in services:
            request = operators.ConfirmClockRequest(name=f"{CITY}/clock")
            request.wall_time.FromDatetime(self.now())
            self.operator_client(service).ConfirmClock(request)


class MidnightTest(AlertsCase):
    world_class = AheadWorld

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.world.confirm_clock(cls.alerts.matching, cls.alerts.notification)
        cls.operations = cls.alerts.contact("operations")
        cls.alerts.save(f"feeds/{BAZNAS}", {"expectation": {
            "silentAfterS": str(SILENT_AFTER_S), "reliedOnDays": 2 * PERIOD_DAYS, "settleS": "1"}})
        cls.sent = 0

    def give(self, stakeholder, household, day):
        type(self).sent += 1
        event = {BAZNAS: lambda: events.recorded("baznas-bantuan-konsumtif", day, rupiah=300_000,
                                                 household=household.name),
                 PUPUK: lambda: events.recorded("tjsl-pupuk-kaltim", day, meals=1, unit="package",
                                                family=household.family)}[stakeholder]()
        self.alerts.send(stakeholder, f"malam-{self.sent}", event)

    def status(self, household):
        """Of its one need: "SERVED"; None: matching does not know it yet."""
        answer = self.alerts.gateway.ask("GET", f"/v1/{household.name}:explain")
        needs = answer.json.get("needs", []) if answer.status == 200 else []
        return needs[0]["standing"]["status"].removeprefix("STANDING_STATUS_") if needs else None

    def wait_status(self, household, status, seconds=150):
        until(f"{household.name} is {status}", lambda: self.status(household) == status, seconds)

    def officers_mails(self):
        return [one for one in self.alerts.mailbox.messages() if str(one["To"]).endswith("@petugas.example")]

    def unserved(self):
        answer = self.alerts.gateway.ask("GET", f"/v1/{CITY}/unserved?status=STANDING_STATUS_UNSERVED")
        self.assertEqual(answer.status, 200, answer)
        return {one["household"] for one in answer.json.get("standings", [])}

    def served_until_tonight(self, number, stakeholder):
        household = self.alerts.household(number)
        self.give(stakeholder, household, self.world.days_ago(PERIOD_DAYS - 1))
        return self.alerts.verify(household)

    def near_midnight(self):
        """All services again, by clocks that are 100 s before it."""
        services = [self.world.registry, self.world.ledger, self.alerts.matching, self.alerts.notification]
        for service in services:
            service.stop()
        self.world.midnight_in(100)
        for service in services:
            self.alerts.start_again(service)
        for service in services:
            service.wait_ready()
        self.world.confirm_clock(*services)

    def test_story(self):
        kept, left = self.served_until_tonight(1, PUPUK), self.served_until_tonight(2, PUPUK)
        late, forsaken = self.served_until_tonight(3, BAZNAS), self.served_until_tonight(4, BAZNAS)
        everyone = [kept, left, late, forsaken]
        for household in everyone:
            self.wait_status(household, "SERVED")

        self.near_midnight()
        until("operations are told that the feed is silent",
              lambda: len(self.alerts.messages_to(self.operations)) == 1, 90)
        before = len(self.officers_mails())
        self.world.ledger.kill()
        self.give(PUPUK, kept, self.world.days_ago(0))
        self.assertLess(time.monotonic(), self.world.midnight, "the machine was too slow for this test")
        today = self.world.days_ago(0)

        time.sleep(max(0.0, self.world.midnight - time.monotonic()) + 2)
        self.assertNotEqual(self.world.days_ago(0), today)
        newest = f"/v1/{self.alerts.household(5).name}:explain"  # a row of the registry, of the new day
        until("matching has read it", lambda: self.alerts.gateway.ask("GET", newest).status == 200)
        time.sleep(5)
        self.assertEqual(self.unserved(), set(), "the ledger is down: that nothing came proves nothing")
        self.assertEqual(len(self.officers_mails()), before)

        self.world.ledger.start()
        self.alerts.wait_state(left.name, "OPEN", 150)
        for household in (late, forsaken):
            self.wait_status(household, "UNCERTAIN")
        self.assertEqual(self.status(kept), "SERVED", "it came before midnight, while nobody read it")
        until("its officers are told", lambda: len(self.officers_mails()) == before + 2, 60)
        self.assertEqual(self.unserved(), {left.name})

        self.give(BAZNAS, late, today)
        self.wait_status(late, "SERVED")
        self.alerts.wait_state(forsaken.name, "OPEN", 150)
        until("its officers are told", lambda: len(self.officers_mails()) == before + 4, 60)
        until("operations are told that the feed is back",
              lambda: len(self.alerts.messages_to(self.operations)) == 2, 60)
        self.assertEqual(self.unserved(), {left.name, forsaken.name})
        for household in (kept, late):
            self.assertIsNone(self.alerts.state_of(household.name), "of whom nobody was ever alarmed")


if __name__ == "__main__":
    unittest.main()
