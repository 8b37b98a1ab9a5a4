#include "services/paductl/sample/reference.h"

#include <fstream>
#include <iterator>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/paductl/sample/csv.h"
#include "services/paductl/sample/json.h"

namespace padu::sample {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;

int IntOr(const Struct& object, const std::string& key, int otherwise) {
  return static_cast<int>(IntOf(object, key).value_or(otherwise));
}

absl::Status ReadRegions(std::string_view text, Reference& reference) {
  ASSIGN_OR_RETURN(const CsvTable table, CsvTable::Parse(text, {"kemendagri_code", "bps_code", "name", "level",
                                                                "parent_code", "aliases", "source", "as_of"}));
  for (std::size_t i = 0; i < table.size(); ++i) {
    RegionRow row{table.At(i, "kemendagri_code"), table.At(i, "bps_code"),    table.At(i, "name"),
                  table.At(i, "level"),           table.At(i, "parent_code"), {},
                  table.At(i, "source"),          table.At(i, "as_of")};
    if (!table.At(i, "aliases").empty()) row.aliases = Split(table.At(i, "aliases"), '|');
    if (row.level == "kota" || row.level == "kabupaten") reference.city = row.code;
    reference.regions.push_back(std::move(row));
  }
  return reference.city.empty() ? absl::InvalidArgumentError("no row of level kota or kabupaten") : absl::OkStatus();
}

absl::Status ReadAreas(std::string_view text, Reference& reference) {
  ASSIGN_OR_RETURN(reference.areas, ParseAreas(text));
  return absl::OkStatus();
}

absl::Status ReadStakeholders(std::string_view text, Reference& reference) {
  ASSIGN_OR_RETURN(const Struct root, ParseJson(text));
  for (const Value& value : ListOf(root, "stakeholders").values()) {
    const Struct& object = value.struct_value();
    reference.stakeholders.push_back({TextOf(object, "stakeholder"), TextOf(object, "kind"), TextOf(object, "name_id"),
                                      TextOf(object, "name_en"), TextOf(object, "source")});
  }
  return absl::OkStatus();
}

absl::Status ReadProgrammes(std::string_view text, Reference& reference) {
  ASSIGN_OR_RETURN(const Struct root, ParseJson(text));
  for (const Value& value : ListOf(root, "programmes").values()) {
    const Struct& object = value.struct_value();
    const Struct& benefit = StructOf(object, "benefit");
    const Struct& eligibility = StructOf(object, "eligibility");
    ProgrammeRow row;
    row.id = TextOf(object, "programme");
    row.stakeholder = TextOf(object, "stakeholder");
    row.name_id = TextOf(object, "name_id");
    row.name_en = TextOf(object, "name_en");
    row.assistance_unit = TextOf(object, "assistance_unit");
    row.benefit_type = TextOf(object, "benefit_type");
    row.unit = TextOf(benefit, "unit");
    row.unit_id = TextOf(benefit, "unit_id");
    row.interval = TextOf(benefit, "per");
    row.region = TextOf(object, "region");
    row.valid_from = TextOf(object, "valid_from");
    row.valid_to = TextOf(object, "valid_to");
    row.legal_basis = TextOf(object, "legal_basis");
    row.source = TextOf(object, "source");
    row.amount_rupiah = IntOf(benefit, "amount_rupiah").value_or(0);
    row.quantity = IntOf(benefit, "quantity").value_or(0);
    row.value_rupiah = IntOf(benefit, "value_rupiah").value_or(0);
    row.family_components_max = IntOr(benefit, "persons_of_a_family_max", 0);
    row.budget_rupiah = IntOf(object, "budget_rupiah").value_or(0);
    row.recipients_max = IntOr(object, "recipients_max", 0);
    row.age_min = IntOr(eligibility, "age_min", -1);
    row.age_max = IntOr(eligibility, "age_max", -1);
    row.desil_max = IntOr(eligibility, "desil_max", 0);
    for (const auto& [code, cap] : StructOf(object, "recipients_by_region").fields()) {
      row.recipients_by_region[code] = static_cast<int>(cap.number_value());
    }
    for (const Value& component : ListOf(benefit, "components").values()) {
      const Struct& fields = component.struct_value();
      row.components.push_back({TextOf(fields, "component"), IntOr(fields, "age_min", -1), IntOr(fields, "age_max", -1),
                                IntOf(fields, "amount_rupiah").value_or(0)});
    }
    reference.programmes.push_back(std::move(row));
  }
  return absl::OkStatus();
}

absl::Status ReadOfficers(std::string_view text, Reference& reference) {
  ASSIGN_OR_RETURN(const CsvTable table, CsvTable::Parse(text, {"officer", "region", "role", "display_name", "email"}));
  for (std::size_t i = 0; i < table.size(); ++i) {
    reference.officers.push_back({table.At(i, "officer"), table.At(i, "region"), table.At(i, "role"),
                                  table.At(i, "display_name"), table.At(i, "email")});
  }
  return absl::OkStatus();
}

absl::Status ReadPublished(std::string_view text, Reference& reference) {
  ASSIGN_OR_RETURN(const CsvTable table, CsvTable::Parse(text, {"region", "measure", "value", "source", "as_of"}));
  constexpr std::string_view kDesil = "persons_desil_";
  for (std::size_t i = 0; i < table.size(); ++i) {
    const std::string& measure = table.At(i, "measure");
    const bool of_desil = measure.starts_with(kDesil);
    if (!of_desil && measure != "persons_to_verify") continue;
    int persons = 0;
    int desil = 0;
    if (!absl::SimpleAtoi(table.At(i, "value"), &persons) || persons < 0 ||
        (of_desil && !absl::SimpleAtoi(measure.substr(kDesil.size()), &desil))) {
      return absl::InvalidArgumentError(absl::StrCat("row ", i + 1, ": not a number of persons"));
    }
    if (of_desil) {
      reference.published.persons_by_desil[desil] = persons;
      reference.published.desil_source = table.At(i, "source");
      reference.published.desil_as_of = table.At(i, "as_of");
    } else {
      reference.published.persons_by_kelurahan[table.At(i, "region")] = persons;
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError("cannot read " + path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

absl::StatusOr<Reference> LoadReference(const std::string& folder) {
  struct Part {
    const char* file;
    absl::Status (*read)(std::string_view, Reference&);
  };
  static constexpr Part kParts[] = {
      {"regions.csv", ReadRegions},
      {"bontang-kelurahan.geojson", ReadAreas},
      {"stakeholders.json", ReadStakeholders},
      {"programmes.json", ReadProgrammes},
      {"officers.csv", ReadOfficers},
      {"published.csv", ReadPublished},
  };
  Reference reference;
  for (const Part& part : kParts) {
    ASSIGN_OR_RETURN(const std::string text, ReadFile(folder + "/" + part.file));
    const absl::Status status = part.read(text, reference);
    if (!status.ok()) return absl::Status(status.code(), absl::StrCat(folder, "/", part.file, ": ", status.message()));
  }
  return reference;
}

}  // namespace padu::sample
