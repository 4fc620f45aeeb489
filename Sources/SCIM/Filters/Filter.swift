package import Domain

/// Which resources are meant (RFC 7644, 3.4.2.2). Only attributes that the schema has can be asked for.
package indirect enum Filter: Sendable {
    case and(Filter, Filter)
    case or(Filter, Filter)
    case not(Filter)
    case present(Target)
    case compare(Target, Comparison, JSON)
    /// One value of an attribute for which all of this holds: `emails[type eq "work" and value co "@"]`.
    case any(Attribute, Filter)
    /// What none is in.
    case nothing

    /// An attribute, or a part of one.
    package struct Target: Sendable {
        let attribute: Attribute
        let part: Attribute?

        /// The attribute that the values are of.
        var leaf: Attribute { part ?? attribute }
    }

    package enum Comparison: String, Sendable {
        case eq, ne, co, sw, ew, gt, ge, lt, le
    }
}

extension Filter {
    package func matches(_ resource: JSON) -> Bool {
        switch self {
        case .and(let left, let right): left.matches(resource) && right.matches(resource)
        case .or(let left, let right): left.matches(resource) || right.matches(resource)
        case .not(let filter): !filter.matches(resource)
        case .present(let target): !target.values(in: resource).isEmpty
        case .compare(let target, .ne, let value):
            !target.values(in: resource).contains { target.leaf.equal($0, value) }
        case .compare(let target, let comparison, let value):
            target.values(in: resource).contains { target.leaf.compare($0, comparison, value) }
        case .any(let attribute, let filter):
            attribute.elements(in: resource).contains { filter.matches($0) }
        case .nothing: false
        }
    }

    /// What must hold of a resource for the filter to match: `attribute eq "text"`, alone or among what is joined by `and`.
    /// With it, a resource is found without looking at all of them.
    package func required(_ name: String) -> String? {
        switch self {
        case .and(let left, let right): left.required(name) ?? right.required(name)
        case .compare(let target, .eq, .string(let text)) where target.part == nil && target.attribute.name == name:
            text
        default: nil
        }
    }

    /// The members that a value must have to be one of those meant: `type eq "work"`. Nil when there is more to it.
    var asserted: [JSON.Member]? {
        switch self {
        case .and(let left, let right): left.asserted.flatMap { left in right.asserted.map { left + $0 } }
        case .compare(let target, .eq, let value): [JSON.Member(target.attribute.name, value)]
        default: nil
        }
    }
}

extension Filter.Target {
    fileprivate func values(in resource: JSON) -> [JSON] {
        let elements = attribute.elements(in: resource)
        // `emails` stands for `emails.value`.
        let name = part?.name ?? (attribute.isComplex && attribute.isMultiValued ? "value" : nil)
        return name.map { name in elements.compactMap { $0[name] } } ?? elements
    }
}

extension Attribute {
    func elements(in resource: JSON) -> [JSON] {
        switch resource[name] {
        case nil, .null?: []
        case .array(let elements)?: elements
        case let value?: [value]
        }
    }

    fileprivate func equal(_ left: JSON, _ right: JSON) -> Bool {
        guard case .string(let left) = left, case .string(let right) = right else { return left == right }
        return folded(left) == folded(right)
    }

    fileprivate func compare(_ left: JSON, _ comparison: Filter.Comparison, _ right: JSON) -> Bool {
        guard comparison != .eq else { return equal(left, right) }
        guard case .string(let left) = left, case .string(let right) = right else { return false }
        let (text, other) = (folded(left), folded(right))
        return switch comparison {
        case .eq: text == other
        case .ne: text != other
        case .co: text.contains(other)
        case .sw: text.hasPrefix(other)
        case .ew: text.hasSuffix(other)
        case .gt: isBefore(other, text)
        case .ge: !isBefore(text, other)
        case .lt: isBefore(text, other)
        case .le: !isBefore(other, text)
        }
    }

    private func folded(_ text: String) -> String { isCaseExact ? text : DisplayName.folded(text) }

    /// In time, or in the order of code points.
    private func isBefore(_ left: String, _ right: String) -> Bool {
        if case .dateTime = kind, let left = Instant(rfc3339: left.uppercased()),
            let right = Instant(rfc3339: right.uppercased())
        {
            return left < right
        }
        return left.unicodeScalars.lexicographicallyPrecedes(right.unicodeScalars)
    }
}
