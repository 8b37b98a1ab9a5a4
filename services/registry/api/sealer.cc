#include "services/registry/api/sealer.h"

#include <algorithm>
#include <iterator>

#include "common/base/check.h"
#include "common/base/crypto.h"
#include "common/base/status.h"
#include "services/registry/domain/limits.h"
#include "services/registry/domain/nik.h"
#include "services/registry/domain/reasons.h"
#include "services/registry/domain/sealed.h"

namespace padu::registry {

void Sealer::Add(std::string subject, std::vector<std::pair<v1::PersonalField, std::string>> values,
                 v1::SealedFields* into, std::string key_id) {
  std::erase_if(values, [](const auto& value) { return value.second.empty(); });
  if (values.empty()) return;
  subjects_.push_back({std::move(subject), std::move(values), into, std::move(key_id)});
}

absl::Status Sealer::Check() const {
  for (const Subject& subject : subjects_) {
    for (const auto& [field, value] : subject.values) {
      if (value.size() > kSealedBytesMax) return RefusedField(Reason::kFieldTooLong, "personal");
    }
  }
  return absl::OkStatus();
}

void Sealer::Take(Sealer&& other) {
  subjects_.insert(subjects_.end(), std::make_move_iterator(other.subjects_.begin()),
                   std::make_move_iterator(other.subjects_.end()));
  other.subjects_.clear();
}

absl::Status Sealer::Seal(std::string_view city, KeyVault& vault, Random& random, absl::Time deadline) {
  const auto fresh =
      std::count_if(subjects_.begin(), subjects_.end(), [](const Subject& s) { return s.key_id.empty(); });
  std::vector<DataKey> drawn;
  if (fresh > 0) {
    ASSIGN_OR_RETURN(drawn, vault.Draw(city, static_cast<int>(fresh), deadline));
  }
  std::size_t next = 0;
  for (const Subject& subject : subjects_) {
    DataKey key;
    if (subject.key_id.empty()) {
      key = std::move(drawn.at(next++));
    } else {
      auto found = vault.Find(city, subject.key_id);
      if (absl::IsNotFound(found.status())) return Refused(Reason::kPersonErased);
      RETURN_IF_ERROR(found);
      key = *std::move(found);
    }
    subject.into->set_key_id(key.id);
    for (const auto& [field, value] : subject.values) {
      v1::SealedField& sealed = *subject.into->add_fields();
      sealed.set_field(field);
      sealed.set_sealed(padu::Seal(key.key, value, SealedBinding(subject.id, field, key.id), random));
    }
    Wipe(key.key);
  }
  return absl::OkStatus();
}

absl::Status TakeNik(std::string_view nik, bool keep_invalid, const std::optional<Day>& birth_day, Day today,
                     const CitySecrets& secrets, v1::PersonContent& content) {
  if (nik.empty()) {
    content.set_nik_status(v1::NIK_STATUS_MISSING);
    return absl::OkStatus();
  }
  const Nik read = ReadNik(nik, today);
  if (read.problem != NikProblem::kNone) {
    if (!keep_invalid) {
      const Reason reason = read.problem == NikProblem::kFormat ? Reason::kNikFormatInvalid : Reason::kNikDateInvalid;
      return Refused(reason, {{"field", "personal.nik"}, {"problem", std::string(NameOf(read.problem))}});
    }
    content.set_nik_status(v1::NIK_STATUS_INVALID);
    return absl::OkStatus();
  }
  content.set_nik_status(v1::NIK_STATUS_UNVERIFIED);
  content.set_nik_district(read.district);
  for (const KeyedDigest& token : secrets.NikTokens(nik)) {
    v1::Token& out = *content.add_nik_tokens();
    out.set_key_version(token.key_version);
    out.set_token(token.digest);
  }
  for (std::string& warning : NikWarnings(nik, content.sex(), birth_day, today)) {
    content.add_nik_warnings(std::move(warning));
  }
  if (content.sex() == v1::SEX_UNSPECIFIED) content.set_sex(read.sex);
  if (content.birth_month() == 0) {
    content.set_birth_month(static_cast<std::int32_t>(MonthNumber(MonthOf(birth_day.value_or(read.birth_day)))));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> NormalPhone(std::string_view phone) {
  std::string digits;
  for (const char c : phone) {
    if (c >= '0' && c <= '9') {
      digits += c;
    } else if (c != ' ' && c != '-' && c != '+' && c != '.') {
      return RefusedField(Reason::kFieldInvalid, "personal.phone");
    }
  }
  if (digits.starts_with("0")) {
    digits.replace(0, 1, "62");
  } else if (!digits.starts_with("62")) {
    digits.insert(0, "62");
  }
  constexpr std::size_t kLeast = 9;
  constexpr std::size_t kMost = 15;
  if (digits.size() < kLeast || digits.size() > kMost) return RefusedField(Reason::kFieldInvalid, "personal.phone");
  return "+" + digits;
}

}  // namespace padu::registry
