"""A ledger under load: a broker, a registry's journal and letter boxes that bench_fill wrote, one intervention-ledger,
in a folder and on ports of its own."""
import json
import pathlib
import shutil
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "e2e"))
from lib.broker import Broker  # noqa: E402
from lib.ports import free_ports  # noqa: E402
from lib.programs import BIN  # noqa: E402
from lib.protos import ROOT  # noqa: E402
from lib.service import Service  # noqa: E402
from lib.waiting import until  # noqa: E402

import machine  # noqa: E402

_PATIENCE = 1800  # seconds until a step is given up
_LOOK = 0.02      # seconds between two looks at the ledger


class Loaded:
    """One city for each partition, with `households` together."""

    def __init__(self, folder, partitions, households):
        self.partitions = partitions
        self.households = households
        self.submissions = 0  # in the boxes
        self.folder = pathlib.Path(folder)
        self.folder.mkdir()
        self.broker = Broker(self.folder / "broker")
        self.ledger = None
        self._broker_pid = None
        self._rows = 0  # confirmed at the last stop

    def start(self):
        """Broker, topics and registry; the ledger has taken the registry's rows and is stopped. Seconds it took."""
        self.broker.start()
        self._broker_pid = self.broker.pid()
        topics = self.folder / "topics.yaml"
        topics.write_text((ROOT / "deploy/topics.yaml").read_text().split("\nletter_boxes:")[0])
        self._run("paductl", f"--brokers={self.broker.address}", "topics", "apply", topics,
                  f"--partitions={self.partitions}")
        self._run("bench_fill", "secrets", "--secrets", self._secrets, "--partitions", self.partitions)
        self._run("bench_fill", "registry", "--secrets", self._secrets, *self._scale)
        grpc_port, admin_port = free_ports(2)
        self.ledger = Service("ledger", BIN / "intervention-ledger",
                              [f"--brokers={self.broker.address}", f"--partitions={self.partitions}",
                               f"--secrets-file={self._secrets}", "--log-format=json", "--drain-delay=0ms",
                               "--development-callers"],
                              grpc_port, admin_port, self.folder / "data", self.folder / "ledger.log")
        begin = time.monotonic()
        self.ledger.start()
        self.wait_quiet()
        took = time.monotonic() - begin
        self.stop()
        return took

    def fill(self, count, encoding):
        """`count` further submissions, a multiple of four times the partitions."""
        self._run("bench_fill", "boxes", "--secrets", self._secrets, *self._scale, "--first", self.submissions,
                  "--events", count, "--encoding", encoding)
        self.submissions += count

    def raw_loop(self, count):
        """The last `count` submissions by the raw loop: per_second, cpu_us."""
        boxes = [path.name.rpartition("-")[0] for path in (self.folder / "broker/data").glob("padu.aid.submitted.*-0")]
        told = self._run("bench_raw_loop", "--brokers", self.broker.address, "--dir", self.folder / "raw", "--boxes",
                         ",".join(sorted(boxes)), "--from", (self.submissions - count) // len(boxes), "--events",
                         count)
        shutil.rmtree(self.folder / "raw")
        return json.loads(told)

    def take(self, count):
        """The stopped ledger is started on the last `count` submissions. Measured from a tenth of them being confirmed
        to the last."""
        self.ledger.start()
        begin = end = None
        while end is None:
            time.sleep(_LOOK)
            look = self._look()
            if begin is None and look["done"] >= count // 10:
                begin = look
            if look["done"] >= count:
                end = look
        spent = {name: end[name] - begin[name] for name in begin}
        others = spent["machine"] - spent["ledger"] - spent["broker"]
        return {"per_second": spent["done"] / spent["at"],
                "cpu_us": spent["ledger"] / spent["done"] * 1e6,
                "broker_us": spent["broker"] / spent["done"] * 1e6,
                "others": max(0.0, others) / spent["at"]}

    def pace(self, count, per_second):
        """bench_pace, publishing further submissions at a steady rate."""
        command = [BIN / "bench_pace", *self._scale, "--first", self.submissions, "--events", count, "--per-second",
                   per_second]
        self.submissions += count
        return subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, text=True)

    def wait_quiet(self):
        """Until all that is in the topics is taken and confirmed."""
        def quiet():
            for one in self.ledger.status().values():
                if one["stage"] != "serving" or one["confirmed"] != one["committed"]:
                    return False
                if not one["inputs"] or any(box["next"] != box["end"] for box in one["inputs"]):
                    return False
            return True
        until("all is taken and confirmed", quiet, _PATIENCE, 0.1)

    def stop(self):
        """The ledger ends in order, with everything taken."""
        self.wait_quiet()
        self._rows = self.confirmed()
        self.ledger.stop()

    def check(self):
        """Whether each submission has one verdict, and the right one. Exit code other than 0: no."""
        return json.loads(self._run("bench_check", *self._scale, "--events", self.submissions))

    def restart_after_kill(self):
        """kill -9 and start: seconds until it serves."""
        self.ledger.kill()
        begin = time.monotonic()
        self.ledger.start(wait=False)
        until("it serves again", lambda: self.ledger.get("/readyz")[0] == 200, _PATIENCE, _LOOK)
        return time.monotonic() - begin

    def rebuild(self):
        """The stopped ledger is started without its disk: seconds until it serves, rows it read again."""
        shutil.rmtree(self.ledger.data_dir)
        begin = time.monotonic()
        self.ledger.start(wait=False)
        self.ledger.wait_ready(_PATIENCE)
        took = time.monotonic() - begin
        confirmed = self.confirmed()
        if confirmed < self._rows:
            raise AssertionError(f"of {self._rows} rows a rebuild found {confirmed}")
        return took, self._rows

    def topic_bytes(self):
        """What the ledger's journal topic takes."""
        topics = (self.folder / "broker/data").glob("padu.ledger.journal.v1-*")
        return sum(machine.folder_bytes(topic) for topic in topics)

    def close(self):
        if self.ledger is not None and self.ledger.running:
            self.ledger.kill()
        if self.broker.address:
            self.broker.kill()

    @property
    def _secrets(self):
        return self.folder / "secrets"

    @property
    def _scale(self):
        return ["--brokers", self.broker.address, "--partitions", self.partitions, "--households", self.households]

    def confirmed(self):
        """Rows."""
        return sum(one["confirmed"] for one in self.ledger.status().values())

    def _look(self):
        return {"done": self.confirmed() - self._rows, "at": time.monotonic(),
                "ledger": machine.cpu_seconds(self.ledger.pid), "broker": machine.cpu_seconds(self._broker_pid),
                "machine": machine.busy_seconds()}

    def _run(self, program, *arguments):
        """What it printed."""
        done = subprocess.run([str(BIN / program), *map(str, arguments)], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0:
            raise AssertionError(f"{program}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout
