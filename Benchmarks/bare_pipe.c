// The limit of an MCP client over stdio: one request line out, one line in, no client library. One thread a session.
//
//   bare_pipe SESSIONS TOOL JSON COMMAND...    for each line of its input, so many calls; prints {"calls_per_second": n}
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SESSIONS_MAX 64
#define META \
    "\"_meta\":{\"io.modelcontextprotocol/clientCapabilities\":{},\"io.modelcontextprotocol/clientInfo\":" \
    "{\"name\":\"bare\",\"version\":\"0\"},\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}"

static struct { int in, out; long count; } session[SESSIONS_MAX];
static char call[1 << 16], discover[] =
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server/discover\",\"params\":{" META "}}\n";

static void exchange(int index, const char *line) {
    char answer[1 << 16];
    size_t length = strlen(line);
    if (write(session[index].in, line, length) != (ssize_t)length) exit(1);
    ssize_t count;
    do {
        count = read(session[index].out, answer, sizeof answer);
        if (count <= 0) exit(1);
    } while (answer[count - 1] != '\n');
}

static void *work(void *argument) {
    int index = (int)(long)argument;
    for (long left = session[index].count; left > 0; left--) exchange(index, call);
    return NULL;
}

static void start(int index, char **command) {
    int in[2], out[2];
    if (pipe(in) || pipe(out)) exit(1);
    if (fork() == 0) {
        dup2(in[0], 0);
        dup2(out[1], 1);
        for (int descriptor = 3; descriptor < 1024; descriptor++) close(descriptor);
        execvp(command[0], command);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    session[index].in = in[1];
    session[index].out = out[0];
    exchange(index, discover);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

int main(int count, char **words) {
    if (count < 5) return 64;
    int sessions = atoi(words[1]);
    if (sessions < 1 || sessions > SESSIONS_MAX) return 64;
    snprintf(call, sizeof call,
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{" META ",\"arguments\":%s,\"name\":\"%s\"}}\n",
        words[3], words[2]);
    for (int index = 0; index < sessions; index++) start(index, words + 4);
    char line[64];
    while (fgets(line, sizeof line, stdin)) {
        long each = atol(line) / sessions;
        if (each < 1) each = 1;
        pthread_t threads[SESSIONS_MAX];
        double begin = now();
        for (long index = 0; index < sessions; index++) {
            session[index].count = each;
            pthread_create(&threads[index], NULL, work, (void *)index);
        }
        for (int index = 0; index < sessions; index++) pthread_join(threads[index], NULL);
        printf("{\"calls_per_second\": %.0f}\n", each * sessions / (now() - begin));
        fflush(stdout);
    }
}
