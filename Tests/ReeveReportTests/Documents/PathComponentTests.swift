import ReeveJSON
import ReeveModel
import ReeveReport
import ReeveStore
import Testing

@Suite struct PathComponentTests {
    @Test func pathComponentsStayInTheirFolder() {
        for (name, expected) in [
            ("..", "_."), (".hidden", "_hidden"), ("a/b", "a-b"), ("git/git_log", "git-git_log"), ("", "_"),
            ("-rf", "_rf"), ("night-check.2", "night-check.2"), ("ünï", "_n-"),
        ] {
            let component = PathComponent.of(name)
            #expect(!component.contains("/") && !component.hasPrefix(".") && !component.hasPrefix("-"))
            #expect(component == expected, "\(name) became \(component)")
        }
        #expect(PathComponent.of(String(repeating: "x", count: 500)).count == 100)
    }
}
