/* The limit that reading manifests is compared with: libyaml's events over the same bytes, and nothing else. As many
   processes as the first argument says share the files, as the threads of a reader do. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include <yaml.h>

static int parse(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) return 1;
    yaml_parser_t parser;
    yaml_parser_initialize(&parser);
    yaml_parser_set_input_file(&parser, file);
    for (int done = 0; !done;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) return 2;
        done = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    fclose(file);
    return 0;
}

int main(int count, char **arguments) {
    int lanes = count > 1 ? atoi(arguments[1]) : 0;
    if (lanes < 1) return 64;
    for (int lane = 0; lane < lanes; lane++) {
        if (fork() != 0) continue;
        for (int index = 2 + lane; index < count; index += lanes) {
            int failure = parse(arguments[index]);
            if (failure) _exit(failure);
        }
        _exit(0);
    }
    int status, worst = 0;
    while (wait(&status) > 0) {
        if (status) worst = 3;
    }
    return worst;
}
