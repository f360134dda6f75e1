/// Elements that are made when they are read, so that an apply of 100,000 objects never holds all of them.
package struct OnDemand<Element: Sendable>: Sendable {
    package let endIndex: Int
    private let element: @Sendable (Int) -> Element

    /// - Parameter element: the element at a position from 0 up to `count`. It may be called more than once for a
    ///   position, and must answer the same each time.
    package init(count: Int, _ element: @escaping @Sendable (Int) -> Element) {
        endIndex = count
        self.element = element
    }

    package init(_ elements: [Element]) {
        self.init(count: elements.count) { elements[$0] }
    }
}

extension OnDemand: RandomAccessCollection {
    package var startIndex: Int { 0 }
    package subscript(index: Int) -> Element { element(index) }
}

extension OnDemand: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: Element...) { self.init(elements) }
}
