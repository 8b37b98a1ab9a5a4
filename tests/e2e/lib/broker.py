"""A Kafka broker of one test module's own, by deploy/kafka/broker."""
import json
import os
import pathlib
import signal
import subprocess
import tempfile

from .protos import ROOT

_CONTROL = ROOT / "deploy/kafka/broker"


class Broker:
    def __init__(self, folder, principals=None):
        self._folder = str(folder)
        self._more = ["--principals", str(principals)] if principals else []
        self.address = None

    def start(self):
        done = subprocess.run([_CONTROL, "start", "--dir", self._folder, "--port", "0", *self._more], check=True,
                              stdout=subprocess.PIPE, text=True)
        self.address = done.stdout.strip().splitlines()[-1]
        return self

    def kill(self):
        self._control("kill")

    def stop(self):
        self._control("stop")

    def freeze(self):
        os.kill(self.pid(), signal.SIGSTOP)

    def thaw(self):
        os.kill(self.pid(), signal.SIGCONT)

    def delete_topic(self, topic):
        self._topics("--delete", "--topic", topic)

    def create_topic(self, topic, partitions=1):
        self._topics("--create", "--topic", topic, "--partitions", str(partitions), "--replication-factor", "1",
                     "--config", "message.timestamp.type=LogAppendTime", "--config", "max.message.bytes=2162688")

    def delete_records(self, topic, before, partition=0):
        """As retention does: the partition begins at offset `before`."""
        told = {"version": 1, "partitions": [{"topic": topic, "partition": partition, "offset": before}]}
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(told, file)
            file.flush()
            self._tool("org.apache.kafka.tools.DeleteRecordsCommand", "--offset-json-file", file.name)

    def lose_tail(self, topic, partition=0, share=0.5):
        """While it is killed: of the segment being written, a share of the bytes goes, as of a disk that lied. The next
        start finds a batch that is cut and goes on from the one before."""
        segment = [path for path in self.topic_files(topic, partition) if path.suffix == ".log"][-1]
        os.truncate(segment, int(segment.stat().st_size * (1 - share)))

    def configure_topic(self, topic, **settings):
        """Settings by their names with "_" for "."."""
        told = ",".join(f"{name.replace('_', '.')}={value}" for name, value in settings.items())
        self._tool("kafka.admin.ConfigCommand", "--alter", "--entity-type", "topics", "--entity-name", topic,
                   "--add-config", told)

    def topic_files(self, topic, partition):
        """Files of a topic's partition, those that wait for their deletion included."""
        return sorted(path for path in (pathlib.Path(self._folder) / "data").rglob("*")
                      if path.is_file() and path.parent.name.startswith(f"{topic}-{partition}"))

    def _topics(self, *arguments):
        self._tool("org.apache.kafka.tools.TopicCommand", *arguments)

    def _tool(self, name, *arguments):
        script = 'cd deploy/lib; for f in settings print checks kafka; do source ./$f.sh; done; kafka_java "$@"'
        subprocess.run(["bash", "-ec", script, "bash", "-Xmx128m", name, "--bootstrap-server", self.address,
                        *arguments], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)

    def pid(self):
        done = subprocess.run([_CONTROL, "status", "--dir", self._folder], check=True, stdout=subprocess.PIPE,
                              text=True)
        return int(done.stdout.split("\t")[1].removeprefix("pid "))

    def _control(self, what):
        subprocess.run([_CONTROL, what, "--dir", self._folder], check=True, stdout=subprocess.DEVNULL)
