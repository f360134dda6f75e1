// libcurl, loaded when it is first used. Loading it costs some milliseconds, which commands that open no connection
// do not pay.
#ifndef CLIBCURL_H
#define CLIBCURL_H

// Loads libcurl unless it is loaded. Returns NULL, or the loader's message. Safe to call from any thread.
const char *clibcurl_load(void);

#endif
