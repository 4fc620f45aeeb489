import Telemetry
import Testing

@Suite("Counting")
struct CounterTests {
    @Test("nothing that many tasks count at once is lost")
    func manyTasks() async {
        let counter = Counter()
        let histogram = Histogram([.milliseconds(1), .milliseconds(2)])
        await withTaskGroup { group in
            for _ in 0..<16 {
                group.addTask {
                    for _ in 0..<10_000 {
                        counter.add()
                        histogram.note(.microseconds(1500))
                    }
                }
            }
        }
        #expect(counter.value == 160_000)
        #expect(histogram.count == 160_000)
    }

    @Test("a metric of a family begins when it is first asked for, and is the same from then on")
    func family() {
        let family = Family<String, Counter> { _ in Counter() }
        family["a"].add()
        family["a"].add()
        #expect(family["a"].value == 2 && family["b"].value == 0)
    }
}
