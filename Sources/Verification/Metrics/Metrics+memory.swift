internal import Synchronization
internal import Telemetry

extension Metrics {
    /// What is kept in memory, how far it may be trusted, and what has to be read.
    func tell(of memory: KeyMemory, _ fills: KeyFills) {
        tell(of: memory.cache)
        tell(of: memory.lease, memory.clock)
        tell(of: fills)
    }

    private func tell(of cache: KeyCache) {
        gauge("latchkey_cache_entries", "Keys in memory, by their secrets") { Double(cache.count) }
        gauge("latchkey_cache_capacity", "Keys that there is room for in memory") { Double(cache.capacity) }
        counter("latchkey_cache_evictions_total", "Keys that made room for others in memory") {
            Double(cache.figures.evictions.load(ordering: .relaxed))
        }
        counter("latchkey_cache_changes_total", "Changes that were applied to what is in memory") {
            Double(cache.figures.changes.load(ordering: .relaxed))
        }
    }

    private func tell(of lease: Lease, _ clock: MonotonicClock) {
        gauge("latchkey_lease_age_seconds", "Since the lease was last renewed") {
            lease.age(at: clock.now()).map { $0 / .seconds(1) }
        }
        gauge("latchkey_lease_trusted", "1 while what is in memory may be acted on, else 0") {
            lease.isTrusted(at: clock.now()) ? 1 : 0
        }
        counter("latchkey_lease_lapses_total", "How often the lease lapsed and began anew") { Double(lease.lapses) }
        gauge("latchkey_lease_live_verifiers", "Verifiers that renew their leases, this one among them") {
            Double(lease.liveVerifiers)
        }
    }

    private func tell(of fills: KeyFills) {
        let figures = fills.figures
        gauge("latchkey_fills_waiting", "Checks that wait for the database") { Double(fills.waiting) }
        counter("latchkey_fills_refused_total", "Checks refused since too many waited for the database") {
            Double(figures.refused.load(ordering: .relaxed))
        }
        counter("latchkey_fill_readings_total", "Readings of the database, of one key or many at once") {
            Double(figures.readings.load(ordering: .relaxed))
        }
        counter("latchkey_fill_keys_total", "Keys that were read from the database") {
            Double(figures.kids.load(ordering: .relaxed))
        }
        counter("latchkey_fill_unknown_total", "Keys that were read for and are nobody's") {
            Double(figures.unknown.load(ordering: .relaxed))
        }
    }
}
