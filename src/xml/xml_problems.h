#pragma once

#include "util/error.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace twinvirt {

/// In the order in which they are told: a misspelt name comes before the name that is missing
/// because of it.
enum class XmlProblemKind { unknownName, wrongValue, missing };

/// What is wrong with a document.
class XmlProblems {
  public:
    explicit XmlProblems(std::string fileName) : fileName_(std::move(fileName)) {}

    /// `what` reads "<element>: what is wrong; what is expected there".
    void add(XmlProblemKind kind, int line, const std::string& what,
             ErrorCode code = ErrorCode::xmlError);
    /// More would change nothing and cost time.
    bool isFull() const { return problems_.size() >= 100; }
    /// The one to tell; nullopt when there is none.
    std::optional<Error> first() const;

  private:
    struct Problem {
        XmlProblemKind kind;
        int line;
        Error error;
    };

    std::string fileName_;
    std::vector<Problem> problems_;
};

} // namespace twinvirt
