// The reference data of a city, read from a folder like deploy/data: what its README.md lists.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/paductl/sample/geo.h"

namespace padu::sample {

struct RegionRow {
  std::string code;  // Kemendagri: "64.74.03.1002"
  std::string bps_code;
  std::string name;
  std::string level;  // "provinsi", "kota", "kecamatan", "kelurahan"
  std::string parent_code;
  std::vector<std::string> aliases;
  std::string source;
  std::string as_of;  // "yyyy-mm-dd"
};

struct StakeholderRow {
  std::string id;    // "baznas": also the last part of its letter box's name
  std::string kind;  // "GOVERNMENT_OFFICE", "COMPANY", "SOCIAL_INSTITUTION"
  std::string name_id;
  std::string name_en;
  std::string source;
};

// One of several amounts of a programme, by age (PKH: a school child, an old person).
struct ComponentRow {
  std::string name;  // "sd"
  int age_min = -1;  // -1: any; both -1: not by age
  int age_max = -1;
  std::int64_t amount_rupiah = 0;
};

struct ProgrammeRow {
  std::string id;
  std::string stakeholder;
  std::string name_id;
  std::string name_en;
  std::string assistance_unit;  // "PERSON", "FAMILY", "HOUSEHOLD"
  std::string benefit_type;     // "CASH", "IN_KIND", "SERVICE"
  std::string unit;             // of goods and services: "meal", "visit"
  std::string unit_id;          // what the unit is called: "porsi"
  std::string interval;         // "DAY", "MONTH", "QUARTER", "SEMESTER", "ONCE"
  std::string region;           // whom it is for: those who live here
  std::string valid_from;       // "yyyy-mm-dd"
  std::string valid_to;         // empty: open
  std::string legal_basis;
  std::string source;
  std::int64_t amount_rupiah = 0;  // of one payment, if it has one amount
  std::int64_t quantity = 0;       // of one delivery
  std::int64_t value_rupiah = 0;   // worth of one unit; 0: not known
  std::int64_t budget_rupiah = 0;  // 0: not known
  int recipients_max = 0;          // 0: no cap
  int age_min = -1;                // -1: any
  int age_max = -1;
  int desil_max = 0;  // 0: any
  std::map<std::string, int> recipients_by_region;
  std::vector<ComponentRow> components;
  int family_components_max = 0;  // 0: no bound
};

struct OfficerRow {
  std::string id;
  std::string region;
  std::string role;
  std::string display_name;
  std::string email;
};

// Published numbers that the sample must add up to.
struct PublishedTotals {
  std::map<std::string, int> persons_by_kelurahan;
  std::map<int, int> persons_by_desil;
  std::string desil_source;
  std::string desil_as_of;  // "yyyy-mm-dd"
};

struct Reference {
  std::string city;  // "64.74"
  std::vector<RegionRow> regions;
  std::map<std::string, Area> areas;  // of each kelurahan
  std::vector<StakeholderRow> stakeholders;
  std::vector<ProgrammeRow> programmes;
  std::vector<OfficerRow> officers;
  PublishedTotals published;
};

// NOT_FOUND if a file is missing, INVALID_ARGUMENT if one is not as it should be; the message names it.
absl::StatusOr<Reference> LoadReference(const std::string& folder);

// The whole of a file. NOT_FOUND if it cannot be read.
absl::StatusOr<std::string> ReadFile(const std::string& path);

}  // namespace padu::sample
