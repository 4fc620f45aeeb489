/// Signed: up to this row a tenant's trail had this head.
package struct AuditCheckpoint: Equatable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// Every minute in which there was something new.
        case head = "HEAD"
        /// The rows up to this one were deleted by the operator.
        case prune = "PRUNE"
    }

    /// What is signed.
    package struct Claim: Equatable, Sendable {
        package let tenant: ID<Tenant>
        package let kind: Kind
        package let sequence: Int64
        /// 32 bytes.
        package let head: [UInt8]
        package let at: Instant

        package init(tenant: ID<Tenant>, kind: Kind, sequence: Int64, head: [UInt8], at: Instant) {
            self.tenant = tenant
            self.kind = kind
            self.sequence = sequence
            self.head = head
            self.at = at
        }

        /// The bytes under the signature, as UTF-8; docs/audit.md has them for whoever checks it without us.
        package var text: String {
            """
            latchkey audit checkpoint 1
            \(tenant)
            \(kind.rawValue)
            \(sequence)
            \(Hex.encode(head))
            \(at)

            """
        }
    }

    package let claim: Claim
    /// By which of the operator's signing keys.
    package let signer: String
    /// Ed25519, 64 bytes.
    package let signature: [UInt8]

    package init(claim: Claim, signer: String, signature: [UInt8]) {
        self.claim = claim
        self.signer = signer
        self.signature = signature
    }

    package var sequence: Int64 { claim.sequence }

    /// Where it stands in a list of them: of one row there may be several.
    package struct Place: Sendable {
        package let sequence: Int64
        package let kind: String
        package let signer: String

        package init(sequence: Int64, kind: String, signer: String) {
            self.sequence = sequence
            self.kind = kind
            self.signer = signer
        }

        /// Behind every other.
        package static let end = Place(sequence: .max, kind: "", signer: "")
    }

    package var place: Place { Place(sequence: sequence, kind: claim.kind.rawValue, signer: signer) }
}

extension AuditCheckpoint {
    /// As it is exported.
    package var json: JSON {
        [
            "tenant_id": .string(claim.tenant.description), "kind": .string(claim.kind.rawValue),
            "seq": .integer(claim.sequence), "head": .string(Hex.encode(claim.head)),
            "at": .string(claim.at.description), "signer": .string(signer),
            "signature": .string(Base64URL.encode(signature)),
        ]
    }

    /// Nil for what is no exported checkpoint.
    package init?(json: JSON) {
        guard case .string(let tenant)? = json["tenant_id"], let tenant = ID<Tenant>(tenant),
            case .string(let kind)? = json["kind"], let kind = Kind(rawValue: kind),
            case .integer(let sequence)? = json["seq"], sequence >= 0,
            case .string(let head)? = json["head"], let head = Hex.decode(head),
            case .string(let at)? = json["at"], let at = Instant(rfc3339: at),
            case .string(let signer)? = json["signer"],
            case .string(let signature)? = json["signature"], let signature = Base64URL.decode(signature)
        else { return nil }
        self.init(
            claim: Claim(tenant: tenant, kind: kind, sequence: sequence, head: head, at: at),
            signer: signer,
            signature: signature
        )
    }
}

/// What a signature is worth.
package enum SignatureWorth: Sendable {
    case valid
    case invalid
    /// Signed by nobody whose key we have: under a pepper that was taken away, or by somebody else.
    case unknownSigner
}
