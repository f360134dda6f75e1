#define _GNU_SOURCE
#include "ctestspawn.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>

static int add_actions(posix_spawn_file_actions_t *actions, const char *directory, const int streams[3]) {
    int failure = 0;
    for (int stream = 0; stream < 3 && !failure; stream++)
        failure = streams[stream] < 0
                      ? posix_spawn_file_actions_addopen(actions, stream, "/dev/null", O_RDWR, 0)
                      : posix_spawn_file_actions_adddup2(actions, streams[stream], stream);
    if (!failure) failure = posix_spawn_file_actions_addclosefrom_np(actions, 3);
    if (!failure && directory) failure = posix_spawn_file_actions_addchdir_np(actions, directory);
    return failure;
}

int ctestspawn(const char *path, char *const *argv, char *const *envp, const char *directory, const int streams[3],
               pid_t *pid) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    int failure = add_actions(&actions, directory, streams);
    if (!failure) failure = posix_spawn(pid, path, &actions, &attributes, argv, envp);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failure;
}
