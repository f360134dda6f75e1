// An MCP server (2026-07-28) that does next to nothing: what is measured is the client.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char line[1 << 20];

int main(void) {
    while (fgets(line, sizeof line, stdin)) {
        const char *id = strstr(line, "\"id\":");
        if (!id) continue;
        const char *result = "\"content\":[{\"type\":\"text\",\"text\":\"ok\"}]";
        if (strstr(line, "server/discover"))
            result = "\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{}},\"ttlMs\":0,\"cacheScope\":\"private\"";
        else if (strstr(line, "tools/list"))
            result = "\"tools\":[{\"name\":\"noop\",\"inputSchema\":{\"type\":\"object\"}}],\"ttlMs\":0,\"cacheScope\":\"private\"";
        printf("{\"jsonrpc\":\"2.0\",\"id\":%ld,\"result\":{\"resultType\":\"complete\",%s}}\n", strtol(id + 5, NULL, 10), result);
        fflush(stdout);
    }
}
