/// A server's process has started or ended; with the path of its connection and the id of its process group.
package enum ServerEvent: Sendable, Hashable {
    case started(String, process: Int32)
    case ended(String, process: Int32)
}
