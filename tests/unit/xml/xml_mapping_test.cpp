#include "xml/xml_mapping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace twinvirt::test {

using testing::HasSubstr;

// A kind of document that has nothing to do with domains: as src/benchmark and later ones map
// theirs.

struct Crew {
    std::string name;
    std::optional<unsigned> age;

    bool operator==(const Crew&) const = default;
};

struct Ship {
    std::string name;
    unsigned masts = 1;
    std::optional<std::string> port;
    bool afloat = false;
    std::vector<Crew> crew;
    std::vector<std::string> flags;
    std::optional<std::string> sailColour;
    KeptElements kept;

    bool operator==(const Ship&) const = default;
};

static void mapXml(XmlMapping& xml, Crew& crew) {
    xml.attribute("name", crew.name, someText());
    xml.attribute("age", crew.age, numberBetween(14U, 99U));
}

static void mapXml(XmlMapping& xml, Ship& ship) {
    xml.keepOthersIn(ship.kept);
    xml.attribute("name", ship.name);
    xml.attributeOr("masts", ship.masts, 1U, numberBetween(0U, 7U));
    xml.textElement("port", ship.port, anyText());
    xml.flag("afloat", ship.afloat);
    xml.elements("crew", ship.crew);
    xml.textElements("flag", ship.flags, someText());
    xml.part("sail", Presence::optional, [&](XmlMapping& sail) {
        sail.attribute("colour", ship.sailColour, oneOf({"white", "black"}));
    });
}

static const XmlVocabulary& vocabulary() {
    static constexpr std::array entries{
        XmlVocabularyEntry{"ship", "name masts owner", "port cargo afloat crew flag sail cannon"},
        XmlVocabularyEntry{"ship/sail", "colour area", "rope"},
    };
    static constexpr XmlVocabulary known{entries};
    return known;
}

static Result<Ship> read(const std::string& text) {
    XmlDocument document = TRY(XmlDocument::parse({"ship.xml", text}));
    Ship ship;
    TRY(readXml(document, vocabulary(), "ship", ship));
    return ship;
}

static std::string errorOf(const std::string& text) {
    auto ship = read(text);
    return ship ? "accepted" : ship.error().message;
}

static std::string print(const Ship& ship) {
    return printIndented(writeXml("ship", vocabulary(), ship));
}

TEST(XmlMapping, ReadsWhatItNames) {
    auto ship = read("<ship name='Vasa' masts='3'><flag>blue</flag><crew name='Ada' age='30'/>"
                     "<flag>yellow</flag><afloat/><port>Stockholm</port>"
                     "<sail colour='white'/></ship>");
    ASSERT_TRUE(ship) << ship.error().message;
    EXPECT_EQ(*ship,
              (Ship{"Vasa", 3, "Stockholm", true, {{"Ada", 30}}, {"blue", "yellow"}, "white", {}}));
}

TEST(XmlMapping, WritesInTheOrderOfTheVocabularyAndLeavesOutWhatIsAbsent) {
    EXPECT_EQ(print({"Vasa", 1, {}, true, {{"Ada", {}}}, {"b&w"}, {}, {}}),
              "<ship name='Vasa' masts='1'>\n"
              "  <afloat/>\n"
              "  <crew name='Ada'/>\n"
              "  <flag>b&amp;w</flag>\n"
              "</ship>\n");
}

TEST(XmlMapping, KeepsWhatTheVocabularyKnowsAtItsPlace) {
    std::string text = "<ship name='Vasa' masts='1' owner='king'>\n"
                       "  <cargo>\n"
                       "    <chest lock='iron'/>\n"
                       "    <chest/>\n"
                       "  </cargo>\n"
                       "  <afloat/>\n"
                       "  <sail area='9'>\n"
                       "    <rope/>\n"
                       "  </sail>\n"
                       "  <cannon>a <b>big</b> one</cannon>\n"
                       "</ship>\n";
    auto ship = read(text);
    ASSERT_TRUE(ship) << ship.error().message;
    std::vector<std::string> names;
    for (const KeptXml& part : ship->kept)
        names.push_back(part.name);
    ASSERT_EQ(names,
              (std::vector<std::string>{"sail/@area", "sail/rope", "@owner", "cargo", "cannon"}));
    EXPECT_EQ(ship->kept.back().line, 10);
    EXPECT_EQ(print(*ship), text);
}

TEST(XmlMapping, RefusesAnUnknownElementAndGuessesWhatWasMeant) {
    EXPECT_EQ(errorOf("<ship name='x'>\n<cannno/></ship>"),
              "ship.xml:2: <cannno>: this element is unknown in <ship>; did you mean <cannon>?");
}

TEST(XmlMapping, SaysWhereAnElementBelongs) {
    EXPECT_THAT(errorOf("<ship name='x'><rope/></ship>"), HasSubstr("it belongs into <sail>"));
}

TEST(XmlMapping, TellsTheMisspeltNameBeforeTheOneThatIsMissingBecauseOfIt) {
    EXPECT_EQ(errorOf("<ship nmae='x'/>"),
              "ship.xml:1: <ship>: the attribute 'nmae' is unknown here; did you mean 'name'?");
}

TEST(XmlMapping, SaysWhatIsExpectedWhereNothingIsNear) {
    EXPECT_THAT(errorOf("<ship name='x'><crew name='A'><parrot/></crew></ship>"),
                HasSubstr("<parrot>: this element is unknown in <crew>; expected there: nothing"));
    EXPECT_THAT(errorOf("<ship name='x'><crew name='A' shoesize='9'/></ship>"),
                HasSubstr("expected there: 'name', 'age'"));
}

TEST(XmlMapping, KeepsNothingInTheElementsOfAList) {
    EXPECT_THAT(errorOf("<ship name='x'><flag owner='y'>z</flag></ship>"),
                HasSubstr("unknown here"));
}

TEST(XmlMapping, NamesElementLineAndRangeOfAWrongValue) {
    EXPECT_EQ(errorOf("<ship name='x'>\n<crew name='A'\nage='7'/></ship>"),
              "ship.xml:3: <crew>: the attribute age='7' is not right; expected a whole number "
              "from 14 to 99");
}

TEST(XmlMapping, RefusesASecondOneOfWhatMayStandOnce) {
    EXPECT_EQ(errorOf("<ship name='x'>\n<afloat/>\n<afloat/></ship>"),
              "ship.xml:3: <afloat>: stands a second time in <ship>; the first is on line 2");
}

TEST(XmlMapping, RefusesTextWhereNoneBelongs) {
    EXPECT_EQ(errorOf("<ship name='x'><afloat/>/></ship>"),
              "ship.xml:1: <ship>: the text '/>' is not expected here; remove it");
}

TEST(XmlMapping, RefusesAnotherRoot) {
    EXPECT_EQ(errorOf("<boat/>"), "ship.xml:1: expecting root element of 'ship', not 'boat'");
}

TEST(XmlMapping, TakesAnEmptyOptionalElementAsNone) {
    auto ship = read("<ship name='x'><port> </port></ship>");
    ASSERT_TRUE(ship);
    EXPECT_EQ(ship->port, std::nullopt);
}

TEST(XmlMapping, ReadsAgainWhateverTextItWrites) {
    Ship ship{"'\"<>&\t\n\r", 0, " two\nlines\r\n\t", false, {}, {" ", "]]>", "ä€😀"}, {}, {}};
    auto again = read(print(ship));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(*again, ship);
}

} // namespace twinvirt::test
