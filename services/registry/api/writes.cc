#include "services/registry/api/writes.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "common/base/check.h"
#include "common/base/status.h"
#include "common/journal/engine_tables.h"
#include "services/registry/domain/authority.h"
#include "services/registry/domain/checks.h"
#include "services/registry/domain/nik.h"
#include "services/registry/domain/reasons.h"
#include "services/registry/domain/sealed.h"

namespace padu::registry {
namespace {

absl::Status CheckRequestId(std::string_view id) {
  constexpr std::size_t kMost = 64;
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  };
  if (id.size() > kMost) return RefusedField(Reason::kFieldTooLong, "request_id");
  if (!std::all_of(id.begin(), id.end(), allowed)) return RefusedField(Reason::kFieldInvalid, "request_id");
  if (HoldsSixteenDigits(id)) return RefusedField(Reason::kTextHoldsNik, "request_id");
  return absl::OkStatus();
}

// "padu.registry.v1.AddPerson" -> "AddPerson".
std::string_view ShortMethod(std::string_view method) {
  const std::size_t dot = method.rfind('.');
  return dot == std::string_view::npos ? method : method.substr(dot + 1);
}

void SetField(pb::PersonalField field, std::string value, v1::PersonalData& to) {
  switch (field) {
    case pb::PERSONAL_FIELD_NAME:
      return to.set_full_name(std::move(value));
    case pb::PERSONAL_FIELD_NIK:
      return to.set_nik(std::move(value));
    case pb::PERSONAL_FIELD_BIRTH_DAY:
      return to.set_birth_day(std::move(value));
    case pb::PERSONAL_FIELD_BIRTH_PLACE:
      return to.set_birth_place(std::move(value));
    case pb::PERSONAL_FIELD_PHONE:
      return to.set_phone(std::move(value));
    case pb::PERSONAL_FIELD_EMAIL:
      return to.set_email(std::move(value));
    case pb::PERSONAL_FIELD_KK_NUMBER:
      return to.set_kk_number(std::move(value));
    case pb::PERSONAL_FIELD_ADDRESS:
      return to.set_address(std::move(value));
    case pb::PERSONAL_FIELD_POINT: {
      char* rest = nullptr;
      to.set_latitude(std::strtod(value.c_str(), &rest));
      if (rest != nullptr && *rest == ',') to.set_longitude(std::strtod(rest + 1, nullptr));
      return;
    }
    default:
      return;
  }
}

}  // namespace

absl::StatusOr<Prepared> Prepare(const Parts& parts, const rpc::Call& call, CityNumber city, std::string_view method,
                                 const std::string& request_id, const std::string& digested, const FillDraft& fill) {
  RETURN_IF_ERROR(CheckRequestId(request_id));
  const std::string code = CityCode(city);
  RETURN_IF_ERROR(rpc::RequireCity(call.caller(), code));
  Prepared prepared;
  ASSIGN_OR_RETURN(prepared.partition, parts.partitions.ForCity(code));
  ASSIGN_OR_RETURN(const CitySecrets* const secrets, parts.secrets.ForCity(code));
  prepared.request = std::make_shared<pb::Command>();
  prepared.request->set_city(city);

  prepared.command = journal::RepeatableCommand(call.caller().name(), method, request_id, *secrets, digested);
  const auto& cause = prepared.command.cause;

  const UnixMicros now = parts.clock.WallNow();
  RETURN_IF_ERROR(prepared.partition->Read(
      std::nullopt, call.deadline(), [&](const store::Reader& tables, const journal::Freshness&) {
        Draft draft{city, now, LocalDay(now, city), *secrets, parts.random, tables, *prepared.request, prepared.sealer};
        RETURN_IF_ERROR(fill(draft));
        if (request_id.empty()) return absl::OkStatus();
        std::string entry;
        if (tables.Get(journal::RequestKey(cause.caller(), cause.method(), request_id), &entry)) {
          prepared.sealer = Sealer();
        }
        return absl::OkStatus();
      }));
  RETURN_IF_ERROR(prepared.sealer.Check());
  // Before any key is drawn for it; the decision asks again.
  RETURN_IF_ERROR(MayCommand(AuthorityOf(cause.caller()), *prepared.request));
  prepared.command.request = prepared.request;
  return prepared;
}

std::vector<pb::Fact> Written::facts() const {
  std::vector<pb::Fact> facts;
  for (const std::string& bytes : answer.row.facts()) PADU_CHECK(facts.emplace_back().ParseFromString(bytes));
  return facts;
}

absl::StatusOr<Written> Write(const Parts& parts, const rpc::Call& call, CityNumber city, const std::string& request_id,
                              const google::protobuf::MessageLite& request, const FillDraft& fill) {
  ASSIGN_OR_RETURN(Prepared prepared, Prepare(parts, call, city, ShortMethod(call.method()), request_id,
                                              request.SerializeAsString(), fill));
  RETURN_IF_ERROR(prepared.sealer.Seal(CityCode(city), parts.vault, parts.random, call.deadline()));
  ASSIGN_OR_RETURN(journal::Answer answer,
                   journal::SubmitLater(*prepared.partition, std::move(prepared.command), call.deadline())());
  return Written{city, prepared.partition, std::move(answer)};
}

absl::Status ReadBack(const Written& written, absl::Time deadline,
                      const std::function<absl::Status(const store::Reader&)>& read) {
  return written.partition->Read(written.answer.position, deadline,
                                 [&](const store::Reader& tables, const journal::Freshness&) { return read(tables); });
}

absl::StatusOr<v1::OpenPersonalDataResponse> ShowOpened(const Parts& parts, const Written& written,
                                                        absl::Time deadline) {
  const std::vector<pb::Fact> facts = written.facts();
  PADU_CHECK(facts.size() == 1 && facts[0].has_sealed_opened());
  const pb::SealedOpened& opened = facts[0].sealed_opened();
  absl::StatusOr<SealedSubject> subject;
  RETURN_IF_ERROR(ReadBack(written, deadline, [&](const store::Reader& tables) {
    subject = FindSealed(tables, written.city, opened.subject());
    return absl::OkStatus();
  }));
  RETURN_IF_ERROR(subject);
  auto key = parts.vault.Find(CityCode(written.city), subject->sealed.key_id());
  if (subject->erased || absl::IsNotFound(key.status())) return Refused(Reason::kPersonErased);
  RETURN_IF_ERROR(key);
  v1::OpenPersonalDataResponse response;
  for (const pb::SealedField& field : subject->sealed.fields()) {
    const auto& allowed = opened.fields();
    if (std::find(allowed.begin(), allowed.end(), field.field()) == allowed.end()) continue;
    ASSIGN_OR_RETURN(std::string plain,
                     Open(key->key, field.sealed(), SealedBinding(opened.subject(), field.field(), key->id)));
    SetField(field.field(), std::move(plain), *response.mutable_personal());
  }
  Wipe(key->key);
  return response;
}

}  // namespace padu::registry
