#ifndef CHTTPLOAD_H
#define CHTTPLOAD_H

#include <stddef.h>
#include <stdint.h>

/// Keeps connections to 127.0.0.1 busy with one request at a time each, in the thread that calls it, which does nothing
/// else: it counts the bytes of the answers and does not read them.
///
/// Ends after `nanoseconds`, or when there were `most` answers. Returns how many there were in `*elapsed` nanoseconds, of
/// which this thread was busy for `*busy`; or -1 when a connection ended, or an answer was longer than it should be.
int64_t http_load(uint16_t port, const char *request, size_t request_length, size_t answer_length, int connections,
                  int64_t nanoseconds, int64_t most, int64_t *elapsed, int64_t *busy);

#endif
