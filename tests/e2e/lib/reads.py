"""What the ledger says, in the shape in which the model says it."""
from .clients import CITY, pages
from .protos import ledger, verdict


def submission(client, stakeholder, event_id=None, place=None):
    """The submission by its event id, or by (generation, offset) in its letter box."""
    request = ledger.GetSubmissionRequest(parent=f"{CITY}/stakeholders/{stakeholder}")
    if place is not None:
        request.place.generation, request.place.offset = place
    else:
        request.event_id = event_id
    return client.GetSubmission(request).submission


def verdict_of(told):
    return verdict.Verdict.Name(told.verdict).removeprefix("VERDICT_")


def entries(client, household, **more):
    return pages(client.GetHouseholdLedger,
                 ledger.GetHouseholdLedgerRequest(parent=household, page_size=200, **more), "ledger_entries")


def line_of(entry):
    """As a key of Model.entries."""
    kind, unit, amount = "MONEY", "", entry.benefit.rupiah
    if entry.benefit.HasField("quantity"):
        kind, unit, amount = "GOODS", entry.benefit.quantity.unit, entry.benefit.quantity.amount
    elif entry.benefit.HasField("service"):
        kind, amount = "SERVICE", entry.benefit.service.times
    return (_id(entry.stakeholder), entry.event_id, _id(entry.programme), entry.person, entry.kelurahan, entry.day,
            kind, unit, amount)


def history(client, person):
    return pages(client.ListPersonHistory, ledger.ListPersonHistoryRequest(parent=person, page_size=200),
                 "ledger_entries")


def summary(client, household):
    """As Model.summary."""
    told = client.GetHouseholdSummary(ledger.GetHouseholdSummaryRequest(name=f"{household}/summary")).summary
    return {(line.benefit_type, line.unit, _id(line.programme), _id(line.stakeholder)):
            (line.count, line.sum, line.last_day) for line in told.lines if line.count}


def coverage(client):
    """As Model.coverage."""
    cells = pages(client.ListCoverage, ledger.ListCoverageRequest(parent=CITY, page_size=200), "cells")
    return {(cell.kelurahan, _id(cell.programme), cell.month):
            (cell.households, cell.persons, cell.rupiah, cell.quantity, cell.times, cell.count)
            for cell in cells if cell.count}


def listed(client, stakeholder, of=verdict.VERDICT_UNSPECIFIED):
    """The stakeholder's submissions of a verdict, newest first."""
    return pages(client.ListSubmissions,
                 ledger.ListSubmissionsRequest(parent=f"{CITY}/stakeholders/{stakeholder}", verdict=of,
                                               page_size=200), "submissions")


def parked(client):
    return pages(client.ListParked, ledger.ListParkedRequest(parent=CITY, page_size=200), "submissions")


def everything(client, households, stakeholders):
    """All that can be read of these, as one text to compare: before and after a rebuild, it is the same."""
    told = {}
    for household in households:
        told[household.name] = ([str(one) for one in entries(client, household.name)],
                                summary(client, household.name))
        for person in household.persons:
            told[person.name] = [str(one) for one in history(client, person.name)]
    for stakeholder in stakeholders:
        told[stakeholder] = [str(one) for one in listed(client, stakeholder)]
    told["coverage"] = coverage(client)
    told["parked"] = [str(one) for one in parked(client)]
    return told


def _id(name):
    return name.rsplit("/", 1)[-1]
