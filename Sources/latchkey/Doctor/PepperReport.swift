import Store

/// Which peppers are still needed, and what becomes of what hangs on each.
struct PepperReport {
    /// Their numbers, newest first.
    let configured: [Int]
    let uses: [PepperUse]

    var outcome: Finding.Outcome {
        let lost = uses.filter { !configured.contains($0.id) }.compactMap(loss)
        let older = configured.dropFirst().map(remainder)
        guard lost.isEmpty else { return .wrong((lost + older).joined(separator: " ")) }
        let live = uses.first { $0.id == configured[0] }?.liveSecrets ?? 0
        let told = "\(count(live, "live secret")) of keys under number \(configured[0])"
        return .fine(([told] + older).joined(separator: "; "))
    }

    /// What nobody can read or verify any more; nil when that harms nobody.
    private func loss(_ use: PepperUse) -> String? {
        let things = needed(use)
        guard !things.isEmpty else { return nil }
        return """
            Pepper \(use.id) is not configured, and \(things) depend on it: those keys are refused, those people cannot sign \
            in, those providers get no secret, those webhooks are not sent. Put it back, behind the others, in \
            LATCHKEY_PEPPERS; if it is lost, rotate the keys, take the second factors away (latchkey admin \
            reset-second-factor), set the client secrets again and rotate those of webhooks.
            """
    }

    private func remainder(_ pepper: Int) -> String {
        let use = uses.first { $0.id == pepper } ?? PepperUse(id: pepper)
        let things = needed(use)
        guard !things.isEmpty else {
            let unneeded = use.secrets > 0 ? " (\(count(use.secrets, "secret")) of dead keys do not count)" : ""
            return "nothing depends on pepper \(pepper) any more\(unneeded): it can be removed from LATCHKEY_PEPPERS"
        }
        return """
            \(things) still depend on pepper \(pepper) (of \(count(use.secrets, "secret")) in all); it can be removed from \
            LATCHKEY_PEPPERS once 0 remain. Keys move when they are next used, second factors at the next sign-in; \
            rotate or revoke keys that are not used, set client secrets again, and send webhooks a test event
            """
    }

    private func needed(_ use: PepperUse) -> String {
        let parts = [
            (use.liveSecrets, "live secret"), (use.secondFactors, "second factor"),
            (use.clientSecrets, "client secret"), (use.webhookSecrets, "webhook secret"),
        ]
        return parts.filter { $0.0 > 0 }.map(count).joined(separator: ", ")
    }

    private func count(_ number: Int, _ thing: String) -> String {
        "\(number) \(thing)\(number == 1 ? "" : "s")"
    }
}
