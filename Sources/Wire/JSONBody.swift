package import Domain

/// A request's body as JSON.
package enum JSONBody {
    /// - Parameter contentType: the header's value, nil when there is none.
    /// - Throws: `UNSUPPORTED_MEDIA_TYPE` unless it is `application/json` (in UTF-8), `INVALID_JSON` when it is not JSON,
    ///   `VALIDATION_FAILED` naming every duplicate member.
    package static func parse(_ bytes: some Collection<UInt8>, contentType: String?) throws(Failure) -> JSON {
        let json = try decode(bytes, contentType: contentType)
        let duplicates = json.duplicateMembers
        guard duplicates.isEmpty else { throw .invalid(duplicates.map(InputError.duplicate)) }
        return json
    }

    /// As `parse`, but duplicate members are left for `Fields` to name among all other errors.
    package static func decode(
        _ bytes: some Collection<UInt8>,
        contentType: String?,
        as mediaTypes: [String] = ["application/json"]
    ) throws(Failure) -> JSON {
        guard !bytes.isEmpty else { throw Failure(.invalidJSON, "A JSON body is needed.") }
        try requireJSON(contentType, as: mediaTypes)
        do {
            return try JSON(parsing: bytes)
        } catch {
            throw Failure(.invalidJSON, "The body is not JSON: \(error.reason.rawValue) at byte \(error.offset).")
        }
    }

    /// Anything else might come from a plain HTML form, which browsers send to other sites without asking.
    package static func requireJSON(_ contentType: String?, as mediaTypes: [String]) throws(Failure) {
        guard isJSON(contentType, as: mediaTypes) else {
            let names = mediaTypes.joined(separator: " or ")
            throw Failure(.unsupportedMediaType, "The body must be sent as \(names).")
        }
    }

    package static func isJSON(_ contentType: String?, as mediaTypes: [String] = ["application/json"]) -> Bool {
        guard let contentType else { return false }
        // As nearly everybody writes it, told without taking it apart.
        if mediaTypes.contains(contentType) { return true }
        let parts = contentType.lowercased().split(separator: ";", omittingEmptySubsequences: false).map(trimmed)
        guard let first = parts.first, mediaTypes.contains(String(first)), parts.count <= 2 else { return false }
        return parts.dropFirst().allSatisfy { $0 == "charset=utf-8" || $0 == "charset=\"utf-8\"" }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while let first = text.first, " \t".contains(first) { text.removeFirst() }
        while let last = text.last, " \t".contains(last) { text.removeLast() }
        return text
    }
}

extension InputError {
    static func duplicate(_ pointer: String) -> InputError {
        InputError(pointer, "DUPLICATE_FIELD", "It is given more than once.")
    }
}
