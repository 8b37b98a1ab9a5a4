// Work in steps, so that events never wait for it: the checks of a day, and sweeps over all households of a city. Each
// step is a row of due work. Pure but for what it emits.
#pragma once

#include <string_view>

#include "common/journal/machine.h"
#include "services/matching/domain/tables.h"

namespace padu::matching {

// The day as of which the city is judged; nullopt: nothing is judged yet.
std::optional<Day> DayOfCity(const store::Reader& tables, CityNumber city);

// The upstreams' time may have reached another day in the partition's cities; feeds are looked at too.
void PassTime(const store::Reader& tables, journal::Emitter& out);

// All households of the city are looked at again, from the first on. Nothing if nothing is judged yet.
void BeginSweep(CityNumber city, std::string_view why, const store::Reader& tables, journal::Emitter& out);

// The next step of the work of this due entry.
void TakeStep(std::string_view due, const store::Reader& tables, journal::Emitter& out);
// Passes the next step over, which crashed the process: its households are looked at with the next change of them, or
// on the next day.
void SkipStep(std::string_view due, const store::Reader& tables, journal::Emitter& out);

}  // namespace padu::matching
