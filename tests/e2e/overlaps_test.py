"""Three institutions give food to one household in a month, one event late, one reversed: overlaps open and clear as
the city's matrix says, and each institution is told once."""
import datetime
import unittest

from lib import events, people
from lib.alerts import AlertsCase
from lib.clients import CITY
from lib.days import days_ago
from lib.protos import submission
from lib.waiting import until

BAZNAS, PUPUK, DKP3 = "baznas", "pupuk-kaltim", "dkp3"
PROGRAMMES = {BAZNAS: "baznas-bantuan-konsumtif", PUPUK: "tjsl-pupuk-kaltim", DKP3: "bantuan-pangan"}
MATRIX = [
    {"programmeA": PROGRAMMES[PUPUK], "programmeB": PROGRAMMES[DKP3], "scope": "OVERLAP_SCOPE_HOUSEHOLD",
     "sameMonth": True, "verdict": "COMPATIBILITY_VERDICT_ALLOWED_WITH_NOTE", "noteId": "Saling melengkapi.",
     "noteEn": "They complete each other."},
    {"kindA": "food", "kindB": "food", "scope": "OVERLAP_SCOPE_HOUSEHOLD", "differentStakeholders": True,
     "sameMonth": True, "verdict": "COMPATIBILITY_VERDICT_NOT_ALLOWED", "noteId": "Satu lembaga per bulan.",
     "noteEn": "One institution a month."}]


def of_last_month(day):
    first = datetime.date.fromisoformat(days_ago(0)).replace(day=1)
    return (first - datetime.timedelta(days=1)).replace(day=day).isoformat()


class OverlapsTest(AlertsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for programme in PROGRAMMES.values():
            cls.alerts.save(f"programmes/{programme}/rule", {"rule": {"aidKind": "food"}})
        cls.alerts.save("compatibility", {"compatibility": {"lines": MATRIX}})
        cls.mail = {one: cls.alerts.contact(one) for one in PROGRAMMES}
        cls.household = cls.alerts.household(1)

    def give(self, stakeholder, day, **benefit):
        unit = {"household": self.household.name} if stakeholder == BAZNAS else {"family": self.household.family}
        self.alerts.send(stakeholder, f"pangan-{stakeholder}",
                         events.recorded(PROGRAMMES[stakeholder], day, **benefit, **unit))

    def overlaps(self):
        """{(institutions): verdict} of those that stand."""
        answer = self.alerts.gateway.ask("GET", f"/v1/{CITY}/overlaps")
        self.assertEqual(answer.status, 200, answer)
        return {tuple(sorted(one[aid]["stakeholder"].rsplit("/", 1)[-1] for aid in ("first", "second"))):
                one["verdict"].removeprefix("COMPATIBILITY_VERDICT_") for one in answer.json.get("overlaps", [])}

    def wait_overlaps(self, wanted):
        until(f"the overlaps are {wanted}", lambda: self.overlaps() == wanted, 60)

    def wait_told(self, **wanted):
        counts = {PUPUK: wanted["pupuk"], BAZNAS: wanted["baznas"], DKP3: wanted["dkp3"]}

        def told():
            return {one: len(self.alerts.messages_to(address)) for one, address in self.mail.items()}
        until(f"{counts} mails", lambda: told() == counts, 60)

    def test_story(self):
        self.give(BAZNAS, of_last_month(10), rupiah=300_000)
        self.give(PUPUK, of_last_month(12), meals=1, unit="package")
        self.wait_overlaps({(BAZNAS, PUPUK): "NOT_ALLOWED"})
        self.wait_told(baznas=1, pupuk=1, dkp3=0)

        self.give(DKP3, of_last_month(5), meals=10, unit="kg")  # the earliest comes last
        self.wait_overlaps({(BAZNAS, PUPUK): "NOT_ALLOWED", (BAZNAS, DKP3): "NOT_ALLOWED",
                            (DKP3, PUPUK): "ALLOWED_WITH_NOTE"})
        self.wait_told(baznas=2, pupuk=1, dkp3=1)  # of what is allowed nobody is told

        # Whoever dies meanwhile finds nothing anew, and tells nobody again.
        for service in (self.alerts.matching, self.alerts.notification):
            service.kill()
            self.alerts.start_again(service)
        self.alerts.send(BAZNAS, "kembali-1", submission.DisbursementReversed(
            reverses_event_id=f"pangan-{BAZNAS}"))
        self.alerts.matching.wait_ready()
        self.alerts.notification.wait_ready()
        self.wait_overlaps({(DKP3, PUPUK): "ALLOWED_WITH_NOTE"})

        # Another month overlaps with nothing; its row is read after all of the above.
        self.alerts.send(BAZNAS, "pangan-kini", events.recorded(PROGRAMMES[BAZNAS], days_ago(0), rupiah=300_000,
                                                                household=self.household.name))
        explained = f"/v1/{self.household.name}:explain"
        until("matching has read on", lambda: days_ago(0) in str(self.alerts.gateway.ask("GET", explained).json), 60)
        self.wait_overlaps({(DKP3, PUPUK): "ALLOWED_WITH_NOTE"})
        self.wait_told(baznas=2, pupuk=1, dkp3=1)
        for message in self.alerts.mailbox.messages():
            self.assertNotIn(self.household.name.rsplit("/", 1)[1], message["Subject"])
            self.assertNotIn(people.SECRET_WORD.lower(), message.get_content().lower())


if __name__ == "__main__":
    unittest.main()
