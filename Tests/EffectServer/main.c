// A light MCP server (2026-07-28) whose every effect is a line in a file of its own, for the kill loop of `reeve run`.
//
// Tools: `append`, `put` and `book`, with the arguments `run` and `cell` (together the effect's key) and `how`:
//   plain   an effect of a few milliseconds
//   refuse  the same, answered as an error of the tool
//   crash   the server exits in the middle of the first effect of this key
//   child   the effect is a long one of a child process, which a kill of the server does not end
//   stuck   the same, and the first effect of this key does not end by itself
// The first call of a key is lost, later ones are plain, where this is
//   before  the server exits before the effect
//   after   it exits after the effect, and before the answer
//   lose    `before`, `crash` or `after`, by the key
//   orphan  it exits at once, and a child of its own begins the effect a little later, by the key
//   late    a child begins the effect a little later, and nothing is lost
//   slow    the same, every time and so late that the caller is to have given the call up
// And `booked`, with `run` and `cell`: answers from the file `begun` where the effect of this key was begun, else `none`.
//
// Lines of `effects.log` in the working folder: `begin KEY TOOL PID`, `end KEY TOOL PID`; of `book` also `call` (before all
// else) and `lost` (this call gets no answer), of `booked` the answer, `none` or `found`. Each is one write of an appended file, so
// that servers side by side do not mix.
//
// Where the folder has a file `trigger` with `MOMENT COUNT`, the server kills its parent when it comes to that moment
// (start, listen, begin, end, answered, close; again: a further call of a key of `book`; asked, told: before and after the
// answer of `booked`) for the COUNT-th time, removes the file, and writes `kill MOMENT PID` first.
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

enum { CHILD_EFFECT_MS = 300, STUCK_EFFECT_MS = 60000, LATE_MS = 120, KEY_MAX = 256 };

static char line[1 << 20];
static int effects;
static int parent;
static char moment_wanted[32];
static int moments_left;
// A call was given up, so that the end of the input is not the end of all work.
static int is_given_up;

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

static int has(const char *what, const char *key) {
    char wanted[KEY_MAX + 16], found[KEY_MAX + 128];
    snprintf(wanted, sizeof wanted, "%s %s ", what, key);
    FILE *file = fopen(EFFECTS, "r");
    if (!file) return 0;
    int is_there = 0;
    while (!is_there && fgets(found, sizeof found, file)) is_there = strncmp(found, wanted, strlen(wanted)) == 0;
    fclose(file);
    return is_there;
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
static void perform_in_child(const char *key, const char *tool, int pause, int ms) {
    int begun[2];
    char byte = 0;
    if (pipe2(begun, O_CLOEXEC) != 0) _exit(4);
    pid_t child = fork();
    if (child == 0) {
        pause_ms(pause);
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

static void leave_to_orphan(const char *key, const char *tool, int pause, int ms) {
    pid_t child = fork();
    if (child < 0) _exit(4);
    if (child == 0) {
        pause_ms(pause);
        note("begin", key, tool);
        pause_ms(ms);
        note("end", key, tool);
    }
    _exit(3);
}

static const char *booked(const char *key) {
    reach("asked");
    int is_begun = has("begin", key);
    note(is_begun ? "found" : "none", key, "booked");
    return is_begun ? "\"content\":[{\"type\":\"text\",\"text\":\"begun\"}]"
                    : "\"content\":[{\"type\":\"text\",\"text\":\"none\"}]";
}

static const char *call(int is_question) {
    char run[KEY_MAX / 2 - 2], cell[KEY_MAX / 2 - 2], how[16], key[KEY_MAX];
    member("run", run, sizeof run);
    member("cell", cell, sizeof cell);
    member("how", how, sizeof how);
    snprintf(key, sizeof key, "%s/%s", run, cell);
    if (is_question) return booked(key);
    const char *tool = strstr(line, "\"name\":\"put\"") ? "put" : strstr(line, "\"name\":\"book\"") ? "book" : "append";
    int drawn = 1;
    for (const char *letter = key; *letter; letter++) drawn = (drawn * 31 + *letter) % 1009;
    int ms = drawn % 7;
    if (strcmp(tool, "book") == 0) {
        int is_further = has("call", key);
        note("call", key, tool);
        if (is_further) reach("again");
    }
    if (strcmp(how, "lose") == 0) strcpy(how, drawn % 3 == 0 ? "before" : drawn % 3 == 1 ? "crash" : "after");
    if (strcmp(how, "crash") == 0 && !has("begin", key)) {
        if (strcmp(tool, "book") == 0) note("lost", key, tool);
        note("begin", key, tool);
        reach("begin");
        _exit(3);
    }
    int is_losing = strcmp(how, "before") == 0 || strcmp(how, "after") == 0 || strcmp(how, "orphan") == 0;
    if (is_losing && !has("lost", key)) {
        if (strcmp(how, "after") == 0) perform(key, tool, ms);
        note("lost", key, tool);
        if (strcmp(how, "orphan") == 0) leave_to_orphan(key, tool, drawn % LATE_MS, ms);
        _exit(3);
    }
    if (strcmp(how, "stuck") == 0) perform_in_child(key, tool, 0, has("begin", key) ? ms : STUCK_EFFECT_MS);
    else if (strcmp(how, "child") == 0) perform_in_child(key, tool, 0, CHILD_EFFECT_MS);
    else if (strcmp(how, "late") == 0) perform_in_child(key, tool, LATE_MS, ms);
    else if (strcmp(how, "slow") == 0) {
        note("lost", key, tool);
        perform_in_child(key, tool, CHILD_EFFECT_MS, ms);
        is_given_up = 1;
    }
    else perform(key, tool, ms);
    return strcmp(how, "refuse") == 0 ? "\"content\":[{\"type\":\"text\",\"text\":\"refused\"}],\"isError\":true"
                                      : "\"content\":[{\"type\":\"text\",\"text\":\"done\"}]";
}

#define TEXT(name) "\"" name "\":{\"type\":\"string\"}"
#define TOOL(name, properties, required) \
    "{\"name\":\"" name "\",\"inputSchema\":{\"type\":\"object\",\"properties\":{" properties "},\"required\":[" required "]}}"
#define WRITER(name) TOOL(name, TEXT("run") "," TEXT("cell") "," TEXT("how"), "\"run\",\"cell\",\"how\"")
#define READER(name) TOOL(name, TEXT("run") "," TEXT("cell"), "\"run\",\"cell\"")

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
        int is_question = is_call && strstr(line, "\"name\":\"booked\"");
        if (strstr(line, "server/discover"))
            result = "\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{}},\"ttlMs\":0,"
                     "\"cacheScope\":\"private\"";
        else if (strstr(line, "\"tools/list\""))
            result = "\"tools\":[" WRITER("append") "," WRITER("put") "," WRITER("book") "," READER("booked")
                     "],\"ttlMs\":0,\"cacheScope\":\"private\"";
        else
            result = is_call ? call(is_question) : "\"ok\":true";
        printf("{\"jsonrpc\":\"2.0\",\"id\":%ld,\"result\":{\"resultType\":\"complete\",%s}}\n", number, result);
        fflush(stdout);
        reach(is_question ? "told" : is_call ? "answered" : "listen");
    }
    if (!is_given_up) reach("close");
}
