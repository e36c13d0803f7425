// The init of containers under test: a static program with verbs that reports, a line for each
// fact, on its standard output what it sees from inside. Several verbs are done one after another.
#include "support/probe_attacks.h"
#include "support/probe_facts.h"

#include <sys/reboot.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

namespace {

void ignoreSignals() {
    for (int signal = 1; signal < 64; ++signal)
        ::signal(signal, SIG_IGN);
}

void obeySignals() {
    ::signal(SIGTERM, [](int) { ::_exit(0); });
}

/// A child that leaves its session and sleeps: it must not outlive the container.
void forkSleepers(int count) {
    for (int i = 0; i < count; ++i)
        if (::fork() == 0) {
            ::setsid();
            while (true)
                ::pause();
        }
}

/// Copies its input in upper case, line by line: a guest that answers on its console.
void shout() {
    char line[512];
    while (std::fgets(line, sizeof line, stdin) != nullptr) {
        for (char* c = line; *c != '\0'; ++c)
            *c = static_cast<char>(*c >= 'a' && *c <= 'z' ? *c - 32 : *c);
        std::fputs(line, stdout);
        std::fflush(stdout);
    }
}

void flood(long kib) {
    char block[1024];
    std::memset(block, 'x', sizeof block);
    for (long i = 0; i < kib; ++i)
        (void)!::write(STDOUT_FILENO, block, sizeof block);
}

/// Runs the verb at argv[i]; says how many of the arguments after it were its own.
int runVerb(char** argv, int i, int argc) {
    const char* verb = argv[i];
    const char* argument = i + 1 < argc ? argv[i + 1] : "0";
    if (std::strcmp(verb, "sleep") == 0)
        while (true)
            ::pause();
    if (std::strcmp(verb, "exit") == 0)
        std::exit(std::atoi(argument));
    if (std::strcmp(verb, "poweroff") == 0)
        return ::reboot(RB_POWER_OFF);
    if (std::strcmp(verb, "reboot") == 0)
        return ::reboot(RB_AUTOBOOT);
    if (std::strcmp(verb, "ignore-signals") == 0)
        ignoreSignals();
    else if (std::strcmp(verb, "obey-signals") == 0)
        obeySignals();
    else if (std::strcmp(verb, "shout") == 0)
        shout();
    else if (std::strcmp(verb, "crash") == 0)
        __builtin_trap();
    else if (std::strcmp(verb, "fork") == 0)
        return forkSleepers(std::atoi(argument)), 1;
    else if (std::strcmp(verb, "flood") == 0)
        return flood(std::atol(argument)), 1;
    else if (std::strcmp(verb, "say") == 0)
        return std::printf("%s\n", argument), 1;
    else if (std::strcmp(verb, "wait-ms") == 0)
        return ::usleep(static_cast<useconds_t>(std::atol(argument) * 1000)), 1;
    else if (twinvirt::probe::attack(verb, argument))
        return 1;
    else
        return twinvirt::probe::reportFact(verb, argument);
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    for (int i = 1; i < argc; ++i)
        i += runVerb(argv, i, argc);
    std::printf("end\n");
    return 0;
}
