#include "services/intervention-ledger/domain/reasons.h"

#include <array>

namespace padu::ledger {
namespace {

namespace pb = ::padu::ledger::v1;

struct Row {
  pb::Reason reason;
  ReasonText text;
};

constexpr ReasonText kNone{"", "", ""};

constexpr Row kRows[] = {
    {pb::REASON_BENEFICIARY_UNKNOWN,
     {"BENEFICIARY_UNKNOWN",
      "Penerima belum terdaftar di Padu. Catatan ini menunggu dan diproses sendiri setelah penerima didaftarkan.",
      "The beneficiary is not registered yet. This record waits and is decided by itself once the registry has them."}},
    {pb::REASON_BENEFICIARY_WITHOUT_HOUSEHOLD,
     {"BENEFICIARY_WITHOUT_HOUSEHOLD",
      "Penerima terdaftar tetapi belum masuk rumah tangga mana pun. Catatan ini menunggu.",
      "The beneficiary is registered but in no household yet. This record waits."}},
    {pb::REASON_REFERENCE_UNKNOWN,
     {"REFERENCE_UNKNOWN", "Penyaluran yang dirujuk belum tercatat. Catatan ini menunggu sampai penyaluran itu masuk.",
      "The disbursement it refers to is not recorded yet. This record waits until it is."}},
    {pb::REASON_EVENT_ID_SEEN,
     {"EVENT_ID_SEEN", "Penyaluran ini sudah tercatat; tidak dihitung lagi.",
      "This disbursement was recorded before; it is not counted again."}},
    {pb::REASON_EVENT_ID_TAKEN,
     {"EVENT_ID_TAKEN", "Nomor kejadian ini sudah dipakai untuk isi yang lain. Kirim koreksi, atau pakai nomor baru.",
      "This event id is taken by other content. Send a correction, or use a new id."}},
    {pb::REASON_VALUE_EMPTY, {"VALUE_EMPTY", "Isi pesan kosong.", "The record has no value."}},
    {pb::REASON_VALUE_TOO_LARGE,
     {"VALUE_TOO_LARGE", "Isi pesan lebih dari 64 KiB.", "The record's value is larger than 64 KiB."}},
    {pb::REASON_ENCODING_UNKNOWN,
     {"ENCODING_UNKNOWN",
      "content-type tidak dikenal: pakai application/protobuf, application/json, atau application/cloudevents+json.",
      "Unknown content-type: use application/protobuf, application/json or application/cloudevents+json."}},
    {pb::REASON_BATCH_NOT_ALLOWED,
     {"BATCH_NOT_ALLOWED", "Kirim satu kejadian per pesan, bukan kumpulan.",
      "Send one event per record, not a batch."}},
    {pb::REASON_ATTRIBUTE_MISSING,
     {"ATTRIBUTE_MISSING", "Atribut CloudEvents wajib tidak ada.", "A required CloudEvents attribute is missing."}},
    {pb::REASON_ATTRIBUTE_INVALID,
     {"ATTRIBUTE_INVALID", "Atribut CloudEvents tidak sah atau terlalu panjang.",
      "A CloudEvents attribute is invalid or too long."}},
    {pb::REASON_SPECVERSION_UNKNOWN, {"SPECVERSION_UNKNOWN", "specversion harus 1.0.", "specversion must be 1.0."}},
    {pb::REASON_TYPE_UNKNOWN, {"TYPE_UNKNOWN", "Jenis kejadian (type) tidak dikenal.", "Unknown event type."}},
    {pb::REASON_PROTOBUF_INVALID,
     {"PROTOBUF_INVALID", "Isi pesan bukan protobuf yang sah untuk jenis ini.",
      "The value is not valid protobuf of this type."}},
    {pb::REASON_JSON_INVALID,
     {"JSON_INVALID", "Isi pesan bukan JSON yang sah untuk jenis ini.", "The value is not valid JSON of this type."}},
    {pb::REASON_JSON_FIELD_UNKNOWN,
     {"JSON_FIELD_UNKNOWN", "JSON memuat bidang yang tidak dikenal; periksa ejaannya.",
      "The JSON has an unknown field; check its spelling."}},
    {pb::REASON_TEXT_NOT_UTF8, {"TEXT_NOT_UTF8", "Teks bukan UTF-8 yang sah.", "A text is not valid UTF-8."}},
    {pb::REASON_EVENT_ID_HOLDS_NIK,
     {"EVENT_ID_HOLDS_NIK", "Nomor kejadian tidak boleh memuat NIK.", "The event id must not hold a NIK."}},
    {pb::REASON_CRASHED,
     {"CRASHED", "Pesan ini membuat layanan berhenti; disisihkan sampai petugas memeriksanya.",
      "This record stopped the service; it is set aside until an operator looks at it."}},
    {pb::REASON_SOURCE_NOT_OF_BOX,
     {"SOURCE_NOT_OF_BOX", "source menyebut lembaga lain daripada kotak surat atau pengirim ini.",
      "The source names another stakeholder than this letter box or caller."}},
    {pb::REASON_STAKEHOLDER_UNKNOWN,
     {"STAKEHOLDER_UNKNOWN", "Lembaga belum terdaftar di Padu.", "The stakeholder is not registered."}},
    {pb::REASON_STAKEHOLDER_NOT_ACTIVE,
     {"STAKEHOLDER_NOT_ACTIVE", "Lembaga tidak aktif.", "The stakeholder is not active."}},
    {pb::REASON_FIELD_MISSING, {"FIELD_MISSING", "Bidang wajib belum diisi.", "A required field is missing."}},
    {pb::REASON_FIELD_TOO_LONG, {"FIELD_TOO_LONG", "Isi bidang terlalu panjang.", "A field is too long."}},
    {pb::REASON_REFERENCE_HOLDS_NIK,
     {"REFERENCE_HOLDS_NIK", "Rujukan tidak boleh memuat NIK.", "The reference must not hold a NIK."}},
    {pb::REASON_CITY_MISMATCH, {"CITY_MISMATCH", "Nama menyebut kota lain.", "A name is of another city."}},
    {pb::REASON_NAME_INVALID,
     {"NAME_INVALID", "Nama atau id tidak sesuai bentuknya.", "A name or id is not well formed."}},
    {pb::REASON_NIK_INVALID,
     {"NIK_INVALID", "NIK harus 16 angka dengan tanggal lahir yang sah.",
      "A NIK has 16 digits with a valid date of birth."}},
    {pb::REASON_PROGRAMME_UNKNOWN,
     {"PROGRAMME_UNKNOWN", "Program tidak dikenal di kota ini.", "The programme is not known in this city."}},
    {pb::REASON_PROGRAMME_OF_OTHER_STAKEHOLDER,
     {"PROGRAMME_OF_OTHER_STAKEHOLDER", "Lembaga ini tidak berhak mencatat untuk program itu.",
      "This stakeholder may not record for that programme."}},
    {pb::REASON_PROGRAMME_NOT_RUNNING,
     {"PROGRAMME_NOT_RUNNING",
      "Program sudah ditutup pemiliknya. Pakai program penggantinya, atau minta pemiliknya membuka lagi.",
      "Its owner has closed the programme. Use the one that replaced it, or ask the owner to open it again."}},
    {pb::REASON_BENEFIT_KIND_MISMATCH,
     {"BENEFIT_KIND_MISMATCH", "Jenis bantuan (uang, barang, jasa) tidak sesuai dengan program.",
      "The kind of benefit (money, goods, service) is not the programme's."}},
    {pb::REASON_UNIT_MISMATCH,
     {"UNIT_MISMATCH", "Satuan tidak sesuai dengan program.", "The unit is not the programme's."}},
    {pb::REASON_AMOUNT_NOT_POSITIVE,
     {"AMOUNT_NOT_POSITIVE", "Jumlah harus lebih dari nol. Untuk membatalkan, kirim pembatalan.",
      "The amount must be above zero. To take aid back, send a reversal."}},
    {pb::REASON_AMOUNT_TOO_LARGE,
     {"AMOUNT_TOO_LARGE", "Jumlah tidak masuk akal untuk satu penyaluran.",
      "The amount is absurd for one disbursement."}},
    {pb::REASON_DAY_INVALID,
     {"DAY_INVALID", "Hari harus tanggal yang sah, misalnya 2026-03-02.",
      "A day must be a valid date, e.g. 2026-03-02."}},
    {pb::REASON_DAY_IN_FUTURE,
     {"DAY_IN_FUTURE", "Hari penyaluran masih di depan (waktu kota).", "The day is in the future (the city's time)."}},
    {pb::REASON_DAY_TOO_OLD,
     {"DAY_TOO_OLD", "Hari penyaluran lebih dari tiga tahun yang lalu.", "The day is more than three years ago."}},
    {pb::REASON_PERIOD_INVALID,
     {"PERIOD_INVALID", "Masa bantuan terbalik: hari akhir sebelum hari awal.",
      "The period is inverted: it ends before it begins."}},
    {pb::REASON_PERIOD_TOO_LONG,
     {"PERIOD_TOO_LONG", "Masa bantuan lebih dari setahun.", "The period is longer than a year."}},
    {pb::REASON_BENEFICIARY_UNIT_MISMATCH,
     {"BENEFICIARY_UNIT_MISMATCH",
      "Program ini untuk orang atau keluarga; sebutkan penerimanya, bukan rumah tangganya.",
      "This programme serves persons or families; name the beneficiary, not the household."}},
    {pb::REASON_BENEFICIARY_DECEASED,
     {"BENEFICIARY_DECEASED", "Penerima sudah meninggal sebelum hari penyaluran.",
      "The beneficiary had died before the day of the disbursement."}},
    {pb::REASON_ALREADY_REVERSED,
     {"ALREADY_REVERSED", "Penyaluran itu sudah dibatalkan atau dikoreksi.",
      "That disbursement has been reversed or corrected already."}},
    {pb::REASON_NOT_REVERSIBLE,
     {"NOT_REVERSIBLE", "Yang dirujuk adalah pembatalan; pembatalan tidak dapat dibatalkan. Kirim penyaluran baru.",
      "It refers to a reversal, which cannot be reversed. Send a new disbursement."}},
    {pb::REASON_REVERSES_ITSELF,
     {"REVERSES_ITSELF", "Kejadian merujuk nomornya sendiri.", "The event refers to its own id."}},
};

struct NoteRow {
  pb::EntryNote note;
  ReasonText text;
};

constexpr NoteRow kNotes[] = {
    {pb::ENTRY_NOTE_OUTSIDE_PROGRAMME_REGION,
     {"OUTSIDE_PROGRAMME_REGION",
      "Tercatat, tetapi rumah tangga tinggal di luar wilayah program pada hari itu. Periksa penerima dan programnya; "
      "bila salah, kirim koreksi.",
      "Recorded, but the household lived outside the programme's region on that day. Check the beneficiary and the "
      "programme; if they are wrong, send a correction."}},
    {pb::ENTRY_NOTE_OUTSIDE_PROGRAMME_PERIOD,
     {"OUTSIDE_PROGRAMME_PERIOD",
      "Tercatat, tetapi program tidak berjalan pada hari itu. Periksa harinya; bila salah, kirim koreksi.",
      "Recorded, but the programme did not run on that day. Check the day; if it is wrong, send a correction."}},
};

constexpr std::size_t kReasons = pb::Reason_ARRAYSIZE;

const std::array<ReasonText, kReasons>& Table() {
  static constexpr auto kTable = [] {
    std::array<ReasonText, kReasons> table{};
    for (const Row& row : kRows) table[static_cast<std::size_t>(row.reason)] = row.text;
    return table;
  }();
  return kTable;
}

}  // namespace

const ReasonText& TextOf(pb::Reason reason) {
  const auto at = static_cast<std::size_t>(reason);
  return at < kReasons ? Table()[at] : kNone;
}

const ReasonText& TextOf(pb::EntryNote note) {
  for (const NoteRow& row : kNotes) {
    if (row.note == note) return row.text;
  }
  return kNone;
}

}  // namespace padu::ledger
