#include "services/paductl/sample/geo.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/check.h"
#include "services/paductl/sample/json.h"

namespace padu::sample {
namespace {

struct Box {
  Point least;
  Point most;
};

Box BoxOf(const Ring& ring) {
  Box box{ring.front(), ring.front()};
  for (const Point& p : ring) {
    box.least.latitude_e6 = std::min(box.least.latitude_e6, p.latitude_e6);
    box.least.longitude_e6 = std::min(box.least.longitude_e6, p.longitude_e6);
    box.most.latitude_e6 = std::max(box.most.latitude_e6, p.latitude_e6);
    box.most.longitude_e6 = std::max(box.most.longitude_e6, p.longitude_e6);
  }
  return box;
}

// Twice the area, in square millionths of a degree.
std::int64_t AreaOf(const Ring& ring) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Point a = ring[i];
    const Point b = ring[(i + 1) % ring.size()];
    sum += static_cast<std::int64_t>(a.longitude_e6 - ring[0].longitude_e6) * (b.latitude_e6 - ring[0].latitude_e6) -
           static_cast<std::int64_t>(b.longitude_e6 - ring[0].longitude_e6) * (a.latitude_e6 - ring[0].latitude_e6);
  }
  return std::abs(sum);
}

// Whether a ray from `p` to the east crosses the edge a-b.
bool Crosses(Point p, Point a, Point b) {
  if ((a.latitude_e6 > p.latitude_e6) == (b.latitude_e6 > p.latitude_e6)) return false;
  if (a.latitude_e6 > b.latitude_e6) std::swap(a, b);
  const std::int64_t side =
      static_cast<std::int64_t>(b.longitude_e6 - a.longitude_e6) * (p.latitude_e6 - a.latitude_e6) -
      static_cast<std::int64_t>(p.longitude_e6 - a.longitude_e6) * (b.latitude_e6 - a.latitude_e6);
  return side > 0;
}

bool Inside(const Polygon& polygon, Point p) {
  bool inside = false;
  for (const Ring& ring : polygon) {
    for (std::size_t i = 0; i < ring.size(); ++i) {
      if (Crosses(p, ring[i], ring[(i + 1) % ring.size()])) inside = !inside;
    }
  }
  return inside;
}

using google::protobuf::ListValue;
using google::protobuf::Value;

absl::StatusOr<Polygon> ParsePolygon(const ListValue& rings) {
  Polygon polygon;
  for (const Value& ring_value : rings.values()) {
    Ring ring;
    for (const Value& pair : ring_value.list_value().values()) {
      if (pair.list_value().values_size() < 2) return absl::InvalidArgumentError("a position has fewer than 2 numbers");
      ring.push_back({static_cast<std::int32_t>(std::lround(pair.list_value().values(1).number_value() * 1e6)),
                      static_cast<std::int32_t>(std::lround(pair.list_value().values(0).number_value() * 1e6))});
    }
    if (ring.size() < 4) return absl::InvalidArgumentError("a ring has fewer than 4 positions");
    polygon.push_back(std::move(ring));
  }
  if (polygon.empty()) return absl::InvalidArgumentError("a polygon has no ring");
  return polygon;
}

absl::StatusOr<std::vector<Polygon>> ParseGeometry(const google::protobuf::Struct& geometry) {
  const std::string type = TextOf(geometry, "type");
  const ListValue& coordinates = ListOf(geometry, "coordinates");
  std::vector<Polygon> polygons;
  if (type == "Polygon") {
    ASSIGN_OR_RETURN(Polygon polygon, ParsePolygon(coordinates));
    polygons.push_back(std::move(polygon));
  } else if (type == "MultiPolygon") {
    for (const Value& one : coordinates.values()) {
      ASSIGN_OR_RETURN(Polygon polygon, ParsePolygon(one.list_value()));
      polygons.push_back(std::move(polygon));
    }
  }
  if (polygons.empty()) return absl::InvalidArgumentError("a geometry is neither Polygon nor MultiPolygon");
  return polygons;
}

}  // namespace

Area::Area(std::vector<Polygon> polygons) : polygons_(std::move(polygons)) {
  PADU_CHECK(!polygons_.empty());
  for (std::size_t i = 0; i < polygons_.size(); ++i) {
    if (AreaOf(polygons_[i].front()) > AreaOf(polygons_[mainland_].front())) mainland_ = i;
  }
}

bool Area::Contains(Point point) const {
  return std::any_of(polygons_.begin(), polygons_.end(), [&](const Polygon& p) { return Inside(p, point); });
}

Point Area::Somewhere(Dice& dice) const {
  const Polygon& mainland = polygons_[mainland_];
  const Box box = BoxOf(mainland.front());
  constexpr int kTries = 100'000;  // a polygon fills far more than this part of its box
  for (int i = 0; i < kTries; ++i) {
    const Point p{dice.Between(box.least.latitude_e6, box.most.latitude_e6),
                  dice.Between(box.least.longitude_e6, box.most.longitude_e6)};
    if (Inside(mainland, p)) return p;
  }
  PADU_FATAL("a polygon of the sample has no inside");
}

Point Area::Near(Point center, std::int32_t reach_e6, Dice& dice) const {
  constexpr int kTries = 64;
  for (int i = 0; i < kTries; ++i) {
    const Point p{center.latitude_e6 + dice.Between(-reach_e6, reach_e6),
                  center.longitude_e6 + dice.Between(-reach_e6, reach_e6)};
    if (Contains(p)) return p;
  }
  return center;
}

absl::StatusOr<std::map<std::string, Area>> ParseAreas(std::string_view geojson) {
  ASSIGN_OR_RETURN(const google::protobuf::Struct root, ParseJson(geojson));
  std::map<std::string, Area> areas;
  for (const Value& feature : ListOf(root, "features").values()) {
    const std::string code = TextOf(StructOf(feature.struct_value(), "properties"), "code");
    if (code.empty()) return absl::InvalidArgumentError("a feature has no properties.code");
    absl::StatusOr<std::vector<Polygon>> polygons = ParseGeometry(StructOf(feature.struct_value(), "geometry"));
    if (!polygons.ok()) return absl::InvalidArgumentError(absl::StrCat(code, ": ", polygons.status().message()));
    areas.emplace(code, Area(*std::move(polygons)));
  }
  if (areas.empty()) return absl::InvalidArgumentError("no features: this is not a GeoJSON FeatureCollection");
  return areas;
}

}  // namespace padu::sample
