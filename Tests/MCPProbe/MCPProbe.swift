import ReeveMCP

@main struct MCPProbe {
    static func main() async {
        Launcher.runIfRequested()
    }
}
