/// Elements that are made when they are asked for, so that an apply of 100,000 objects never holds them all.
package struct OnDemand<Element: Sendable>: Sendable {
    package let endIndex: Int
    private let element: @Sendable (Int) -> Element

    /// - Parameter element: for 0 up to `count`; may be asked for more than once and answers the same each time.
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
