"""Submissions in all their encodings."""
import json

from google.protobuf import json_format

from .clients import CITY
from .protos import ledger, submission

TYPES = {
    submission.DisbursementRecorded: "id.padu.disbursement.recorded.v1",
    submission.DisbursementReversed: "id.padu.disbursement.reversed.v1",
    submission.DisbursementCorrected: "id.padu.disbursement.corrected.v1",
}
_FIELDS = {
    submission.DisbursementRecorded: "recorded",
    submission.DisbursementReversed: "reversed",
    submission.DisbursementCorrected: "corrected",
}


def box_of(stakeholder):
    return f"padu.aid.submitted.v1.6474.{stakeholder}"


def recorded(programme, day, rupiah=0, meals=0, unit="meal", times=0, **beneficiary):
    event = submission.DisbursementRecorded(programme=programme, day=day,
                                            beneficiary=submission.Beneficiary(**beneficiary))
    if rupiah:
        event.benefit.rupiah = rupiah
    if meals:
        event.benefit.quantity.amount = meals
        event.benefit.quantity.unit = unit
    if times:
        event.benefit.service.times = times
    return event


def attributes(stakeholder, event_id, event, **changed):
    told = {"specversion": "1.0", "id": event_id, "source": f"{CITY}/stakeholders/{stakeholder}",
            "type": TYPES[type(event)]}
    told.update(changed)
    return told


def binary_headers(stakeholder, event_id, event, content_type, **changed):
    told = attributes(stakeholder, event_id, event, **changed)
    return [(f"ce_{name}", text) for name, text in told.items() if text is not None] + [("content-type", content_type)]


def binary_json(stakeholder, event_id, event):
    """(value, headers)"""
    value = json_format.MessageToJson(event, indent=None).encode()
    return value, binary_headers(stakeholder, event_id, event, "application/json")


def binary_protobuf(stakeholder, event_id, event):
    return event.SerializeToString(), binary_headers(stakeholder, event_id, event, "application/protobuf")


STRUCTURED = [("content-type", "application/cloudevents+json")]


def structured(stakeholder, event_id, event):
    """The value; its headers are STRUCTURED."""
    return json.dumps({**attributes(stakeholder, event_id, event), "data": json_format.MessageToDict(event)}).encode()


def request(stakeholder, event_id, event):
    """The same for gRPC."""
    return ledger.RecordDisbursementRequest(parent=f"{CITY}/stakeholders/{stakeholder}", event_id=event_id,
                                            **{_FIELDS[type(event)]: event})


def read_record(record):
    """(event id, event) of a well-formed record of a letter box."""
    if record.header("content-type").startswith(b"application/cloudevents+json"):
        told = json.loads(record.value)
        event = _message(told["type"])
        json_format.ParseDict(told["data"], event)
        return told["id"], event
    event = _message(record.header("ce_type").decode())
    if record.header("content-type").startswith(b"application/json"):
        json_format.Parse(record.value, event)
    else:
        event.ParseFromString(record.value)
    return record.header("ce_id").decode(), event


def _message(type_name):
    return next(message for message, name in TYPES.items() if name == type_name)()
