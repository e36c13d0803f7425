#include "benchmark/probe/compressor.h"
#include "benchmark/probe/cpu_ticks.h"
#include "benchmark/probe/json_line.h"
#include "benchmark/probe/line_splitter.h"
#include "benchmark/probe/options.h"
#include "benchmark/probe/percentile.h"
#include "benchmark/probe/primes.h"
#include "benchmark/probe/random_cycle.h"
#include "benchmark/probe/sample_text.h"
#include "benchmark/probe/split_mix.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace twinvirt::bench::probe {

using Bytes = std::vector<std::uint8_t>;

static Bytes randomBytes(std::size_t size) {
    SplitMix random(7);
    Bytes bytes(size);
    for (auto& byte : bytes)
        byte = static_cast<std::uint8_t>(random.next());
    return bytes;
}

static Bytes roundTrip(const Bytes& text) {
    return decompress(compress(text), text.size()).value_or(Bytes{'n', 'o', 'n', 'e'});
}

TEST(Compressor, GivesBackWhatItWasGiven) {
    EXPECT_EQ(roundTrip({}), Bytes{});
    EXPECT_EQ(roundTrip({0}), Bytes{0});
    EXPECT_EQ(roundTrip(Bytes(1'000'000, 'a')), Bytes(1'000'000, 'a'));
    for (const std::size_t size : {2U, 3U, 4U, 5U, 259U, 260U, 70'000U, 300'000U}) {
        EXPECT_EQ(roundTrip(sampleText(size)), sampleText(size)) << size;
        EXPECT_EQ(roundTrip(randomBytes(size)), randomBytes(size)) << size;
    }
}

TEST(Compressor, FindsARepeatAsFarBackAsItReaches) {
    for (const std::size_t gap : {65'535U, 65'536U, 65'537U}) {
        Bytes text = randomBytes(gap);
        text.insert(text.end(), text.begin(), text.begin() + 200);
        EXPECT_EQ(roundTrip(text), text) << gap;
    }
}

TEST(Compressor, MakesProseSmallAndRandomBytesHardlyLarger) {
    EXPECT_LT(compress(sampleText(65'536)).size(), 65'536 / 2);
    EXPECT_LT(compress(Bytes(65'536, 'a')).size(), 1000);
    EXPECT_LT(compress(randomBytes(65'536)).size(), 65'536 * 11 / 10);
}

TEST(Compressor, RefusesWhatIsCutOffOrSaysItIsTooLong) {
    const Bytes text = sampleText(5000);
    Bytes packed = compress(text);
    EXPECT_FALSE(decompress(packed, text.size() - 1));
    packed.resize(packed.size() / 2);
    EXPECT_FALSE(decompress(packed, text.size()));
    EXPECT_FALSE(decompress({}, text.size()));
}

TEST(Compressor, ReadsDamagedBytesWithoutHarm) {
    const Bytes text = sampleText(5000);
    const Bytes packed = compress(text);
    for (std::size_t at = 0; at < packed.size(); ++at) {
        Bytes damaged = packed;
        damaged[at] = static_cast<std::uint8_t>(~damaged[at]);
        const auto read = decompress(damaged, text.size());
        EXPECT_LE(read.value_or(Bytes{}).size(), text.size());
    }
}

TEST(Primes, AreAsManyAsIsKnown) {
    // π(n): OEIS A006880 for the powers of ten.
    for (const auto& [limit, count] : std::vector<std::pair<std::uint64_t, std::uint64_t>>{
             {0, 0}, {1, 0}, {2, 1}, {3, 2}, {10, 4}, {100, 25}, {1000, 168}, {10'000, 1229}})
        EXPECT_EQ(countPrimes(limit), count) << limit;
}

TEST(RandomCycle, ComesToEachNumberBeforeItComesBack) {
    for (const std::uint32_t count : {1U, 2U, 3U, 10U, 4096U}) {
        const auto next = randomCycle(count, 5);
        ASSERT_EQ(next.size(), count);
        std::uint32_t steps = 0;
        std::uint32_t at = 0;
        do {
            at = next.at(at);
            ++steps;
        } while (at != 0 && steps <= count);
        EXPECT_EQ(steps, count);
    }
}

TEST(RandomCycle, IsTheSameForTheSameSeedAlone) {
    EXPECT_EQ(randomCycle(100, 5), randomCycle(100, 5));
    EXPECT_NE(randomCycle(100, 5), randomCycle(100, 6));
}

TEST(Percentile, IsAValueThatSoManyDoNotExceed) {
    std::vector<std::uint64_t> values(200);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = i + 1;
    EXPECT_EQ(percentile(values, 50), 100U);
    EXPECT_EQ(percentile(values, 99), 198U);
    EXPECT_EQ(percentile(values, 100), 200U);
    EXPECT_EQ(percentile({3}, 1), 3U);
    EXPECT_EQ(percentile({}, 99), 0U);
}

TEST(JsonLine, IsReadAgainWhateverItHolds) {
    const std::string text = JsonLine()
                                 .text("text", "a \"quoted\" back\\slash,\n\x01 and \xe9")
                                 .number("number", 18446744073709551615U)
                                 .numbers("list", {1, 2, 3})
                                 .truth("truth", true)
                                 .str();
    for (const char character : text)
        EXPECT_TRUE(character >= 0x20 && character < 0x7f);
    const auto json = nlohmann::json::parse(text);
    EXPECT_EQ(json["text"], "a \"quoted\" back\\slash,\n\x01 and \xc3\xa9");
    EXPECT_EQ(json["number"], 18446744073709551615U);
    EXPECT_EQ(json["list"], nlohmann::json::array({1, 2, 3}));
    EXPECT_EQ(json["truth"], true);
}

TEST(CpuTicks, AreTheFirstEightFieldsAndStealIsTheLast) {
    const auto ticks = parseCpuTicks("cpu  100 10 50 800 20 1 4 15 90 9");
    ASSERT_TRUE(ticks);
    EXPECT_EQ(ticks->total, 1000U) << "guests are part of user";
    EXPECT_EQ(ticks->steal, 15U);
    EXPECT_TRUE(parseCpuTicks("cpu  1 2 3 4 5 6 7 8"));
    for (const char* line : {"", "cpu0 1 2 3 4 5 6 7 8", "cpu  1 2 3 4 5 6 7", "cpu  what is this",
                             "cpu  1 2 3 4 -5 6 7 8"})
        EXPECT_FALSE(parseCpuTicks(line)) << line;
}

TEST(LineSplitter, FindsLinesInPiecesOfAnySize) {
    LineSplitter lines;
    lines.append("ru");
    EXPECT_FALSE(lines.next());
    lines.append("n x\r\n\nex");
    EXPECT_EQ(lines.next()->text, "run x");
    EXPECT_EQ(lines.next()->text, "");
    EXPECT_FALSE(lines.next());
    lines.append("it\n");
    EXPECT_EQ(lines.next()->text, "exit");
}

TEST(LineSplitter, ThrowsALineAwayThatIsTooLong) {
    LineSplitter lines;
    for (int i = 0; i < 10'000; ++i) {
        lines.append("0123456789");
        EXPECT_FALSE(lines.next());
    }
    lines.append("tail\nnext\n");
    const auto line = lines.next();
    ASSERT_TRUE(line);
    EXPECT_TRUE(line->tooLong);
    EXPECT_EQ(line->text, "");
    EXPECT_EQ(lines.next()->text, "next");
    lines.append(std::string(LineSplitter::longest, 'x') + "\r\n");
    EXPECT_FALSE(lines.next()->tooLong);
    lines.append(std::string(LineSplitter::longest + 1, 'x') + "\n");
    EXPECT_TRUE(lines.next()->tooLong);
}

TEST(Options, AreRefusedWithWhatIsExpected) {
    constexpr std::array<std::string_view, 2> allowed{"--batches", "--batch-ms"};
    const auto errorOf = [&](const std::vector<std::string>& words) {
        const auto options = Options::parse(words, allowed, "kernel 'x'");
        if (!options)
            return options.error().message;
        const auto number = options->number("--batches", 1, 10, 5);
        return number ? std::to_string(*number) : number.error().message;
    };
    EXPECT_EQ(errorOf({}), "5");
    EXPECT_EQ(errorOf({"--batches", "10"}), "10");
    EXPECT_EQ(errorOf({"--batch", "1"}),
              "'--batch' is no option of kernel 'x': expected --batches, --batch-ms");
    EXPECT_EQ(errorOf({"--batches"}), "--batches: expected a value after it");
    EXPECT_EQ(errorOf({"--batches", "1", "--batches", "2"}), "--batches: expected once only");
    for (const std::string wrong : {"0", "11", "-1", "+1", "1x", "", "99999999999999999999"})
        EXPECT_EQ(errorOf({"--batches", wrong}),
                  "--batches '" + wrong + "': expected a whole number from 1 to 10");
}

} // namespace twinvirt::bench::probe
