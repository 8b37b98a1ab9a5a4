#include "services/notification/domain/tables.h"

#include <utility>

namespace padu::notification {
namespace {

enum Tag : std::uint8_t {
  kSetting = 0x10,
  kSilence = 0x11,
  kAlert = 0x12,
  kPeriod = 0x13,
  kCurrent = 0x14,
  kDue = kDueTag,
  kAlertIndex = 0x16,
  kNotice = 0x17,
  kRecipient = 0x18,
  kDigest = 0x19,
  kDelivery = 0x1A,
  kOpenDelivery = 0x1B,
  kToldOnce = 0x1C,
  kRegionView = 0x80,
  kOfficerView = 0x81,
  kRegionOfficer = 0x82,
  kStakeholderView = 0x83,
  kVerdictView = 0xA0,
  kNeedView = 0xC0,
  kWorkView = 0xC1,
  kMatchingTime = 0xC2,
};

enum DueKind : std::uint8_t { kAlertDue = 1, kDigestDue = 2 };

constexpr std::uint32_t kDayBias = 0x80000000U;
constexpr std::size_t kAlertBytes = 12;

KeyWriter OfCity(Tag tag, CityNumber city) {
  KeyWriter key(tag);
  key.U32(city);
  return key;
}

std::string OfCity(Tag tag, CityNumber city, std::string_view id) { return std::move(OfCity(tag, city).Raw(id)).str(); }

KeyWriter DueWriter(UnixMicros at, DueKind kind, CityNumber city) {
  KeyWriter key(kDue);
  key.U64(static_cast<std::uint64_t>(at)).U8(kind).U32(city);
  return key;
}

}  // namespace

std::string SettingKey(SettingKind kind, CityNumber city, std::string_view id) {
  return std::move(KeyWriter(kSetting).U8(static_cast<std::uint8_t>(kind)).U32(city).Raw(id)).str();
}
std::string SettingPrefix(SettingKind kind, CityNumber city) { return SettingKey(kind, city, ""); }
std::string SilenceKey(CityNumber city, Sequence silence) {
  return std::move(OfCity(kSilence, city).U64(silence)).str();
}
std::string SilencePrefix(CityNumber city) { return OfCity(kSilence, city, ""); }

std::string AlertKey(CityNumber city, const pb::AlertId& alert) { return OfCity(kAlert, city, AlertBytes(alert)); }
std::string PeriodKey(CityNumber city, std::string_view household, std::string_view need, Day since) {
  return std::move(OfCity(kPeriod, city).Text(household).Text(need).U32(static_cast<std::uint32_t>(since) + kDayBias))
      .str();
}
std::string PeriodPrefix(CityNumber city, std::string_view household) {
  return std::move(OfCity(kPeriod, city).Text(household)).str();
}
std::string CurrentKey(CityNumber city, std::string_view household, std::string_view need) {
  return std::move(OfCity(kCurrent, city).Text(household).Raw(need)).str();
}
std::string CurrentPrefix(CityNumber city, std::string_view household) { return CurrentKey(city, household, ""); }

std::string AlertDueKey(UnixMicros at, CityNumber city, const pb::AlertId& alert) {
  return std::move(DueWriter(at, kAlertDue, city).Raw(AlertBytes(alert))).str();
}
std::string DigestDueKey(UnixMicros at, CityNumber city, std::string_view recipient) {
  return std::move(DueWriter(at, kDigestDue, city).Raw(recipient)).str();
}

std::string AlertIndexKey(CityNumber city, bool over, std::string_view kelurahan, const pb::AlertId& alert) {
  KeyWriter key = OfCity(kAlertIndex, city);
  key.U8(over ? 1 : 0).Text(kelurahan).U64(~alert.sequence()).U32(~alert.index());
  return std::move(key).str();
}
std::string AlertIndexPrefix(CityNumber city, bool over) {
  return std::move(OfCity(kAlertIndex, city).U8(over ? 1 : 0)).str();
}
std::string AlertIndexPrefix(CityNumber city, bool over, std::string_view kelurahan) {
  return std::move(OfCity(kAlertIndex, city).U8(over ? 1 : 0).Text(kelurahan)).str();
}

std::string NoticeKey(CityNumber city, std::string_view recipient, std::string_view key) {
  return std::move(OfCity(kNotice, city).Text(recipient).Raw(key)).str();
}
std::string NoticePrefix(CityNumber city, std::string_view recipient) { return NoticeKey(city, recipient, ""); }
std::string RecipientKey(CityNumber city, std::string_view recipient) { return OfCity(kRecipient, city, recipient); }
std::string RecipientPrefix(CityNumber city) { return OfCity(kRecipient, city, ""); }

std::string DigestKey(CityNumber city, Sequence digest) { return std::move(OfCity(kDigest, city).U64(digest)).str(); }
std::string DeliveryKey(CityNumber city, const pb::DeliveryId& delivery) {
  return std::move(OfCity(kDelivery, city).U64(~delivery.digest()).U8(static_cast<std::uint8_t>(delivery.channel())))
      .str();
}
std::string DeliveryPrefix(CityNumber city) { return OfCity(kDelivery, city, ""); }
std::string OpenDeliveryKey(UnixMicros not_before, CityNumber city, const pb::DeliveryId& delivery) {
  KeyWriter key(kOpenDelivery);
  key.U64(static_cast<std::uint64_t>(not_before)).U32(city).U64(delivery.digest());
  return std::move(key.U8(static_cast<std::uint8_t>(delivery.channel()))).str();
}
std::string OpenDeliveryPrefix() { return KeyWriter(kOpenDelivery).str(); }
std::string OpenDeliveryAfter(UnixMicros at) {
  return std::move(KeyWriter(kOpenDelivery).U64(static_cast<std::uint64_t>(at) + 1)).str();
}
std::string ToldOnceKey(CityNumber city, std::string_view recipient, std::string_view key) {
  return std::move(OfCity(kToldOnce, city).Text(recipient).Raw(key)).str();
}

std::string RegionViewKey(CityNumber city, std::string_view region) { return OfCity(kRegionView, city, region); }
std::string OfficerViewKey(CityNumber city, std::string_view officer) { return OfCity(kOfficerView, city, officer); }
std::string RegionOfficerKey(CityNumber city, std::string_view region, std::string_view officer) {
  return std::move(OfCity(kRegionOfficer, city).Text(region).Raw(officer)).str();
}
std::string RegionOfficerPrefix(CityNumber city, std::string_view region) { return RegionOfficerKey(city, region, ""); }
std::string StakeholderViewKey(CityNumber city, std::string_view stakeholder) {
  return OfCity(kStakeholderView, city, stakeholder);
}
std::string VerdictViewKey(CityNumber city, std::string_view stakeholder) {
  return OfCity(kVerdictView, city, stakeholder);
}
std::string NeedViewKey(CityNumber city, std::string_view need) { return OfCity(kNeedView, city, need); }
std::string WorkViewKey(CityNumber city, std::uint8_t work) {
  return std::move(OfCity(kWorkView, city).U8(work)).str();
}
std::string WorkViewPrefix(CityNumber city) { return OfCity(kWorkView, city, ""); }
std::string MatchingTimeKey() { return KeyWriter(kMatchingTime).str(); }

std::string AlertBytes(const pb::AlertId& alert) {
  return std::move(KeyWriter().U64(alert.sequence()).U32(alert.index())).str();
}

pb::AlertId ReadAlertBytes(std::string_view bytes) {
  KeyReader in(bytes);
  pb::AlertId alert;
  alert.set_sequence(in.U64());
  alert.set_index(in.U32());
  return alert;
}

pb::AlertId ReadAlertIndexKey(std::string_view key) {
  KeyReader in(key.substr(key.size() - kAlertBytes));
  pb::AlertId alert;
  alert.set_sequence(~in.U64());
  alert.set_index(~in.U32());
  return alert;
}

bool SameAlert(const pb::AlertId& a, const pb::AlertId& b) {
  return a.sequence() == b.sequence() && a.index() == b.index();
}

DueKeyParts ReadDueKey(std::string_view key) {
  KeyReader in(key.substr(1));
  DueKeyParts parts;
  parts.at = static_cast<UnixMicros>(in.U64());
  const std::uint8_t kind = in.U8();
  parts.city = in.U32();
  if (kind == kAlertDue) {
    parts.alert = ReadAlertBytes(in.Rest());
  } else {
    parts.recipient = std::string(in.Rest());
  }
  return parts;
}

OpenDeliveryParts ReadOpenDeliveryKey(std::string_view key) {
  KeyReader in(key.substr(1));
  OpenDeliveryParts parts;
  parts.not_before = static_cast<UnixMicros>(in.U64());
  parts.city = in.U32();
  parts.delivery.set_digest(in.U64());
  parts.delivery.set_channel(static_cast<pb::Channel>(in.U8()));
  return parts;
}

std::string TimeValue(UnixMicros time) { return std::move(KeyWriter().U64(static_cast<std::uint64_t>(time))).str(); }

UnixMicros MatchingTime(const store::Reader& tables) {
  std::string bytes;
  if (!tables.Get(MatchingTimeKey(), &bytes)) return 0;
  return static_cast<UnixMicros>(KeyReader(bytes).U64());
}

std::optional<pb::AlertRow> GetAlert(const store::Reader& tables, CityNumber city, const pb::AlertId& alert) {
  return Get<pb::AlertRow>(tables, AlertKey(city, alert));
}

std::optional<pb::AlertRow> GetAlertBy(const store::Reader& tables, CityNumber city, std::string_view key) {
  std::string bytes;
  if (!tables.Get(key, &bytes)) return std::nullopt;
  return GetAlert(tables, city, ReadAlertBytes(bytes));
}

}  // namespace padu::notification
