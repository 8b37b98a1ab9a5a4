"""Who may include whom. The arrows are those of ARCHITECTURE.md: base <- store, stream <- journal; rpc, ops <- base;
domain -> base, store; api -> domain, rpc, journal; main.cc -> everything of its service; services never each other."""

import re

from tree import Finding, is_test

# The rooms of common/: what each may include beside itself.
COMMON = {
    "common/base": [],
    "common/store": ["common/base"],
    "common/stream": ["common/base"],
    "common/journal": ["common/base", "common/store", "common/stream"],
    "common/ops": ["common/base"],
    "common/rpc": ["common/base", "common/ops"],
    "common/testing": ["common"],
}

# The proto package of a service whose folder has another name.
PROTO_PACKAGE = {"intervention-ledger": "ledger"}

# Whose facts a service's domain folds into its view.
UPSTREAMS = {"intervention-ledger": ["registry"], "matching": ["registry", "ledger"],
             "notification": ["registry", "ledger", "matching"]}

# An api that keeps a topic besides its journal: the registry's keys of sealed data.
KEEPS_A_TOPIC = {"services/registry/api": ["common/stream"]}

# The gateway has rooms of its own: what each may include beside itself, common/base, ops and rpc.
GATEWAY = {
    "http": [],
    "transcode": ["http", "authenticator.h"],
    "events": ["http", "transcode/json_check.h", "authenticator.h", "common/stream"],
    "contracts": ["http", "transcode"],
    "pages": ["http", "transcode", "contracts", "door.h"],
}

# Protos that a room of common/ may include; base and store know none.
COMMON_PROTOS = {
    "common/stream": ["padu/common/v1"],
    "common/journal": ["padu/common/v1"],
    "common/host": ["padu/common/v1"],
    "common/ops": ["padu/common/v1"],
    "common/rpc": ["padu/common/v1", "google/rpc", "google/api"],
    "common/testing": ["padu", "google/rpc", "google/api"],
}

# Libraries that one adapter hides: who may include them.
HIDDEN = {
    "librdkafka": [r"common/stream/kafka/"],
    "rocksdb": [r"common/store/rocks/", r"tests/e2e/sst_dump\.cc$"],
    "grpcpp": [r"common/rpc/", r"common/host/operator_service\.", r"services/[^/]+/api/",
               r"services/notification/channels/", r"services/[^/]+/main\.cc$", r"services/paductl/",
               r"services/gateway/", r"tests/", r"proto/[^/]+_test\.cc$"],
    "curl": [r"services/notification/channels/"],
    "boost/beast": [r"services/gateway/http/"],
    "boost/asio": [r"services/gateway/http/"],
    "boost": [r"services/gateway/"],
}
HIDDEN_ADVICE = {
    "librdkafka": "use the log port of common/stream",
    "rocksdb": "use the storage port of common/store",
    "curl": "use the channel port of services/notification/channels",
    "grpcpp": "move it to the service's api/ or to common/rpc",
    "boost/beast": "use the exchange of services/gateway/http",
    "boost/asio": "use the exchange of services/gateway/http",
    "boost": "the gateway alone stands on Boost",
}

# Decide is pure: what brings a clock, chance, threads or I/O does not belong in a domain.
IMPURE = {"thread", "mutex", "shared_mutex", "condition_variable", "future", "atomic", "random", "fstream", "iostream",
          "filesystem", "ctime", "time.h", "sys/time.h", "absl/synchronization/mutex.h", "absl/random/random.h",
          "absl/time/clock.h"}

EXTERNAL = ("absl/", "google/protobuf/", "grpc/", "grpcpp/", "gtest/", "gmock/", "rocksdb/", "librdkafka/", "openssl/",
            "prometheus/", "curl/", "CLI/", "boost/", "yaml-cpp/")

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def within(path, folders):
    return any(path == f or path.startswith(f + "/") for f in folders)


def room_of(path):
    """(name of the room, folders of the tree and protos it may include), or None where everything is allowed."""
    parts = path.split("/")
    if parts[0] == "common" and len(parts) > 2:
        room = "/".join(parts[:2])
        if room not in COMMON:
            return room, ["common"], COMMON_PROTOS.get(room, [])
        return room, [room] + COMMON[room], COMMON_PROTOS.get(room, [])
    if parts[0] == "services" and len(parts) > 2:
        service = "/".join(parts[:2])
        domain, api = f"{service}/domain", f"{service}/api"
        if parts[2] == "domain":
            protos = ["padu/common/v1", f"padu/{PROTO_PACKAGE.get(parts[1], parts[1])}/v1"]
            protos += [f"padu/{upstream}/v1" for upstream in UPSTREAMS.get(parts[1], [])]
            return domain, [domain, "common/base", "common/store", "common/journal/machine.h"], protos
        protos = ["padu", "google/rpc", "google/api"]
        if parts[1] == "gateway" and parts[2] in GATEWAY:
            room = f"{service}/{parts[2]}"
            beside = [name if name.startswith("common/") else f"{service}/{name}" for name in GATEWAY[parts[2]]]
            return room, [room, "common/base", "common/ops", "common/rpc"] + beside, protos
        if parts[2] == "channels":
            rooms = [f"common/{r}" for r in ("base", "store", "journal", "rpc", "ops")]
            return f"{service}/channels", [f"{service}/channels", domain, api] + rooms, protos
        if parts[2] == "api":
            rooms = [f"common/{r}" for r in ("base", "store", "journal", "rpc", "ops")] + KEEPS_A_TOPIC.get(api, [])
            return api, [api, domain] + rooms, protos
        return service, [service, "common/host"] + [room for room in COMMON if room != "common/testing"], protos
    return None


def check(tree):
    findings = []
    for path in tree.cpp():
        for line, text in tree.lines(path):
            match = INCLUDE.match(text)
            if match:
                findings += [Finding(path, line, rule, said) for rule, said in judge(tree, path, *match.groups())]
    return findings


def judge(tree, path, bracket, included):
    library = hidden_library(included)
    if library and not any(re.match(pattern, path) for pattern in HIDDEN[library]):
        yield "layering", f"{library} is not for this folder ({included}): {HIDDEN_ADVICE[library]}"
    if re.match(r"services/[^/]+/domain/", path) and not is_test(path) and included in IMPURE:
        yield "purity", f"<{included}> in a domain: time, chance, threads and I/O come in as inputs"

    generated = included.startswith("padu/") or included.startswith(("google/rpc/", "google/api/"))
    of_tree = included.startswith(("common/", "services/", "tests/", "proto/", "deploy/"))
    if bracket == '"' and not generated and not included.startswith(EXTERNAL):
        if not (tree.root / included).is_file():
            yield "include", f'"{included}" is not there: write the path from the root of the tree'
            return
    if not generated and not of_tree:
        return
    if of_tree and included.startswith("tests/") and not path.startswith("tests/"):
        yield "layering", f'"{included}" belongs to tests/: nothing else may include it'

    room = room_of(path)
    if room is None:
        return
    name, folders, protos = room
    if is_test(path):
        folders, protos = folders + ["common/testing"], protos + ["padu/common/v1"]
    allowed = protos if generated else folders
    if not within(included, allowed):
        what = ", ".join(allowed) if allowed else "none"
        yield "layering", f'{name} may not include "{included}": move the code, or use what is allowed here ({what})'


def hidden_library(included):
    if included.endswith(".grpc.pb.h") or included.startswith(("grpcpp/", "grpc/")):
        return "grpcpp"
    return next((name for name in HIDDEN if included.startswith(name + "/")), None)
