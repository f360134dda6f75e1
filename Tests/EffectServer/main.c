// A light MCP server (2026-07-28) whose every effect is a line in a file of its own, for the kill loop of `reeve run`.
//
// Tools: `append` and `put`, both with the arguments `run` and `cell` (together the effect's key) and `how`:
//   plain   an effect of a few milliseconds
//   refuse  the same, answered as an error of the tool
//   crash   the server exits in the middle of the first effect of this key
//   child   the effect is a long one of a child process, which a kill of the server does not end
//   stuck   the same, and the first effect of this key does not end by itself
//
// Lines of `effects.log` in the working folder: `begin KEY TOOL PID`, `end KEY TOOL PID`. Each is one write of an
// appended file, so that servers side by side do not mix.
//
// Where the folder has a file `trigger` with `MOMENT COUNT`, the server kills its parent when it comes to that moment
// (start, listen, begin, end, answered, close) for the COUNT-th time, removes the file, and writes `kill MOMENT PID` first.
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define EFFECTS "effects.log"
#define TRIGGER "trigger"

enum { CHILD_EFFECT_MS = 300, STUCK_EFFECT_MS = 60000, KEY_MAX = 256 };

static char line[1 << 20];
static int effects;
static int parent;
static char moment_wanted[32];
static int moments_left;

static void pause_ms(int ms) { usleep((useconds_t)ms * 1000); }

static void note(const char *what, const char *key, const char *tool) {
    char text[KEY_MAX + 128];
    int count = snprintf(text, sizeof text, "%s %s %s %d\n", what, key, tool, getpid());
    if (write(effects, text, (size_t)count) != count) _exit(4);
}

// The trigger is read once. The parent is known by a descriptor, so that no other process can be hit.
static void arm(void) {
    FILE *file = fopen(TRIGGER, "r");
    if (!file) return;
    if (fscanf(file, "%31s %d", moment_wanted, &moments_left) != 2) moments_left = 0;
    fclose(file);
    int id = getppid();
    parent = (int)syscall(SYS_pidfd_open, id, 0);
    if (parent < 0 || getppid() != id) moments_left = 0;
}

static void reach(const char *moment) {
    if (moments_left <= 0 || strcmp(moment, moment_wanted) != 0 || --moments_left > 0) return;
    // Several servers may come here at once; the one that removes the file has it.
    if (unlink(TRIGGER) != 0) return;
    note("kill", moment, "-");
    syscall(SYS_pidfd_send_signal, parent, SIGKILL, NULL, 0);
}

static int has_begun(const char *key) {
    char wanted[KEY_MAX + 16], found[KEY_MAX + 128];
    snprintf(wanted, sizeof wanted, "begin %s ", key);
    FILE *file = fopen(EFFECTS, "r");
    if (!file) return 0;
    int has = 0;
    while (!has && fgets(found, sizeof found, file)) has = strncmp(found, wanted, strlen(wanted)) == 0;
    fclose(file);
    return has;
}

static void member(const char *name, char *value, size_t size) {
    char wanted[32];
    snprintf(wanted, sizeof wanted, "\"%s\":\"", name);
    const char *start = strstr(line, wanted);
    value[0] = 0;
    if (!start) return;
    start += strlen(wanted);
    snprintf(value, size, "%.*s", (int)strcspn(start, "\""), start);
}

static void perform(const char *key, const char *tool, int ms) {
    note("begin", key, tool);
    reach("begin");
    pause_ms(ms);
    note("end", key, tool);
    reach("end");
}

// The effect is a child's; the moments are the server's.
static void perform_in_child(const char *key, const char *tool, int ms) {
    int begun[2];
    char byte = 0;
    if (pipe2(begun, O_CLOEXEC) != 0) _exit(4);
    pid_t child = fork();
    if (child == 0) {
        note("begin", key, tool);
        if (write(begun[1], &byte, 1) != 1) _exit(4);
        pause_ms(ms);
        note("end", key, tool);
        _exit(0);
    }
    if (child < 0 || read(begun[0], &byte, 1) != 1) _exit(4);
    close(begun[0]);
    close(begun[1]);
    reach("begin");
    if (waitpid(child, NULL, 0) != child) _exit(4);
    reach("end");
}

static const char *call(void) {
    char run[KEY_MAX / 2 - 2], cell[KEY_MAX / 2 - 2], how[16], key[KEY_MAX];
    member("run", run, sizeof run);
    member("cell", cell, sizeof cell);
    member("how", how, sizeof how);
    snprintf(key, sizeof key, "%s/%s", run, cell);
    const char *tool = strstr(line, "\"name\":\"put\"") ? "put" : "append";
    int ms = 1;
    for (const char *letter = key; *letter; letter++) ms = (ms * 31 + *letter) % 7;
    if (strcmp(how, "crash") == 0 && !has_begun(key)) {
        note("begin", key, tool);
        reach("begin");
        _exit(3);
    }
    if (strcmp(how, "stuck") == 0) perform_in_child(key, tool, has_begun(key) ? ms : STUCK_EFFECT_MS);
    else if (strcmp(how, "child") == 0) perform_in_child(key, tool, CHILD_EFFECT_MS);
    else perform(key, tool, ms);
    return strcmp(how, "refuse") == 0 ? "\"content\":[{\"type\":\"text\",\"text\":\"refused\"}],\"isError\":true"
                                      : "\"content\":[{\"type\":\"text\",\"text\":\"done\"}]";
}

#define TOOL(name) \
    "{\"name\":\"" name "\",\"inputSchema\":{\"type\":\"object\",\"properties\":{\"run\":{\"type\":\"string\"}," \
    "\"cell\":{\"type\":\"string\"},\"how\":{\"type\":\"string\"}},\"required\":[\"run\",\"cell\",\"how\"]}}"

int main(void) {
    effects = open(EFFECTS, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (effects < 0) return 4;
    arm();
    reach("start");
    while (fgets(line, sizeof line, stdin)) {
        const char *id = strstr(line, "\"id\":");
        if (!id) continue;
        long number = strtol(id + 5, NULL, 10);
        const char *result;
        int is_call = strstr(line, "\"tools/call\"") != NULL;
        if (strstr(line, "server/discover"))
            result = "\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{}},\"ttlMs\":0,"
                     "\"cacheScope\":\"private\"";
        else if (strstr(line, "\"tools/list\""))
            result = "\"tools\":[" TOOL("append") "," TOOL("put") "],\"ttlMs\":0,\"cacheScope\":\"private\"";
        else
            result = is_call ? call() : "\"ok\":true";
        printf("{\"jsonrpc\":\"2.0\",\"id\":%ld,\"result\":{\"resultType\":\"complete\",%s}}\n", number, result);
        fflush(stdout);
        reach(is_call ? "answered" : "listen");
    }
    reach("close");
}
