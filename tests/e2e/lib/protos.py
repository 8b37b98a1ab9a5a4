"""The contracts of proto/ as Python modules, made anew at each test's start: nothing generated lies in the tree."""
import atexit
import importlib
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[3]


def _generate() -> str:
    out = tempfile.mkdtemp(prefix="padu-protos-")
    atexit.register(shutil.rmtree, out, ignore_errors=True)
    proto = ROOT / "proto"
    roots = [proto / "third_party", proto]  # what lies in both is named from the first
    files = sorted(str(path) for root in (proto / "padu", proto / "third_party") for path in root.rglob("*.proto"))
    subprocess.run(
        ["protoc", *(f"-I{root}" for root in roots), f"--python_out={out}", f"--grpc_out={out}",
         f"--plugin=protoc-gen-grpc={shutil.which('grpc_python_plugin')}", *files], check=True)
    return out


_out = _generate()
sys.path.insert(0, _out)
google = importlib.import_module("google")
importlib.import_module("google.protobuf")
google.__path__.append(f"{_out}/google")  # google.rpc and google.api beside google.protobuf

from google.api import annotations_pb2 as annotations  # noqa: E402
from google.rpc import error_details_pb2, status_pb2  # noqa: E402
from padu.common.v1 import journal_pb2 as journal  # noqa: E402
from padu.common.v1 import operator_service_pb2 as operators  # noqa: E402
from padu.common.v1 import operator_service_pb2_grpc as operators_grpc  # noqa: E402
from padu.ledger.v1 import facts_pb2 as ledger_facts  # noqa: E402
from padu.ledger.v1 import ledger_service_pb2 as ledger  # noqa: E402
from padu.ledger.v1 import ledger_service_pb2_grpc as ledger_grpc  # noqa: E402
from padu.ledger.v1 import resources_pb2 as ledger_resources  # noqa: E402
from padu.ledger.v1 import submission_pb2 as submission  # noqa: E402
from padu.ledger.v1 import verdict_pb2 as verdict  # noqa: E402
from padu.registry.v1 import codes_pb2 as codes  # noqa: E402
from padu.registry.v1 import facts_pb2 as registry_facts  # noqa: E402
from padu.registry.v1 import household_requests_pb2 as registry_requests  # noqa: E402
from padu.registry.v1 import personal_requests_pb2 as personal_requests  # noqa: E402
from padu.registry.v1 import reference_requests_pb2 as reference_requests  # noqa: E402
from padu.registry.v1 import registry_service_pb2 as registry_service  # noqa: E402
from padu.registry.v1 import registry_service_pb2_grpc as registry_grpc  # noqa: E402
from padu.registry.v1 import resources_pb2 as registry_resources  # noqa: E402
from padu.registry.v1 import values_pb2 as registry_values  # noqa: E402

__all__ = ["ROOT", "annotations", "codes", "error_details_pb2", "journal", "ledger", "ledger_facts", "ledger_grpc",
           "ledger_resources", "operators", "operators_grpc", "personal_requests", "reference_requests",
           "registry_facts", "registry_grpc", "registry_requests", "registry_resources", "registry_service",
           "registry_values", "status_pb2", "submission", "verdict"]
