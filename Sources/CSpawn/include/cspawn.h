// Starting, confining and watching child processes: the parts that Swift cannot say itself
// (variadic system calls, unions, posix_spawn's attribute objects).
#ifndef CSPAWN_H
#define CSPAWN_H

#include <stdint.h>
#include <sys/types.h>

struct cspawn_request {
    const char *path;
    char *const *argv;
    char *const *envp;
    // NULL keeps the working directory.
    const char *directory;
    // Not 0: descriptor 3 of the child is the write end of a pipe for the launcher's errno.
    int wants_status;
};

struct cspawn_child {
    pid_t pid;
    int pidfd;
    // Our ends of the pipes, non-blocking and close-on-exec. `status` is -1 where it was not wanted.
    int input;
    int output;
    int error;
    int status;
};

// Starts a process as the leader of a new session, and so of a new process group, with default
// signal dispositions, an empty signal mask and no descriptor but its pipes. Returns 0 or an errno.
int cspawn_start(const struct cspawn_request *request, struct cspawn_child *child);

// Limits are applied to the calling process where they are not negative. Returns 0 or an errno.
int cspawn_limit(int64_t cpu_seconds, int64_t data_bytes, int64_t open_files);

// Binds the calling process to its parent: SIGKILL when the parent's thread ends. It also becomes
// the reaper of its descendants; both settings outlive execve. Returns 0, or an errno; ESRCH where
// `parent` is not the parent (any more).
int cspawn_bind_to_parent(pid_t parent);

// Gives the calling thread an empty signal mask and every ignored signal its default handling, so
// that execve hands on neither. Returns 0 or an errno.
int cspawn_reset_signals(void);

// Sets close-on-exec. Returns 0 or an errno.
int cspawn_close_on_exec(int descriptor);

// Whether the child has ended, without reaping it. 1: ended, with `code` and `is_signal` set; 0: it
// runs; -1: there is no such child.
int cspawn_peek_exit(pid_t pid, int *code, int *is_signal);

// A descriptor for the process; -1 with errno where it is gone.
int cspawn_pidfd_open(pid_t pid);
// Returns 0 or an errno.
int cspawn_pidfd_signal(int pidfd, int signal);

// A counter in the kernel (eventfd), close-on-exec; -1 with errno.
int cspawn_event_open(int is_blocking);

// Names the calling thread; 15 bytes count.
void cspawn_name_thread(const char *name);

#endif
