#ifndef CHTTPLOAD_H
#define CHTTPLOAD_H

#include <stddef.h>
#include <stdint.h>

/// Keeps connections to 127.0.0.1 busy with one request at a time each, in the thread that calls it, which does nothing
/// else: it counts the bytes of the answers and does not read them.
///
/// `requests` are `request_count` requests of `request_length` bytes each, which are sent in turns. With a `rate` other than 0
/// no more than so many are sent in a second.
///
/// Ends after `nanoseconds`, or when there were `most` answers. Returns how many there were in `*elapsed` nanoseconds, of
/// which this thread was busy for `*busy`; or -1 when a connection ended, or an answer was longer than it should be.
int64_t http_load(uint16_t port, const char *requests, size_t request_length, size_t request_count, size_t answer_length,
                  int connections, int64_t rate, int64_t nanoseconds, int64_t most, int64_t *elapsed, int64_t *busy);

#endif
