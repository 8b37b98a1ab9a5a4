// paductl sample run: three months of sample submissions, once, then a trickle until it is stopped.
#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "absl/time/clock.h"
#include "common/base/city.h"
#include "common/base/random.h"
#include "common/base/status.h"
#include "services/paductl/commands/commands.h"
#include "services/paductl/errors.h"
#include "services/paductl/late_nik.h"
#include "services/paductl/output.h"
#include "services/paductl/publisher.h"
#include "services/paductl/sample/bontang.h"
#include "services/paductl/sample/cloud_events.h"
#include "services/paductl/sample/submissions.h"
#include "services/paductl/services.h"
#include "services/paductl/signals.h"

namespace padu::ctl {
namespace {

constexpr int kHistoryDays = 91;
constexpr int kProgressEvery = 5000;
constexpr std::int64_t kTrickleBeforeLateNik = 60;

struct Options {
  std::int64_t seed = static_cast<std::int64_t>(sample::kDefaultSeed);
  double rate = 2;  // a second
  std::int64_t count = 0;
  bool no_history = false;
  bool no_trickle = false;
};

class SampleRun {
 public:
  SampleRun(const Options& options, const Context& context) : options_(options), context_(context) {}

  absl::Status Run() {
    const absl::CivilDay today(absl::ToCivilDay(absl::Now(), CityZone()));
    absl::StatusOr<sample::Reference> reference = sample::LoadReference(context_.reference);
    if (!reference.ok()) return WithHint(reference.status(), "paductl --reference deploy/data sample run");
    const auto seed = static_cast<std::uint64_t>(options_.seed);
    ASSIGN_OR_RETURN(city_, sample::MakeCity(*reference, seed));
    reference_ = *std::move(reference);
    const sample::Dice dice(seed);
    const auto payments = sample::PlanAid(reference_, city_, today - kHistoryDays, today - 1, dice);
    RETURN_IF_ERROR(OpenSenders());
    if (!options_.no_history) RETURN_IF_ERROR(SendHistory(sample::MakeHistory(payments, city_, dice)));
    if (options_.no_trickle) return absl::OkStatus();
    return SendTrickle(payments, dice);
  }

 private:
  // A stakeholder's own way to the broker.
  struct Sender {
    std::unique_ptr<stream::Log> log;
    std::unique_ptr<Publisher> publisher;
  };

  // With a folder of principals each stakeholder sends as itself, as its system would; without, all send alike.
  absl::Status OpenSenders() {
    for (const sample::StakeholderRow& stakeholder : reference_.stakeholders) {
      const bool own = !context_.principals.empty();
      if (!own && !senders_.empty()) break;
      Context context = context_;
      if (own) {
        const std::string box = sample::LetterBox(context_.city, stakeholder.id);
        context.kafka.username = box.substr(std::string_view(kBoxPrefix).size());
        context.kafka.password_file = context_.principals + "/" + context.kafka.username;
      }
      Sender sender;
      ASSIGN_OR_RETURN(sender.log, context.OpenLog());
      sender.publisher = std::make_unique<Publisher>(*sender.log);
      senders_[own ? stakeholder.id : ""] = std::move(sender);
    }
    return absl::OkStatus();
  }
  Sender& SenderOf(const std::string& stakeholder) {
    return senders_.at(context_.principals.empty() ? "" : stakeholder);
  }

  // Whether something lies or lay in one of the boxes: then the three months have been sent before.
  absl::StatusOr<bool> SentBefore() {
    for (const sample::StakeholderRow& stakeholder : reference_.stakeholders) {
      const std::string box = sample::LetterBox(context_.city, stakeholder.id);
      const auto bounds = SenderOf(stakeholder.id).log->QueryBounds({box, 0}, context_.timeout());
      if (!bounds.ok()) {
        return WithHint(absl::Status(bounds.status().code(), box + ": " + std::string(bounds.status().message())),
                        "paductl topics apply deploy/topics.yaml");
      }
      if (bounds->end > 0) return true;
    }
    return false;
  }

  absl::Status SendHistory(const std::vector<sample::Submission>& history) {
    ASSIGN_OR_RETURN(const bool before, SentBefore());
    if (before) {
      Say("Riwayat tiga bulan sudah pernah dikirim | the three months have been sent before");
      return absl::OkStatus();
    }
    for (std::size_t i = 0; i < history.size() && !Stopped(); ++i) {
      // At noon of its day, in the city.
      RETURN_IF_ERROR(Send(history[i], absl::FromCivil(history[i].sent, CityZone()) + absl::Hours(12)));
      if ((i + 1) % kProgressEvery == 0) Say(Grouped(static_cast<std::int64_t>(i + 1)) + " / " + Total(history));
    }
    std::uint64_t delivered = 0;
    for (auto& [stakeholder, sender] : senders_) {
      RETURN_IF_ERROR(sender.publisher->Flush(absl::Minutes(1)));
      delivered += sender.publisher->delivered();
    }
    Say(Grouped(static_cast<std::int64_t>(delivered)) + " pengajuan riwayat terkirim | submissions sent");
    return absl::OkStatus();
  }

  absl::Status SendTrickle(const std::vector<sample::Payment>& payments, const sample::Dice& dice) {
    SystemRandom random;
    sample::Trickle trickle(payments, NewUlid(random, absl::ToUnixMicros(absl::Now())).substr(2, 12), dice);
    const absl::Duration pause = absl::Seconds(1) / std::max(options_.rate, 0.001);
    for (std::int64_t sent = 0; options_.count == 0 || sent < options_.count; ++sent) {
      if (!WaitUnlessStopped(pause)) break;
      const absl::Time now = absl::Now();
      const sample::Submission submission = trickle.Next(absl::ToCivilDay(now, CityZone()));
      absl::Status status = Send(submission, now);
      if (status.ok()) status = SenderOf(submission.stakeholder).publisher->Flush(context_.timeout()).status();
      if (!status.ok()) BearWith(submission.stakeholder, status);
      if (sent == kTrickleBeforeLateNik) TellLateNik();
    }
    return absl::OkStatus();
  }

  // A broker that is away ends no trickle: what was handed over is sent when it is back; what failed is left out.
  void BearWith(const std::string& stakeholder, const absl::Status& status) {
    Say("Broker tidak menerima, dicoba terus | the broker takes nothing, trying on: " + std::string(status.message()));
    Sender& sender = SenderOf(stakeholder);
    if (!absl::IsDeadlineExceeded(status)) sender.publisher = std::make_unique<Publisher>(*sender.log);
  }

  // The registry learns of the NIK that offices have sent aid for. Without a registry, the trickle goes on.
  void TellLateNik() const {
    const Registry registry(context_, context_.registry);
    const auto told = RegisterLateNik(registry, reference_, city_, static_cast<std::uint64_t>(options_.seed));
    if (told.ok() && *told) Say("Satu NIK baru tercatat di registry | the registry has learnt of a NIK");
    if (!told.ok()) Say("NIK baru belum tercatat | the NIK is not registered: " + std::string(told.status().message()));
  }

  absl::Status Send(const sample::Submission& submission, absl::Time time) {
    return SenderOf(submission.stakeholder)
        .publisher->Send(sample::LetterBox(context_.city, submission.stakeholder),
                         sample::ToRecord(submission, context_.city, time), context_.timeout());
  }

  static std::string Total(const std::vector<sample::Submission>& history) {
    return Grouped(static_cast<std::int64_t>(history.size()));
  }

  void Say(const std::string& what) const {
    if (!context_.json()) context_.out << what << std::endl;
  }

  const Options& options_;
  const Context& context_;
  sample::Reference reference_;
  sample::City city_;
  std::map<std::string, Sender> senders_;  // by stakeholder; one for all under "" without principals
};

}  // namespace

void AddSampleRun(Command sample, Context& context) {
  auto options = std::make_shared<Options>();
  Command command = sample.Sub(
      "run", "kirim contoh: tiga bulan riwayat, lalu terus-menerus | send the sample: three months, then a trickle");
  command.Option("seed", &options->seed, "benih undian | seed of the draws")
      .Option("rate", &options->rate, "pengajuan tiap detik | submissions a second")
      .Option("count", &options->count, "berhenti setelah sekian; 0: terus | stop after so many; 0: go on")
      .Flag("no-history", &options->no_history, "tanpa riwayat | without the three months")
      .Flag("no-trickle", &options->no_trickle, "hanya riwayat | the three months only");
  command.Does([options, &context] { return SampleRun(*options, context).Run(); });
}

}  // namespace padu::ctl
