import Domain
import Postgres
import TestSupport
import Testing

@Suite("A text in the database")
struct PlacesTests {
    @Test("is found in every form in which a row could keep it, and only where it is")
    func finds() async throws {
        try await withEmptyDatabase { database in
            try await database.run("CREATE TABLE words (word text)")
            try await database.run("CREATE TABLE blobs (blob bytea)")
            let secret = "order-4711/left~~"
            #expect(try await database.places(of: secret) == [])
            var forms: [String] = []
            for padding in ["", "a", "ab", "abc"] {
                let bytes = Array((padding + secret + padding).utf8)
                forms += [padding + secret, Hex.encode(bytes), Base64.encode(bytes), Base64URL.encode(bytes)]
            }
            for form in forms {
                try await database.run("INSERT INTO words VALUES (\(form))")
                #expect(try await database.places(of: secret) == ["public.words"], "\(form)")
                try await database.run("DELETE FROM words")
                try await database.run("INSERT INTO blobs VALUES (convert_to(\(form), 'UTF8'))")
                #expect(try await database.places(of: secret) == ["public.blobs"], "\(form)")
                try await database.run("DELETE FROM blobs")
            }
        }
    }
}
