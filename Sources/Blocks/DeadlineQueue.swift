import Plans
import Wire

/// Which block is to be looked at next: a binary heap. An entry whose block has another deadline by now is passed over
/// by whoever takes it.
struct DeadlineQueue: Sendable {
  typealias Entry = (at: BootTime, key: Block.Key)

  private var heap: [Entry] = []

  init() {}

  /// All of these.
  init(_ entries: [Entry]) {
    heap = entries
    for place in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sink(place) }
  }

  var count: Int { heap.count }
  var first: Entry? { heap.first }

  mutating func insert(_ key: Block.Key, at moment: BootTime) {
    heap.append((moment, key))
    var place = heap.count - 1
    while place > 0, heap[place].at < heap[(place - 1) / 2].at {
      heap.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  mutating func removeFirst() {
    guard let last = heap.popLast(), !heap.isEmpty else { return }
    heap[0] = last
    sink(0)
  }

  private mutating func sink(_ start: Int) {
    var place = start
    while true {
      var least = place
      for child in [2 * place + 1, 2 * place + 2] where child < heap.count && heap[child].at < heap[least].at
      {
        least = child
      }
      guard least != place else { return }
      heap.swapAt(place, least)
      place = least
    }
  }
}
