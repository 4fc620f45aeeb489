internal import Postgres

/// How much hangs on one pepper.
package struct PepperUse: Hashable, Sendable {
    package let id: Int
    /// Of keys, all that were ever hashed with it.
    package let secrets: Int
    /// Of those, the ones that are accepted: of keys neither revoked nor expired, and not rotated out.
    package let liveSecrets: Int
    package let secondFactors: Int
    /// Client secrets of tenants' identity providers.
    package let clientSecrets: Int
    /// Of webhook endpoints, those before included that still sign.
    package let webhookSecrets: Int

    package init(
        id: Int,
        secrets: Int = 0,
        liveSecrets: Int = 0,
        secondFactors: Int = 0,
        clientSecrets: Int = 0,
        webhookSecrets: Int = 0
    ) {
        self.id = id
        self.secrets = secrets
        self.liveSecrets = liveSecrets
        self.secondFactors = secondFactors
        self.clientSecrets = clientSecrets
        self.webhookSecrets = webhookSecrets
    }
}

extension StoreTransaction where Kind == OnFinder {
    /// Of each pepper that anything was made with, in all tenants. Reads through all secrets.
    package func pepperUses() -> Reply<[PepperUse]> {
        send(
            """
            SELECT pepper_id, sum(secrets)::bigint AS secrets, sum(live)::bigint AS live,
                sum(second_factors)::bigint AS second_factors, sum(client_secrets)::bigint AS client_secrets,
                sum(webhook_secrets)::bigint AS webhook_secrets
            FROM (
                SELECT s.pepper_id, count(*) AS secrets, count(*) FILTER (
                    WHERE k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
                        AND (s.valid_until IS NULL OR s.valid_until > now())
                ) AS live, 0 AS second_factors, 0 AS client_secrets, 0 AS webhook_secrets
                FROM key_secrets s JOIN keys k ON k.tenant_id = s.tenant_id AND k.id = s.key_id
                GROUP BY s.pepper_id
                UNION ALL SELECT pepper_id, 0, 0, count(*), 0, 0 FROM second_factors GROUP BY pepper_id
                UNION ALL SELECT pepper_id, 0, 0, 0, count(*), 0 FROM sso_connections
                    WHERE pepper_id IS NOT NULL GROUP BY pepper_id
                UNION ALL SELECT pepper_id, 0, 0, 0, 0, count(*) FROM webhook_endpoints
                    WHERE deleted_at IS NULL GROUP BY pepper_id
                UNION ALL SELECT previous_pepper_id, 0, 0, 0, 0, count(*) FROM webhook_endpoints
                    WHERE previous_until > now() GROUP BY previous_pepper_id
            ) AS uses
            GROUP BY pepper_id ORDER BY pepper_id
            """
        ) { rows in
            try rows.map { row in
                PepperUse(
                    id: Int(try row.decode("pepper_id", as: Int32.self)),
                    secrets: try row.decode("secrets"),
                    liveSecrets: try row.decode("live"),
                    secondFactors: try row.decode("second_factors"),
                    clientSecrets: try row.decode("client_secrets"),
                    webhookSecrets: try row.decode("webhook_secrets")
                )
            }
        }
    }
}
