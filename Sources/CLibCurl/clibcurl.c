#define _GNU_SOURCE
#define CURL_DISABLE_TYPECHECK
#include "clibcurl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

// Every function that is looked up. The types are those of the header.
#define FUNCTIONS(F)                                                                                                   \
    F(curl_global_init)                                                                                                \
    F(curl_version_info)                                                                                               \
    F(curl_easy_init)                                                                                                  \
    F(curl_easy_cleanup)                                                                                               \
    F(curl_easy_setopt)                                                                                                \
    F(curl_easy_getinfo)                                                                                               \
    F(curl_easy_pause)                                                                                                 \
    F(curl_easy_strerror)                                                                                              \
    F(curl_slist_append)                                                                                               \
    F(curl_slist_free_all)                                                                                             \
    F(curl_multi_init)                                                                                                 \
    F(curl_multi_cleanup)                                                                                              \
    F(curl_multi_setopt)                                                                                               \
    F(curl_multi_add_handle)                                                                                           \
    F(curl_multi_remove_handle)                                                                                        \
    F(curl_multi_perform)                                                                                              \
    F(curl_multi_poll)                                                                                                 \
    F(curl_multi_wakeup)                                                                                               \
    F(curl_multi_info_read)

#define MEMBER(name) __typeof__(name) *name##_;
static struct { FUNCTIONS(MEMBER) } api;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char message[256];
static const char *failure = NULL;

static void fail(const char *text) {
    snprintf(message, sizeof message, "%s", text);
    failure = message;
}

static void load(void) {
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        const char *text = dlerror();
        fail(text == NULL ? "libcurl.so.4 cannot be loaded" : text);
        return;
    }
#define LOOK_UP(name)                                                                                                  \
    *(void **)&api.name##_ = dlsym(library, #name);                                                                    \
    if (api.name##_ == NULL) {                                                                                         \
        fail("libcurl.so.4 has no " #name);                                                                            \
        return;                                                                                                        \
    }
    FUNCTIONS(LOOK_UP)
    // 7.80.0 has CURLOPT_PREREQFUNCTION, the newest option that cannot be done without.
    const curl_version_info_data *version = api.curl_version_info_(CURLVERSION_NOW);
    if (version->version_num < 0x075000) {
        snprintf(message, sizeof message, "libcurl is version %s; 7.80.0 or newer is needed", version->version);
        failure = message;
        return;
    }
    if (api.curl_global_init_(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        fail("libcurl cannot be set up");
    }
}

const char *clibcurl_load(void) {
    pthread_once(&once, load);
    return failure;
}

void clibcurl_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

CURL *clibcurl_easy_init(void) { return api.curl_easy_init_(); }

void clibcurl_easy_cleanup(CURL *easy) { api.curl_easy_cleanup_(easy); }

CURLcode clibcurl_set_long(CURL *easy, CURLoption option, long value) {
    return api.curl_easy_setopt_(easy, option, value);
}

CURLcode clibcurl_set_offset(CURL *easy, CURLoption option, int64_t value) {
    return api.curl_easy_setopt_(easy, option, (curl_off_t)value);
}

CURLcode clibcurl_set_text(CURL *easy, CURLoption option, const char *text) {
    return api.curl_easy_setopt_(easy, option, text);
}

CURLcode clibcurl_set_memory(CURL *easy, CURLoption option, void *memory) {
    return api.curl_easy_setopt_(easy, option, memory);
}

CURLcode clibcurl_set_blob(CURL *easy, CURLoption option, void *bytes, size_t count) {
    struct curl_blob blob = {.data = bytes, .len = count, .flags = CURL_BLOB_NOCOPY};
    return api.curl_easy_setopt_(easy, option, &blob);
}

CURLcode clibcurl_set_callbacks(CURL *easy, const struct clibcurl_callbacks *callbacks, void *context) {
    CURLcode code = CURLE_OK;
#define SET(option, value)                                                                                             \
    if (code == CURLE_OK) {                                                                                            \
        code = api.curl_easy_setopt_(easy, option, value);                                                             \
    }
    SET(CURLOPT_HEADERFUNCTION, callbacks->header)
    SET(CURLOPT_HEADERDATA, context)
    SET(CURLOPT_WRITEFUNCTION, callbacks->body)
    SET(CURLOPT_WRITEDATA, context)
    SET(CURLOPT_OPENSOCKETFUNCTION, callbacks->open_socket)
    SET(CURLOPT_OPENSOCKETDATA, context)
    SET(CURLOPT_PREREQFUNCTION, callbacks->before_request)
    SET(CURLOPT_PREREQDATA, context)
    if (callbacks->progress != NULL) {
        SET(CURLOPT_XFERINFOFUNCTION, callbacks->progress)
        SET(CURLOPT_XFERINFODATA, context)
        SET(CURLOPT_NOPROGRESS, 0L)
    }
    return code;
}

long clibcurl_info_long(CURL *easy, CURLINFO info) {
    long value = 0;
    return api.curl_easy_getinfo_(easy, info, &value) == CURLE_OK ? value : 0;
}

int64_t clibcurl_info_offset(CURL *easy, CURLINFO info) {
    curl_off_t value = 0;
    return api.curl_easy_getinfo_(easy, info, &value) == CURLE_OK ? value : 0;
}

CURLcode clibcurl_pause(CURL *easy, int mask) { return api.curl_easy_pause_(easy, mask); }

const char *clibcurl_explain(CURLcode code) { return api.curl_easy_strerror_(code); }

struct curl_slist *clibcurl_list_append(struct curl_slist *list, const char *text) {
    return api.curl_slist_append_(list, text);
}

void clibcurl_list_free(struct curl_slist *list) { api.curl_slist_free_all_(list); }

CURLM *clibcurl_multi_init(void) { return api.curl_multi_init_(); }

void clibcurl_multi_cleanup(CURLM *multi) { api.curl_multi_cleanup_(multi); }

CURLMcode clibcurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return api.curl_multi_setopt_(multi, option, value);
}

CURLMcode clibcurl_multi_add(CURLM *multi, CURL *easy) { return api.curl_multi_add_handle_(multi, easy); }

CURLMcode clibcurl_multi_remove(CURLM *multi, CURL *easy) { return api.curl_multi_remove_handle_(multi, easy); }

CURLMcode clibcurl_multi_perform(CURLM *multi) {
    int running = 0;
    return api.curl_multi_perform_(multi, &running);
}

CURLMcode clibcurl_multi_poll(CURLM *multi, int timeout_ms) {
    return api.curl_multi_poll_(multi, NULL, 0, timeout_ms, NULL);
}

CURLMcode clibcurl_multi_wakeup(CURLM *multi) { return api.curl_multi_wakeup_(multi); }

CURL *clibcurl_multi_take_ended(CURLM *multi, CURLcode *code) {
    int left = 0;
    CURLMsg *entry;
    while ((entry = api.curl_multi_info_read_(multi, &left)) != NULL) {
        if (entry->msg == CURLMSG_DONE) {
            *code = entry->data.result;
            return entry->easy_handle;
        }
    }
    return NULL;
}
