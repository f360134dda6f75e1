package import ReeveJSON
package import ReeveModel
package import ReeveStore

/// One row of a result. It is valid until the next row. Columns count from 0.
package protocol SQLRow {
    func isNull(_ column: Int) -> Bool
    func integer(_ column: Int) -> Int64
    /// A column that holds 0 or 1, or the result of a comparison, in whatever form the engine gives it.
    func bool(_ column: Int) -> Bool
    func text(_ column: Int) -> String
    /// Whether the column is a text of these bytes; nil stands for NULL.
    func isEqual(_ column: Int, _ bytes: UnsafeBufferPointer<UInt8>?) -> Bool
    func bytes(_ column: Int) -> [UInt8]
}

extension SQLRow {
    package func integerOrNil(_ column: Int) -> Int64? { isNull(column) ? nil : integer(column) }
    package func intOrNil(_ column: Int) -> Int? { isNull(column) ? nil : int(column) }
    package func textOrNil(_ column: Int) -> String? { isNull(column) ? nil : text(column) }
    package func int(_ column: Int) -> Int { Int(clamping: integer(column)) }
    package func time(_ column: Int) -> Timestamp { Timestamp(microseconds: integer(column)) }
    package func timeOrNil(_ column: Int) -> Timestamp? { isNull(column) ? nil : time(column) }

    package func id(_ column: Int) throws(StoreError) -> ULID {
        guard let id = ULID(trusted: text(column)) else { throw corrupt(column, "id") }
        return id
    }

    package func idOrNil(_ column: Int) throws(StoreError) -> ULID? { isNull(column) ? nil : try id(column) }

    package func digest(_ column: Int) throws(StoreError) -> ContentDigest {
        guard let digest = ContentDigest(bytes: bytes(column)) else { throw corrupt(column, "digest") }
        return digest
    }

    /// The digest of `column`. Where its bytes equal those of `otherColumn` the result is `other`: comparing is cheaper
    /// than reading.
    package func digestOrNil(
        _ column: Int, ifNot other: ContentDigest, of otherColumn: Int
    ) throws(StoreError) -> ContentDigest? {
        if isNull(column) { return nil }
        return bytes(column) == bytes(otherColumn) ? other : try digest(column)
    }

    package func digestOrNil(_ column: Int) throws(StoreError) -> ContentDigest? {
        isNull(column) ? nil : try digest(column)
    }

    /// The case of a closed list of names.
    package func name<T: RawRepresentable>(
        _ column: Int, _ type: T.Type = T.self
    ) throws(StoreError) -> T where T.RawValue == String {
        guard let value = T(rawValue: text(column)) else { throw corrupt(column, "\(type)") }
        return value
    }

    package func nameOrNil<T: RawRepresentable>(
        _ column: Int, _ type: T.Type = T.self
    ) throws(StoreError) -> T? where T.RawValue == String {
        isNull(column) ? nil : try name(column, type)
    }

    package func corrupt(_ column: Int, _ wanted: String) -> StoreError {
        StoreError(.corrupt, "column \(column) holds no \(wanted)")
    }
}

extension ULID {
    /// For ids that the store wrote itself. Only the length is checked.
    fileprivate init?(trusted text: String) {
        guard text.utf8.count == 26 else { return nil }
        self.init(text)
    }
}
