"""Every public method of the contracts is reachable by HTTP, and answers the same as by gRPC. Walks the descriptors:
a new method is tested by being there."""
import json
import re
import unittest
import urllib.parse
import uuid

import grpc
from google.protobuf import json_format

from lib import checks, people
from lib.case import WorldCase
from lib.clients import CITY, Refusal
from lib.gateway import Gateway
from lib.protos import annotations, ledger, registry_service

PUBLIC = [registry_service.DESCRIPTOR.services_by_name["RegistryService"],
          ledger.DESCRIPTOR.services_by_name["LedgerService"]]
CALLER = "operators/tester"


def rules():
    """(method, HTTP method, template, body) of each method that HTTP can have."""
    for service in PUBLIC:
        for method in service.methods:
            if method.client_streaming:
                continue
            rule = method.GetOptions().Extensions[annotations.http]
            verb = rule.WhichOneof("pattern")
            yield method, (verb or "none").upper(), getattr(rule, verb) if verb else "", rule.body


class MethodsTest(WorldCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gateway = Gateway(cls.world).start()
        household = people.register(cls.world.registry_client(), people.plan(1, seed=3))[0]
        cls.ids = {"cities": CITY.split("/")[1], "households": household.name.rsplit("/", 1)[1],
                   "persons": household.persons[0].name.rsplit("/", 1)[1], "regions": "64.74.03.1002",
                   "stakeholders": "baznas", "programmes": "baznas-bantuan-konsumtif", "officers": "none",
                   "submissions": "0"}
        cls.channels = {PUBLIC[0].full_name: grpc.insecure_channel(cls.world.registry.grpc),
                        PUBLIC[1].full_name: grpc.insecure_channel(cls.world.ledger.grpc)}
        checks.wait_quiet(cls.world)

    @classmethod
    def tearDownClass(cls):
        for channel in cls.channels.values():
            channel.close()

    def name_of(self, pattern):
        """"cities/*/persons/*" with ids that are there; "cities/*/*/*" is a household."""
        parts = pattern.split("/")
        for i, part in enumerate(parts):
            if part == "*":
                parts[i] = self.ids.get(parts[i - 1], "households" if i + 1 < len(parts) else self.ids["households"])
        return "/".join(parts)

    def request(self, method, template):
        """A request with what the path says and an id that makes it repeatable, and that path."""
        message = method.input_type._concrete_class()
        path = template
        for field, pattern in re.findall(r"\{([\w.]+)=([^}]+)\}", template):
            name = self.name_of(pattern)
            *within, last = field.split(".")
            owner = message
            for part in within:
                owner = getattr(owner, part)
            setattr(owner, last, name)
            path = path.replace(f"{{{field}={pattern}}}", name)
        if "request_id" in method.input_type.fields_by_name:
            message.request_id = str(uuid.uuid4())
        if "page_size" in method.input_type.fields_by_name:
            message.page_size = 2
        return message, path

    def by_grpc(self, method, request):
        service = method.containing_service
        call = self.channels[service.full_name].unary_unary if not method.server_streaming else \
            self.channels[service.full_name].unary_stream
        stub = call(f"/{service.full_name}/{method.name}", type(request).SerializeToString,
                    method.output_type._concrete_class.FromString)
        try:
            return stub(request, timeout=10, metadata=(("padu-caller", CALLER),))
        except grpc.RpcError as error:
            return Refusal(error)

    def by_http(self, verb, path, body, request, template):
        told = json_format.MessageToDict(request)
        for field, _ in re.findall(r"\{([\w.]+)=([^}]+)\}", template):
            owner = told
            *within, last = [json_format_name(part) for part in field.split(".")]
            for part in within:
                owner = owner[part]
            del owner[last]
        if body == "*":
            return self.gateway.ask(verb, path, told, CALLER)
        sent = None
        if body:
            sent = told.pop(json_format_name(body), {})
        query = urllib.parse.urlencode(told)
        return self.gateway.ask(verb, path + (f"?{query}" if query else ""), sent, CALLER)

    def test_each_answers_the_same(self):
        succeeded = 0
        for method, verb, template, body in rules():
            with self.subTest(method=method.full_name):
                self.assertNotEqual(verb, "NONE", "a public method without google.api.http cannot be reached")
                request, path = self.request(method, template)
                if method.server_streaming:
                    self.same_stream(method, request, path)
                    continue
                told = self.by_grpc(method, request)
                answer = self.by_http(verb, path, body, request, template)
                if isinstance(told, Refusal):
                    self.assertEqual((answer.json["code"], answer.json["reason"]), (told.code.name, told.reason),
                                     answer)
                    self.assertIn(told.text_en, answer.json["detail"])
                    self.assertIn(told.text_id, answer.json["detail"])
                else:
                    self.assertEqual(answer.status, 200, answer)
                    said = json_format.Parse(answer.body, type(told)())
                    self.assertEqual(settled(said), settled(told))
                    succeeded += 1
        self.assertGreater(succeeded, 15, "most of what reads must have found something")

    def same_stream(self, method, request, path):
        watch = self.gateway.stream(path)
        self.assertEqual(watch.status, 200)
        position, _, data = next(watch.events())
        watch.close()
        stream = self.by_grpc(method, request)
        first = next(stream)
        stream.cancel()
        said = json_format.Parse(data, type(first)())
        self.assertEqual(said.position, position)
        self.assertEqual(said, first, "nothing happens meanwhile: both are where the journal is")

    def test_operators_services_are_not_there(self):
        document = self.gateway.ask("GET", "/openapi.json").json
        self.assertNotIn("OperatorService", json.dumps(document))
        for path in ("/padu.common.v1.OperatorService/ReopenBox", "/padu.ledger.v1.LedgerService/Watch",
                     "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"):
            self.assertEqual(self.gateway.ask("POST", path, {}).status, 404)


def json_format_name(field):
    head, *rest = field.split("_")
    return head + "".join(part.capitalize() for part in rest)


def settled(message):
    """Without what differs from read to read: how fresh it is."""
    for field, value in message.ListFields():
        if field.name in ("read", "position"):
            message.ClearField(field.name)
        elif field.message_type and field.label == field.LABEL_REPEATED:
            if not field.message_type.GetOptions().map_entry:
                for one in value:
                    settled(one)
        elif field.message_type:
            settled(value)
    return message


if __name__ == "__main__":
    unittest.main()
