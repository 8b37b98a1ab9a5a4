// paductl events publish: one submission into a stakeholder's letter box.
#include <google/protobuf/util/json_util.h>

#include <iterator>

#include "absl/time/clock.h"
#include "common/base/status.h"
#include "services/paductl/commands/commands.h"
#include "services/paductl/errors.h"
#include "services/paductl/output.h"
#include "services/paductl/publisher.h"
#include "services/paductl/sample/cloud_events.h"
#include "services/paductl/sample/reference.h"

namespace padu::ctl {
namespace {

using ledger::v1::DisbursementRecorded;

struct Options {
  std::string stakeholder;
  std::string event_id;
  std::string file;
  std::string programme;
  std::string nik;
  std::string person;
  std::string family;
  std::string household;
  std::int64_t rupiah = 0;
  std::int64_t quantity = 0;
  std::string unit;
  std::int64_t times = 0;
  std::string day;
  std::string from;
  std::string to;
  std::string reference;
  std::string reverses;
  std::string corrects;
  std::string encoding = "protobuf";
};

absl::StatusOr<std::string> ReadAll(const std::string& file) {
  if (file == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
  return sample::ReadFile(file);
}

// A NIK of "-" is read from the input, so that it stays in no shell's history.
absl::StatusOr<std::string> NikOf(const Options& options) {
  if (options.nik != "-") return options.nik;
  std::string line;
  std::getline(std::cin, line);
  return line;
}

absl::StatusOr<DisbursementRecorded> Recorded(const Options& options) {
  DisbursementRecorded recorded;
  if (!options.file.empty()) {
    ASSIGN_OR_RETURN(const std::string json, ReadAll(options.file));
    const auto status = google::protobuf::util::JsonStringToMessage(json, &recorded);
    if (!status.ok()) return absl::InvalidArgumentError(options.file + ": not a DisbursementRecorded in JSON");
    return recorded;
  }
  recorded.set_programme(options.programme);
  auto& beneficiary = *recorded.mutable_beneficiary();
  ASSIGN_OR_RETURN(const std::string nik, NikOf(options));
  if (!nik.empty()) beneficiary.set_nik(nik);
  if (!options.person.empty()) beneficiary.set_person(options.person);
  if (!options.family.empty()) beneficiary.set_family(options.family);
  if (!options.household.empty()) beneficiary.set_household(options.household);
  auto& benefit = *recorded.mutable_benefit();
  if (options.rupiah != 0) benefit.set_rupiah(options.rupiah);
  if (options.quantity != 0) {
    benefit.mutable_quantity()->set_amount(options.quantity);
    benefit.mutable_quantity()->set_unit(options.unit);
  }
  if (options.times != 0) benefit.mutable_service()->set_times(options.times);
  recorded.set_day(options.day.empty() ? absl::FormatTime("%Y-%m-%d", absl::Now(), CityZone()) : options.day);
  if (!options.from.empty()) {
    recorded.mutable_period()->set_from(options.from);
    recorded.mutable_period()->set_to(options.to);
  }
  recorded.set_reference(options.reference);
  return recorded;
}

absl::StatusOr<sample::Submission> ToSubmission(const Options& options) {
  sample::Submission submission;
  submission.stakeholder = options.stakeholder;
  submission.event_id = options.event_id;
  submission.encoding = options.encoding == "json"         ? sample::Encoding::kJson
                        : options.encoding == "structured" ? sample::Encoding::kStructuredJson
                                                           : sample::Encoding::kProtobuf;
  if (!options.reverses.empty()) {
    ledger::v1::DisbursementReversed reversed;
    reversed.set_reverses_event_id(options.reverses);
    reversed.set_reference(options.reference);
    submission.event = std::move(reversed);
    return submission;
  }
  ASSIGN_OR_RETURN(DisbursementRecorded recorded, Recorded(options));
  if (options.corrects.empty()) {
    submission.event = std::move(recorded);
    return submission;
  }
  ledger::v1::DisbursementCorrected corrected;
  corrected.set_corrects_event_id(options.corrects);
  *corrected.mutable_disbursement() = std::move(recorded);
  submission.event = std::move(corrected);
  return submission;
}

absl::Status Run(const Options& options, const Context& context) {
  if (!options.reverses.empty() && !options.corrects.empty()) {
    return WithHint(UsageError("--reverses atau --corrects, tidak keduanya | --reverses or --corrects, not both"),
                    "paductl events publish --help");
  }
  ASSIGN_OR_RETURN(const sample::Submission submission, ToSubmission(options));
  const std::string box = sample::LetterBox(context.city, options.stakeholder);
  ASSIGN_OR_RETURN(const auto log, context.OpenLog());
  if (const auto bounds = log->QueryBounds({box, 0}, context.timeout()); !bounds.ok()) {
    return WithHint(absl::Status(bounds.status().code(), box + ": " + std::string(bounds.status().message())),
                    "paductl topics apply deploy/topics.yaml");
  }
  Publisher publisher(*log);
  RETURN_IF_ERROR(publisher.Send(box, sample::ToRecord(submission, context.city, absl::Now()), context.timeout()));
  ASSIGN_OR_RETURN(const stream::Offset offset, publisher.Flush(context.timeout()));

  Table table({{"box", "KOTAK SURAT"}, {"offset", "OFFSET", true}, {"eventId", "ID KEJADIAN"}});
  table.Add({box, std::to_string(offset), options.event_id});
  table.Print(context.json(), context.out);
  if (!context.json()) {
    context.out << "-> paductl submission show " << options.stakeholder << " " << options.event_id << "\n";
  }
  return absl::OkStatus();
}

}  // namespace

void AddEventsPublish(Command events, Context& context) {
  auto options = std::make_shared<Options>();
  Command command =
      events.Sub("publish", "kirim satu penyaluran ke kotak surat | publish one disbursement to a letter box");
  command.Argument("stakeholder", &options->stakeholder, "lembaga pemberi | who gives: baznas")
      .Argument("event-id", &options->event_id, "id kejadian dari lembaga itu | its own id of the event")
      .Option("file", &options->file, "isi dalam JSON, '-' dari masukan | the content in JSON, '-' from the input")
      .Option("programme", &options->programme, "program: rantang-kasih | the programme")
      .Option("nik", &options->nik,
              "NIK penerima; '-' dibaca dari masukan | the receiver's; '-' reads it from the input")
      .Option("person", &options->person, "id orang | a person's id")
      .Option("family", &options->family, "id keluarga | a family's id")
      .Option("household", &options->household, "id rumah tangga | a household's id")
      .Option("rupiah", &options->rupiah, "uang, rupiah | money")
      .Option("quantity", &options->quantity, "banyaknya barang | amount of goods")
      .Option("unit", &options->unit, "satuan barang: meal, kg | unit of the goods")
      .Option("times", &options->times, "layanan, berapa kali | a service, how often")
      .Option("day", &options->day, "hari diberikan, yyyy-mm-dd; hari ini | the day given; today")
      .Option("from", &options->from, "awal masa, yyyy-mm-dd | first day of the period")
      .Option("to", &options->to, "akhir masa | last day of the period")
      .Option("note", &options->reference, "acuan, tanpa data pribadi | reference, no personal data")
      .Option("reverses", &options->reverses, "batalkan kejadian ini | take this event back")
      .Option("corrects", &options->corrects,
              "ganti kejadian ini dengan isi di sini | put this in the place of that event")
      .Choice("encoding", &options->encoding, {"protobuf", "json", "structured"},
              "bentuk rekaman | form of the record");
  command.Does([options, &context] { return Run(*options, context); });
}

}  // namespace padu::ctl
