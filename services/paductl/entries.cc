#include "services/paductl/entries.h"

#include <google/protobuf/util/time_util.h>

namespace padu::ctl {

std::string BenefitText(const ledger::v1::Benefit& benefit) {
  if (benefit.has_rupiah()) return "Rp " + Grouped(benefit.rupiah());
  if (benefit.has_quantity()) return Grouped(benefit.quantity().amount()) + " " + benefit.quantity().unit();
  if (benefit.has_service()) return Grouped(benefit.service().times()) + " kali";
  return "";
}

std::string IdOf(const std::string& name) { return name.substr(name.rfind('/') + 1); }

std::vector<Table::Column> EntryColumns() {
  return {{"day", "HARI"},     {"programme", "PROGRAM"},   {"stakeholder", "LEMBAGA"}, {"benefit", "BANTUAN"},
          {"person", "ORANG"}, {"eventId", "ID KEJADIAN"}, {"recorded", "DICATAT"},    {"note", "KETERANGAN"}};
}

std::vector<std::string> EntryRow(const ledger::v1::LedgerEntry& entry) {
  std::string note;
  if (!entry.reverses().empty()) note = "pembatalan " + IdOf(entry.reverses());
  if (!entry.reversed_by().empty()) note = "dibatalkan " + IdOf(entry.reversed_by());
  return {entry.day(),
          IdOf(entry.programme()),
          IdOf(entry.stakeholder()),
          BenefitText(entry.benefit()),
          IdOf(entry.person()),
          entry.event_id(),
          google::protobuf::util::TimeUtil::ToString(entry.record_time()),
          note};
}

}  // namespace padu::ctl
