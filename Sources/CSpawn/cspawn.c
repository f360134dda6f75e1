#define _GNU_SOURCE
#include "cspawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// Descriptors above the standard ones, so that no dup2 of the child overwrites another pipe end.
enum { LOWEST_PIPE_END = 16, STATUS_DESCRIPTOR = 3 };

static void close_quietly(int *descriptor) {
    if (*descriptor >= 0) close(*descriptor);
    *descriptor = -1;
}

static int open_pipe(int ends[2]) {
    int low[2];
    if (pipe2(low, O_CLOEXEC) != 0) return errno;
    ends[0] = fcntl(low[0], F_DUPFD_CLOEXEC, LOWEST_PIPE_END);
    ends[1] = ends[0] < 0 ? -1 : fcntl(low[1], F_DUPFD_CLOEXEC, LOWEST_PIPE_END);
    int failure = ends[1] < 0 ? errno : 0;
    close(low[0]);
    close(low[1]);
    if (failure) close_quietly(&ends[0]);
    return failure;
}

static int set_non_blocking(int descriptor) {
    int flags = fcntl(descriptor, F_GETFL);
    return flags < 0 || fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) < 0 ? errno : 0;
}

// 0 or an errno; `pid` is set on success.
static int spawn(const struct cspawn_request *request, int input, int output, int error, int status, pid_t *pid) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int failure = posix_spawn_file_actions_init(&actions);
    if (failure) return failure;
    failure = posix_spawnattr_init(&attributes);
    if (failure) {
        posix_spawn_file_actions_destroy(&actions);
        return failure;
    }
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    failure = posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    if (!failure) failure = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    if (!failure) failure = posix_spawn_file_actions_adddup2(&actions, error, STDERR_FILENO);
    if (!failure && status >= 0) failure = posix_spawn_file_actions_adddup2(&actions, status, STATUS_DESCRIPTOR);
    int first_unused = status >= 0 ? STATUS_DESCRIPTOR + 1 : STATUS_DESCRIPTOR;
    if (!failure) failure = posix_spawn_file_actions_addclosefrom_np(&actions, first_unused);
    if (!failure && request->directory)
        failure = posix_spawn_file_actions_addchdir_np(&actions, request->directory);
    if (!failure) failure = posix_spawnattr_setsigmask(&attributes, &none);
    if (!failure) failure = posix_spawnattr_setsigdefault(&attributes, &all);
    // A new session: no controlling terminal, and a member that changes its group can still be found.
    if (!failure)
        failure = posix_spawnattr_setflags(
            &attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    if (!failure) failure = posix_spawn(pid, request->path, &actions, &attributes, request->argv, request->envp);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failure;
}

int cspawn_start(const struct cspawn_request *request, struct cspawn_child *child) {
    int input[2] = {-1, -1}, output[2] = {-1, -1}, error[2] = {-1, -1}, status[2] = {-1, -1};
    pid_t pid = -1;
    int failure = open_pipe(input);
    if (!failure) failure = open_pipe(output);
    if (!failure) failure = open_pipe(error);
    if (!failure && request->wants_status) failure = open_pipe(status);
    if (!failure) failure = set_non_blocking(input[1]);
    if (!failure) failure = set_non_blocking(output[0]);
    if (!failure) failure = set_non_blocking(error[0]);
    if (!failure && status[0] >= 0) failure = set_non_blocking(status[0]);
    if (!failure) failure = spawn(request, input[0], output[1], error[1], status[1], &pid);
    close_quietly(&input[0]);
    close_quietly(&output[1]);
    close_quietly(&error[1]);
    close_quietly(&status[1]);
    if (!failure) {
        child->pidfd = cspawn_pidfd_open(pid);
        if (child->pidfd < 0) {
            failure = errno;
            kill(-pid, SIGKILL);
            while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {}
        }
    }
    if (failure) {
        close_quietly(&input[1]);
        close_quietly(&output[0]);
        close_quietly(&error[0]);
        close_quietly(&status[0]);
        return failure;
    }
    child->pid = pid;
    child->input = input[1];
    child->output = output[0];
    child->error = error[0];
    child->status = status[0];
    return 0;
}

static int set_limit(__rlimit_resource_t resource, int64_t soft, int64_t hard) {
    struct rlimit limit = {(rlim_t)soft, (rlim_t)hard};
    struct rlimit current;
    // The hard limit can only go down.
    if (getrlimit(resource, &current) == 0 && current.rlim_max != RLIM_INFINITY) {
        if (limit.rlim_max > current.rlim_max) limit.rlim_max = current.rlim_max;
        if (limit.rlim_cur > limit.rlim_max) limit.rlim_cur = limit.rlim_max;
    }
    return setrlimit(resource, &limit) == 0 ? 0 : errno;
}

int cspawn_limit(int64_t cpu_seconds, int64_t data_bytes, int64_t open_files) {
    // A core file would hold the server's secrets.
    int failure = set_limit(RLIMIT_CORE, 0, 0);
    // SIGXCPU first, SIGKILL two seconds of work later.
    if (!failure && cpu_seconds >= 0) failure = set_limit(RLIMIT_CPU, cpu_seconds, cpu_seconds + 2);
    if (!failure && data_bytes >= 0) failure = set_limit(RLIMIT_DATA, data_bytes, data_bytes);
    if (!failure && open_files >= 0) failure = set_limit(RLIMIT_NOFILE, open_files, open_files);
    return failure;
}

int cspawn_bind_to_parent(pid_t parent) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return errno;
    if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) return errno;
    // The parent may have ended before the first call.
    return getppid() == parent ? 0 : ESRCH;
}

int cspawn_reset_signals(void) {
    // An ignored signal stays ignored across execve; a caught one does not.
    for (int number = 1; number <= SIGRTMAX; number++) {
        struct sigaction action;
        if (sigaction(number, NULL, &action) != 0 || action.sa_handler != SIG_IGN) continue;
        action.sa_handler = SIG_DFL;
        action.sa_flags = 0;
        sigaction(number, &action, NULL);
    }
    sigset_t none;
    sigemptyset(&none);
    return pthread_sigmask(SIG_SETMASK, &none, NULL);
}

int cspawn_close_on_exec(int descriptor) {
    return fcntl(descriptor, F_SETFD, FD_CLOEXEC) < 0 ? errno : 0;
}

int cspawn_peek_exit(pid_t pid, int *code, int *is_signal) {
    siginfo_t info;
    info.si_pid = 0;
    int result;
    do { result = waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT); } while (result != 0 && errno == EINTR);
    if (result != 0) return -1;
    if (info.si_pid == 0) return 0;
    *code = info.si_status;
    *is_signal = info.si_code != CLD_EXITED;
    return 1;
}

int cspawn_pidfd_open(pid_t pid) {
    return (int)syscall(SYS_pidfd_open, pid, 0);
}

int cspawn_pidfd_signal(int pidfd, int signal) {
    return syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0) == 0 ? 0 : errno;
}

int cspawn_event_open(int is_blocking) {
    return eventfd(0, EFD_CLOEXEC | (is_blocking ? 0 : EFD_NONBLOCK));
}

void cspawn_name_thread(const char *name) {
    prctl(PR_SET_NAME, name);
}
