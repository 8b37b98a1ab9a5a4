#include <string>

#include "services/notification/domain/evolve.h"
#include "services/notification/domain/tables.h"

namespace padu::notification {
namespace {

using journal::Place;
using store::Txn;

void PutSetting(CityNumber city, const std::string& id, pb::SettingRow row, const Place& place, Txn& own) {
  row.set_saved_at(place.decided_at);
  if (place.cause != nullptr) row.set_saved_by(place.cause->command().caller());
  own.Put(SettingKey(row.setting_case(), city, id), row.SerializeAsString());
}

}  // namespace

bool EvolveSetting(const pb::Fact& fact, const Place& place, Txn& own) {
  pb::SettingRow row;
  switch (fact.kind_case()) {
    case pb::Fact::kPolicySaved:
      row.set_version(fact.policy_saved().version());
      *row.mutable_policy() = fact.policy_saved().policy();
      PutSetting(fact.city(), "", std::move(row), place, own);
      return true;
    case pb::Fact::kContactSaved: {
      const pb::Contact& contact = fact.contact_saved().contact();
      row.set_version(fact.contact_saved().version());
      *row.mutable_contact() = contact;
      PutSetting(fact.city(), contact.recipient(), std::move(row), place, own);
      const std::string key = RecipientKey(fact.city(), contact.recipient());
      if (auto known = Get<pb::RecipientRow>(own, key)) {
        known->set_unreachable(false);
        own.Put(key, known->SerializeAsString());
      }
      return true;
    }
    case pb::Fact::kAbsenceSaved: {
      const pb::Absence& absence = fact.absence_saved();
      if (absence.until_day() < absence.from_day()) {
        own.Delete(SettingKey(pb::SettingRow::kAbsence, fact.city(), absence.officer()));
        return true;
      }
      *row.mutable_absence() = absence;
      PutSetting(fact.city(), absence.officer(), std::move(row), place, own);
      return true;
    }
    case pb::Fact::kSilenceCreated:
      own.Put(SilenceKey(fact.city(), fact.silence_created().silence()),
              fact.silence_created().content().SerializeAsString());
      return true;
    case pb::Fact::kSilenceEnded:
      own.Delete(SilenceKey(fact.city(), fact.silence_ended().silence()));
      return true;
    default:
      return false;
  }
}

}  // namespace padu::notification
