extension Scope {
    static let partnerPortal = [
        Scope("merchants:read", "Read Merchants", "View merchant list and details"),
        Scope("merchants:write", "Write Merchants", "Create and update merchants"),
        Scope("analytics:read", "Read Analytics", "View partner analytics and metrics"),
        Scope("webhooks:manage", "Manage Webhooks", "Configure and manage webhook endpoints"),
        Scope("reports:read", "Read Reports", "Download and view reports"),
    ]

    static let enterpriseDashboard = [
        Scope("invoices:read", "Read Invoices", "View invoices"),
        Scope("invoices:write", "Write Invoices", "Create and update invoices"),
        Scope("payment-links:read", "Read Payment Links", "View payment links"),
        Scope("payment-links:write", "Write Payment Links", "Create payment links"),
        Scope("clients:read", "Read Clients", "View clients"),
        Scope("clients:write", "Write Clients", "Create and update clients"),
        Scope("payouts:read", "Read Payouts", "View payouts"),
        Scope("payouts:write", "Write Payouts", "Create payouts"),
        Scope("disbursements:read", "Read Disbursements", "View disbursements"),
        Scope("disbursements:write", "Write Disbursements", "Create disbursements"),
        Scope("webhooks:read", "Read Webhooks", "View webhook endpoints"),
        Scope("webhooks:write", "Write Webhooks", "Manage webhook endpoints"),
    ]

    /// Until the operator defines their own.
    static let starter = [
        Scope("customers:read", "Read Customers", "View customers"),
        Scope("customers:write", "Write Customers", "Create and update customers"),
        Scope("invoices:read", "Read Invoices", "View invoices"),
        Scope("invoices:write", "Write Invoices", "Create and update invoices"),
        Scope("payments:read", "Read Payments", "View payments"),
        Scope("payments:write", "Write Payments", "Create and refund payments"),
    ]
}
