"""What a world needs for alerts: matching, notification, a mailbox and the gateway; households that are verified."""
import email
import email.policy
import re
import subprocess
import sys
import time

import grpc

from . import people
from .case import WorldCase
from .clients import CITY
from .days import days_ago
from .events import STRUCTURED, structured
from .gateway import Gateway
from .ports import free_ports
from .protos import ROOT, codes, registry_requests, registry_resources
from .waiting import until

TELIHAN = "64.74.03.1002"
LINK = re.compile(r"http://127\.0\.0\.1:\d+(/n/[A-Za-z0-9_-]+)")


class Mailbox:
    """The mail sink of deploy/mail, on a port of its own."""

    def __init__(self, world):
        self.port = free_ports(1)[0]
        self.folder = world.folder / "mail"
        self.folder.mkdir()
        self._process = None

    def start(self):
        self._process = subprocess.Popen([sys.executable, ROOT / "deploy/mail", "serve", "--listen=127.0.0.1",
                                          f"--port={self.port}", f"--folder={self.folder}"])
        return self

    def stop(self):
        if self._process:
            self._process.terminate()
            self._process.wait()

    def messages(self):
        return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
                for path in sorted(self.folder.glob("*.eml"))]

    def wait_for(self, what, fits, seconds=30):
        """The first message that fits."""
        return until(what, lambda: next((one for one in self.messages() if fits(one)), None), seconds)


def link_of(message):
    """The path of its link: "/n/..."."""
    return LINK.search(message.get_content()).group(1)


class AlertsWorld:
    """Beside a world: what tells officers. Everything runs, and the city's policy is quick."""

    def __init__(self, world):
        self.world = world
        self.mailbox = Mailbox(world).start()
        ports = free_ports(4)
        self.matching = world.service("matching", *ports[:2])
        self.notification = world.service("notification", *ports[2:])
        world.extra += [self.matching, self.notification]
        self.gateway = Gateway(world, also=[("padu.matching.v1.MatchingService", self.matching.grpc),
                                            ("padu.notification.v1.NotificationService", self.notification.grpc)])
        self.flags = [f"--address-registry={world.registry.grpc}", "--mail-from=padu@kota.example", "--smtp-tls=none",
                      f"--smtp-url=smtp://127.0.0.1:{self.mailbox.port}",
                      f"--link-base=http://127.0.0.1:{self.gateway.http_port}/n/"]

    def start(self):
        self.matching.start(wait=False)
        self.notification.start(*self.flags, wait=False)
        self.gateway.start()
        self.matching.wait_ready()
        self.notification.wait_ready()
        self.save("needs/uji", {"need": {
            "nameId": "Uji", "nameEn": "Test", "days": 30,
            "rule": {"oneOf": {"field": "FIELD_REGION", "codes": [TELIHAN]}}}})
        self.save("notificationPolicy", {"policy": {
            "groupWaitS": "1", "digestIntervalS": "0", "districtAfterS": "3600", "cityAfterS": "3600",
            "acknowledgedForS": "3600", "promiseDaysMax": 30, "summaryAfterS": "1", "linkValidS": "3600",
            "officerChannels": ["CHANNEL_EMAIL"], "giveUpAfterS": "3600"}})
        return self

    def start_again(self, service):
        service.start(*(self.flags if service is self.notification else []), wait=False)

    def save(self, what, setting):
        answer = self.gateway.ask("POST", f"/v1/{CITY}/{what}:save", setting)
        assert answer.status == 200, answer

    def household(self, number):
        """A new one of Gunung Telihan, registered and not verified."""
        household = people.plan(2, seed=number, first=number * 10)[1]
        assert household.kelurahan == TELIHAN
        again(lambda one: people.register(self.world.registry_client(), [one]), household)
        return household

    def verify(self, household):
        verify(self.world.registry_client("operators/satu"), self.world.registry_client("operators/dua"),
               household.name)
        return household

    def contact(self, who):
        """Its mailbox from now on."""
        address = f"{who}@lembaga.example"
        self.save(f"contacts/{who}", {"email": address})
        return address

    def send(self, stakeholder, event_id, event):
        """What an agency's system does by curl; again until it is told that it was taken."""
        path, caller = f"/v1/{CITY}/stakeholders/{stakeholder}/events", f"stakeholders/{stakeholder}"
        value = structured(stakeholder, event_id, event)
        until(f"{event_id} is taken",
              lambda: self.gateway.ask("POST", path, value, caller, dict(STRUCTURED)).status == 202, 60)

    def messages_to(self, address):
        return [one for one in self.mailbox.messages() if str(one["To"]) == address]

    def alerts(self, household="", state=""):
        query = f"?household={household}" if household else "?pageSize=500"
        answer = self.gateway.ask("GET", f"/v1/{CITY}/alerts{query}" + (f"&state=ALERT_STATE_{state}" if state else ""))
        assert answer.status == 200, answer
        return answer.json.get("alerts", [])

    def state_of(self, household):
        """Of its one alert: "OPEN"; None: there is none."""
        open_ones = self.alerts(household)
        found = open_ones or self.alerts(household, "RESOLVED")
        return found[0]["state"].removeprefix("ALERT_STATE_") if found else None

    def wait_state(self, household, state, seconds=30):
        until(f"{household} is {state}", lambda: self.state_of(household) == state, seconds)

    def close(self):
        self.mailbox.stop()


class AlertsCase(WorldCase):
    """unittest with `self.alerts` beside the world."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alerts = AlertsWorld(cls.world)
        cls.addClassCleanup(cls.alerts.close)
        cls.alerts.start()


def again(call, request, seconds=60):
    """The answer of a call that is safe to repeat: again while the service is not there."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return call(request)
        except grpc.RpcError as error:
            if error.code() not in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED) \
                    or time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def verify(registry, registry_other, household):
    """By the steps of verval; somebody else approves."""
    ident = household.rsplit("/", 1)[1]
    def evidence(kind):
        return registry_resources.VerificationEvidence(kind=kind, document_number="1/2026", day=days_ago(1))

    again(registry.ProposeVerification,
          registry_requests.ProposeVerificationRequest(name=household, request_id=f"{ident}-p"))
    for state, proof in ((codes.VERIFICATION_STATE_DELIBERATED, "MUSKEL"),
                         (codes.VERIFICATION_STATE_FIELD_VERIFIED, "FIELD_CHECK"),
                         (codes.VERIFICATION_STATE_SUBMITTED, "")):
        again(registry.AdvanceVerification, registry_requests.AdvanceVerificationRequest(
            name=household, state=state, evidence=[evidence(proof)] if proof else [], request_id=f"{ident}-{state}"))
    again(registry_other.ApproveVerification,
          registry_requests.ApproveVerificationRequest(name=household, request_id=f"{ident}-a"))
