#include "api/uri.h"

#include <gmock/gmock.h>

using namespace twinvirt;
using testing::HasSubstr;

namespace {

std::string complaint(const std::string& text) {
    const auto uri = ConnectionUri::parse(text);
    return uri ? "none" : uri.error().message;
}

} // namespace

TEST(ConnectionUri, printsWhatItRead) {
    for (const std::string text :
         {"lxc:///system", "qemu:///system", "qemu:///session", "test:///default",
          "mock:///default", "twin:///system", "lxc:///embed?root=/tmp/t"}) {
        const auto uri = ConnectionUri::parse(text);
        ASSERT_TRUE(uri) << uri.error().message;
        EXPECT_EQ(uri->toString(), text);
    }
}

TEST(ConnectionUri, readsTheRootOfAnEmbeddedDriver) {
    const auto uri = ConnectionUri::parse("lxc:///embed?root=/tmp/a%20b%25");
    ASSERT_TRUE(uri) << uri.error().message;
    EXPECT_EQ(uri->root, "/tmp/a b%");
    EXPECT_EQ(uri->toString(), "lxc:///embed?root=/tmp/a%20b%25");
}

TEST(ConnectionUri, takesLibvirtsSpellingOfItsLxcDriver) {
    EXPECT_EQ(ConnectionUri::parse("lxc:///")->toString(), "lxc:///system");
}

TEST(ConnectionUri, saysWhatIsWrongAndWhatIsKnown) {
    EXPECT_THAT(complaint("lxc"), HasSubstr("'lxc': no scheme; known are lxc:///system"));
    EXPECT_THAT(complaint("qemu+ssh://host/system"), HasSubstr("on this host"));
    EXPECT_THAT(complaint("foo:///bar"), HasSubstr("not known"));
    EXPECT_THAT(complaint("lxc:///embed"), HasSubstr("needs ?root="));
    EXPECT_THAT(complaint("lxc:///embed?root=relative"), HasSubstr("absolute"));
    EXPECT_THAT(complaint("lxc:///system?root=/tmp"), HasSubstr("/embed only"));
    EXPECT_THAT(complaint("lxc:///system?foo=1"), HasSubstr("unknown parameter 'foo=1'"));
}
