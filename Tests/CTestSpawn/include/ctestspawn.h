// Starting programs for tests.
#ifndef CTESTSPAWN_H
#define CTESTSPAWN_H

#include <sys/types.h>

// Starts a program in a process group of its own, with no signal blocked or ignored and no descriptor but the three
// streams: those of `streams`, /dev/null for each that is negative. `directory` is NULL where it is to start here.
// Returns 0 or an errno.
int ctestspawn(const char *path, char *const *argv, char *const *envp, const char *directory, const int streams[3],
               pid_t *pid);

#endif
