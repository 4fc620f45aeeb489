package import Domain

extension UsageSeries {
    /// `{interval, from, to, requests, succeeded, failed, data: [{start, requests, succeeded, failed, verdicts}]}`.
    package var json: JSON {
        [
            "interval": .string(range.interval.rawValue), "from": .string(range.from.description),
            "to": .string(range.to.description), "requests": .integer(Int64(total.balance.requests)),
            "succeeded": .integer(Int64(total.balance.succeeded)), "failed": .integer(Int64(total.balance.failed)),
            "data": .array(points.map(\.json)),
        ]
    }
}

extension UsageSeries.Point {
    fileprivate var json: JSON {
        let balance = counts.balance
        let verdicts = counts.verdicts.map { JSON.Member($0.verdict.rawValue, .integer(Int64($0.count))) }
        return [
            "start": .string(start.description), "requests": .integer(Int64(balance.requests)),
            "succeeded": .integer(Int64(balance.succeeded)), "failed": .integer(Int64(balance.failed)),
            "verdicts": .object(verdicts),
        ]
    }
}

extension UsageBalance {
    /// `{succeeded, failed}`.
    var json: JSON {
        ["succeeded": .integer(Int64(succeeded)), "failed": .integer(Int64(failed))]
    }
}
