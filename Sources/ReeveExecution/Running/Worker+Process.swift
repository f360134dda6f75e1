internal import Glibc
package import ReeveStore

extension Worker {
    /// Whether the worker ran on this host and its process is gone.
    ///
    /// False where this host cannot tell: for a worker of another host, and for one that has named no process. Only
    /// leases say whether those are lost.
    package func hasNoProcess(host: String, bootID: String) -> Bool {
        guard self.host == host, processID > 0 else { return false }
        guard self.bootID == bootID else { return true }
        return kill(processID, 0) != 0 && errno == ESRCH
    }
}
