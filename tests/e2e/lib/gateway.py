"""The gateway of a world, and clients that speak HTTP to it: well-behaved ones, and raw sockets."""
import http.client
import json
import os
import socket

from .ports import free_ports
from .programs import BIN
from .service import Service


class Gateway(Service):
    """A gateway before a world's services. Its HTTP port stays from start to start."""

    def __init__(self, world, *more, development=True, also=()):
        """`also`: further public services, each (full name, address)."""
        http_port, admin_port = free_ports(2)
        super().__init__("gateway", BIN / "gateway", [], 0, admin_port, world.folder, world.folder / "gateway.log")
        self.http_port = http_port
        services = f"padu.registry.v1.RegistryService@{world.registry.grpc}," \
                   f"padu.ledger.v1.LedgerService@{world.ledger.grpc}" \
                   + "".join(f",{name}@{address}" for name, address in also)
        pages = f"registry@{world.registry.admin},intervention-ledger@{world.ledger.admin}"
        self._command = [str(BIN / "gateway"), f"--http-port={http_port}", f"--admin-port={admin_port}",
                         f"--services={services}", f"--admin-pages={pages}", f"--brokers={world.broker.address}",
                         *(["--development-callers"] if development else []), "--drain-delay=100ms",
                         "--log-format=json", *more]
        world.extra.append(self)

    def ask(self, method, path, body=None, caller="operators/tester", headers=None, timeout=20):
        """An Answer."""
        told = dict(headers or {})
        if caller:
            told["Padu-Caller"] = caller
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            told.setdefault("Content-Type", "application/json")
        connection = http.client.HTTPConnection("127.0.0.1", self.http_port, timeout=timeout)
        try:
            connection.request(method, path, body=body, headers=told)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def raw(self):
        """A socket that says what it likes."""
        return socket.create_connection(("127.0.0.1", self.http_port), timeout=20)

    def stream(self, path, caller="operators/tester", last=None, timeout=30, key=None):
        return Stream(self, path, caller, last, timeout, key)

    def memory_kib(self):
        return int(self._proc("status", "VmRSS:"))

    def threads(self):
        return int(self._proc("status", "Threads:"))

    def _proc(self, name, key):
        with open(f"/proc/{self.pid}/{name}", encoding="utf-8") as file:
            return next(line.split()[1] for line in file if line.startswith(key))

    def open_files(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.body[:400]!r}"


class Stream:
    """Server-sent events as they come."""

    def __init__(self, gateway, path, caller, last, timeout, key):
        self._connection = http.client.HTTPConnection("127.0.0.1", gateway.http_port, timeout=timeout)
        headers = {"Accept": "text/event-stream"}
        if caller:
            headers["Padu-Caller"] = caller
        if key:
            headers["Authorization"] = f"Bearer {key}"
        if last:
            headers["Last-Event-ID"] = last
        self._connection.request("GET", path, headers=headers)
        self.response = self._connection.getresponse()
        self.status = self.response.status
        self.retry = None
        self.last_id = last

    def events(self):
        """(id, type, data) of each event, until the stream ends."""
        told, kind, lines = self.last_id, "message", []
        for raw in self.response:
            line = raw.decode().rstrip("\n")
            name, _, value = line.partition(": ")
            if line == "":
                self.last_id = told
                if lines:
                    yield told, kind, "\n".join(lines)
                kind, lines = "message", []
            elif name == "id":
                told = value
            elif name == "event":
                kind = value
            elif name == "data":
                lines.append(value)
            elif name == "retry":
                self.retry = int(value)

    def close(self):
        self.response.close()
        self._connection.close()
