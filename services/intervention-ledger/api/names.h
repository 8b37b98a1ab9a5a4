// Resource names and ids of the ledger's API: "cities/64.74/households/hh-1" and back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "common/base/city.h"
#include "services/intervention-ledger/domain/tables.h"

namespace padu::ledger {

// "cities/64.74", and with a collection and an id.
std::string CityName(CityNumber city);
std::string NameOf(CityNumber city, std::string_view collection, std::string_view id);

// Parts of "cities/64.74/households/hh-1"; `rest` is what follows the id ("/summary" without its slash), if anything.
struct ParsedName {
  CityNumber city = 0;
  std::string id;
  std::string rest;
};
std::optional<CityNumber> ParseCityName(std::string_view name);
std::optional<ParsedName> ParseName(std::string_view name, std::string_view collection);

// An id as AIP-122 has them: lower-case letters, digits and '-', at most 63, beginning with a letter; no NIK inside.
bool IsId(std::string_view id);

// What stands for a resource in a submission: its id, or its name, which then must be of this city.
std::variant<std::string, pb::Reason> ResolveId(std::string_view text, std::string_view collection, CityNumber city);

}  // namespace padu::ledger
