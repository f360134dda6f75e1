// libcurl, loaded when it is first used. Loading it costs some milliseconds, which commands that open no connection
// do not pay.
//
// Types and constants are those of <curl/curl.h>. Its functions are not linked: a call of one of them does not build into
// a program. The functions below stand for them; they are to be called only after clibcurl_load() has returned NULL.
#ifndef CLIBCURL_H
#define CLIBCURL_H

#include <curl/curl.h>
#include <stddef.h>
#include <stdint.h>

// Loads libcurl unless it is loaded. Returns NULL, or why it cannot be used, for as long as the process lives. Safe to
// call from any thread.
const char *clibcurl_load(void);

// Names the calling thread; 15 bytes count. Needs no library.
void clibcurl_name_thread(const char *name);

// What a transfer calls, each with the context. Members must not be NULL, except `progress`.
struct clibcurl_callbacks {
    curl_write_callback header;
    curl_write_callback body;
    curl_opensocket_callback open_socket;
    curl_prereq_callback before_request;
    curl_xferinfo_callback progress;
};

CURL *clibcurl_easy_init(void);
void clibcurl_easy_cleanup(CURL *easy);
CURLcode clibcurl_set_long(CURL *easy, CURLoption option, long value);
CURLcode clibcurl_set_offset(CURL *easy, CURLoption option, int64_t value);
// libcurl copies the text. NULL takes the option's default, or nothing where it has none.
CURLcode clibcurl_set_text(CURL *easy, CURLoption option, const char *text);
// Memory that must live as long as the transfer: error buffer, request body, list of headers.
CURLcode clibcurl_set_memory(CURL *easy, CURLoption option, void *memory);
// The bytes must live as long as the transfer; libcurl's own copy is one for each connection.
CURLcode clibcurl_set_blob(CURL *easy, CURLoption option, void *bytes, size_t count);
CURLcode clibcurl_set_callbacks(CURL *easy, const struct clibcurl_callbacks *callbacks, void *context);
// 0 where libcurl does not know.
long clibcurl_info_long(CURL *easy, CURLINFO info);
int64_t clibcurl_info_offset(CURL *easy, CURLINFO info);
CURLcode clibcurl_pause(CURL *easy, int mask);
// Text of libcurl's own for a code.
const char *clibcurl_explain(CURLcode code);

// NULL where there is no memory; the list is then as it was.
struct curl_slist *clibcurl_list_append(struct curl_slist *list, const char *text);
void clibcurl_list_free(struct curl_slist *list);

CURLM *clibcurl_multi_init(void);
void clibcurl_multi_cleanup(CURLM *multi);
CURLMcode clibcurl_multi_set_long(CURLM *multi, CURLMoption option, long value);
CURLMcode clibcurl_multi_add(CURLM *multi, CURL *easy);
CURLMcode clibcurl_multi_remove(CURLM *multi, CURL *easy);
CURLMcode clibcurl_multi_perform(CURLM *multi);
// Waits for sockets, for clibcurl_multi_wakeup() or for the time.
CURLMcode clibcurl_multi_poll(CURLM *multi, int timeout_ms);
// Safe to call from any thread while the multi handle lives.
CURLMcode clibcurl_multi_wakeup(CURLM *multi);
// The next transfer that has ended, with its code; NULL where there is none.
CURL *clibcurl_multi_take_ended(CURLM *multi, CURLcode *code);

#endif
