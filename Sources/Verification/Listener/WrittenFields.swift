internal import NIOCore

/// Header fields as they go over the wire, each behind the end of the line before it.
final class WrittenFields: Sendable {
    let bytes: [UInt8]

    init(_ fields: [Answer.Field]) {
        var buffer = ByteBuffer()
        for field in fields { buffer.write(field) }
        bytes = Array(buffer.readableBytesView)
    }
}
