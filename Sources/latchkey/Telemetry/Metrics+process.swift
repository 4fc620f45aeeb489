import Postgres
import Telemetry
import Verification

// What is told of the process as a whole. What a floor does, it tells itself.
extension Metrics {
    /// Under the names that Prometheus' own clients give them.
    func tellOfProcess(_ files: OpenFiles) {
        gauge("latchkey_build_info", "Always 1; the labels say which release runs", Label("version", Release.version)) {
            1
        }
        counter("process_cpu_seconds_total", "Time that processors spent on this process, in seconds") {
            ProcessFacts.now()?.cpuSeconds
        }
        gauge("process_start_time_seconds", "When this process started, in seconds since 1970") {
            ProcessFacts.now()?.startSeconds
        }
        gauge("process_resident_memory_bytes", "Memory in use, in bytes") { ProcessFacts.now()?.residentBytes }
        gauge("process_virtual_memory_bytes", "Memory set aside, in bytes") { ProcessFacts.now()?.virtualBytes }
        gauge("process_open_fds", "Files and connections open") { ProcessFacts.openFiles() }
        gauge("process_max_fds", "Files and connections that may be open") { Double(files.most) }
    }

    func tell(of pool: Pool, as name: String) {
        let label = Label("pool", name)
        let most = pool.configuration.poolSize
        gauge("latchkey_pool_connections", "Connections to the database, those being made included", label) {
            Double(pool.metrics.size)
        }
        gauge("latchkey_pool_connections_max", "Connections to the database that there may be", label) { Double(most) }
        gauge("latchkey_pool_connections_idle", "Connections to the database that wait for work", label) {
            Double(pool.metrics.idle)
        }
        gauge("latchkey_pool_waiting", "Work that waits for a connection to the database", label) {
            Double(pool.metrics.waiting)
        }
        counter("latchkey_pool_round_trips_total", "How often the database was waited for", label) {
            Double(pool.metrics.roundTrips)
        }
    }
}
