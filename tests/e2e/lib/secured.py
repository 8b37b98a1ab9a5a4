"""A world as deploy/up makes one: a broker that wants to know who asks, services that know callers by their keys."""
import base64
import json
import os
import secrets
import subprocess

import grpc

from .broker import Broker
from .world import PARTITIONS as CITY_PARTITIONS
from .world import World

PRINCIPALS = ["padu-admin", "padu-registry", "padu-ledger", "padu-gateway", "6474.baznas", "6474.pupuk-kaltim"]
SECRET_CHARS = 43  # at the end of a key, and all of a password; "_" may be among them
CALLED = {"registry": "registry", "intervention-ledger": "ledger"}


def new_secret():
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).rstrip(b"=").decode()


class SecuredWorld(World):
    def __init__(self, partitions=CITY_PARTITIONS):
        super().__init__(partitions)
        self.keys_dir = self.folder / "secret-keys"
        self.principals_dir = self.folder / "secret-principals"
        for folder in (self.keys_dir, self.principals_dir):
            folder.mkdir(mode=0o700)
        for name in PRINCIPALS:
            self._write(self.principals_dir / name, new_secret())
        self._write(self.keys_dir / "root", f"padu_6474_first_{new_secret()}")
        self.broker = Broker(self.folder / "broker", self.principals_dir)

    @staticmethod
    def _write(path, text):
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            file.write(text + "\n")

    def start(self):
        self.broker.start()
        self.paductl("topics", "apply", "deploy/topics.yaml", f"--partitions={self.partitions}")
        self.paductl("secrets", "create", str(self.folder / "secrets"))
        self.registry = self.service("registry", *self._ports[:2])
        self.registry.start()
        for name in ("ledger", "gateway"):
            self.paductl("key", "create", f"services/{name}", "--out", str(self.keys_dir / name))
        self.ledger = self.service("intervention-ledger", *self._ports[2:])
        self.ledger.start()
        self.paductl("import", "--reference-only")
        return self

    def kafka_flags(self, principal):
        return ["--kafka-protocol=sasl_plaintext", f"--kafka-username={principal}",
                f"--kafka-password-file={self.principals_dir / principal}"]

    def identity_flags(self, name):
        if name == "registry":
            return [f"--first-key-file={self.keys_dir / 'root'}"]
        return [f"--registry={self.registry.grpc}", f"--key-file={self.keys_dir / name}"]

    def caller_flags(self, binary):
        name = CALLED[binary]
        return [*self.kafka_flags(f"padu-{name}"), *self.identity_flags(name)]

    def places(self):
        return [*super().places(), *self.kafka_flags("padu-admin"), f"--key-file={self.keys_dir / 'root'}",
                f"--principals={self.principals_dir}"]

    def key(self, holder, *more):
        """(id, text) of a new key."""
        told = json.loads(self.paductl("--format=json", "key", "create", holder, *more))
        return told["name"].rsplit("/", 1)[1], told["secret"]

    def kcat(self, principal, *arguments, data=b"", password=None):
        """(exit code, what it printed) of kcat as a principal; None: as nobody."""
        command = ["kcat", "-b", self.broker.address, "-m", "5", "-X", "socket.timeout.ms=5000",
                   "-X", "message.timeout.ms=5000"]
        if principal:
            password = password or (self.principals_dir / principal).read_text().strip()
            settings = self.folder / f"{principal}.kcat"
            settings.write_text("security.protocol=SASL_PLAINTEXT\nsasl.mechanisms=PLAIN\n"
                                f"sasl.username={principal}\nsasl.password={password}\n")
            command[1:1] = ["-F", str(settings)]
        try:
            done = subprocess.run([*command, *arguments], input=data, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, timeout=30)
        except subprocess.TimeoutExpired as error:
            return -1, (error.stdout or b"").decode(errors="replace")
        return done.returncode, done.stdout.decode(errors="replace")

    def secrets_told(self):
        """Every secret of this world: what no log may hold."""
        told = [path.read_text().strip() for folder in (self.keys_dir, self.principals_dir)
                for path in folder.iterdir()]
        return [text[-SECRET_CHARS:] for text in told]


class Keyed:
    """stub.Method(request) with a key in the metadata; "" sends none."""

    def __init__(self, make_stub, target, key, timeout=10.0):
        self._channel = grpc.insecure_channel(target)
        self._stub = make_stub(self._channel)
        # A name beside it, which nobody must believe.
        self._metadata = (("padu-caller", "operators/liar"),) + ((("authorization", f"Bearer {key}"),) if key else ())
        self._timeout = timeout

    def __getattr__(self, method):
        call = getattr(self._stub, method)
        return lambda request, timeout=None: call(request, timeout=timeout or self._timeout, metadata=self._metadata)

    def close(self):
        self._channel.close()

