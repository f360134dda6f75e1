/// A server's process comes or goes; by the path of its connection and the id of its process group.
package enum ServerEvent: Sendable, Hashable {
    case started(String, process: Int32)
    case ended(String, process: Int32)
}
