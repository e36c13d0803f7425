#include "api/connection_state.h"

#include <algorithm>
#include <charconv>

namespace twinvirt {

namespace {

std::optional<long> parseId(const std::string& key) {
    long id = 0;
    const auto end = key.data() + key.size();
    const auto [stop, error] = std::from_chars(key.data(), end, id);
    if (error != std::errc{} || stop != end || id < 0)
        return std::nullopt;
    return id;
}

using Question = std::function<Result<DomainRecord>(Driver&)>;

/// What `key` may be, in virsh's order: id, UUID, name.
std::vector<Question> questionsFor(const std::string& key, unsigned keys) {
    constexpr std::size_t uuidTextLength = 36;
    std::vector<Question> questions;
    const auto id = (keys & lookupById) != 0 ? parseId(key) : std::nullopt;
    if (id)
        questions.emplace_back([id = *id](Driver& driver) { return driver.lookupById(id); });
    if ((keys & lookupByUuid) != 0 && key.size() == uuidTextLength)
        if (const auto uuid = Uuid::parse(key))
            questions.emplace_back(
                [uuid = *uuid](Driver& driver) { return driver.lookupByUuid(uuid); });
    if ((keys & lookupByName) != 0)
        questions.emplace_back([&key](Driver& driver) { return driver.lookupByName(key); });
    return questions;
}

struct Search {
    std::vector<Domain> found;
    std::optional<Error> obstacle; ///< a driver that might know the domain and cannot be asked
};

Error notFound(const std::string& key) {
    return {ErrorCode::noDomain, "failed to get domain '" + key + "'"};
}

Error ambiguous(const std::string& key, const std::vector<Domain>& found) {
    std::string ways;
    for (const auto& domain : found)
        ways += (ways.empty() ? "" : " or ") + domain.kind + ":" + key;
    return {ErrorCode::invalidArgument,
            "domain '" + key + "' is there in more than one kind; write " + ways};
}

bool isKind(const DriverEntry& entry, const std::string& prefix) {
    return entry.kind == prefix || std::ranges::find(entry.schemes, prefix) != entry.schemes.end();
}

} // namespace

Result<Domain> Connection::lookup(const std::string& key, unsigned keys) {
    const auto search = [&](const std::string& kind, const std::string& name) -> Result<Domain> {
        Search result;
        for (const auto& question : questionsFor(name, keys)) {
            for (auto& slot : state_->slots) {
                if ((!kind.empty() && !isKind(*slot.entry, kind)) ||
                    (state_->isTwin() && !slot.mayHave(name)))
                    continue;
                auto driver = state_->open(slot);
                auto record = driver ? question(**driver) : Result<DomainRecord>(driver.error());
                if (record)
                    result.found.push_back({*driver, slot.entry->kind, *std::move(record)});
                else if (record.error().code != ErrorCode::noDomain)
                    result.obstacle = record.error();
            }
            if (result.found.size() == 1)
                return std::move(result.found.front());
            if (result.found.size() > 1)
                return ambiguous(name, result.found);
        }
        return result.obstacle.value_or(notFound(key));
    };

    const auto colon = key.find(':');
    const auto prefix = colon == std::string::npos ? "" : key.substr(0, colon);
    const bool kindGiven =
        !prefix.empty() && std::ranges::any_of(state_->slots, [&](const DriverSlot& slot) {
            return isKind(*slot.entry, prefix);
        });
    if (kindGiven) {
        auto domain = search(prefix, key.substr(colon + 1));
        if (domain || domain.error().code != ErrorCode::noDomain)
            return domain;
    }
    return search("", key); // libvirt allows a colon in a name
}

Result<std::vector<Domain>> Connection::listDomains(const ListFilter& filter) {
    state_->unavailable.clear();
    std::vector<Domain> domains;
    for (auto& slot : state_->slots) {
        if (state_->isTwin() && !slot.mayHave(""))
            continue;
        auto driver = state_->open(slot);
        auto records = driver ? (*driver)->listDomains(filter)
                              : Result<std::vector<DomainRecord>>(driver.error());
        if (!records) {
            if (!state_->isTwin())
                return std::move(records).error();
            state_->unavailable.push_back(records.error());
            continue;
        }
        for (auto& record : *records)
            domains.push_back({*driver, slot.entry->kind, std::move(record)});
    }
    if (domains.empty() && state_->unavailable.size() == state_->slots.size())
        return state_->unavailable.front();
    return domains;
}

} // namespace twinvirt
