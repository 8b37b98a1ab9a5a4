#include "common/base/text.h"

#include <gtest/gtest.h>

#include "common/base/json_members.h"

namespace padu {
namespace {

TEST(PlainTextTest, IsUtf8WithoutControls) {
  for (const char* text : {"", "abc", "Kelurahan Guntung – RT 02", "\xF0\x9F\x8D\x9A"}) {
    EXPECT_TRUE(IsPlainText(text)) << text;
  }
  for (const char* text : {"\x01", "a\nb", "\x7F", "\x80", "\xC0\x80", "\xE2\x82", "\xED\xA0\x80", "\xF5\x80\x80\x80",
                           "\xE0\x80\x80", "\xF4\x90\x80\x80"}) {
    EXPECT_FALSE(IsPlainText(text));
  }
}

TEST(PartsTest, BetweenSeparators) {
  using Parts = std::vector<std::string_view>;
  EXPECT_EQ(PartsOf("", ','), Parts{""});
  EXPECT_EQ(PartsOf("a,,b,", ','), (Parts{"a", "", "b", ""}));
  EXPECT_EQ(Trimmed(" \t a b\r\n"), "a b");
  EXPECT_EQ(Trimmed(" \n"), "");
}

TEST(JsonMembersTest, SlicesAnObject) {
  const auto members = JsonMembers(R"( {"a": "x,}\"" , "b":{"c":[1,{"d":"}"}]}, "e":-1.5e3 } )");
  ASSERT_TRUE(members.has_value());
  ASSERT_EQ(members->size(), 3U);
  EXPECT_EQ((*members)[0].value, R"("x,}\"")");
  EXPECT_EQ((*members)[1].value, R"({"c":[1,{"d":"}"}]})");
  EXPECT_EQ((*members)[2].value, "-1.5e3");
  EXPECT_EQ(JsonText((*members)[0].value), "x,}\"");
  EXPECT_TRUE(JsonMembers("{}")->empty());
  for (const char* text : {"", "[]", "1", "{", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{\"a\":1}x", "{\"a\":\"b}",
                           "{\"a\":[1}", "{'a':1}"}) {
    EXPECT_FALSE(JsonMembers(text).has_value()) << text;
  }
  EXPECT_FALSE(JsonMembers("{\"a\":" + std::string(kMaxJsonDepth + 1, '[') + "}").has_value());
  EXPECT_FALSE(JsonText("1").has_value());
}

TEST(JsonElementsTest, SlicesAnArray) {
  const auto elements = JsonElements(R"([ {"a": [1, "]"]} , 2,"x" ])", 3);
  ASSERT_TRUE(elements.has_value());
  EXPECT_EQ(*elements, (std::vector<std::string_view>{R"({"a": [1, "]"]})", "2", "\"x\""}));
  EXPECT_TRUE(JsonElements("[]", 0)->empty());
  for (const char* text : {"", "{}", "[", "[1,]", "[1]x", "[1 2", "[[1]", "[1,2,3,4]"}) {
    EXPECT_FALSE(JsonElements(text, 3).has_value()) << text;
  }
  EXPECT_FALSE(JsonElements("[" + std::string(kMaxJsonDepth + 1, '[') + "]", 3).has_value());
}

}  // namespace
}  // namespace padu
