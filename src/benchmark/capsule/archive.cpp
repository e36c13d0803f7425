#include "benchmark/capsule/archive.h"

#include "util/unique_fd.h"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <unistd.h>
#include <zlib.h>

namespace twinvirt::bench {

// Callbacks instead of archive_read_open_fd: that function pulls every format of a static
// libarchive into the program, and the libraries of their codecs with them.
struct Input {
    UniqueFd file;
    std::array<char, 65536> buffer{};
};

extern "C" {
static la_ssize_t readInput(archive* handle, void* client, const void** data) {
    auto* input = static_cast<Input*>(client);
    ssize_t count = -1;
    do
        count = ::read(input->file.get(), input->buffer.data(), input->buffer.size());
    while (count < 0 && errno == EINTR);
    if (count < 0)
        archive_set_error(handle, errno, "it cannot be read");
    *data = input->buffer.data();
    return count;
}
}

namespace {

using ReaderPtr = std::unique_ptr<archive, decltype(&archive_read_free)>;

Error failed(archive* handle, const std::string& what) {
    const char* reason = archive_error_string(handle);
    return {ErrorCode::operationFailed,
            what + ": " + (reason == nullptr ? "no reason given" : reason)};
}

Error refused(const std::string& file, const std::string& why) {
    return {ErrorCode::invalidArgument, "read '" + file + "': " + why};
}

/// A header of ustar (POSIX.1-1988), for a plain file of root with a short name. By hand, since
/// each of libarchive's writers of tar pulls all its other formats into a static program.
struct TarHeader {
    std::array<char, 100> name{};
    std::array<char, 8> mode{};
    std::array<char, 8> uid{};
    std::array<char, 8> gid{};
    std::array<char, 12> size{};
    std::array<char, 12> mtime{};
    std::array<char, 8> checksum{};
    char type = '0';
    std::array<char, 100> linkName{};
    std::array<char, 6> magic{'u', 's', 't', 'a', 'r', '\0'};
    std::array<char, 2> version{'0', '0'};
    std::array<char, 247> rest{}; ///< names of user and group, device, prefix, padding
};
constexpr std::size_t tarBlock = 512;
constexpr std::size_t largestPacked = 512U << 20U;
static_assert(sizeof(TarHeader) == tarBlock);

/// Octal digits with leading zeros, a NUL at the end.
template <std::size_t size>
void putOctal(std::array<char, size>& field, std::uint64_t value) {
    field.back() = '\0';
    for (std::size_t i = size - 1; i-- > 0; value /= 8)
        field[i] = static_cast<char>('0' + value % 8);
}

std::string headerOf(const std::string& name, std::size_t size) {
    TarHeader header;
    std::copy_n(name.begin(), std::min(name.size(), header.name.size() - 1), header.name.begin());
    putOctal(header.mode, 0644);
    putOctal(header.uid, 0);
    putOctal(header.gid, 0);
    putOctal(header.size, size);
    putOctal(header.mtime, 0);
    header.checksum.fill(' '); // as which it counts itself
    std::string bytes(tarBlock, '\0');
    std::memcpy(bytes.data(), &header, tarBlock);
    std::uint64_t sum = 0;
    for (const char byte : bytes)
        sum += static_cast<unsigned char>(byte);
    putOctal(header.checksum, sum);
    std::memcpy(bytes.data(), &header, tarBlock);
    return bytes;
}

/// Gzipped, without a time.
Result<std::string> gzipped(const std::string& content) {
    z_stream stream{};
    constexpr int gzipWindow = 15 + 16; // zlib.h: 16 more for a gzip header
    constexpr int memoryLevel = 8;
    if (::deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzipWindow, memoryLevel,
                       Z_DEFAULT_STRATEGY) != Z_OK)
        return Error{ErrorCode::operationFailed, "pack: zlib does not start"};
    std::string packed(::deflateBound(&stream, content.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
    stream.avail_in = static_cast<uInt>(content.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    const int status = ::deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    ::deflateEnd(&stream);
    if (status != Z_STREAM_END)
        return Error{ErrorCode::operationFailed, "pack: zlib does not come to an end"};
    return packed;
}

/// A name of the archive as a message may show it.
std::string shown(const char* name) {
    std::string text;
    constexpr std::size_t longest = 80;
    for (const char* c = name; c != nullptr && *c != '\0' && text.size() < longest; ++c)
        text += *c >= ' ' && *c <= '~' ? *c : '?';
    return text;
}

std::optional<std::string> whyRefused(archive_entry* entry, const std::string& name,
                                      const std::optional<std::size_t>& limit) {
    const bool leadsOut =
        name.starts_with('/') || ("/" + name + "/").find("/../") != std::string::npos;
    if (leadsOut)
        return "its path leads out of the archive";
    if (archive_entry_hardlink(entry) != nullptr || archive_entry_symlink(entry) != nullptr)
        return "it is a link, and only plain files have a place in it";
    if (archive_entry_filetype(entry) != AE_IFREG)
        return "it is no plain file";
    if (!limit)
        return "nothing of this name has a place in it";
    if (archive_entry_size_is_set(entry) == 0)
        return "it does not say how large it is";
    const la_int64_t size = archive_entry_size(entry);
    if (size < 0 || static_cast<std::uint64_t>(size) > *limit)
        return "it has " + std::to_string(size) + " bytes, more than the " +
               std::to_string(*limit) + " that it can have";
    return std::nullopt;
}

Result<std::string> contentOf(archive* reader, archive_entry* entry, const std::string& file) {
    // Grows with what is really there: what an entry says of its size costs nothing.
    const auto size = static_cast<std::size_t>(archive_entry_size(entry));
    std::string content;
    std::array<char, 65536> buffer{};
    while (content.size() < size) {
        const la_ssize_t count = archive_read_data(reader, buffer.data(), buffer.size());
        if (count < 0)
            return refused(file, failed(reader, "it is damaged or cut off").message);
        if (count == 0)
            return refused(file, "it is cut off");
        content.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return content;
}

Result<void> takeMember(archive* reader, archive_entry* entry, const std::string& file,
                        const MemberLimit& limit, ArchiveMembers& members) {
    const char* path = archive_entry_pathname(entry);
    const std::string name = path == nullptr ? "" : path;
    const auto largest = limit(name);
    if (const auto why = whyRefused(entry, name, largest))
        return refused(file, "'" + shown(path) + "': " + *why);
    if (members.contains(name))
        return refused(file, "'" + name + "' is in it twice");
    members[name] = TRY(contentOf(reader, entry, file));
    return {};
}

} // namespace

Result<std::string> packArchive(const ArchiveMembers& members) {
    std::string tar;
    for (const auto& [name, content] : members) {
        if (name.size() >= sizeof(TarHeader::name) || content.size() > largestPacked)
            return Error{ErrorCode::invalidArgument,
                         "pack '" + name + "': its name or its content is too long"};
        tar += headerOf(name, content.size());
        tar += content;
        tar.append((tarBlock - content.size() % tarBlock) % tarBlock, '\0');
    }
    tar.append(2 * tarBlock, '\0');
    return gzipped(tar);
}

Result<ArchiveMembers> unpackArchive(const std::string& file, const MemberLimit& limit) {
    Input input;
    input.file.reset(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!input.file)
        return systemError("open '" + file + "'");
    const ReaderPtr reader(archive_read_new(), archive_read_free);
    if (archive_read_support_format_tar(reader.get()) != ARCHIVE_OK ||
        archive_read_support_filter_gzip(reader.get()) != ARCHIVE_OK ||
        archive_read_open(reader.get(), &input, nullptr, readInput, nullptr) != ARCHIVE_OK)
        return refused(file, "it is no gzipped tar archive, or it is cut off");
    ArchiveMembers members;
    while (true) {
        archive_entry* entry = nullptr;
        const int status = archive_read_next_header(reader.get(), &entry);
        if (status == ARCHIVE_EOF)
            return members;
        if (status != ARCHIVE_OK)
            return refused(file,
                           failed(reader.get(),
                                  members.empty() ? "it is no gzipped tar archive, or it is cut off"
                                                  : "it is damaged or cut off")
                               .message);
        TRY(takeMember(reader.get(), entry, file, limit, members));
    }
}

} // namespace twinvirt::bench
