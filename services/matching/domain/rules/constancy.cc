#include "services/matching/domain/rules/constancy.h"

#include <algorithm>
#include <set>
#include <vector>

#include "services/matching/domain/rules/cases.h"
#include "services/matching/domain/rules/fields.h"
#include "services/matching/domain/rules/limits.h"

namespace padu::matching {
namespace {

namespace rpb = ::padu::registry::v1;

// What one person answers to each question about members, a bit each; also what a household answers.
using Bits = std::uint64_t;
// Of each question about members: how many of those seen so far say yes, counted up to what it takes; of those about
// all of them, whether all did.
using State = std::vector<std::uint8_t>;

bool IsAll(const pb::Members& members) { return members.quantity() == pb::Members::QUANTITY_ALL; }

std::vector<pb::Field> FieldsOf(const std::vector<const pb::Expression*>& leaves) {
  std::set<pb::Field> fields;
  for (const pb::Expression* leaf : leaves) fields.insert(FieldOf(*leaf));
  return {fields.begin(), fields.end()};
}

class Search {
 public:
  Search(const pb::Expression& rule, rpb::AssistanceUnit unit, std::uint32_t city, std::int64_t& steps)
      : rule_(rule), unit_(unit), steps_(steps), leaves_(LeavesOf(rule)), cases_(leaves_, city) {
    SortFields();
  }

  Constancy Run() {
    Values values;
    ForEachCase(of_household_, values, [&] { return TryHousehold(values); });
    if (seen_yes_ && seen_no_) return Constancy::kVaries;
    if (steps_ <= 0) return Constancy::kTooManyCases;
    return seen_yes_ ? Constancy::kAlwaysTrue : Constancy::kAlwaysFalse;
  }

 private:
  // Who each field belongs to: in a family's rule all have one desil, else each person's family may have its own.
  void SortFields() {
    std::vector<pb::Field> household;
    std::vector<pb::Field> own;
    std::vector<pb::Field> member;
    const auto shared = [this](pb::Field field) {
      return !InfoOf(field)->of_person && (field != pb::FIELD_DESIL || unit_ == rpb::ASSISTANCE_UNIT_FAMILY);
    };
    for (const pb::Field field : FieldsOf(leaves_.of_members)) {
      (shared(field) ? household : member).push_back(field);
      if (!InfoOf(field)->of_person) members_ask_household_ = true;
    }
    for (const pb::Field field : FieldsOf(leaves_.own)) (shared(field) ? household : own).push_back(field);
    if (unit_ == rpb::ASSISTANCE_UNIT_PERSON) own.insert(own.end(), member.begin(), member.end());
    of_household_ = cases_.Of(Once(household));
    of_own_ = cases_.Of(Once(own));
    of_member_ = cases_.Of(Once(member));
    counts_members_ = std::ranges::find(household, pb::FIELD_MEMBERS) != household.end();
  }

  static std::vector<pb::Field> Once(std::vector<pb::Field> fields) {
    std::ranges::sort(fields);
    fields.erase(std::unique(fields.begin(), fields.end()), fields.end());
    return fields;
  }

  // True: go on.
  bool TryHousehold(Values& values) {
    if (!leaves_.members.empty() && (persons_.empty() || members_ask_household_)) FindPersons(values);
    if (unit_ != rpb::ASSISTANCE_UNIT_PERSON && (answers_.empty() || members_ask_household_)) FindAnswers(nullptr);
    return ForEachCase(of_own_, values, [&] {
      if (unit_ == rpb::ASSISTANCE_UNIT_PERSON) FindAnswers(&values);
      return TryAnswers(values);
    });
  }

  // All that a person who lives there may answer.
  void FindPersons(const Values& household) {
    persons_.clear();
    Values values = household;
    ForEachCase(of_member_, values, [&] {
      persons_.insert(AnswersOf(values));
      return steps_ > 0;
    });
  }

  Bits AnswersOf(const Values& person) {
    Bits bits = 0;
    for (std::size_t i = 0; i < leaves_.members.size(); ++i) {
      if (Holds(leaves_.members[i]->of(), person, 0)) bits |= Bits{1} << i;
    }
    return bits;
  }

  // All that households of 1, 2, ... such persons may answer, the one asked about (if it is a person) among them.
  void FindAnswers(const Values* own) {
    answers_.assign(kMembersMax + 1, {});
    std::set<State> states;
    State none;
    for (const pb::Members* members : leaves_.members) none.push_back(IsAll(*members) ? 1 : 0);
    if (own != nullptr) {
      states.insert(Add(none, AnswersOf(*own)));
    } else {
      states = AddAny({none});
    }
    for (int size = 1; size <= kMembersMax && steps_ > 0; ++size) {
      for (const State& state : states) answers_[static_cast<std::size_t>(size)].insert(BitsOf(state));
      std::set<State> more = AddAny(states);
      if (more == states) {
        std::fill(answers_.begin() + size + 1, answers_.end(), answers_[static_cast<std::size_t>(size)]);
        break;
      }
      states = std::move(more);
    }
  }

  std::set<State> AddAny(const std::set<State>& states) {
    if (leaves_.members.empty()) return states;
    std::set<State> more;
    for (const State& state : states) {
      for (const Bits person : persons_) more.insert(Add(state, person));
      if (steps_ <= 0) break;
    }
    return more;
  }

  State Add(State state, Bits person) {
    for (std::size_t i = 0; i < state.size(); ++i) {
      --steps_;
      const bool yes = (person >> i & 1U) != 0;
      if (IsAll(*leaves_.members[i])) {
        state[i] = state[i] != 0 && yes ? 1 : 0;
      } else if (yes && state[i] < CountOf(*leaves_.members[i])) {
        ++state[i];
      }
    }
    return state;
  }

  static int CountOf(const pb::Members& members) { return std::max(1, members.count()); }

  Bits BitsOf(const State& state) const {
    Bits bits = 0;
    for (std::size_t i = 0; i < state.size(); ++i) {
      const pb::Members& members = *leaves_.members[i];
      if (IsAll(members) ? state[i] != 0 : state[i] >= CountOf(members)) bits |= Bits{1} << i;
    }
    return bits;
  }

  // A family has one member, up to all of its household.
  bool TryAnswers(const Values& values) {
    const Value& members = values[pb::FIELD_MEMBERS];
    const int most = counts_members_ ? static_cast<int>(members.high) : kMembersMax;
    const int least = counts_members_ && unit_ != rpb::ASSISTANCE_UNIT_FAMILY ? static_cast<int>(members.low) : 1;
    std::set<Bits> answers;
    for (int size = least; size <= most; ++size) {
      const std::set<Bits>& of_size = answers_[static_cast<std::size_t>(size)];
      answers.insert(of_size.begin(), of_size.end());
    }
    for (const Bits answer : answers) {
      (Holds(rule_, values, answer) ? seen_yes_ : seen_no_) = true;
      if ((seen_yes_ && seen_no_) || steps_ <= 0) return false;
    }
    return steps_ > 0;
  }

  // Nothing is unknown here.
  bool Holds(const pb::Expression& node, const Values& values, Bits members) {
    --steps_;
    const auto count = [&](const auto& nodes) {
      return std::ranges::count_if(nodes, [&](const pb::Expression& part) { return Holds(part, values, members); });
    };
    switch (node.node_case()) {
      case pb::Expression::kAllOf:
        return count(node.all_of().of()) == node.all_of().of_size();
      case pb::Expression::kAnyOf:
        return count(node.any_of().of()) >= 1;
      case pb::Expression::kAtLeast:
        return count(node.at_least().of()) >= node.at_least().count();
      case pb::Expression::kNot:
        return !Holds(node.not_(), values, members);
      case pb::Expression::kMembers: {
        const auto at = std::ranges::find(leaves_.members, &node.members()) - leaves_.members.begin();
        return (members >> at & 1U) != 0;
      }
      case pb::Expression::NODE_NOT_SET:
        return true;
      default:
        return Test(node, values[static_cast<std::size_t>(FieldOf(node))]) == Truth::kYes;
    }
  }

  const pb::Expression& rule_;
  const rpb::AssistanceUnit unit_;
  std::int64_t& steps_;
  const Leaves leaves_;
  Cases cases_;
  std::vector<Variable> of_household_;
  std::vector<Variable> of_own_;
  std::vector<Variable> of_member_;
  bool members_ask_household_ = false;
  bool counts_members_ = false;
  std::set<Bits> persons_;
  std::vector<std::set<Bits>> answers_;  // by size of the household (or family)
  bool seen_yes_ = false;
  bool seen_no_ = false;
};

}  // namespace

Constancy FindConstancy(const pb::Expression& rule, rpb::AssistanceUnit unit, std::uint32_t city, std::int64_t& steps) {
  return Search(rule, unit, city, steps).Run();
}

}  // namespace padu::matching
