// Places and areas in millionths of a degree: integers, so that inside and outside are the same on every machine.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/paductl/sample/dice.h"

namespace padu::sample {

// WGS84. Zero is a place: Bontang lies at the equator.
struct Point {
  std::int32_t latitude_e6 = 0;
  std::int32_t longitude_e6 = 0;
  auto operator<=>(const Point&) const = default;
};

// Outer ring first, then holes; each closed or not.
using Ring = std::vector<Point>;
using Polygon = std::vector<Ring>;

// The ground of a kelurahan: one polygon, or several with islands.
class Area {
 public:
  // `polygons` is not empty and no outer ring is.
  explicit Area(std::vector<Polygon> polygons);

  // By the even-odd rule; points on an edge may fall on either side, the same one each time.
  bool Contains(Point point) const;
  // Somewhere on the largest polygon (its mainland).
  Point Somewhere(Dice& dice) const;
  // Within `reach_e6` of `center` in both directions and inside; `center` itself if chance finds nothing.
  Point Near(Point center, std::int32_t reach_e6, Dice& dice) const;

 private:
  std::vector<Polygon> polygons_;
  std::size_t mainland_ = 0;
};

// The areas of a GeoJSON FeatureCollection of Polygons and MultiPolygons, by properties.code. INVALID_ARGUMENT if it is
// none.
absl::StatusOr<std::map<std::string, Area>> ParseAreas(std::string_view geojson);

}  // namespace padu::sample
