// stopwatch [--idle MS] [--gone PATH] PROGRAM [ARGUMENT]…: how long a command takes, in
// microseconds, after MS of idleness (0), until it has ended and PATH (if named) is gone. Spawns it
// as cheaply as can be, so that what is measured is the command and not the shell that runs it. The
// command's standard output is dropped; fails when the command does.
#include <sys/prctl.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

static double microseconds() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

static int spawnAndWait(char** command) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t pid = -1;
    const int error = ::posix_spawn(&pid, command[0], &actions, nullptr, command, environ);
    int status = -1;
    if (error != 0 || ::waitpid(pid, &status, 0) != pid || status != 0)
        std::fprintf(stderr, "stopwatch: %s: %s %d\n", command[0],
                     error != 0 ? std::strerror(error) : "status", status);
    return status;
}

int main(int argc, char** argv) {
    const char* path = nullptr;
    long idleMs = 0;
    int next = 1;
    for (; next + 1 < argc && std::strncmp(argv[next], "--", 2) == 0; next += 2) {
        if (std::strcmp(argv[next], "--gone") == 0)
            path = argv[next + 1];
        else
            idleMs = std::atol(argv[next + 1]);
    }
    if (next >= argc) {
        std::fprintf(stderr, "usage: stopwatch [--idle MS] [--gone PATH] PROGRAM [ARGUMENT]...\n");
        return 2;
    }
    ::prctl(PR_SET_TIMERSLACK, 1UL);
    ::usleep(static_cast<useconds_t>(idleMs) * 1000);
    const double start = microseconds();
    const int status = spawnAndWait(argv + next);
    while (status == 0 && path != nullptr && ::access(path, F_OK) == 0)
        ::usleep(20);
    std::printf("%.0f\n", microseconds() - start);
    return status == 0 ? 0 : 1;
}
