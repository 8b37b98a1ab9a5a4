// paductl key create, list, revoke: keys by which systems and people call Padu's APIs.
#include <google/protobuf/util/time_util.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/city.h"
#include "common/base/secrets.h"
#include "common/base/status.h"
#include "services/paductl/commands/commands.h"
#include "services/paductl/entries.h"
#include "services/paductl/errors.h"
#include "services/paductl/output.h"
#include "services/paductl/services.h"

namespace padu::ctl {
namespace {

namespace pb = registry::v1;
using google::protobuf::util::TimeUtil;
using Service = pb::RegistryService;

constexpr std::int32_t kPageSize = 500;
constexpr std::int64_t kSecondsPerDay = 86'400;
constexpr std::int64_t kDaysMost = 36'500;  // longer: without an end

struct Options {
  std::string holder;
  std::string key;
  std::string label;
  std::string file;
  std::int64_t days = 0;
};

std::string TimeText(bool there, const google::protobuf::Timestamp& time) {
  return there ? TimeUtil::ToString(time) : "";
}

// Everyone on the machine sees the words of a command: the key and the password reach curl and kcat by private files.
// `file`: where the key is; empty: it was shown.
void PrintCurl(const Context& context, const std::string& holder, const std::string& file) {
  context.out << "\ncurl:\n";
  if (file.empty()) context.out << "  read -rs KEY   # tempel kunci | paste the key\n";
  context.out << "  (umask 077; echo \"Authorization: Bearer " << (file.empty() ? "$KEY" : "$(cat " + file + ")")
              << "\" > padu.header)\n  curl -H @padu.header " << context.gateway << "/v1/" << context.CityName()
              << "/programmes\n";
  if (!holder.starts_with("stakeholders/")) return;
  context.out << "  curl -H @padu.header -H 'Content-Type: application/cloudevents+json' \\\n"
              << "    --data @event.json " << context.gateway << "/v1/" << context.CityName() << "/" << holder
              << "/events\n";
}

// The letter box wants its stakeholder's password of the broker, which is not the key.
void PrintKcat(const Context& context, const std::string& holder) {
  if (!holder.starts_with("stakeholders/")) return;
  const std::string id = IdOf(holder);
  const auto city = ParseCityCode(context.city);
  if (!city) return;
  const std::string box = BoxTopic(*city, id);
  context.out << "\nkcat:\n";
  const bool secured = context.kafka.protocol.starts_with("sasl");
  if (secured) {
    const std::string principal = box.substr(std::string_view(kBoxPrefix).size());
    context.out << "  (umask 077; printf '%s\\n' security.protocol=" << context.kafka.protocol
                << " sasl.mechanisms=" << context.kafka.mechanism << " \\\n    sasl.username=" << principal
                << " \"sasl.password=$(cat " << context.principals << "/" << principal << ")\" > padu.kcat)\n";
  }
  context.out << "  kcat " << (secured ? "-F padu.kcat " : "") << "-P -b " << context.brokers << " -t " << box
              << " \\\n    -H content-type=application/cloudevents+json event.json\n";
}

absl::Status Create(const Options& options, const Context& context) {
  if (options.days < 0 || options.days > kDaysMost) {
    return UsageError(absl::StrCat("--days: tulis 0 sampai ", kDaysMost, " | --days: write 0 to ", kDaysMost));
  }
  pb::CreateApiKeyRequest request;
  request.set_parent(context.CityName());
  request.mutable_api_key()->set_holder(options.holder);
  request.mutable_api_key()->set_label(options.label);
  if (options.days > 0) {
    *request.mutable_api_key()->mutable_expire_time() =
        TimeUtil::SecondsToTimestamp(absl::ToUnixSeconds(absl::Now()) + options.days * kSecondsPerDay);
  }
  const Registry registry(context, context.registry);
  ASSIGN_OR_RETURN(pb::ApiKey key, registry.Call(&Service::Stub::CreateApiKey, request));
  if (!options.file.empty()) {
    const absl::Status written = WritePrivateLine(options.file, key.secret());
    if (!written.ok()) return WithHint(written, "paductl key revoke " + IdOf(key.name()));
    key.clear_secret();
  }
  if (context.json()) {
    context.out << ToJson(key) << "\n";
    return absl::OkStatus();
  }
  context.out << IdOf(key.name()) << "  " << key.holder() << "\n";
  if (!key.secret().empty()) {
    context.out << "\n"
                << key.secret() << "\n\nSimpan sekarang: kunci ini hanya ditunjukkan sekali.\n"
                << "Keep it now: it is shown this once.\n";
  }
  PrintCurl(context, key.holder(), options.file);
  PrintKcat(context, key.holder());
  return absl::OkStatus();
}

absl::Status List(const Options& options, const Context& context) {
  pb::ListApiKeysRequest request;
  request.set_parent(context.CityName());
  request.set_holder(options.holder);
  request.set_page_size(kPageSize);
  Table table({{"key", "KUNCI"},
               {"holder", "PEMEGANG"},
               {"label", "UNTUK"},
               {"created", "DIBUAT"},
               {"by", "OLEH"},
               {"expires", "BERLAKU SAMPAI"},
               {"revoked", "DICABUT"}});
  const Registry registry(context, context.registry);
  do {
    ASSIGN_OR_RETURN(const auto page, registry.Call(&Service::Stub::ListApiKeys, request));
    for (const pb::ApiKey& key : page.api_keys()) {
      table.Add({IdOf(key.name()), key.holder(), key.label(), TimeText(true, key.create_time()), key.creator(),
                 TimeText(key.has_expire_time(), key.expire_time()),
                 TimeText(key.has_revoke_time(), key.revoke_time())});
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  table.Print(context.json(), context.out);
  return absl::OkStatus();
}

absl::Status Revoke(const Options& options, const Context& context) {
  pb::RevokeApiKeyRequest request;
  request.set_name(context.NameOf("apiKeys", options.key));
  const Registry registry(context, context.registry);
  const auto key = registry.Call(&Service::Stub::RevokeApiKey, request);
  if (!key.ok()) return WithHint(key.status(), "paductl key list");
  if (context.json()) {
    context.out << ToJson(*key) << "\n";
    return absl::OkStatus();
  }
  context.out << "Dicabut: " << IdOf(key->name()) << ", " << key->holder()
              << ". Ditolak di mana-mana paling lama 30 detik lagi.\nRevoked: refused everywhere within 30 seconds.\n";
  return absl::OkStatus();
}

}  // namespace

void AddKeys(Command root, Context& context) {
  Command group = root.Sub("key", "kunci pemanggil | keys of callers");
  auto options = std::make_shared<Options>();
  Command create = group.Sub("create", "buat kunci; ditunjukkan sekali | make a key; it is shown once");
  create
      .Argument("holder", &options->holder,
                "pemegang | holder: stakeholders/baznas, officers/telihan-kesra, operators/ani, services/matching")
      .Option("label", &options->label, "untuk apa, tanpa data pribadi | what for, no personal data")
      .Option("days", &options->days, "berlaku sekian hari; 0: terus | ends after so many days; 0: never")
      .Option("out", &options->file, "tulis ke berkas pribadi ini | write it to this private file");
  create.Does([options, &context] { return Create(*options, context); });
  Command list = group.Sub("list", "kunci yang ada | the keys");
  list.Option("holder", &options->holder, "hanya milik | only those of");
  list.Does([options, &context] { return List(*options, context); });
  Command revoke = group.Sub("revoke", "cabut kunci | revoke a key");
  revoke.Argument("key", &options->key, "id kunci | the key's id: key-01j8...");
  revoke.Does([options, &context] { return Revoke(*options, context); });
}

}  // namespace padu::ctl
