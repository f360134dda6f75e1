#include "clibcurl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static void *library = NULL;
static const char *failure = NULL;

static void load(void) {
    library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        failure = dlerror();
    }
}

const char *clibcurl_load(void) {
    pthread_once(&once, load);
    return failure;
}
