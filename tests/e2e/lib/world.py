"""A Padu of one test module's own: broker, topics, secrets, registry, intervention-ledger, in a folder and on ports of
its own. Nothing of it outlives the module."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

from . import journal_reader
from .broker import Broker
from .clients import as_stakeholder, ledger_client, operator_client, registry_client
from .ports import free_ports
from .programs import BIN
from .protos import ROOT
from .service import Service

PARTITIONS = 2  # of city-keyed topics: the city is in one of them


class World:
    def __init__(self, partitions=PARTITIONS):
        self.partitions = partitions
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="padu-e2e-"))
        self.broker = Broker(self.folder / "broker")
        self._ports = free_ports(4)
        self._clients = []
        self.extra = []  # further processes: ended with the world
        self.registry = self.ledger = None

    def start(self):
        """Everything runs and knows the reference data of Bontang."""
        self.broker.start()
        self.paductl("topics", "apply", "deploy/topics.yaml", f"--partitions={self.partitions}")
        self.paductl("secrets", "create", str(self.folder / "secrets"))
        self.registry = self.service("registry", *self._ports[:2])
        self.ledger = self.service("intervention-ledger", *self._ports[2:])
        self.registry.start(wait=False)
        self.ledger.start(wait=False)
        self.registry.wait_ready()
        self.ledger.wait_ready()
        self.paductl("import", "--reference-only")
        return self

    def service(self, binary, grpc_port, admin_port, data="", instance=""):
        """A process of a service; with `data` and `instance` another one than the world's own."""
        arguments = [f"--brokers={self.broker.address}", f"--partitions={self.partitions}", "--log-format=json",
                     f"--secrets-file={self.folder / 'secrets'}", "--drain-delay=100ms", *self.caller_flags(binary)]
        if instance:
            arguments.append(f"--instance={instance}")
        name = data or binary
        return Service(name, BIN / binary, arguments, grpc_port, admin_port, self.folder / "data" / name,
                       self.folder / f"{name}.log")

    def caller_flags(self, binary):
        """How a service knows its callers, and the broker the service."""
        return ["--development-callers"]

    def second(self, binary, instance, data=None):
        """Another owner of the same partitions, on ports of its own. Not started."""
        grpc_port, admin_port = free_ports(2)
        one = self.service(binary, grpc_port, admin_port, data or f"{binary}-{instance}", instance)
        self.extra.append(one)
        return one

    def paductl(self, *arguments, check=True, data=None):
        """What it printed. The flags say where this world is."""
        done = subprocess.run([BIN / "paductl", *self.places(), *arguments], cwd=ROOT, input=data,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120)
        if check and done.returncode != 0:
            raise AssertionError(f"paductl {' '.join(arguments)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout if check else done

    def places(self):
        places = [f"--brokers={self.broker.address}"]
        for service, flag in ((self.registry, "registry"), (self.ledger, "ledger")):
            if service:
                places += [f"--{flag}={service.grpc}", f"--{flag}-admin={service.admin}"]
        return places

    def registry_client(self, caller="operators/tester"):
        return self._keep(registry_client(self.registry.grpc, caller))

    def ledger_client(self, caller="operators/tester"):
        return self._keep(ledger_client(self.ledger.grpc, caller))

    def operator_client(self, service, caller="operators/tester"):
        return self._keep(operator_client(service.grpc, caller))

    def table_hashes(self):
        """{(service, partition): (rows, SHA-256)}, as paductl tells them."""
        told = [json.loads(line) for line in self.paductl("--format=json", "tables", "hash").splitlines()]
        return {(one["service"], one["name"]): (one["nextSequence"], one["sha256"]) for one in told}

    def as_stakeholder(self, stakeholder):
        return self._keep(as_stakeholder(self.ledger.grpc, stakeholder))

    def _keep(self, client):
        self._clients.append(client)
        return client

    def journals(self, service):
        """The independent reading of each partition of "registry" or "ledger"."""
        return [journal_reader.read_journal(self.broker.address, f"padu.{service}.journal.v1", number)
                for number in range(self.partitions)]

    def box_statuses(self):
        """/status of the ledger: each letter box by its topic."""
        return {one["topic"]: one for partition in self.ledger.status().values() for one in partition["inputs"]}

    def programmes(self):
        with open(ROOT / "deploy/data/programmes.json", encoding="utf-8") as file:
            return [one["programme"] for one in json.load(file)["programmes"]]

    def service_logs(self):
        """The paths of the logs of all services that were started."""
        return [one.log_path for one in [self.registry, self.ledger, *self.extra]
                if one and os.path.exists(one.log_path)]

    def tell(self):
        """The ends of all logs, for a test that failed."""
        return "\n".join(f"--- {one.log_path}\n{one.log_tail()}" for one in [self.registry, self.ledger, *self.extra]
                         if one and os.path.exists(one.log_path))

    def close(self):
        for client in self._clients:
            client.close()
        for one in [self.registry, self.ledger, *self.extra]:
            if one and one.running:
                one.thaw()
                one.kill()
        if self.broker.address:
            self.broker.kill()
        if os.environ.get("PADU_E2E_KEEP"):
            print(f"kept: {self.folder}")
        else:
            shutil.rmtree(self.folder, ignore_errors=True)
