import Plans
import Testing
import Wire

/// A million events in any order, with a daemon that is killed between any two of its actions.
@Suite("Blocks, whatever happens")
struct LifeTests {
  static let hundreds = 10_000 / 8

  @Test(
    "no block is lost that was told, none that ended comes back, no innocent is blocked, and the kernel has what the table has",
    arguments: 0..<8)
  func life(run: Int) {
    let world = live(run)
    guard let violation = world.violation else {
      #expect(world.performed > 100_000 && world.largestQueue < 2000)
      return
    }
    // Once more, to be told about.
    let story = live(run, told: true).story ?? []
    Issue.record("seed \(run): \(violation)\n\(story.suffix(60).joined(separator: "\n"))")
  }

  private func live(_ run: Int, told: Bool = false) -> World {
    let world = World(
      seed: UInt64(run), table: run == 7 ? .ebtables : .nftables, isAtPort: run % 2 == 1 && run != 7)
    (world.killing, world.failing) = run < 2 ? (0, 0) : (0.01, 0.02)
    if told { world.story = [] }
    for _ in 0..<Self.hundreds {
      for number in 0..<100 where world.violation == nil {
        world.live()
        // What is lost stays lost, and looking costs as much as living.
        if number % 10 == 0 { world.checkAtRest() }
      }
      if world.violation == nil { world.settle() }
    }
    return world
  }
}
