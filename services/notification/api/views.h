// From tables to the API's resources.
#pragma once

#include "padu/notification/v1/resources.pb.h"
#include "services/notification/domain/tables.h"

namespace padu::notification {

pb::Alert AlertView(CityNumber city, const pb::AlertRow& row);
// With its alerts as they stand in `tables`.
pb::Digest DigestView(CityNumber city, const pb::DigestRow& row, const store::Reader& tables);
// Without them.
pb::Digest DigestView(CityNumber city, const pb::DigestComposed& digest, UnixMicros composed_at);
pb::Delivery DeliveryView(CityNumber city, const pb::DeliveryRow& row);
pb::PolicySetting PolicyView(CityNumber city, const store::Reader& tables);
pb::ContactSetting ContactView(CityNumber city, const pb::SettingRow& row);
pb::OfficerAbsence AbsenceView(CityNumber city, const pb::Absence& absence);
pb::SilenceSetting SilenceView(CityNumber city, Sequence id, const pb::Silence& silence);

}  // namespace padu::notification
