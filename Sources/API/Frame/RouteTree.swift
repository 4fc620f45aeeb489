import HTTPTypes

/// Finds the route for a path, segment by segment: exact, without any normalisation. A literal goes before a parameter.
struct RouteTree: Sendable {
    enum Match {
        case route(Route, parameters: [String: String])
        /// The path is known, for these methods.
        case otherMethods([HTTPRequest.Method])
        case none
    }

    private var root = Node()
    private var dialects: [Substring: Dialect] = [:]

    init(_ routes: [Route]) {
        for route in routes {
            let first = route.template.dropFirst().prefix { $0 != "/" }
            let other = dialects.updateValue(route.dialect, forKey: first)
            precondition(other ?? route.dialect == route.dialect, "Two dialects: \(route.template)")
            root.insert(route, at: route.template.dropFirst().split(separator: "/", omittingEmptySubsequences: false))
        }
    }

    func match(_ method: HTTPRequest.Method, _ segments: [Target.Segment]) -> Match {
        guard let routes = root.routes(at: segments[...]) else { return .none }
        guard let route = routes[method] ?? (method == .head ? routes[.get] : nil) else {
            let methods = Set(routes.keys).union(routes[.get] == nil ? [] : [.head])
            return .otherMethods(methods.sorted { $0.rawValue < $1.rawValue })
        }
        return .route(route, parameters: Self.parameters(of: route, in: segments))
    }

    /// How to answer at a path, whether there is anything or not: like the routes that begin as it does.
    func dialect(of segments: [Target.Segment]) -> Dialect {
        segments.first.flatMap { dialects[$0.raw] } ?? .plain
    }

    private static func parameters(of route: Route, in segments: [Target.Segment]) -> [String: String] {
        let names = route.template.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        let pairs = zip(names, segments).filter { name, _ in name.first == "{" }
        var parameters = Dictionary(uniqueKeysWithValues: pairs.map { (String($0.dropFirst().dropLast()), $1.decoded) })
        if let last = names.last, last.isRest {
            let rest = segments.dropFirst(names.count - 1).map(\.decoded).joined(separator: "/")
            parameters[String(last.dropFirst().dropLast())] = rest
        }
        return parameters
    }
}

/// Boxed in collections, since a value cannot hold itself.
private struct Node: Sendable {
    private var literals: [Substring: Node] = [:]
    /// One or none.
    private var parameter: [Node] = []
    /// What takes all segments that are left.
    private var rest: [HTTPRequest.Method: Route] = [:]
    private var routes: [HTTPRequest.Method: Route] = [:]

    mutating func insert(_ route: Route, at path: some Collection<Substring>) {
        guard let part = path.first else {
            precondition(routes.updateValue(route, forKey: route.method) == nil, "Two routes: \(route.template)")
            return
        }
        if part.isRest {
            precondition(rest.updateValue(route, forKey: route.method) == nil, "Two routes: \(route.template)")
        } else if part.first == "{" {
            if parameter.isEmpty { parameter.append(Node()) }
            parameter[0].insert(route, at: path.dropFirst())
        } else {
            literals[part, default: Node()].insert(route, at: path.dropFirst())
        }
    }

    func routes(at path: ArraySlice<Target.Segment>) -> [HTTPRequest.Method: Route]? {
        guard let segment = path.first else { return routes.isEmpty ? nil : routes }
        let left = path.dropFirst()
        if let routes = literals[segment.raw]?.routes(at: left) { return routes }
        if !segment.raw.isEmpty, let routes = parameter.first?.routes(at: left) { return routes }
        return rest.isEmpty ? nil : rest
    }
}

extension Substring {
    fileprivate var isRest: Bool { hasPrefix("{") && hasSuffix("...}") }
}
