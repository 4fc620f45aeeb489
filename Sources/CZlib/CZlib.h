#ifndef CZLIB_H
#define CZLIB_H

#include <zlib.h>

// Swift does not import macros that call functions.
static inline int CZlibBeginGzip(z_stream *stream) {
    return deflateInit2(stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + 16, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY);
}

#endif
