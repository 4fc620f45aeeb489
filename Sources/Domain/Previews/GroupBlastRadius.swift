/// What an edit of a group would have refused of what its keys were let in with.
package struct GroupBlastRadius: Sendable {
    package struct Key: Hashable, Sendable {
        package let id: ID<APIKey>
        package let name: String
        /// At least.
        package let refused: Int

        package init(id: ID<APIKey>, name: String, refused: Int) {
            self.id = id
            self.name = name
            self.refused = refused
        }
    }

    package let radius: BlastRadius
    /// Those with the most that would be refused.
    package let keys: [Key]
    /// All of which something would be.
    package let keyCount: Int
    /// Whether there was too much to be looked at: then nothing is known of the rest.
    package let isCutShort: Bool

    package init(radius: BlastRadius, keys: [Key], keyCount: Int, isCutShort: Bool) {
        self.radius = radius
        self.keys = keys
        self.keyCount = keyCount
        self.isCutShort = isCutShort
    }
}
