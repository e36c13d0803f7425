#include "api/change_scope.h"

#include <gtest/gtest.h>

namespace twinvirt {

static DomainRecord domainThat(bool runs, bool persistent) {
    DomainRecord record;
    record.persistent = persistent;
    if (runs)
        record.id = 7;
    return record;
}

TEST(ChangeScope, CurrentIsTheLiveDefinitionOfADomainThatRunsAndElseThePersistentOne) {
    EXPECT_EQ(*resolveScope({}, domainThat(true, true)), (ChangeScope{true, false}));
    EXPECT_EQ(*resolveScope({}, domainThat(false, true)), (ChangeScope{false, true}));
}

TEST(ChangeScope, WhatWasAskedForStays) {
    EXPECT_EQ(*resolveScope({true, true}, domainThat(true, true)), (ChangeScope{true, true}));
    EXPECT_EQ(*resolveScope({false, true}, domainThat(true, true)), (ChangeScope{false, true}));
}

TEST(ChangeScope, ADefinitionThatDoesNotExistIsNoScope) {
    EXPECT_EQ(resolveScope({true, false}, domainThat(false, true)).error().message,
              "Requested operation is not valid: domain is not running");
    EXPECT_EQ(resolveScope({false, true}, domainThat(true, false)).error().message,
              "Requested operation is not valid: transient domains do not have any persistent "
              "config");
}

} // namespace twinvirt
