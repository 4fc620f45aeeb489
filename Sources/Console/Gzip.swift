internal import CZlib

/// The content coding `gzip` (RFC 9110, 8.4.1.3), made once for files that never change.
enum Gzip {
    static func compressed(_ bytes: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        precondition(CZlibBeginGzip(&stream) == Z_OK, "zlib has no memory for its tables")
        defer { deflateEnd(&stream) }
        var input = bytes
        let limit = Int(deflateBound(&stream, UInt(input.count)))
        return input.withUnsafeMutableBufferPointer { input in
            Array(unsafeUninitializedCapacity: limit) { output, count in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                precondition(deflate(&stream, Z_FINISH) == Z_STREAM_END, "more than zlib says it needs at most")
                count = output.count - Int(stream.avail_out)
            }
        }
    }
}
