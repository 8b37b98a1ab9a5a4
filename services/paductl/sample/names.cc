#include "services/paductl/sample/names.h"

#include "absl/strings/str_cat.h"

namespace padu::sample {
namespace {

constexpr const char* kMen[] = {"Adi",    "Agus",    "Ahmad", "Andi",   "Arif",   "Bambang", "Budi",   "Dedi",
                                "Eko",    "Fajar",   "Hadi",  "Hasan",  "Hendra", "Iwan",    "Joko",   "Kurnia",
                                "Lukman", "Mulyadi", "Nanda", "Rahmat", "Rizal",  "Rudi",    "Slamet", "Sugeng",
                                "Taufik", "Usman",   "Wahyu", "Yusuf",  "Zainal", "Syamsul"};
constexpr const char* kWomen[] = {"Aisyah", "Ani",   "Dewi", "Dian", "Eka",     "Endang",  "Fatimah", "Fitri",
                                  "Hasnah", "Indah", "Ira",  "Juli", "Kartika", "Lestari", "Lina",    "Maya",
                                  "Mega",   "Murni", "Nur",  "Puji", "Ratna",   "Rina",    "Rosmini", "Sari",
                                  "Siti",   "Sri",   "Tuti", "Wati", "Yanti",   "Yulia"};
constexpr const char* kSecondOfMen[] = {"Saputra",   "Wijaya",  "Santoso",   "Hidayat",    "Pratama",
                                        "Setiawan",  "Nugroho", "Kurniawan", "Maulana",    "Ramadhan",
                                        "Syahputra", "Gunawan", "Susanto",   "Firmansyah", "Hakim",
                                        "Rahman",    "Suryadi", "Prasetyo",  "Iskandar",   "Wibowo"};
constexpr const char* kSecondOfWomen[] = {"Lestari",   "Rahayu",   "Handayani", "Wulandari", "Astuti",
                                          "Anggraini", "Safitri",  "Kusuma",    "Permata",   "Utami",
                                          "Maharani",  "Hasanah",  "Puspita",   "Susanti",   "Novitasari",
                                          "Aminah",    "Khadijah", "Purnama",   "Cahyani",   "Damayanti"};
constexpr const char* kStreets[] = {"Jl. Contoh Melati", "Jl. Contoh Kenanga", "Jl. Contoh Bakau",
                                    "Jl. Contoh Nipah",  "Gg. Contoh Mawar",   "Gg. Contoh Anggrek",
                                    "Gg. Contoh Ulin",   "Gg. Contoh Meranti"};

}  // namespace

std::string DrawName(Sex sex, Dice& dice) {
  if (sex == Sex::kMale) {
    const char* first = dice.Pick(kMen);
    return absl::StrCat(first, " ", dice.Pick(kSecondOfMen));
  }
  const char* first = dice.Pick(kWomen);
  return absl::StrCat(first, " ", dice.Pick(kSecondOfWomen));
}

std::string DrawStreet(Dice& dice) {
  const char* street = dice.Pick(kStreets);
  return absl::StrCat(street, " No. ", dice.Between(1, 120));
}

}  // namespace padu::sample
