"""gRPC clients of both services, with a caller's name and short deadlines."""
import grpc

from .protos import error_details_pb2, ledger_grpc, operators_grpc, registry_grpc, status_pb2

CITY = "cities/64.74"
# A connection may take its time on a busy machine; one that is refused is tried again soon.
_OPTIONS = [("grpc.initial_reconnect_backoff_ms", 100), ("grpc.min_reconnect_backoff_ms", 5000),
            ("grpc.max_reconnect_backoff_ms", 500), ("grpc.use_local_subchannel_pool", 1)]


class Caller:
    """stub.Method(request) with the caller's name in the metadata."""

    def __init__(self, make_stub, target, caller, timeout=10.0):
        self._channel = grpc.insecure_channel(target, options=_OPTIONS)
        self._stub = make_stub(self._channel)
        self._metadata = (("padu-caller", caller),)
        self._timeout = timeout

    def __getattr__(self, method):
        call = getattr(self._stub, method)
        return lambda request, timeout=None: call(request, timeout=timeout or self._timeout, metadata=self._metadata)

    def close(self):
        self._channel.close()


def registry_client(target, caller="operators/tester", timeout=10.0):
    return Caller(registry_grpc.RegistryServiceStub, target, caller, timeout)


def ledger_client(target, caller="operators/tester", timeout=10.0):
    return Caller(ledger_grpc.LedgerServiceStub, target, caller, timeout)


def operator_client(target, caller="operators/tester", timeout=10.0):
    """Of any service."""
    return Caller(operators_grpc.OperatorServiceStub, target, caller, timeout)


def as_stakeholder(target, stakeholder, timeout=10.0):
    return ledger_client(target, f"stakeholders/{stakeholder}", timeout)


class Refusal:
    """What an error says of itself: code, reason, and texts in both languages."""

    def __init__(self, error: grpc.RpcError):
        self.code = error.code()
        self.text_en = error.details()
        self.reason = self.text_id = ""
        self.field = ""
        for name, value in error.trailing_metadata() or ():
            if name == "grpc-status-details-bin":
                self._read(status_pb2.Status.FromString(value))

    def _read(self, status):
        info, text = error_details_pb2.ErrorInfo(), error_details_pb2.LocalizedMessage()
        for detail in status.details:
            if detail.Unpack(info):
                self.reason = info.reason
                self.field = info.metadata.get("field", "")
            elif detail.Unpack(text) and text.locale.startswith("id"):
                self.text_id = text.message

    def __repr__(self):
        return f"{self.code.name} {self.reason} {self.field}: {self.text_id} | {self.text_en}"


def pages(method, request, field):
    """All items of a paged list."""
    items = []
    while True:
        page = method(request)
        items.extend(getattr(page, field))
        if not page.next_page_token:
            return items
        request.page_token = page.next_page_token
