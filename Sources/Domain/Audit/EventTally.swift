/// What may happen more often than a trail can take rows, since each holds its tenant's lock: counted by who, what, how it
/// ended and the minute, until it is written, and then one row for each.
///
/// Bounded, so that nobody fills a process's memory: what is beyond is counted as well, in one row of its trail that says no
/// more than how much it was.
package struct EventTally: Sendable {
    /// What is counted together.
    package struct Event: Hashable, Sendable {
        package let subject: Subject
        package let action: String
        package let object: String?
        /// Why it was refused; nil for what was not.
        package let code: String?

        package init(_ subject: Subject, _ action: String, object: String? = nil, code: String? = nil) {
            self.subject = subject
            self.action = action
            self.object = object
            self.code = code
        }
    }

    package enum Subject: Hashable, Sendable {
        /// For the trail of this tenant; nil is somebody unknown.
        case actor(AuditActor?, in: ID<Tenant>)
        /// Somebody who signs in, for the trails of the tenants to which that proof of theirs carries.
        case account(ID<User>, Proof)
        /// Whoever has this address, which is looked up when it is written: not while they wait, who might learn from it
        /// whether there is somebody. Never written itself, for it may be a password in the wrong field.
        case address(String)

        fileprivate var trail: ID<Tenant> {
            if case .actor(_, let tenant) = self { tenant } else { .platform }
        }

        fileprivate var bucket: EventTally.Bucket {
            switch self {
            case .actor(_, let tenant): .trail(tenant)
            case .account: .accounts
            case .address: .addresses
            }
        }

        /// Somebody unknown, on the platform itself.
        package static let nobody = Subject.actor(nil, in: .platform)
    }

    /// How often something happened in one minute.
    package struct Counted: Sendable {
        package let event: Event
        package private(set) var count: Int
        /// The first of them.
        package private(set) var addresses: [IPAddress]
        package private(set) var first: Instant
        package private(set) var last: Instant

        package init(_ event: Event, count: Int = 1, addresses: [IPAddress], first: Instant, last: Instant) {
            self.event = event
            self.count = count
            self.addresses = addresses
            self.first = first
            self.last = last
        }

        /// The same of another subject, for one whom it turned out to be.
        package func of(_ subject: Subject) -> Counted {
            let event = Event(subject, event.action, object: event.object, code: event.code)
            return Counted(event, count: count, addresses: addresses, first: first, last: last)
        }

        fileprivate mutating func add(_ other: Counted) {
            count += other.count
            for address in other.addresses where addresses.count < mostAddresses && !addresses.contains(address) {
                addresses.append(address)
            }
            first = min(first, other.first)
            last = max(last, other.last)
        }
    }

    package static let mostAddresses = 10
    /// What is beyond the bounds is told under this name.
    package static let overflow = "events.overflow"

    /// How much is kept apart: in all, of the platform's own trail, of any one tenant's, of people who sign in, and of
    /// addresses.
    ///
    /// Anybody can send as many addresses as they like, and make up every one. There is room for a few, which is theirs
    /// alone, so that whoever fills it takes nothing from anybody's trail: what is beyond is nobody's at once.
    package struct Bounds: Sendable {
        package var all = 20_000
        package var platform = 5_000
        package var tenant = 1_000
        package var accounts = 5_000
        package var addresses = 500

        package init() {}
    }

    private struct Key: Hashable {
        let event: Event
        let minute: Int64

        /// What is beyond the bounds is one for all minutes: while nothing can be written there would be ever more of them.
        init(_ event: Event, at instant: Instant) {
            self.event = event
            minute = event.action == EventTally.overflow ? 0 : instant.microseconds / 60_000_000
        }
    }

    /// What shares a bound.
    fileprivate enum Bucket: Hashable {
        case trail(ID<Tenant>)
        case accounts
        case addresses
    }

    private let bounds: Bounds
    private var entries: [Key: Counted] = [:]
    private var sizes: [Bucket: Int] = [:]

    package init(bounds: Bounds = Bounds()) {
        self.bounds = bounds
    }

    package var isEmpty: Bool { entries.isEmpty }

    package mutating func add(_ counted: Counted) {
        let key = Key(counted.event, at: counted.first)
        guard entries[key] == nil, counted.event.action != Self.overflow, let full = fullTrail(for: counted.event)
        else {
            return merge(counted, under: key)
        }
        if counted.event.subject.bucket == .addresses { return add(counted.of(.nobody)) }
        let event = Event(.actor(nil, in: full), Self.overflow)
        let beyond = Counted(event, count: counted.count, addresses: [], first: counted.first, last: counted.last)
        merge(beyond, under: Key(event, at: beyond.first))
    }

    /// The trail to which it counts as overflow; nil where there is room.
    private func fullTrail(for event: Event) -> ID<Tenant>? {
        let bucket = event.subject.bucket
        if sizes[bucket, default: 0] >= bound(of: bucket) { return event.subject.trail }
        return entries.count >= bounds.all ? .platform : nil
    }

    private func bound(of bucket: Bucket) -> Int {
        switch bucket {
        case .trail(let tenant): tenant == .platform ? bounds.platform : bounds.tenant
        case .accounts: bounds.accounts
        case .addresses: bounds.addresses
        }
    }

    private mutating func merge(_ counted: Counted, under key: Key) {
        if entries[key]?.add(counted) == nil {
            entries[key] = counted
            // What is beyond takes no room from what is not: in whatever order they are put back, it is the same.
            if counted.event.action != Self.overflow { sizes[key.event.subject.bucket, default: 0] += 1 }
        }
    }

    /// All of it, in the order in which it began.
    package mutating func take() -> [Counted] {
        defer {
            entries = [:]
            sizes = [:]
        }
        return entries.values.sorted { $0.first < $1.first }
    }
}

private let mostAddresses = EventTally.mostAddresses
