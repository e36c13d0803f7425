#include "kvm/base64.h"

#include <gtest/gtest.h>

namespace twinvirt::kvm {
namespace {

TEST(Base64, encodesTheVectorsOfRfc4648) {
    EXPECT_EQ(encodeBase64(""), "");
    EXPECT_EQ(encodeBase64("f"), "Zg==");
    EXPECT_EQ(encodeBase64("fo"), "Zm8=");
    EXPECT_EQ(encodeBase64("foobar"), "Zm9vYmFy");
}

TEST(Base64, givesEveryByteBack) {
    std::string all;
    for (int byte = 0; byte < 256; ++byte)
        all += static_cast<char>(byte);
    for (std::size_t length = 250; length <= all.size(); ++length) {
        const auto bytes = all.substr(0, length);
        EXPECT_EQ(decodeBase64(encodeBase64(bytes)), bytes);
    }
}

TEST(Base64, refusesWhatIsNotBase64) {
    EXPECT_EQ(decodeBase64("Zg="), std::nullopt);
    EXPECT_EQ(decodeBase64("Z*=="), std::nullopt);
}

} // namespace
} // namespace twinvirt::kvm
