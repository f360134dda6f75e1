internal import Glibc
package import ReeveStore

extension Worker {
    /// Whether the worker ran on this host and its process is not there any more.
    ///
    /// False where nobody can tell: for a worker of another host, or one that named no process, only its leases tell.
    package func hasNoProcess(host: String, bootID: String) -> Bool {
        guard self.host == host, processID > 0 else { return false }
        guard self.bootID == bootID else { return true }
        return kill(processID, 0) != 0 && errno == ESRCH
    }
}
