import ReeveCommands

@main
struct Main {
    static func main() async {
        await ReeveCommand.start()
    }
}
