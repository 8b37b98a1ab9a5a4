#include "services/paductl/topics.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>
#include <utility>

#include "common/base/status.h"

namespace padu::ctl {
namespace {

constexpr char kCityPartitions[] = "city";
constexpr int kReplicationForTwoInSync = 3;

absl::Status Wrong(const YAML::Mark& mark, const std::string& what) {
  return absl::InvalidArgumentError("line " + std::to_string(mark.line + 1) + ": " + what);
}

// Config and replication of one topic; its name is still to come.
absl::StatusOr<stream::TopicSpec> ParseSpec(const YAML::Node& node, const TopicSettings& settings) {
  stream::TopicSpec spec;
  const YAML::Node partitions = node["partitions"];
  if (!partitions) return Wrong(node.Mark(), "'partitions' is missing");
  spec.partitions = partitions.as<std::string>() == kCityPartitions ? settings.partitions : partitions.as<int>();
  if (spec.partitions < 1) return Wrong(partitions.Mark(), "'partitions' must be at least 1");
  spec.replication = settings.replication;
  for (const auto& entry : node["config"]) spec.config[entry.first.as<std::string>()] = entry.second.as<std::string>();
  spec.config["min.insync.replicas"] = settings.replication >= kReplicationForTwoInSync ? "2" : "1";
  return spec;
}

absl::Status AddLetterBoxes(const YAML::Node& boxes, const TopicSettings& settings,
                            std::vector<stream::TopicSpec>& topics) {
  if (!boxes) return absl::OkStatus();
  ASSIGN_OR_RETURN(const stream::TopicSpec form, ParseSpec(boxes, settings));
  if (form.partitions != 1) return Wrong(boxes.Mark(), "a letter box has 1 partition");
  for (const auto& city : boxes["cities"]) {
    std::string digits = city.first.as<std::string>();
    digits.erase(std::remove(digits.begin(), digits.end(), '.'), digits.end());
    for (const auto& stakeholder : city.second) {
      stream::TopicSpec spec = form;
      spec.name = boxes["prefix"].as<std::string>() + "." + digits + "." + stakeholder.as<std::string>();
      topics.push_back(std::move(spec));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<stream::TopicSpec>> ParseRoot(const YAML::Node& root, const TopicSettings& settings) {
  std::vector<stream::TopicSpec> topics;
  for (const auto& node : root["topics"]) {
    ASSIGN_OR_RETURN(stream::TopicSpec spec, ParseSpec(node, settings));
    spec.name = node["name"].as<std::string>();
    topics.push_back(std::move(spec));
  }
  RETURN_IF_ERROR(AddLetterBoxes(root["letter_boxes"], settings, topics));
  std::set<std::string> names;
  for (const stream::TopicSpec& spec : topics) {
    if (!names.insert(spec.name).second) return absl::InvalidArgumentError(spec.name + " stands there twice");
  }
  if (topics.empty()) return absl::InvalidArgumentError("no topics: 'topics' and 'letter_boxes' are empty");
  return topics;
}

// What the services that `node` names may with these topics.
void AddServices(const YAML::Node& node, const std::string& topic, bool prefixed, std::vector<stream::Acl>& acls) {
  using Operation = stream::Acl::Operation;
  for (const auto& [field, operation] :
       {std::pair("writes", Operation::kWrite), std::pair("reads", Operation::kRead)}) {
    for (const auto& service : node[field]) {
      acls.push_back({.principal = "padu-" + service.as<std::string>(),
                      .topic = topic,
                      .prefixed = prefixed,
                      .operation = operation});
    }
  }
}

std::vector<stream::Acl> AccessOf(const YAML::Node& root) {
  std::vector<stream::Acl> acls;
  for (const auto& node : root["topics"]) AddServices(node, node["name"].as<std::string>(), false, acls);
  const YAML::Node boxes = root["letter_boxes"];
  if (!boxes) return acls;
  const std::string prefix = boxes["prefix"].as<std::string>() + ".";
  AddServices(boxes, prefix, true, acls);
  for (const auto& city : boxes["cities"]) {
    std::string digits = city.first.as<std::string>();
    digits.erase(std::remove(digits.begin(), digits.end(), '.'), digits.end());
    for (const auto& stakeholder : city.second) {
      const std::string principal = digits + "." + stakeholder.as<std::string>();
      acls.push_back(
          {.principal = principal, .topic = prefix + principal, .operation = stream::Acl::Operation::kWrite});
    }
  }
  return acls;
}

}  // namespace

absl::StatusOr<std::vector<stream::Acl>> ParseAccess(const std::string& yaml) {
  try {
    return AccessOf(YAML::Load(yaml));
  } catch (const YAML::Exception& error) {
    return Wrong(error.mark, error.msg);
  }
}

absl::StatusOr<std::vector<stream::TopicSpec>> ParseTopics(const std::string& yaml, const TopicSettings& settings) {
  try {  // yaml-cpp's way to refuse
    return ParseRoot(YAML::Load(yaml), settings);
  } catch (const YAML::Exception& error) {
    return Wrong(error.mark, error.msg);
  }
}

absl::StatusOr<std::vector<Applied>> ApplyTopics(stream::Log& log, const std::vector<stream::TopicSpec>& topics,
                                                 absl::Duration timeout) {
  ASSIGN_OR_RETURN(const std::vector<stream::TopicInfo> present, log.ListTopics("", timeout));
  std::set<std::string> names;
  for (const stream::TopicInfo& info : present) names.insert(info.name);

  std::vector<Applied> applied;
  for (const stream::TopicSpec& spec : topics) {
    Applied one{.topic = spec.name, .partitions = spec.partitions};
    one.status = log.CreateTopic(spec, timeout);
    if (!one.status.ok()) {
      one.state = Applied::State::kFailed;
    } else if (!names.contains(spec.name)) {
      one.state = Applied::State::kCreated;
    }
    applied.push_back(std::move(one));
  }
  return applied;
}

}  // namespace padu::ctl
