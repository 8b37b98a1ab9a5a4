"""Synthetic households, registered through the registry's API. NIKs have the prefix that no one can have: 647499."""
import dataclasses
import random

from .clients import CITY
from .days import days_ago
from .protos import codes, registry_requests, registry_resources

KELURAHAN = ["64.74.03.1001", "64.74.03.1002", "64.74.01.1001", "64.74.02.1003"]
# Word that stands in every name, address and mail below: what a search for leaks looks for.
SECRET_WORD = "Qurthubix"
# Latitude and longitude of every household.
POINT = (0.136648, 117.452739)


def nik_of(number: int, prefix="647499") -> str:
    """The NIK of the number-th synthetic person: a man born in 1970 or later."""
    return f"{prefix}{number % 28 + 1:02d}{number // 28 % 12 + 1:02d}{70 + number // 336 % 30:02d}" \
           f"{number % 9999 + 1:04d}"


@dataclasses.dataclass
class Person:
    nik: str
    full_name: str
    phone: str
    name: str = ""  # resource name


@dataclasses.dataclass
class Household:
    kelurahan: str
    kk_number: str
    address: str
    persons: list
    name: str = ""
    family: str = ""


def plan(count, seed=1, first=0) -> list[Household]:
    """`count` households that are registered nowhere yet."""
    chance = random.Random(seed)
    households, number = [], first
    for i in range(count):
        persons = []
        for _ in range(chance.randint(1, 4)):
            persons.append(Person(nik_of(number), f"{SECRET_WORD} Warga {number:05d}", f"0812{77000000 + number}"))
            number += 1
        households.append(Household(KELURAHAN[i % len(KELURAHAN)], f"647499{(first + i) * 7:010d}",
                                    f"Jalan {SECRET_WORD} Nomor {first + i}", persons))
    return households


def intake(household: Household):
    message = registry_requests.HouseholdIntake(address=household.address, latitude=POINT[0], longitude=POINT[1],
                                                from_day=days_ago(400), source="e2e")
    message.domicile.kelurahan = household.kelurahan
    message.domicile.rt = "002"
    family = message.families.add(kk_number=household.kk_number)
    for i, person in enumerate(household.persons):
        family.persons.add(
            relation=codes.RELATION_HEAD if i == 0 else codes.RELATION_CHILD,
            personal=registry_resources.PersonalData(
                full_name=person.full_name, nik=person.nik, phone=person.phone, birth_place=f"Kampung {SECRET_WORD}",
                email=f"{SECRET_WORD.lower()}@contoh.id"))
    return message


def register(registry, households, request_prefix="e2e"):
    """Registers them in one stream and writes their names into them."""
    requests = (registry_requests.ImportHouseholdsRequest(parent=CITY, household=intake(one),
                                                          request_id=f"{request_prefix}-{one.persons[0].nik[6:]}")
                for one in households)
    answer = registry.ImportHouseholds(requests, timeout=60)
    for one, result in zip(households, answer.results, strict=True):
        assert result.household, f"refused: {result.reason} {result.field}: {result.text_en}"
        one.name = result.household
        learn_names(registry, one)
    return households


def learn_names(registry, household):
    told = registry.GetHousehold(registry_requests.GetHouseholdRequest(name=household.name))
    household.family = told.families[0].name
    for person in household.persons:
        found = registry.FindByNik(registry_requests.FindByNikRequest(parent=CITY, nik=person.nik))
        assert found.household == household.name, f"{found.household} is not {household.name}"
        person.name = found.person.name
