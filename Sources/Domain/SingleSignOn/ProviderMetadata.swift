/// What an identity provider says of itself (OpenID Connect Discovery 1.0).
package struct ProviderMetadata: Equatable, Sendable {
    package let issuer: String
    package let authorizationEndpoint: String
    package let tokenEndpoint: String
    package let keysURL: String
    package let endSessionEndpoint: String?
    /// Whether its answers name it (RFC 9207).
    package let namesItself: Bool
    private let scopes: [String]?
    private let clientAuthentications: [String]

    package enum Invalid: Error, Sendable {
        case notJSON
        /// It says that it is somebody else.
        case otherIssuer
        case lacks(String)
    }

    package init(_ bytes: [UInt8], of issuer: String) throws(Invalid) {
        guard let json = try? JSON(parsing: bytes), case .object = json else { throw .notJSON }
        guard json["issuer"]?.asString == issuer else { throw .otherIssuer }
        self.issuer = issuer
        authorizationEndpoint = try json.endpoint("authorization_endpoint")
        tokenEndpoint = try json.endpoint("token_endpoint")
        keysURL = try json.endpoint("jwks_uri")
        endSessionEndpoint = json["end_session_endpoint"]?.asString
        namesItself = json["authorization_response_iss_parameter_supported"] == true
        scopes = json["scopes_supported"].map { _ in json.strings("scopes_supported") }
        let methods = "token_endpoint_auth_methods_supported"
        clientAuthentications = json[methods].map { _ in json.strings(methods) } ?? ["client_secret_basic"]
        let challenges = "code_challenge_methods_supported"
        guard json[challenges] == nil || json.strings(challenges).contains("S256") else { throw .lacks("S256") }
    }

    /// Where it says all this.
    package static func address(of issuer: String) -> String {
        (issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer) + "/.well-known/openid-configuration"
    }

    /// What is asked for; what it does not have it might refuse.
    package var scope: String {
        ["openid", "email", "profile", "groups"].filter { $0 == "openid" || scopes?.contains($0) ?? ($0 != "groups") }
            .joined(separator: " ")
    }

    /// Whether a client secret goes into the form rather than into a header.
    package var takesSecretInForm: Bool {
        !clientAuthentications.contains("client_secret_basic") && clientAuthentications.contains("client_secret_post")
    }
}

extension JSON {
    fileprivate func endpoint(_ name: String) throws(ProviderMetadata.Invalid) -> String {
        guard let text = self[name]?.asString else { throw .lacks(name) }
        return text
    }
}
