import TestKit
import Testing

@Suite("At which operations a test kills")
struct MomentsTests {
  @Test("without a stride at each, with one at every n-th, and at every one in as many commits")
  func strides() {
    #expect(Moments.first(stride: 1, offset: 77, release: "6.12.1") == 1)
    for stride in 1...7 {
      let firsts = (0..<stride).map {
        Moments.first(stride: stride, offset: 1_000_003 + $0, release: "6.1.0-50")
      }
      #expect(Set(firsts) == Set(1...stride))
    }
    #expect((1...5).contains(Moments.first(stride: 5, offset: -3, release: "6.1")))
    #expect((1...5).contains(Moments.first(stride: 5, offset: .min, release: "6.12")))
    #expect((1...5).contains(Moments.first(stride: 5, offset: .max, release: "6.12")))
  }

  @Test("two kernels kill at others, for the same commit")
  func kernels() {
    for offset in 0..<5 {
      #expect(
        Moments.first(stride: 5, offset: offset, release: "6.1.0-50-amd64")
          != Moments.first(stride: 5, offset: offset, release: "6.12.117+deb13-amd64"))
    }
  }

  @Test("of a known number no moment is beyond the last")
  func known() {
    let moments = Array(Moments.all(of: 50))
    #expect(moments.first == Moments.first && moments.allSatisfy { (1...50).contains($0) })
    #expect(zip(moments, moments.dropFirst()).allSatisfy { $1 - $0 == Moments.stride })
  }
}
