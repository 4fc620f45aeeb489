internal import Domain

/// One operation, at one place.
struct Change {
    private let kind: Patch.Kind
    private let path: PatchPath
    private let value: JSON?

    /// - Parameter value: in any spelling.
    init(_ kind: Patch.Kind, _ value: JSON?, at path: PatchPath) throws(Failure) {
        self.kind = kind
        self.path = path
        // A filter's values are single.
        let isList = path.part == nil && path.filter == nil
        guard let value, value != .null else {
            self.value = nil
            return
        }
        if isList, kind == .remove, path.attribute.isMultiValued {
            self.value = try path.attribute.canonical(value)
            return
        }
        let written = try (path.part ?? path.attribute).canonical(value)
        if case .array(let elements)? = written, path.filter != nil, path.part == nil {
            self.value = elements.first
        } else {
            self.value = written
        }
    }

    func apply(to members: inout [JSON.Member]) throws(Failure) {
        let attribute = path.attribute
        let old = members.value(attribute.name)
        let new = attribute.isMultiValued ? try several(old) : single(old)
        members.set(attribute.name, to: new)
    }

    // MARK: - Attributes of one value

    private func single(_ old: JSON?) -> JSON? {
        guard let part = path.part else { return kind == .remove ? nil : merged(old, value) }
        var members = old?.members ?? []
        members.set(part.name, to: kind == .remove ? nil : value)
        return members.isEmpty ? nil : .object(members)
    }

    /// The parts that are given take the place of those there were; the others stay.
    private func merged(_ old: JSON?, _ new: JSON?) -> JSON? {
        guard case .object(var members)? = old, case .object(let parts)? = new else { return new }
        for part in parts { members.set(part.name, to: part.value) }
        return .object(members)
    }

    // MARK: - Attributes of several values

    private func several(_ old: JSON?) throws(Failure) -> JSON? {
        let old = old?.asArray ?? []
        let new = path.part == nil && path.filter == nil ? whole(old) : try chosen(old)
        return new.isEmpty ? nil : .array(new)
    }

    private func whole(_ old: [JSON]) -> [JSON] {
        let given = value?.asArray ?? []
        switch kind {
        case .replace: return given
        case .add: return old.yieldingPrimary(to: given) + given.filter { !old.contains($0) }
        // RFC 7644 has a filter for this; Entra ID names the values instead. Removing all others then would be a surprise.
        case .remove: return given.isEmpty ? [] : old.filter { element in !given.contains { element.isSame(as: $0) } }
        }
    }

    /// The values that the filter is about, or all of them.
    private func chosen(_ old: [JSON]) throws(Failure) -> [JSON] {
        let isMeant = { (element: JSON) in path.filter?.matches(element) ?? true }
        guard old.contains(where: isMeant) else { return try unmatched(old) }
        if kind == .remove, path.part == nil { return old.filter { !isMeant($0) } }
        let changed = old.map { isMeant($0) ? edited($0) : $0 }
        let isMadePrimary = path.part?.name == "primary" ? value == true : value?["primary"] == true
        guard isMadePrimary, let first = old.firstIndex(where: isMeant) else { return changed }
        return changed.enumerated().map { index, element in index == first ? element : element.withoutPrimary }
    }

    private func edited(_ element: JSON) -> JSON {
        guard let part = path.part else { return merged(element, value) ?? element }
        var members = element.members
        members.set(part.name, to: kind == .remove ? nil : value)
        return .object(members)
    }

    /// Adding to `emails[type eq "work"].value` where there is none makes one.
    private func unmatched(_ old: [JSON]) throws(Failure) -> [JSON] {
        guard kind == .add, let asserted = path.filter?.asserted else {
            throw .scim(.noTarget, "\(path.attribute.name) has no such value.")
        }
        return old + [edited(.object(asserted))]
    }
}

extension JSON {
    fileprivate var members: [JSON.Member] {
        if case .object(let members) = self { members } else { [] }
    }

    /// Values are told apart by their `value`, where they have one.
    fileprivate func isSame(as other: JSON) -> Bool {
        guard let value = self["value"], let otherValue = other["value"] else { return self == other }
        return value == otherValue
    }

    fileprivate var withoutPrimary: JSON {
        self["primary"] == true ? .object(members.filter { $0.name != "primary" }) : self
    }
}

extension [JSON] {
    /// At most one value is the primary one: the newest (RFC 7644, 3.5.2).
    fileprivate func yieldingPrimary(to given: [JSON]) -> [JSON] {
        given.contains { $0["primary"] == true } ? map(\.withoutPrimary) : self
    }
}

extension [JSON.Member] {
    fileprivate func value(_ name: String) -> JSON? {
        first { $0.name == name }?.value
    }

    /// Nil takes it away.
    fileprivate mutating func set(_ name: String, to value: JSON?) {
        let index = firstIndex { $0.name == name }
        switch (index, value) {
        case (let index?, let value?): self[index] = JSON.Member(name, value)
        case (let index?, nil): remove(at: index)
        case (nil, let value?): append(JSON.Member(name, value))
        case (nil, nil): break
        }
    }
}
